#include "cli/topics.h"
#include "prediction/answers.h"

static const char lenient_title[] = "odeval's own (the default)";
static const char lenient_help[] =
    "Thoughts up to the last </think> are set apart. Of what is left the last <answer> group is read, or "
    "the\n"
    "whole text without one. The family's own grammars are tried first, then all others. What is damaged is\n"
    "mended where it is plain what was meant: missing and trailing commas, quotes, brackets and fences, "
    "numbers\n"
    "as texts, a box in a list of its own. A text that breaks off gives the boxes before the break.\n"
    "\n"
    "Each repair is counted by its kind, and what is passed over is, too. Ground truth is never looked at. "
    "A\n"
    "text that says that there is nothing differs from one that cannot be read, and both from a refusal.\n";

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = od_listing_add(listing, "lenient", lenient_title, err);

    for (const od_strict_reader *const *r = od_strict_readers; *r && st == OD_OK; r++)
        st = od_listing_add(listing, (*r)->name, (*r)->title, err);
    return st;
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const od_strict_reader *reader = od_strict_reader_find(name);

    (void)err;
    *known = reader || od_str_equal(od_str_of(name), OD_STR("lenient"));
    if (!*known)
        return OD_OK;
    od_page_title(page, name, reader ? reader->title : lenient_title);
    od_page_text(page, reader ? reader->help : lenient_help);
    if (!reader)
        return OD_OK;
    od_page_printf(page, "\nSource: ");
    od_page_fill(page, 8, 2, od_str_of(reader->source));
    return OD_OK;
}

const od_topic od_topic_readers = {
    .list = "readers",
    .heading = "Readers of answers (--reader)",
    .note = "odeval help READER prints its rule. All but lenient repeat published code, faults included, so "
            "that its "
            "numbers can be repeated; how often odeval's own reading differs is reported beside them.",
    .collect = collect,
    .describe = describe,
};
