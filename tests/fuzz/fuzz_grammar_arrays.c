/* Any bytes, read by the grammar `arrays`. */
#include "answer_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    (void)check_reading, (void)place;
    return fuzz_grammar(&od_grammar_arrays, data, n);
}
