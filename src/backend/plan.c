#include "backend/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sha256.h"

typedef struct od_plan_subset {
    uint32_t *item; /* per image: its number; OD_NONE: not in the plan. NULL: the subset takes no part */
    char *folder;   /* with images */
} plan_subset;

/* ---- a part of the images ---- */

/* An item with its place in the lot. */
typedef struct lot {
    unsigned char hash[64]; /* hexadecimal */
    size_t item;
} lot;

static int compare_lots(const void *left, const void *right)
{
    const lot *a = left, *b = right;
    int order = memcmp(a->hash, b->hash, sizeof a->hash);

    if (order != 0)
        return order;
    return a->item < b->item ? -1 : a->item > b->item;
}

static int compare_items(const void *left, const void *right)
{
    const lot *a = left, *b = right;

    return a->item < b->item ? -1 : a->item > b->item;
}

static od_status cast(const od_plan *plan, size_t item, uint64_t seed, lot *out, od_error *err)
{
    const od_dataset *set = od_plan_dataset(plan, item);
    const od_id id = set->image_id[plan->items[item].image];
    od_buffer text = {0};
    char hex[65];
    od_sha256 h;
    od_status st =
        od_buffer_printf(&text, err, "%llu/%s/", (unsigned long long)seed, od_plan_subset_name(plan, item));

    if (st == OD_OK)
        st = id.text ? od_buffer_printf(&text, err, "\"%s\"", id.text)
                     : od_buffer_printf(&text, err, "%lld", (long long)id.number);
    if (st == OD_OK) {
        od_sha256_init(&h);
        od_sha256_add(&h, text.bytes, text.n);
        od_sha256_hex(&h, hex);
        memcpy(out->hash, hex, sizeof out->hash);
        out->item = item;
    }
    od_buffer_free(&text);
    return st;
}

static od_status take_sample(od_plan *plan, const od_plan_part *part, od_error *err)
{
    lot *lots = NULL;
    od_status st;

    if (part->sample == 0 || part->sample >= plan->n)
        return OD_OK;
    if ((st = OD_ALLOC(lots, plan->n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < plan->n && st == OD_OK; i++)
        st = cast(plan, i, part->seed, &lots[i], err);
    if (st == OD_OK) {
        qsort(lots, plan->n, sizeof *lots, compare_lots);
        plan->n = (size_t)part->sample;
        qsort(lots, plan->n, sizeof *lots, compare_items);
        for (size_t i = 0; i < plan->n; i++)
            plan->items[i] = plan->items[lots[i].item];
    }
    free(lots);
    return st;
}

static void take_shard(od_plan *plan, const od_plan_part *part)
{
    size_t n = 0;

    if (part->n_shards <= 1)
        return;
    for (size_t i = part->shard - 1; i < plan->n; i += part->n_shards)
        plan->items[n++] = plan->items[i];
    plan->n = n;
}

static void describe(od_plan *plan, const od_plan_part *part)
{
    char sample[64] = "", shard[40] = "", first[40] = "";

    if (part->sample)
        snprintf(sample, sizeof sample, ", a sample of %llu (seed %llu)", (unsigned long long)part->sample,
                 (unsigned long long)part->seed);
    if (part->n_shards > 1)
        snprintf(shard, sizeof shard, ", shard %u/%u", part->shard, part->n_shards);
    if (part->limit)
        snprintf(first, sizeof first, ", the first %llu", (unsigned long long)part->limit);
    snprintf(plan->part, sizeof plan->part, "%s%s%s", sample, shard, first);
    if (plan->part[0])
        memmove(plan->part, plan->part + 2, strlen(plan->part + 2) + 1);
}

static od_status take_part(od_plan *plan, const od_plan_part *part, od_error *err)
{
    od_status st = take_sample(plan, part, err);

    take_shard(plan, part);
    if (part->limit && part->limit < plan->n)
        plan->n = (size_t)part->limit;
    describe(plan, part);
    if (st != OD_OK || plan->n > 0)
        return st;
    if (plan->part[0])
        return od_fail(err, OD_INPUT, "%s of %zu images has no image", plan->part, plan->n_all);
    return od_fail(err, OD_INPUT, "the data set has no image");
}

od_status od_plan_parse_shard(od_plan_part *part, const char *text, od_error *err)
{
    char *end;
    unsigned long k = 0, n = 0;

    if (text[0] >= '0' && text[0] <= '9') {
        k = strtoul(text, &end, 10);
        if (end[0] == '/' && end[1] >= '0' && end[1] <= '9')
            n = strtoul(end + 1, &end, 10);
        if (*end != '\0')
            n = 0;
    }
    if (k >= 1 && k <= n && n <= 1000000) {
        part->shard = (uint32_t)k;
        part->n_shards = (uint32_t)n;
        return OD_OK;
    }
    od_fail(err, OD_USAGE, "\"%s\" is no shard", text);
    return od_remedy(err, "write --shard K/N, K from 1 to N: 2/4 is the second of four");
}

/* ---- the list ---- */

static od_status find_folder(od_plan *plan, uint32_t subset, od_error *err)
{
    const od_job_subset *s = &plan->job->subsets[subset];
    od_buffer path = {0};
    od_status st = od_job_image_folder(plan->job, s, &path, err);

    plan->subsets[subset].folder = path.bytes;
    if (st != OD_OK || od_is_folder(path.bytes))
        return st;
    od_fail(err, OD_INPUT, "there is no folder %s with the images of %s", path.bytes, s->definition->name);
    return od_remedy(err, "name the root of the data set with --data (odeval help %s shows the layout)",
                     plan->job->bench->name);
}

static od_status list_subset(od_plan *plan, uint32_t subset, size_t *capacity, od_error *err)
{
    const od_dataset *set = plan->job->subsets[subset].dataset;
    od_status st;

    if ((st = OD_ALLOC(plan->subsets[subset].item, set->n_images, err)) != OD_OK ||
        (st = find_folder(plan, subset, err)) != OD_OK ||
        (st = OD_GROW(plan->items, *capacity, plan->n + set->n_images, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < set->n_images; i++) {
        plan->subsets[subset].item[i] = OD_NONE;
        if (!set->image_excluded[i])
            plan->items[plan->n++] = (od_item){subset, i};
    }
    return OD_OK;
}

od_status od_plan_make(od_plan **out, const od_job *job, const od_plan_part *part, od_error *err)
{
    od_plan *plan = NULL;
    size_t capacity = 0;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(plan, 1, err)) != OD_OK)
        return st;
    plan->job = job;
    if ((st = OD_ALLOC(plan->subsets, job->bench->n_subsets, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++)
        if (job->subsets[i].wanted && job->subsets[i].dataset)
            st = list_subset(plan, i, &capacity, err);
    plan->n_all = plan->n;
    if (st != OD_OK || (st = take_part(plan, part, err)) != OD_OK)
        goto done;
    if (plan->n >= OD_NONE) {
        st = od_fail(err, OD_INPUT, "%zu images are more than a run can have", plan->n);
        goto done;
    }
    for (size_t i = 0; i < plan->n; i++)
        plan->subsets[plan->items[i].subset].item[plan->items[i].image] = (uint32_t)i;
    *out = plan;
    plan = NULL;
done:
    od_plan_free(plan);
    return st;
}

void od_plan_free(od_plan *plan)
{
    if (!plan)
        return;
    for (uint32_t i = 0; plan->subsets && i < plan->job->bench->n_subsets; i++) {
        free(plan->subsets[i].item);
        free(plan->subsets[i].folder);
    }
    free(plan->subsets);
    free(plan->items);
    free(plan);
}

uint32_t od_plan_find(const od_plan *plan, od_str subset, od_id id)
{
    const od_bench *b = plan->job->bench;

    for (uint32_t i = 0; i < b->n_subsets; i++) {
        const od_dataset *set = plan->job->subsets[i].dataset;
        uint32_t image;

        if (!plan->subsets[i].item || !od_str_equal(subset, od_str_of(b->one_set ? "" : b->subsets[i].name)))
            continue;
        image = od_dataset_image(set, id);
        return image == OD_NONE ? OD_NONE : plan->subsets[i].item[image];
    }
    return OD_NONE;
}

const od_dataset *od_plan_dataset(const od_plan *plan, size_t item)
{
    return plan->job->subsets[plan->items[item].subset].dataset;
}

const od_dataset *od_plan_truth(void *context, uint64_t number, uint32_t *image)
{
    const od_plan *plan = context;

    if (number >= plan->n)
        return NULL;
    *image = plan->items[number].image;
    return od_plan_dataset(plan, (size_t)number);
}

const char *od_plan_file(const od_plan *plan, size_t item)
{
    const od_str file = od_plan_dataset(plan, item)->image_file[plan->items[item].image];

    return file.p ? file.p : "";
}

const char *od_plan_subset_name(const od_plan *plan, size_t item)
{
    return plan->job->bench->one_set ? "" : plan->job->bench->subsets[plan->items[item].subset].name;
}

/* ---- what is asked ---- */

static bool has_own_labels(const od_plan *plan, size_t item)
{
    return plan->job->subsets[plan->items[item].subset].definition->labels_asked &&
           od_plan_dataset(plan, item)->asked_start;
}

bool od_plan_asks_apart(const od_plan *plan, size_t item)
{
    return plan->job->mode != OD_MODE_ALL || has_own_labels(plan, item);
}

/* Whether a box of the category is in the image's ground truth. */
static bool shows(const od_dataset *set, uint32_t image, uint32_t category)
{
    for (uint32_t p = set->by_image_start[image]; p < set->by_image_start[image + 1]; p++)
        if (set->truth_category[od_truth_at(set->by_image, p)] == category)
            return true;
    return false;
}

static od_status add_label(od_asking *a, od_str label, od_error *err)
{
    od_status st = OD_GROW(a->labels, a->capacity, a->n_labels + 1, err);

    if (st == OD_OK)
        a->labels[a->n_labels++] = label.p;
    return st;
}

static od_status list_labels(const od_plan *plan, size_t item, od_asking *a, od_error *err)
{
    const od_dataset *set = od_plan_dataset(plan, item);
    const uint32_t image = plan->items[item].image;
    const bool all = plan->job->mode == OD_MODE_ALL;
    od_status st = OD_OK;

    a->n_labels = 0;
    if (has_own_labels(plan, item)) {
        for (uint32_t i = set->asked_start[image]; i < set->asked_start[image + 1] && st == OD_OK; i++)
            if (all || !set->asked[i].negative)
                st = add_label(a, set->asked[i].label, err);
        return st;
    }
    for (uint32_t c = 0; c < set->n_categories && st == OD_OK; c++)
        if (all || shows(set, image, c))
            st = add_label(a, set->category_name[c], err);
    return st;
}

static od_status add_labels(od_asking *a, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < a->n_labels && st == OD_OK; i++)
        if ((st = od_buffer_add(&a->prompt, ", ", i ? 2 : 0, err)) == OD_OK)
            st = od_buffer_add(&a->prompt, a->labels[i], strlen(a->labels[i]), err);
    return st;
}

/* The template with the labels wherever {labels} stands. */
static od_status write_prompt(const char *template, od_asking *a, od_error *err)
{
    static const char mark[] = "{labels}";
    od_status st = OD_OK;

    a->prompt.n = 0;
    for (const char *at = template, *next; at && st == OD_OK; at = next ? next + strlen(mark) : NULL) {
        next = strstr(at, mark);
        st = od_buffer_add(&a->prompt, at, next ? (size_t)(next - at) : strlen(at), err);
        if (st == OD_OK && next)
            st = add_labels(a, err);
    }
    return st == OD_OK ? od_buffer_add(&a->prompt, "", 0, err) : st;
}

static bool exists(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0;
}

/* The folder and the file's name; data sets whose names hold a folder of their own are met by the last part.
 */
static od_status write_path(const od_plan *plan, size_t item, od_asking *a, od_error *err)
{
    const char *folder = plan->subsets[plan->items[item].subset].folder;
    const char *file = od_plan_file(plan, item), *slash = strrchr(file, '/');
    od_status st;

    a->path.n = 0;
    if (file[0] == '\0')
        return od_buffer_add(&a->path, "", 0, err);
    if ((st = od_buffer_printf(&a->path, err, "%s/%s", folder, file)) != OD_OK || !slash ||
        exists(a->path.bytes))
        return st;
    a->path.n = 0;
    return od_buffer_printf(&a->path, err, "%s%s", folder, slash);
}

od_status od_plan_ask(const od_plan *plan, size_t item, od_asking *a, od_error *err)
{
    od_status st;

    if ((st = list_labels(plan, item, a, err)) != OD_OK ||
        (st = write_prompt(plan->job->bench->prompt ? plan->job->bench->prompt : "", a, err)) != OD_OK)
        return st;
    return write_path(plan, item, a, err);
}

void od_asking_release(od_asking *a)
{
    free(a->labels);
    od_buffer_free(&a->prompt);
    od_buffer_free(&a->path);
    *a = (od_asking){0};
}
