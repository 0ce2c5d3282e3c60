#include "prediction/line_lists.h"

#include <math.h>
#include <string.h>

od_status od_line_pass(od_json *j)
{
    od_status st;

    od_json_any_bytes(j, true);
    st = od_json_skip(j);
    od_json_any_bytes(j, false);
    return st;
}

static od_status read_proposal(od_json *j, od_line *line)
{
    od_field f = {.state = OD_FIELD_ABSENT};
    double box[4] = {0};
    od_status st;

    if ((st = od_field_box(j, &f, box)) != OD_OK ||
        (st = OD_GROW(line->proposals, line->proposals_capacity, line->n_proposals + 1, j->err)) != OD_OK)
        return st;
    for (int i = 0; i < 4; i++)
        line->proposals[line->n_proposals][i] = f.state == OD_FIELD_GOOD ? box[i] : NAN;
    line->n_proposals++;
    return OD_OK;
}

od_status od_line_read_proposals(od_json *j, od_line *line)
{
    bool first = true, more;
    od_json_type type;
    od_status st;

    line->n_proposals = 0;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_ARRAY)
        return od_line_pass(j);
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more)
        if ((st = read_proposal(j, line)) != OD_OK)
            return st;
    return st;
}

/* Four numbers and a score; *whole is false for anything else. */
static od_status read_five(od_json *j, double v[5], bool *whole)
{
    bool first = true, more;
    od_json_type type;
    size_t n = 0;
    od_status st;

    *whole = false;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_ARRAY)
        return od_line_pass(j);
    *whole = true;
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        if ((st = od_json_peek(j, &type)) != OD_OK)
            return st;
        *whole = *whole && type == OD_JSON_NUMBER && n < 5;
        if ((st = *whole ? od_json_number(j, &v[n++]) : od_line_pass(j)) != OD_OK)
            return st;
    }
    *whole = *whole && n == 5;
    return st;
}

od_status od_line_read_box_scores(od_json *j, od_line *line)
{
    bool first = true, more, whole;
    double v[5] = {0};
    od_json_type type;
    od_status st;

    line->n_box_scores = 0;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_ARRAY)
        return od_line_pass(j);
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        if ((st = read_five(j, v, &whole)) != OD_OK ||
            (st = OD_GROW(line->box_scores, line->box_scores_capacity, line->n_box_scores + 1, j->err)) !=
                OD_OK)
            return st;
        if (whole)
            memcpy(line->box_scores[line->n_box_scores++], v, sizeof v);
    }
    return st;
}

bool od_line_box_score(const od_line *line, size_t *from, const double v[4], double *score)
{
    enum { LOOKED_AT = 100 }; /* a text may hold four numbers that are no box, but not many of them */
    size_t end = line->n_box_scores - *from < LOOKED_AT ? line->n_box_scores : *from + LOOKED_AT;

    for (size_t i = *from; i < end; i++) {
        const double *s = line->box_scores[i];

        if (s[0] == v[0] && s[1] == v[1] && s[2] == v[2] && s[3] == v[3]) {
            *score = s[4];
            *from = i + 1;
            return true;
        }
    }
    return false;
}
