#include <stdio.h>
#include <string.h>

#include "cli/topics.h"
#include "prediction/answers.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_family *const *f = od_families; *f && st == OD_OK; f++)
        st = od_listing_add(listing, (*f)->name, (*f)->title, err);
    return st;
}

/* As an answer stands in a file, two columns in. */
static void print_example(od_page *page, const char *example)
{
    od_page_printf(page, "\nExample:\n\n  ");
    for (const char *p = example; *p; p++)
        od_page_printf(page, *p == '\n' && p[1] ? "%c  " : "%c", *p);
    od_page_printf(page, "\n\n");
}

/* "Source: ...", filled to the page. */
static void print_fact(od_page *page, const char *what, const char *text)
{
    od_page_printf(page, "%s: ", what);
    od_page_fill(page, strlen(what) + 2, 2, od_str_of(text));
}

static void print_aliases(od_page *page, const od_family *family)
{
    char text[240] = "";
    size_t n = 0;

    for (size_t i = 0; family->aliases[i] && n < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? ", " : "", family->aliases[i]);
    if (n)
        print_fact(page, "Also called", text);
}

static void print_grammars(od_page *page, const od_family *family)
{
    char text[480] = "";
    size_t n = 0;

    for (size_t i = 0; family->grammars[i] && n < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s (%s)", i ? "; " : "",
                              family->grammars[i]->name, family->grammars[i]->title);
    print_fact(page, "Grammar", text);
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const od_family *family = od_family_find(name);
    char text[OD_FRAME_TEXT];

    (void)err;
    *known = family != NULL;
    if (!family)
        return OD_OK;
    od_page_title(page, family->name, family->title);
    if (family->help)
        od_page_text(page, family->help);
    print_example(page, family->example);
    print_fact(page, "Frame", od_frame_words(&family->frame, text, sizeof text));
    print_fact(page, "As a frame of one's own", od_frame_text(&family->frame, text, sizeof text));
    print_grammars(page, family);
    if (family->labels_asked)
        print_fact(page, "Labels", "none in the answer; boxes have the label that was asked");
    if (family->needs_proposals)
        print_fact(page, "Needs with each line", "\"proposals\": [[x1, y1, x2, y2], ...]");
    print_aliases(page, family);
    print_fact(page, "Source", family->source);
    return OD_OK;
}

const od_topic od_topic_frames = {
    .list = "frames",
    .heading = "Families of models (--frame: what the numbers of their answers mean)",
    .note =
        "odeval help FRAME prints an answer, the frame and its source. A frame of one's own is described as "
        "space=S,order=O, where S is pixels (of the original), input (pixels of the image as the model saw "
        "it), "
        "unit (0 to 1), a number D (0 to D over the image), bins:N (N bins, their centres count), square:D "
        "(0 "
        "to D over the image padded to a square) or cells:N; O is xyxy, yxyx, xywh or cxcywh; with input "
        "also "
        "patch=, min-pixels=, max-pixels= and resize=.",
    .collect = collect,
    .describe = describe,
};
