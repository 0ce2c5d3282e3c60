/* Run records. Whatever the bytes are, reading must end in a record that can be written, or in an error that
 * says something; and what was written must be read as the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool truth)
{
    if (!truth)
        abort();
}

static void check_error(const od_error *err)
{
    char text[1200];

    must(err->code == OD_INPUT && err->what[0] != '\0' && err->remedy[0] != '\0' &&
         od_error_text(err, text, sizeof text)[0] != '\0');
}

/* The second writing is the same as the first; the first may differ from what was read. */
static void check_again(const od_record *r)
{
    od_buffer first = {0}, second = {0};
    od_record *again = NULL;
    od_error err = {0};

    must(od_record_json(r, &first, NULL) == OD_OK);
    if (od_record_parse(&again, "again", &first, &err) == OD_OK) {
        must(od_record_json(again, &second, NULL) == OD_OK);
        must(first.n == second.n && memcmp(first.bytes, second.bytes, first.n) == 0);
    } else {
        check_error(&err); /* names that differed by a zero character, or by bytes that are not UTF-8 */
    }
    od_record_free(again);
    od_buffer_free(&first);
    od_buffer_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const od_buffer text = {.bytes = (char *)bytes, .n = n};
    od_record *r = NULL;
    od_error err = {0};
    double value;

    if (od_record_parse(&r, "r", &text, &err) == OD_OK) {
        (void)od_record_number(r, "overall.AP", &value);
        check_again(r);
    } else {
        must(r == NULL);
        check_error(&err);
    }
    od_record_free(r);
    return 0;
}
