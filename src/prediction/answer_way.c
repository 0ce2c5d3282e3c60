/* From what the user says to how answers are read. */
#include <stdio.h>
#include <string.h>

#include "core/nearest.h"
#include "prediction/answers.h"

enum { NAMES_MAX = 256 };

static od_status no_such_frame(const char *frame, od_error *err)
{
    const char *names[NAMES_MAX + 1], *near;
    size_t n = 0;

    for (const od_family *const *f = od_families; *f && n < NAMES_MAX; f++) {
        names[n++] = (*f)->name;
        for (size_t i = 0; (*f)->aliases[i] && n < NAMES_MAX; i++)
            names[n++] = (*f)->aliases[i];
    }
    names[n] = NULL;
    near = od_nearest(frame, names);
    od_fail(err, OD_USAGE, "there is no frame \"%s\"", frame);
    if (near)
        return od_remedy(err, "did you mean %s? `odeval list frames` shows all", near);
    return od_remedy(err,
                     "`odeval list frames` shows all; one of your own is described as space=1000,order=xyxy");
}

static od_status set_frame(od_answer_way *way, const char *frame, od_error *err)
{
    if (strchr(frame, '=')) {
        way->has_frame = true;
        return od_frame_parse(&way->frame, od_str_of(frame), err);
    }
    way->family = od_family_find(frame);
    if (!way->family)
        return no_such_frame(frame, err);
    way->has_frame = true;
    way->frame = way->family->frame;
    return OD_OK;
}

static od_status no_such_reader(const char *reader, od_error *err)
{
    const char *names[NAMES_MAX + 1] = {"lenient"}, *near;
    size_t n = 1;

    for (const od_strict_reader *const *r = od_strict_readers; *r && n < NAMES_MAX; r++)
        names[n++] = (*r)->name;
    names[n] = NULL;
    near = od_nearest(reader, names);
    od_fail(err, OD_USAGE, "there is no reader \"%s\"", reader);
    return near ? od_remedy(err, "did you mean %s? `odeval list readers` shows all", near)
                : od_remedy(err, "`odeval list readers` shows all");
}

static od_status set_reader(od_answer_way *way, const char *reader, od_error *err)
{
    if (!reader || strcmp(reader, "lenient") == 0)
        return OD_OK;
    way->strict = od_strict_reader_find(reader);
    return way->strict ? OD_OK : no_such_reader(reader, err);
}

/* Puts the numbers into the frame, by way of its text: what a frame may be is known in one place only. */
static od_status resize_frame(od_answer_way *way, const char *min_pixels, const char *max_pixels,
                              const char *patch, od_error *err)
{
    const od_frame *f = &way->frame;
    od_buffer text = {0};
    od_status st = od_buffer_printf(&text, err, "space=input,order=%s", od_order_name(f->order));

    if (st == OD_OK && f->resize != OD_RESIZE_NONE)
        st = od_buffer_printf(&text, err, ",resize=%s", od_resize_name(f->resize));
    if (st == OD_OK && patch)
        st = od_buffer_printf(&text, err, ",patch=%s", patch);
    else if (st == OD_OK && f->resize != OD_RESIZE_NONE)
        st = od_buffer_printf(&text, err, ",patch=%u", (unsigned)f->factor / 2);
    if (st == OD_OK && min_pixels)
        st = od_buffer_printf(&text, err, ",min-pixels=%s", min_pixels);
    else if (st == OD_OK && !patch && f->resize != OD_RESIZE_NONE)
        st = od_buffer_printf(&text, err, ",min-pixels=%.0f", f->min_pixels);
    if (st == OD_OK && max_pixels)
        st = od_buffer_printf(&text, err, ",max-pixels=%s", max_pixels);
    else if (st == OD_OK && !patch && f->resize != OD_RESIZE_NONE)
        st = od_buffer_printf(&text, err, ",max-pixels=%.0f", f->max_pixels);
    if (st == OD_OK)
        st = od_frame_parse(&way->frame, (od_str){text.bytes, text.n}, err);
    od_buffer_free(&text);
    return st;
}

static od_status set_pixels(od_answer_way *way, const char *frame, const char *min_pixels,
                            const char *max_pixels, const char *patch, od_error *err)
{
    const char *option = min_pixels ? "min-pixels" : max_pixels ? "max-pixels" : "patch";

    if (!min_pixels && !max_pixels && !patch)
        return OD_OK;
    if (!frame) {
        od_fail(err, OD_USAGE, "--%s says how large the model saw an image, and no frame is declared",
                option);
        return od_remedy(err, "say which model's answers they are: --frame qwen2.5-vl");
    }
    if (way->frame.space != OD_SPACE_INPUT) {
        od_fail(
            err, OD_USAGE,
            "--%s says how large the model saw an image, and numbers in the frame %s do not depend on that",
            option, frame);
        return od_remedy(err, "leave it out, or check --frame");
    }
    return resize_frame(way, min_pixels, max_pixels, patch, err);
}

od_status od_answer_way_parse(od_answer_way *way, const char *frame, const char *reader,
                              const char *min_pixels, const char *max_pixels, const char *patch,
                              od_error *err)
{
    od_status st;

    *way = (od_answer_way){0};
    if ((frame && (st = set_frame(way, frame, err)) != OD_OK) || (st = set_reader(way, reader, err)) != OD_OK)
        return st;
    return set_pixels(way, frame, min_pixels, max_pixels, patch, err);
}

static const char *const duplicates_names[] = {
    [OD_DUPLICATES_STANDARD] = "standard", [OD_DUPLICATES_ALL] = "all",     [OD_DUPLICATES_LAST] = "last",
    [OD_DUPLICATES_FIRST] = "first",       [OD_DUPLICATES_ERROR] = "error",
};

const char *od_duplicates_name(od_duplicates duplicates)
{
    return (size_t)duplicates < sizeof duplicates_names / sizeof *duplicates_names
               ? duplicates_names[duplicates]
               : NULL;
}

od_status od_duplicates_parse(od_duplicates *duplicates, const char *name, od_error *err)
{
    for (int i = 0; od_duplicates_name((od_duplicates)i); i++) {
        if (strcmp(od_duplicates_name((od_duplicates)i), name) != 0)
            continue;
        *duplicates = (od_duplicates)i;
        return OD_OK;
    }
    od_fail(err, OD_USAGE, "--duplicates does not take \"%s\"", name);
    return od_remedy(err, "choose from last, first, error, all");
}
