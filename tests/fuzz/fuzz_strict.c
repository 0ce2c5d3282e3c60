/* Any bytes as an answer: the first says which strict reader reads the rest, twice. */
#include "answer_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    od_reading r = {0}, again = {0};
    size_t n_readers = 0;
    const od_strict_reader *reader;
    od_str text;

    if (n == 0)
        return 0;
    while (od_strict_readers[n_readers])
        n_readers++;
    reader = od_strict_readers[data[0] % n_readers];
    text = (od_str){(const char *)data + 1, n - 1};
    must(reader->read(&r, text, NULL) == OD_OK, "reading failed");
    must(reader->read(&again, OD_STR("[1, 2, 3, 4]"), NULL) == OD_OK, "reading failed");
    must(reader->read(&again, text, NULL) == OD_OK, "reading again failed");
    check_reading(&r, n, 0);
    check_same(&r, &again);
    (void)fuzz_grammar, (void)place;
    od_reading_release(&r);
    od_reading_release(&again);
    return 0;
}
