#include "answer/plausible.h"

#include <math.h>
#include <stdio.h>

#include "answer/answer.h"

/* The numbers of the rule that plausible.h states, chosen on made-up runs (tests/unit/made_run.h), on which
 * no right frame is suspected, at 20 boxes as at hundreds. */
enum { BOXES_LEAST = 20, BOXES_MANY = 200, WRONG_LEAST = 4, SMALL_LEAST = 100, NAMES_MOST = 8 };

static const double wrong_share = 0.05, wrong_share_of_better = 0.02;
static const double short_reach = 0.7, short_reach_of_many = 0.85;
static const double wrong_alike = 0.02; /* shares that differ by less are no better or worse */
static const double shape_least = -0.15, shape_errors = -5;
/* Closer to 1 by the first is better whatever the numbers' order; by less than the second, no better. */
static const double reach_apart = 0.1, reach_alike = 0.03;

/* Why the declared frame is suspected. */
typedef enum reason { SOUND, OUTSIDE, REVERSED, SHORT, SHORT_OF_MANY, SWAPPED } reason;

/* What another frame must reach, on both axes, to do better. */
typedef struct demand {
    reason reason;
    double reach_least, reach_most;
} demand;

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static bool has_lengths(const od_frame *f)
{
    return f->order == OD_ORDER_XYWH || f->order == OD_ORDER_CXCYWH;
}

static double lesser_reach(const od_plausible_frame *f)
{
    return fmin(f->reach_x, f->reach_y);
}

static double greater_reach(const od_plausible_frame *f)
{
    return fmax(f->reach_x, f->reach_y);
}

static bool is_wrong(uint64_t boxes, const od_plausible_frame *f)
{
    return boxes >= WRONG_LEAST && share(boxes, f->boxes) >= wrong_share;
}

/* Few enough in the other frame, and clearly fewer when that is what the declared one is suspected for. */
static bool is_better(uint64_t other, uint64_t declared, uint64_t boxes, bool suspected)
{
    return other <= declared / 10 ||
           (share(other, boxes) <= wrong_share_of_better && (!suspected || other <= declared / 4));
}

static const od_plausible_frame *find(const od_plausible_summary *s, const od_frame *f)
{
    for (size_t i = 0; i < s->n_frames; i++)
        if (od_frame_equal(&s->frames[i].frame, f))
            return &s->frames[i];
    return NULL;
}

/* Small boxes in wide and tall images: the shares sum to more than 1 when the axes are in the right order. */
static bool follows_shape(const od_plausible_frame *f)
{
    double wide = share(f->in_wide_across, f->in_wide), tall = share(f->in_tall_across, f->in_tall);
    double excess = wide + tall - 1, error;

    if (f->in_wide < SMALL_LEAST || f->in_tall < SMALL_LEAST)
        return false;
    error = sqrt(wide * (1 - wide) / (double)f->in_wide + tall * (1 - tall) / (double)f->in_tall);
    return excess <= shape_least && excess <= shape_errors * error;
}

static demand suspect(const od_plausible_frame *d)
{
    if (is_wrong(d->outside, d))
        return (demand){OUTSIDE, share(d->outside, d->boxes) >= 0.5 ? 0.5 : 0.8, HUGE_VAL};
    if (is_wrong(d->reversed, d))
        return (demand){REVERSED, 0.5, HUGE_VAL};
    if (lesser_reach(d) < short_reach)
        return (demand){SHORT, 0.9, HUGE_VAL};
    if (lesser_reach(d) < short_reach_of_many && d->boxes >= BOXES_MANY)
        return (demand){SHORT_OF_MANY, 0.97, 1.03};
    if (follows_shape(d))
        return (demand){SWAPPED, 0, HUGE_VAL};
    return (demand){SOUND, 0, 0};
}

static bool is_axes_swapped(const od_frame *a, const od_frame *b)
{
    od_frame swapped = *b;

    if (has_lengths(b))
        return false;
    swapped.order = b->order == OD_ORDER_XYXY ? OD_ORDER_YXYX : OD_ORDER_XYXY;
    return od_frame_equal(a, &swapped);
}

static bool meets(const od_plausible_frame *f, const od_plausible_frame *declared, const demand *wanted)
{
    bool is_short = wanted->reason == SHORT || wanted->reason == SHORT_OF_MANY;

    if (f == declared || f->boxes < declared->boxes)
        return false;
    if (wanted->reason == SWAPPED)
        return is_axes_swapped(&f->frame, &declared->frame);
    if (has_lengths(&f->frame) && !is_wrong(declared->reversed, declared) && !has_lengths(&declared->frame))
        return false;
    /* Objects that keep to the middle of wide images are no sign of padding. */
    if (is_short && f->frame.space == OD_SPACE_SQUARE && f->frame.divisor == declared->frame.divisor)
        return false;
    return is_better(f->outside, declared->outside, f->boxes, wanted->reason == OUTSIDE) &&
           is_better(f->reversed, declared->reversed, f->boxes, wanted->reason == REVERSED) &&
           lesser_reach(f) >= wanted->reach_least && greater_reach(f) <= wanted->reach_most;
}

/* Of frames that the numbers do not tell apart, the one that models use most is named. */
static int rarity(const od_frame *f)
{
    bool common = f->space == OD_SPACE_INPUT ||
                  (f->space == OD_SPACE_SCALED && (f->divisor == 1 || f->divisor == 1000));

    return common ? 0 : f->space == OD_SPACE_PIXELS ? 1 : 2;
}

/* How far the boxes end from the image's far edges. */
static double gap(const od_plausible_frame *f)
{
    return fmax(fabs(1 - f->reach_x), fabs(1 - f->reach_y));
}

static double wrong(const od_plausible_frame *f)
{
    return share(f->outside, f->boxes) + share(f->reversed, f->boxes);
}

/* Nothing speaks against the declared order, unless this is the reason; of the rest, most use xyxy. */
static int rank_order(od_order order, od_order declared)
{
    return order == declared ? 0 : order == OD_ORDER_XYXY ? 1 : 2;
}

static bool is_preferred(const od_plausible_frame *f, const od_plausible_frame *to, od_order order)
{
    double righter = wrong(to) - wrong(f), closer = gap(to) - gap(f);
    int order_rank = rank_order(f->frame.order, order), other_rank = rank_order(to->frame.order, order);

    if (fabs(righter) > wrong_alike)
        return righter > 0;
    if (fabs(closer) > reach_apart)
        return closer > 0;
    if (order_rank != other_rank)
        return order_rank < other_rank;
    if (fabs(closer) > reach_alike)
        return closer > 0;
    return rarity(&f->frame) < rarity(&to->frame);
}

/* "37% of the boxes leave their image": a share that rounds to 0 or 100 and is neither is not told so. */
static const char *percent(char buf[16], uint64_t part, uint64_t whole)
{
    double value = 100 * share(part, whole);

    if (part > 0 && value < 1)
        snprintf(buf, 16, "under 1%%");
    else if (part < whole && value > 99)
        snprintf(buf, 16, "over 99%%");
    else
        snprintf(buf, 16, "%.0f%%", value);
    return buf;
}

/* "none does", "2% do". */
static void tell_few(char *buf, size_t size, uint64_t part, uint64_t whole)
{
    char few[16];

    if (part == 0)
        snprintf(buf, size, "none does");
    else
        snprintf(buf, size, "%s do", percent(few, part, whole));
}

/* "WHY; read as another frame, BUT". */
typedef struct told {
    char why[128], but[64];
} told;

static void tell_wrong(const od_plausible_frame *d, const od_plausible_frame *f, bool outside, told *t)
{
    char many[16];

    percent(many, outside ? d->outside : d->reversed, d->boxes);
    snprintf(t->why, sizeof t->why, "%s of the boxes %s", many,
             outside ? "leave their image" : "end left of or above where they begin");
    tell_few(t->but, sizeof t->but, outside ? f->outside : f->reversed, f->boxes);
}

static void tell_reach(const od_plausible_frame *d, const od_plausible_frame *f, told *t)
{
    snprintf(t->why, sizeof t->why,
             "the boxes reach no further than %.3g%% of their images' width, %.3g%% of the height",
             100 * d->reach_x, 100 * d->reach_y);
    snprintf(t->but, sizeof t->but, "they reach %.3g%% and %.3g%%", 100 * f->reach_x, 100 * f->reach_y);
}

static void tell(const od_plausible_frame *d, const od_plausible_frame *f, reason why, told *t)
{
    switch (why) {
    case SOUND:
    case OUTSIDE:
    case REVERSED: tell_wrong(d, f, why == OUTSIDE, t); break;
    case SHORT:
    case SHORT_OF_MANY: tell_reach(d, f, t); break;
    case SWAPPED:
        *t = (told){"small boxes are drawn out along the longer side of their image", "they are not"};
        break;
    }
}

/* The families with this frame, or what else --frame takes: "internvl, qwen2-vl or qwen3-vl". */
static void tell_names(const od_plausible_frame *f, char *buf, size_t size)
{
    const char *names[NAMES_MOST];
    size_t n = 0, more = 0, length;

    for (const od_family *const *family = od_families; *family; family++) {
        if ((*family)->needs_proposals || !od_frame_equal(&(*family)->frame, &f->frame))
            continue;
        if (n < NAMES_MOST)
            names[n++] = (*family)->name;
        else
            more++;
    }
    if (n == 0)
        names[n++] = f->name;
    length = (size_t)snprintf(buf, size, "%s", names[0]);
    for (size_t i = 1; i < n && length < size; i++)
        length += (size_t)snprintf(buf + length, size - length, "%s%s", i + 1 < n || more ? ", " : " or ",
                                   names[i]);
    if (more && length < size)
        snprintf(buf + length, size - length, " or %zu more", more);
}

static const od_plausible_frame *find_swapped(const od_plausible_summary *s, const od_plausible_frame *f)
{
    for (size_t i = 0; i < s->n_frames; i++)
        if (is_axes_swapped(&s->frames[i].frame, &f->frame))
            return &s->frames[i];
    return NULL;
}

static bool is_relative(const od_frame *f)
{
    return f->space == OD_SPACE_SCALED || f->space == OD_SPACE_BINS;
}

static const od_plausible_frame *choose(const od_plausible_summary *s, const od_plausible_frame *declared,
                                        const demand *wanted)
{
    const od_plausible_frame *best = NULL, *swapped;

    for (size_t i = 0; i < s->n_frames && wanted->reason != SOUND; i++) {
        const od_plausible_frame *f = &s->frames[i];
        if (meets(f, declared, wanted) && (!best || is_preferred(f, best, declared->frame.order)))
            best = f;
    }
    if (best && wanted->reason != SWAPPED && follows_shape(best) && (swapped = find_swapped(s, best)))
        best = swapped;
    return best;
}

const char *od_plausible_suspicion(const od_plausible_summary *s, const od_frame *declared, char *buf,
                                   size_t size)
{
    const od_plausible_frame *d = find(s, declared), *best, *swapped;
    char words[OD_FRAME_TEXT], names[200], others[240] = "";
    demand wanted;
    told t;

    if (!d || d->boxes < BOXES_LEAST)
        return NULL;
    wanted = suspect(d);
    best = choose(s, d, &wanted);
    if (!best)
        return NULL;
    tell(d, best, wanted.reason, &t);
    tell_names(best, names, sizeof names);
    /* What stays inside the image does so with its axes swapped, too. */
    swapped = wanted.reason != SWAPPED && is_relative(&best->frame) ? find_swapped(s, best) : NULL;
    if (swapped) {
        char swapped_names[200];
        tell_names(swapped, swapped_names, sizeof swapped_names);
        snprintf(others, sizeof others, "; with %s first: %s",
                 swapped->frame.order == OD_ORDER_YXYX ? "y" : "x", swapped_names);
    }
    snprintf(buf, size, "%s; read as %s (--frame %s%s), %s", t.why,
             od_frame_words(&best->frame, words, sizeof words), names, others, t.but);
    return buf;
}
