/* Any bytes as an answer: the first says which family, the rest is read leniently, twice, and placed. */
#include "answer_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const od_family *family = NULL;
    od_reading r = {0}, again = {0};
    size_t n_families = 0;
    od_str text;

    if (n == 0)
        return 0;
    while (od_families[n_families])
        n_families++;
    if (data[0] % (n_families + 1) < n_families)
        family = od_families[data[0] % (n_families + 1)];
    text = (od_str){(const char *)data + 1, n - 1};
    must(od_answer_read(&r, family, text, NULL) == OD_OK, "reading failed");
    must(od_answer_read(&again, NULL, OD_STR("{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"x\"}"), NULL) == OD_OK,
         "reading failed");
    must(od_answer_read(&again, family, text, NULL) == OD_OK, "reading again failed");
    check_reading(&r, n, 1);
    check_same(&r, &again);
    if (family)
        place(family, &r);
    (void)fuzz_grammar;
    od_reading_release(&r);
    od_reading_release(&again);
    return 0;
}
