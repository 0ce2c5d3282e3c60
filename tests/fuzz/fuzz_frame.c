/* Any bytes as a frame of the user's own: what is understood is written and understood again. */
#include "answer/frame.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char text[OD_FRAME_TEXT], again[OD_FRAME_TEXT], words[400];
    od_frame f, g;

    if (od_frame_parse(&f, (od_str){(const char *)data, n}, NULL) != OD_OK)
        return 0;
    od_frame_text(&f, text, sizeof text);
    od_frame_words(&f, words, sizeof words);
    if (od_frame_parse(&g, od_str_of(text), NULL) != OD_OK || !od_frame_equal(&f, &g)) {
        fprintf(stderr, "%s is read as another frame\n", text);
        abort();
    }
    od_frame_text(&g, again, sizeof again);
    return 0;
}
