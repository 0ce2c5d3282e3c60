/* Any bytes, read by the grammar `begin_of_box`. */
#include "answer_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    (void)check_reading, (void)place;
    return fuzz_grammar(&od_grammar_begin_of_box, data, n);
}
