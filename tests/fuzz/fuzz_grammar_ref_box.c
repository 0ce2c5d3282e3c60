/* Any bytes, read by the grammar `ref_box`. */
#include "answer_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    (void)check_reading, (void)place;
    return fuzz_grammar(&od_grammar_ref_box, data, n);
}
