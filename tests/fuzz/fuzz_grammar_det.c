/* Any bytes, read by the grammar `det`. */
#include "answer_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    (void)check_reading, (void)place;
    return fuzz_grammar(&od_grammar_det, data, n);
}
