/* scores.c: the numbers of one set, and of categories, as rows. */
#include <stdio.h>
#include <string.h>

#include "report/grid.h"
#include "report/text.h"

/* A %s stands for the protocol's IoU thresholds. */
static const struct {
    const char *name, *meaning;
} meanings[] = {
    {"AP", "average precision, IoU %s"},
    {"AP50", "average precision, IoU 0.5"},
    {"AP75", "average precision, IoU 0.75"},
    {"APs", "average precision, small objects"},
    {"APm", "average precision, medium objects"},
    {"APl", "average precision, large objects"},
    {"ARs", "average recall, small objects"},
    {"ARm", "average recall, medium objects"},
    {"ARl", "average recall, large objects"},
    {"AP_pessimistic", "average precision when wrong labels win ties"},
    {"greedy_precision", "boxes that found an object, of all boxes"},
    {"greedy_recall", "objects found, of all objects"},
    {"greedy_f1", "harmonic mean of these two"},
    {"images", "images scored"},
    {"images_predicted", "images with a prediction"},
    {"gt", "objects in the ground truth"},
    {"predictions", "boxes predicted"},
    {"removed", "boxes removed"},
    {"decisions", "objects with two candidate boxes or more"},
    {"ties", "of these, with the highest score shared"},
    {"ties_across_labels", "of these, between different labels"},
};

static const char *parameter(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].name, name) == 0)
            return r->params[i].value;
    return "";
}

/* "AR100": average recall at 100 detections; "AP_tiny": a range of the user's own. */
static const char *family_meaning(const char *stem, char *buf, size_t size)
{
    const char *family = strncmp(stem, "AP", 2) == 0   ? "precision"
                         : strncmp(stem, "AR", 2) == 0 ? "recall"
                                                       : NULL;
    const char *rest = family ? stem + 2 : "";

    buf[0] = '\0';
    if (rest[0] == '_')
        snprintf(buf, size, "average %s, area range %s", family, rest + 1);
    else if (rest[0] && strspn(rest, "0123456789") == strlen(rest) && family[0] == 'r')
        snprintf(buf, size, "average recall, %s %s per image and category", rest,
                 strcmp(rest, "1") == 0 ? "detection" : "detections");
    return buf;
}

static const char *stem_meaning(const od_record *r, const char *stem, char *buf, size_t size)
{
    const char *hole;

    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strcmp(meanings[i].name, stem) != 0)
            continue;
        hole = strstr(meanings[i].meaning, "%s");
        if (!hole)
            return meanings[i].meaning;
        snprintf(buf, size, "%.*s%s", (int)(hole - meanings[i].meaning), meanings[i].meaning,
                 parameter(r, "iou"));
        return buf;
    }
    return family_meaning(stem, buf, size);
}

const char *od_score_meaning(const od_record *r, const char *name, char *buf, size_t size)
{
    static const char after_nms[] = "after NMS: ";
    const size_t n = sizeof after_nms - 1;
    const char *meaning;

    if (strncmp(name, "nms_", 4) != 0)
        return stem_meaning(r, name, buf, size);
    meaning = stem_meaning(r, name + 4, buf + n, size - n);
    if (meaning != buf + n)
        snprintf(buf + n, size - n, "%s", meaning);
    memcpy(buf, after_nms, n);
    return buf[n] ? buf : "";
}

static const char *value_text(char buf[OD_CELL_TEXT], double value, bool count)
{
    return count ? od_text_count(buf, value) : od_text_percent(buf, value);
}

static od_status add_row(od_grid *g, const od_record *r, const od_named_value *score, bool count, bool apart,
                         od_error *err)
{
    const od_record_scores *readable = count ? &r->readable_counts : &r->readable;
    char text[OD_CELL_TEXT], meaning[200];
    uint32_t column = 2;
    od_grid_row *row;
    od_status st;

    if ((st = od_grid_row_add(g, score->name, &row, err)) != OD_OK ||
        (st = od_grid_cell(g, &row->cells[1], od_score_meaning(r, score->name, meaning, sizeof meaning),
                           err)) != OD_OK)
        return st;
    row->apart = apart;
    row->strong = strcmp(score->name, r->primary) == 0;
    if ((st = od_grid_cell(g, &row->cells[column++], value_text(text, score->value, count), err)) != OD_OK ||
        (st = r->resamples
                  ? od_grid_cell(g, &row->cells[column++],
                                 od_grid_interval(count ? NULL : &r->intervals, score->name, text), err)
                  : OD_OK) != OD_OK ||
        r->left_out == 0)
        return st;
    return od_grid_cell(g, &row->cells[column],
                        value_text(text, od_record_score(readable, score->name), count), err);
}

/* Where the names change from one metric's to another's. */
static bool is_new_family(const od_record_scores *s, uint32_t i)
{
    static const char *const prefixes[] = {"nms_", "greedy_"};

    for (size_t p = 0; i > 0 && p < sizeof prefixes / sizeof prefixes[0]; p++) {
        const size_t n = strlen(prefixes[p]);

        if ((strncmp(s->list[i].name, prefixes[p], n) == 0) !=
            (strncmp(s->list[i - 1].name, prefixes[p], n) == 0))
            return true;
    }
    return false;
}

od_status od_grid_scores(od_grid *g, const od_record *r, od_error *err)
{
    char head[OD_CELL_TEXT];
    od_status st;

    g->elastic = 1;
    g->keep = 3 + (r->left_out > 0) + (r->resamples > 0);
    if ((st = od_grid_column(g, "score", false, err)) != OD_OK ||
        (st = od_grid_column(g, "meaning", false, err)) != OD_OK ||
        (st = od_grid_column(g, "value", true, err)) != OD_OK ||
        (st = r->resamples ? od_grid_column(g, od_grid_interval_head(r, head), true, err) : OD_OK) != OD_OK ||
        (st = r->left_out > 0 ? od_grid_column(g, "readable", true, err) : OD_OK) != OD_OK)
        return st;
    for (uint32_t i = 0; i < r->overall.n && st == OD_OK; i++)
        st = add_row(g, r, &r->overall.list[i], false, is_new_family(&r->overall, i), err);
    for (uint32_t i = 0; i < r->counts.n && st == OD_OK; i++)
        st = add_row(g, r, &r->counts.list[i], true, i == 0, err);
    return st;
}

od_status od_grid_categories(od_grid *g, const od_record_subset *s, od_error *err)
{
    const od_record_scores *like = s->n_categories ? &s->categories[0].scores : NULL;
    char text[OD_CELL_TEXT];
    od_grid_row *row;
    od_status st;

    g->elastic = 0;
    g->keep = 2;
    st = od_grid_column(g, "category", false, err);
    for (uint32_t i = 0; like && i < like->n && i < OD_GRID_COLUMNS - 1 && st == OD_OK; i++)
        st = od_grid_column(g, like->list[i].name, true, err);
    for (uint32_t k = 0; k < s->n_categories && st == OD_OK; k++) {
        const od_record_category *c = &s->categories[k];

        st = od_grid_row_add(g, c->name, &row, err);
        for (uint32_t i = 1; i < g->n_columns && st == OD_OK; i++)
            st = od_grid_cell(g, &row->cells[i],
                              od_text_percent(text, od_record_score(&c->scores, g->head[i])), err);
    }
    return st;
}
