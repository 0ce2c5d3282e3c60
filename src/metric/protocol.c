#include "metric/protocol.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"

const od_fix od_fixes[] = {
    {OD_FIX_ID_ZERO, "annotation-id-0",
     "annotation id 0 is in the ground truth: the reference takes a detection matched to it for a false "
     "positive"},
    {OD_FIX_IGNORE, "ignore-overwritten",
     "annotations say \"ignore\" without being crowds: the reference counts them as ordinary ground truth"},
    {OD_FIX_MAX_DETS, "max-dets-100",
     "the reference computes AP at 100 detections, and the rest at the third of --max-dets, whatever it "
     "says"},
    {OD_FIX_NON_FINITE, "non-finite", "detections with NaN or infinite numbers are kept by the reference"},
    {OD_FIX_CATEGORY_TEXT, "category-id-text",
     "category ids given as text are unknown to the reference, which drops them silently"},
    {0, NULL, NULL},
};

/* As numpy.linspace: i * step + start with the last value forced (semantics A2). */
static void linspace(double *out, uint32_t n, double start, double stop)
{
    double step = n > 1 ? (stop - start) / (double)(n - 1) : 0.0;

    for (uint32_t i = 0; i < n; i++)
        out[i] = (double)i * step + start;
    if (n > 1)
        out[n - 1] = stop;
}

void od_protocol_default(od_protocol *p)
{
    memset(p, 0, sizeof *p);
    p->n_iou = 10;
    linspace(p->iou, 10, .5, .95);
    linspace(p->recall, OD_RECALL_POINTS, 0., 1.);
    p->n_areas = 4;
    p->area[0] = (od_area_range){"all", 0, 1e10};
    p->area[1] = (od_area_range){"small", 0, 1024};
    p->area[2] = (od_area_range){"medium", 1024, 9216};
    p->area[3] = (od_area_range){"large", 9216, 1e10};
    p->n_max_dets = 3;
    p->max_dets[0] = 1;
    p->max_dets[1] = 10;
    p->max_dets[2] = 100;
}

bool od_protocol_is_default(const od_protocol *p)
{
    od_protocol standard;

    od_protocol_default(&standard);
    if (p->n_iou != standard.n_iou || p->n_areas != standard.n_areas || p->n_max_dets != standard.n_max_dets)
        return false;
    for (uint32_t i = 0; i < p->n_areas; i++)
        if (strcmp(p->area[i].name, standard.area[i].name) != 0 || p->area[i].low != standard.area[i].low ||
            p->area[i].high != standard.area[i].high)
            return false;
    return memcmp(p->iou, standard.iou, p->n_iou * sizeof p->iou[0]) == 0 &&
           memcmp(p->max_dets, standard.max_dets, p->n_max_dets * sizeof p->max_dets[0]) == 0;
}

/* The next number of a list; *text moves behind it and behind one separator of `separators`, which is
 * returned ('\0' at the end). False when there is no number or something else follows it. */
static bool next_number(const char **text, const char *separators, double *value, char *separator)
{
    const char *end = *text + strlen(*text);
    const char *after = od_number_read(*text, end, value);

    if (!after || (*after && !strchr(separators, *after)))
        return false;
    *separator = *after;
    *text = *after ? after + 1 : after;
    return true;
}

static od_status bad_iou(od_error *err, const char *text)
{
    od_fail(err, OD_USAGE, "--iou does not understand \"%s\"", text);
    return od_remedy(
        err, "give rising thresholds above 0 and up to 1, as 0.5 or 0.5,0.75 or 0.5:0.95:0.05, at most %d",
        OD_IOU_MAX);
}

static bool iou_list(const char *text, double *list, uint32_t *n)
{
    char separator = ',';

    for (*n = 0; separator == ','; ++*n) {
        if (*n == OD_IOU_MAX || !next_number(&text, ",", &list[*n], &separator))
            return false;
        if (!(list[*n] > 0 && list[*n] <= 1) || (*n && !(list[*n] > list[*n - 1])))
            return false;
    }
    return true;
}

static bool iou_range(const char *text, double *list, uint32_t *n)
{
    double start, stop, step, steps;
    char separator;

    if (!next_number(&text, ":", &start, &separator) || separator != ':' ||
        !next_number(&text, ":", &stop, &separator) || separator != ':' ||
        !next_number(&text, "", &step, &separator))
        return false;
    if (!(start > 0) || !(stop <= 1) || !(step > 0) || !(stop > start))
        return false;
    steps = (stop - start) / step;
    if (steps >= OD_IOU_MAX - .5 || fabs(steps - round(steps)) > 1e-6) /* the last step must meet the end */
        return false;
    *n = (uint32_t)round(steps) + 1;
    linspace(list, *n, start, stop);
    return *n > 1;
}

static od_status check_combinations(const od_protocol *p, od_error *err)
{
    if (p->n_iou * p->n_areas <= OD_COMBINATIONS)
        return OD_OK;
    od_fail(err, OD_USAGE, "%u area ranges with %u IoU thresholds each are more than %d combinations",
            p->n_areas, p->n_iou, OD_COMBINATIONS);
    return od_remedy(err, "give fewer of either");
}

od_status od_protocol_set_iou(od_protocol *p, const char *text, od_error *err)
{
    od_protocol next = *p;
    od_status st;

    memset(next.iou, 0, sizeof next.iou);
    if (!(strchr(text, ':') ? iou_range(text, next.iou, &next.n_iou) : iou_list(text, next.iou, &next.n_iou)))
        return bad_iou(err, text);
    if ((st = check_combinations(&next, err)) == OD_OK)
        *p = next;
    return st;
}

static od_status bad_area(od_error *err, const char *text)
{
    od_fail(err, OD_USAGE, "--area does not understand \"%s\"", text);
    return od_remedy(err,
                     "give up to %d ranges in square pixels, the overall one first, as all=0:1e10,tiny=0:256",
                     OD_AREA_MAX);
}

od_status od_protocol_set_areas(od_protocol *p, const char *text, od_error *err)
{
    od_protocol next = *p;
    const char *rest = text;
    char separator = ',';
    od_status st;

    memset(next.area, 0, sizeof next.area);
    for (next.n_areas = 0; separator == ','; next.n_areas++) {
        od_area_range *a = &next.area[next.n_areas];
        const char *equals = strchr(rest, '=');
        char colon;

        if (next.n_areas == OD_AREA_MAX || !equals || equals == rest ||
            (size_t)(equals - rest) >= sizeof a->name || memchr(rest, ',', (size_t)(equals - rest)))
            return bad_area(err, text);
        memcpy(a->name, rest, (size_t)(equals - rest));
        rest = equals + 1;
        if (!next_number(&rest, ":", &a->low, &colon) || colon != ':' ||
            !next_number(&rest, ",", &a->high, &separator) || !(a->low <= a->high))
            return bad_area(err, text);
        for (uint32_t i = 0; i < next.n_areas; i++)
            if (strcmp(next.area[i].name, a->name) == 0)
                return bad_area(err, text);
    }
    if ((st = check_combinations(&next, err)) == OD_OK)
        *p = next;
    return st;
}

od_status od_protocol_set_max_dets(od_protocol *p, const char *text, od_error *err)
{
    uint32_t list[OD_MAX_DETS_MAX] = {0};
    const char *rest = text;
    char separator = ',';
    uint32_t n;
    double value;

    for (n = 0; separator == ','; n++) {
        if (n == OD_MAX_DETS_MAX || !next_number(&rest, ",", &value, &separator) ||
            !(value >= 1 && value <= 1e6) || value != (double)(uint32_t)value ||
            (n && (uint32_t)value <= list[n - 1])) {
            od_fail(err, OD_USAGE, "--max-dets does not understand \"%s\"", text);
            return od_remedy(err, "give up to %d rising whole numbers, as 1,10,100", OD_MAX_DETS_MAX);
        }
        list[n] = (uint32_t)value;
    }
    memcpy(p->max_dets, list, sizeof list);
    p->n_max_dets = n;
    return OD_OK;
}

/* Appends to a bounded text; what does not fit is cut. */
static void append(char *buf, size_t size, const char *piece)
{
    size_t n = strlen(buf);

    snprintf(buf + n, size - n, "%s", piece);
}

static void append_number(char *buf, size_t size, double value)
{
    char text[OD_NUMBER_TEXT];

    od_number_write(text, value);
    append(buf, size, text);
}

char *od_protocol_iou_text(const od_protocol *p, char *buf, size_t size)
{
    od_protocol standard;

    od_protocol_default(&standard);
    buf[0] = '\0';
    if (p->n_iou == standard.n_iou && memcmp(p->iou, standard.iou, sizeof p->iou) == 0) {
        append(buf, size, "0.5:0.95:0.05");
        return buf;
    }
    for (uint32_t i = 0; i < p->n_iou; i++) {
        append(buf, size, i ? "," : "");
        append_number(buf, size, p->iou[i]);
    }
    return buf;
}

char *od_protocol_areas_text(const od_protocol *p, char *buf, size_t size)
{
    buf[0] = '\0';
    for (uint32_t i = 0; i < p->n_areas; i++) {
        append(buf, size, i ? "," : "");
        append(buf, size, p->area[i].name);
        append(buf, size, "=");
        append_number(buf, size, p->area[i].low);
        append(buf, size, ":");
        append_number(buf, size, p->area[i].high);
    }
    return buf;
}

char *od_protocol_max_dets_text(const od_protocol *p, char *buf, size_t size)
{
    buf[0] = '\0';
    for (uint32_t i = 0; i < p->n_max_dets; i++) {
        append(buf, size, i ? "," : "");
        append_number(buf, size, p->max_dets[i]);
    }
    return buf;
}
