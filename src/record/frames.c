/* frames.c: what each coordinate frame makes of the boxes that came as text.
 */
#include <math.h>
#include <stdlib.h>

#include "record/making.h"

/* A frame explains the numbers when next to no box leaves its image or turns over, and boxes reach over a
 * good part of it; and when no other frame does so much better. */
static const double bad_share = 0.05, bad_more = 0.01, reach_least = 0.5;
enum { FRAME_WORDS = 160 };

static double share(double n, double of)
{
    return of > 0 ? n / of : NAN;
}

static double badness(const od_record_frame *f)
{
    return f->boxes > 0 ? f->outside + f->reversed : INFINITY;
}

static bool reaches(const od_record_frame *f)
{
    return f->reach_x >= reach_least || f->reach_y >= reach_least;
}

static void judge(od_record *r)
{
    double best = INFINITY;

    for (uint32_t i = 0; i < r->n_frames; i++)
        if (reaches(&r->frames[i]))
            best = fmin(best, badness(&r->frames[i]));
    for (uint32_t i = 0; i < r->n_frames; i++) {
        od_record_frame *f = &r->frames[i];

        f->fits = reaches(f) && badness(f) <= bad_share && badness(f) <= best + bad_more;
    }
}

static od_status add_frame(od_making *m, const od_plausible_frame *from, const od_answer_way *way)
{
    od_record_frame *to = &m->record->frames[m->record->n_frames++];
    char words[FRAME_WORDS];
    od_status st;

    to->declared = way && way->has_frame && od_frame_equal(&way->frame, &from->frame);
    to->boxes = (double)from->boxes;
    to->outside = share((double)from->outside, to->boxes);
    to->reversed = share((double)from->reversed, to->boxes);
    to->flat = share((double)from->flat, to->boxes);
    to->reach_x = from->boxes ? from->reach_x : NAN;
    to->reach_y = from->boxes ? from->reach_y : NAN;
    if ((st = od_making_text(m, &to->name, to->declared ? m->record->frame : from->name)) != OD_OK)
        return st;
    return od_making_text(m, &to->words, od_frame_words(&from->frame, words, sizeof words));
}

static od_status add_numbers(od_making *m, const od_plausible_summary *summary)
{
    od_record_scores *to = &m->record->numbers;
    od_status st;

    if (!(to->list = od_making_list(m, 3, sizeof *to->list)))
        return OD_SYSTEM;
    if ((st = od_making_value(m, to, "boxes", (double)summary->boxes)) != OD_OK ||
        (st = od_making_value(m, to, "integers", (double)summary->integers)) != OD_OK)
        return st;
    return od_making_value(m, to, "largest", summary->largest);
}

od_status od_making_frames(od_making *m)
{
    const od_answer_way *way = m->options->undeclared ? NULL : &m->job->options.answers;
    od_plausible_summary *summary = NULL;
    od_status st;

    if (!m->options->frames || m->answers.n == 0)
        return OD_OK;
    if ((st = od_alloc(&summary, 1, sizeof *summary, m->err)) != OD_OK)
        return st;
    od_plausible_summarise(&m->answers.plausible, summary);
    if (!(m->record->frames = od_making_list(m, summary->n_frames, sizeof *m->record->frames)))
        st = OD_SYSTEM;
    if (st == OD_OK)
        st = add_numbers(m, summary);
    for (size_t i = 0; i < summary->n_frames && st == OD_OK; i++)
        st = add_frame(m, &summary->frames[i], way);
    if (st == OD_OK)
        judge(m->record);
    free(summary);
    return st;
}
