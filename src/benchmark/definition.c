/* definition.c: a benchmark's JSON, checked key by key: a misspelt key would otherwise be a silent default.
 */
#include <stdlib.h>
#include <string.h>

#include "benchmark/defining.h"
#include "core/sha256.h"

/* "annotations/{subset}.json" -> "annotations/color.json" */
static od_status fill_in(const od_defining *p, const char *pattern, const char *subset, const char **out)
{
    const char *at;
    size_t done = 0; /* bytes that hold no pattern any more: a subset's name may look like one */

    *out = pattern;
    while (*out && (at = strstr(*out + done, "{subset}"))) {
        const size_t before = (size_t)(at - *out);

        *out =
            od_arena_printf(&p->bench->texts, "%.*s%s%s", (int)before, *out, subset, at + strlen("{subset}"));
        done = before + strlen(subset);
    }
    return *out ? OD_OK : od_fail_memory(p->err);
}

/* *asked stays as it is where nothing is said. */
static od_status label_rule(const od_defining *p, const cJSON *object, bool *asked)
{
    const char *text;
    od_status st = od_defining_text(p, object, "labels", false, &text);

    if (st != OD_OK || !text)
        return st;
    *asked = strcmp(text, "asked") == 0;
    if (*asked || strcmp(text, "categories") == 0)
        return OD_OK;
    return od_defining_fail(p, "knows the label rules \"categories\" and \"asked\", not", text);
}

/* What all subsets have unless they say otherwise. */
typedef struct layout {
    const char *annotations, *images;
    bool labels_asked;
} layout;

static od_status read_layout(const od_defining *p, const cJSON *root, layout *l)
{
    static const char *const keys[] = {"annotations", "images", NULL};
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(root, "layout");
    od_status st;

    if ((st = od_defining_keys(p, object, "layout", keys)) != OD_OK ||
        (st = od_defining_text(p, object, "annotations", true, &l->annotations)) != OD_OK ||
        (st = od_defining_text(p, object, "images", false, &l->images)) != OD_OK)
        return st;
    if (!l->images)
        l->images = "images";
    return label_rule(p, root, &l->labels_asked);
}

static od_status read_subset(const od_defining *p, const cJSON *object, const layout *l, od_bench_subset *s)
{
    static const char *const keys[] = {"name", "labels", "optional", "annotations", "images", NULL};
    const char *annotations, *images;
    od_status st;

    if ((st = od_defining_keys(p, object, "subsets", keys)) != OD_OK ||
        (st = od_defining_name(p, object, &s->name)) != OD_OK ||
        (st = label_rule(p, object, &s->labels_asked)) != OD_OK ||
        (st = od_defining_bool(p, object, "optional", &s->optional)) != OD_OK ||
        (st = od_defining_text(p, object, "annotations", false, &annotations)) != OD_OK ||
        (st = od_defining_text(p, object, "images", false, &images)) != OD_OK ||
        (st = fill_in(p, annotations ? annotations : l->annotations, s->name, &s->annotations)) != OD_OK)
        return st;
    return fill_in(p, images ? images : l->images, s->name, &s->images);
}

static od_status read_subsets(const od_defining *p, const cJSON *root)
{
    od_bench *b = p->bench;
    layout l = {0};
    const cJSON *list, *item;
    uint32_t n;
    od_status st;

    if ((st = read_layout(p, root, &l)) != OD_OK ||
        (st = od_defining_array(p, root, "subsets", &list, &n)) != OD_OK ||
        (st = od_defining_room(p, &b->subsets, n ? n : 1, sizeof *b->subsets)) != OD_OK)
        return st;
    b->one_set = n == 0;
    if (b->one_set) {
        b->n_subsets = 1;
        b->subsets[0] =
            (od_bench_subset){b->name, l.annotations, l.images, l.labels_asked, .optional = false};
        return OD_OK;
    }
    cJSON_ArrayForEach(item, list)
    {
        b->subsets[b->n_subsets].labels_asked = l.labels_asked;
        if ((st = read_subset(p, item, &l, &b->subsets[b->n_subsets])) != OD_OK)
            return st;
        if (od_bench_find_subset(b, b->subsets[b->n_subsets].name) != OD_NONE)
            return od_defining_fail(p, "names a subset twice:", b->subsets[b->n_subsets].name);
        b->n_subsets++;
    }
    return OD_OK;
}

static uint32_t find_list(const od_bench_list *lists, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(lists[i].name, name) == 0)
            return i;
    return OD_NONE;
}

static od_status read_members(const od_defining *p, const cJSON *object, od_bench_list *l)
{
    const od_bench *b = p->bench;
    const cJSON *list, *item;
    uint32_t n;
    od_status st;

    if ((st = od_defining_array(p, object, l->of_groups ? "groups" : "subsets", &list, &n)) != OD_OK)
        return st;
    if (n == 0)
        return od_defining_fail(p, "needs members for", l->name);
    if ((st = od_defining_room(p, &l->members, n, sizeof *l->members)) != OD_OK)
        return st;
    cJSON_ArrayForEach(item, list)
    {
        const char *name = cJSON_IsString(item) ? item->valuestring : "";
        uint32_t member =
            l->of_groups ? find_list(b->groups, b->n_groups, name) : od_bench_find_subset(b, name);

        if (member == OD_NONE)
            return od_defining_fail(p, l->of_groups ? "has no group" : "has no subset", name);
        for (uint32_t i = 0; i < l->n_members; i++)
            if (l->members[i] == member)
                return od_defining_fail(p, "names twice in one mean:", name);
        l->members[l->n_members++] = member;
    }
    return OD_OK;
}

static od_status read_list(const od_defining *p, const cJSON *object, bool average, od_bench_list *l)
{
    static const char *const keys[] = {"name", "title", "optional", "subsets", "groups", NULL};
    static const char *const group_keys[] = {"name", "title", "optional", "subsets", NULL};
    od_status st;

    if ((st = od_defining_keys(p, object, average ? "averages" : "groups", average ? keys : group_keys)) !=
            OD_OK ||
        (st = od_defining_name(p, object, &l->name)) != OD_OK ||
        (st = od_defining_text(p, object, "title", false, &l->title)) != OD_OK ||
        (st = od_defining_bool(p, object, "optional", &l->optional)) != OD_OK)
        return st;
    if (!l->title)
        l->title = l->name;
    l->of_groups = cJSON_GetObjectItemCaseSensitive(object, "groups") != NULL;
    if (l->of_groups && cJSON_GetObjectItemCaseSensitive(object, "subsets"))
        return od_defining_fail(p, "needs either subsets or groups, not both, for", l->name);
    return read_members(p, object, l);
}

static od_status read_lists(const od_defining *p, const cJSON *root, bool averages, od_bench_list **out,
                            uint32_t *n_out)
{
    const cJSON *list, *item;
    uint32_t n;
    od_status st;

    if ((st = od_defining_array(p, root, averages ? "averages" : "groups", &list, &n)) != OD_OK ||
        (st = od_defining_room(p, out, n, sizeof **out)) != OD_OK)
        return st;
    cJSON_ArrayForEach(item, list)
    {
        if ((st = read_list(p, item, averages, &(*out)[*n_out])) != OD_OK)
            return st;
        if (find_list(*out, *n_out, (*out)[*n_out].name) != OD_NONE)
            return od_defining_fail(
                p, averages ? "names an average twice:" : "names a group twice:", (*out)[*n_out].name);
        ++*n_out;
    }
    return OD_OK;
}

static od_status read_headline(const od_defining *p, const cJSON *root)
{
    od_bench *b = p->bench;
    const char *name;
    od_status st = od_defining_text(p, root, "headline", false, &name);

    b->headline = name ? find_list(b->averages, b->n_averages, name) : OD_NONE;
    if (st != OD_OK)
        return st;
    if (name && b->headline == OD_NONE)
        return od_defining_fail(p, "has no average", name);
    return b->one_set || b->headline != OD_NONE
               ? OD_OK
               : od_defining_fail(p, "has subsets, so it must name an average as", "headline");
}

static od_status read_filter(const od_defining *p, const cJSON *root)
{
    static const char *const keys[] = {"name", "boxes", NULL};
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(root, "filter");
    const cJSON *boxes = cJSON_GetObjectItemCaseSensitive(object, "boxes");
    const char *name;
    od_status st;

    if (!object)
        return OD_OK;
    if ((st = od_defining_keys(p, object, "filter", keys)) != OD_OK ||
        (st = od_defining_text(p, object, "name", true, &name)) != OD_OK)
        return st;
    if (!(p->bench->filter = od_filter_find(name)))
        return od_defining_fail(p, "names an unknown filter", name);
    if (boxes && !(cJSON_IsNumber(boxes) && boxes->valuedouble >= 1 && boxes->valuedouble <= 1e6 &&
                   boxes->valuedouble == (uint32_t)boxes->valuedouble))
        return od_defining_fail(p, "needs a whole number from 1 to 1,000,000 for", "boxes");
    p->bench->boxes = boxes ? (uint32_t)boxes->valuedouble : 0;
    return OD_OK;
}

static od_status read_mode(const od_defining *p, const cJSON *root)
{
    const char *mode;
    od_status st = od_defining_text(p, root, "mode", false, &mode);

    if (st == OD_OK && mode && !od_mode_parse(mode, &p->bench->mode))
        return od_defining_fail(p, "names an unknown mode", mode);
    return st;
}

static od_status read_protocol(const od_defining *p, const cJSON *root)
{
    static const char *const keys[] = {"iou", "area", "max_dets", NULL};
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(root, "protocol");
    od_protocol *protocol = &p->bench->protocol;
    const char *iou, *area, *max_dets;
    od_status st;

    od_protocol_default(protocol);
    if (!object)
        return OD_OK;
    if ((st = od_defining_keys(p, object, "protocol", keys)) != OD_OK ||
        (st = od_defining_text(p, object, "iou", false, &iou)) != OD_OK ||
        (st = od_defining_text(p, object, "area", false, &area)) != OD_OK ||
        (st = od_defining_text(p, object, "max_dets", false, &max_dets)) != OD_OK)
        return st;
    if (iou && od_protocol_set_iou(protocol, iou, NULL) != OD_OK)
        return od_defining_fail(p, "has under \"iou\" what --iou would not take:", iou);
    if (area && od_protocol_set_areas(protocol, area, NULL) != OD_OK)
        return od_defining_fail(p, "has under \"area\" what --area would not take:", area);
    if (max_dets && od_protocol_set_max_dets(protocol, max_dets, NULL) != OD_OK)
        return od_defining_fail(p, "has under \"max_dets\" what --max-dets would not take:", max_dets);
    return OD_OK;
}

static od_status read_metric(const od_defining *p, const cJSON *item)
{
    od_bench *b = p->bench;
    od_metric_use *use = &b->metrics[b->n_metrics];
    const char *text = cJSON_IsString(item) ? item->valuestring : "";

    if (od_metric_use_parse(use, od_str_of(text), NULL) != OD_OK)
        return od_defining_fail(p, "names a metric or an option of one that does not exist:", text);
    for (size_t i = 0; i < b->n_metrics; i++)
        if (b->metrics[i].metric == use->metric)
            return od_defining_fail(p, "names a metric twice:", use->metric->name);
    b->n_metrics++;
    return OD_OK;
}

static od_status read_metrics(const od_defining *p, const cJSON *root)
{
    od_bench *b = p->bench;
    const cJSON *list, *item;
    uint32_t n;
    od_status st;

    if ((st = od_defining_array(p, root, "metrics", &list, &n)) != OD_OK)
        return st;
    if (n == 0)
        return od_defining_fail(p, "needs a list of", "metrics");
    if ((st = od_defining_room(p, &b->metrics, n, sizeof *b->metrics)) != OD_OK)
        return st;
    cJSON_ArrayForEach(item, list)
    {
        if ((st = read_metric(p, item)) != OD_OK)
            return st;
    }
    return od_defining_text(p, root, "primary", true, &b->primary);
}

static od_status read_aliases(const od_defining *p, const cJSON *root)
{
    const cJSON *list, *item;
    uint32_t n, i = 0;
    od_status st;

    if ((st = od_defining_array(p, root, "aliases", &list, &n)) != OD_OK ||
        (st = od_defining_room(p, &p->bench->aliases, n, sizeof *p->bench->aliases)) != OD_OK)
        return st;
    cJSON_ArrayForEach(item, list)
    {
        od_str copy;

        if (!cJSON_IsString(item))
            return od_defining_fail(p, "needs texts in", "aliases");
        copy = od_arena_copy(&p->bench->texts, od_str_of(item->valuestring));
        if (!(p->bench->aliases[i++] = copy.p))
            return od_fail_memory(p->err);
    }
    return OD_OK;
}

static od_status add_published(const od_defining *p, const char *model, uint32_t subset, const cJSON *scores)
{
    od_bench *b = p->bench;
    const cJSON *item;

    if (scores && !cJSON_IsObject(scores))
        return od_defining_fail(p, "needs an object of scores for the published", model);
    cJSON_ArrayForEach(item, scores)
    {
        od_str name = od_arena_copy(&b->texts, od_str_of(item->string));

        if (!name.p)
            return od_fail_memory(p->err);
        if (!cJSON_IsNumber(item))
            return od_defining_fail(p, "needs a number for the published", item->string);
        b->published[b->n_published++] = (od_bench_published){model, subset, name.p, item->valuedouble};
    }
    return OD_OK;
}

static uint32_t count_published(const cJSON *list)
{
    const cJSON *row, *subset;
    uint32_t n = 0;

    cJSON_ArrayForEach(row, list)
    {
        n += (uint32_t)cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(row, "scores"));
        cJSON_ArrayForEach(subset, cJSON_GetObjectItemCaseSensitive(row, "subsets")) n +=
            (uint32_t)cJSON_GetArraySize(subset);
    }
    return n;
}

static od_status read_published(const od_defining *p, const cJSON *root)
{
    static const char *const keys[] = {"model", "scores", "subsets", NULL};
    od_bench *b = p->bench;
    const cJSON *list, *row, *subsets, *subset;
    const char *model;
    uint32_t n;
    od_status st;

    if ((st = od_defining_array(p, root, "published", &list, &n)) != OD_OK ||
        (st = od_defining_room(p, &b->published, count_published(list), sizeof *b->published)) != OD_OK)
        return st;
    cJSON_ArrayForEach(row, list)
    {
        if ((st = od_defining_keys(p, row, "published", keys)) != OD_OK ||
            (st = od_defining_text(p, row, "model", true, &model)) != OD_OK ||
            (st = add_published(p, model, OD_NONE, cJSON_GetObjectItemCaseSensitive(row, "scores"))) != OD_OK)
            return st;
        subsets = cJSON_GetObjectItemCaseSensitive(row, "subsets");
        if (subsets && !cJSON_IsObject(subsets))
            return od_defining_fail(p, "needs an object for the published", "subsets");
        cJSON_ArrayForEach(subset, subsets)
        {
            uint32_t index = od_bench_find_subset(b, subset->string);

            if (index == OD_NONE)
                return od_defining_fail(p, "has no subset", subset->string);
            if ((st = add_published(p, model, index, subset)) != OD_OK)
                return st;
        }
    }
    return OD_OK;
}

static od_status read_all(const od_defining *p, const cJSON *root)
{
    static const char *const keys[] = {"schema",   "name",     "aliases", "title",     "about",
                                       "source",   "layout",   "labels",  "subsets",   "groups",
                                       "averages", "headline", "filter",  "mode",      "protocol",
                                       "metrics",  "primary",  "prompt",  "published", NULL};
    od_bench *b = p->bench;
    const char *schema;
    od_status st;

    if ((st = od_defining_text(p, root, "schema", true, &schema)) != OD_OK)
        return st;
    if (strcmp(schema, "odeval.bench/1") != 0)
        return od_defining_fail(p, "must have the schema odeval.bench/1, not", schema);
    if ((st = od_defining_keys(p, root, schema, keys)) != OD_OK ||
        (st = od_defining_name(p, root, &b->name)) != OD_OK ||
        (st = od_defining_text(p, root, "title", true, &b->title)) != OD_OK ||
        (st = od_defining_text(p, root, "about", false, &b->about)) != OD_OK ||
        (st = od_defining_text(p, root, "source", false, &b->source)) != OD_OK ||
        (st = od_defining_text(p, root, "prompt", false, &b->prompt)) != OD_OK ||
        (st = read_aliases(p, root)) != OD_OK || (st = read_subsets(p, root)) != OD_OK ||
        (st = read_lists(p, root, false, &b->groups, &b->n_groups)) != OD_OK ||
        (st = read_lists(p, root, true, &b->averages, &b->n_averages)) != OD_OK ||
        (st = read_headline(p, root)) != OD_OK || (st = read_filter(p, root)) != OD_OK ||
        (st = read_mode(p, root)) != OD_OK || (st = read_protocol(p, root)) != OD_OK ||
        (st = read_metrics(p, root)) != OD_OK)
        return st;
    return read_published(p, root);
}

static bool is_blank(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    return p == end;
}

od_status od_bench_parse(od_bench **out, const char *json, size_t n, const char *source, od_error *err)
{
    od_bench *b = NULL;
    cJSON *root = NULL;
    const char *end = json;
    od_sha256 hash;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(b, 1, err)) != OD_OK)
        return st;
    root = cJSON_ParseWithLengthOpts(json, n, &end, 0);
    if (!root || !is_blank(end, json + n)) {
        od_fail_at(err, OD_INPUT, (od_place){source, (uint64_t)(end - json), OD_UNIT_BYTE},
                   "the benchmark definition is not valid JSON");
        st = od_remedy(err, "mend the file there");
        goto done;
    }
    if ((st = read_all(&(od_defining){b, source, err}, root)) != OD_OK)
        goto done;
    od_sha256_init(&hash);
    od_sha256_add(&hash, json, n);
    od_sha256_hex(&hash, b->sha256);
    *out = b;
    b = NULL;
done:
    cJSON_Delete(root);
    od_bench_free(b);
    return st;
}
