/* backend_oracle.c: the ground truth, spoilt as much as one asks for: to try a pipeline on detections whose
 * faults are known.
 */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "backend/backends.h"
#include "backend/host.h"

typedef struct oracle {
    double jitter, miss, wrong, twice, score_noise, delay;
    int64_t seed;
    const odeval_host *host;
} oracle;

/* One image's answer. */
typedef struct answer {
    const oracle *o;
    const odeval_request *request;
    odeval_box *boxes; /* room for two a truth */
    size_t n;
    uint64_t state; /* of the random numbers */
} answer;

/* SplitMix64 (Steele, Lea and Flood, 2014), as a number from 0 up to 1 without it. */
static double draw(answer *a)
{
    uint64_t z = a->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (double)(z >> 11) * 0x1p-53;
}

/* By the image and not by its number, so that a sample and a shard are answered as the whole is. */
static uint64_t seed_of(const oracle *o, const od_dataset *set, uint32_t image)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)o->seed; /* FNV-1a */
    char id[80];
    const char *texts[] = {od_id_text(id, sizeof id, set->image_id[image]),
                           set->image_file[image].p ? set->image_file[image].p : ""};

    for (size_t i = 0; i < 2; i++)
        for (const char *p = texts[i]; *p; p++)
            hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
    return hash;
}

/* Where the label stands among those that are asked; n_labels when it does not. */
static size_t find_asked(const odeval_request *r, const char *label)
{
    size_t i = 0;

    while (i < r->n_labels && strcmp(r->labels[i], label) != 0)
        i++;
    return i;
}

/* Any of the others that were asked, each as likely. */
static const char *another_label(answer *a, size_t own)
{
    const odeval_request *r = a->request;
    size_t i;

    if (r->n_labels < 2)
        return r->labels[own];
    i = (size_t)(draw(a) * (double)(r->n_labels - 1));
    return r->labels[i < own ? i : i + 1];
}

/* Each side moves on its own, by at most `jitter` of the box's own length. */
static void jitter(answer *a, const double box[4], odeval_box *out)
{
    double side[4]; /* left, top, right, bottom */

    for (int i = 0; i < 4; i++)
        side[i] = box[i % 2] + (i < 2 ? 0 : box[i]) + (2 * draw(a) - 1) * a->o->jitter * box[2 + i % 2];
    out->x = fmin(side[0], side[2]);
    out->y = fmin(side[1], side[3]);
    out->width = fabs(side[2] - side[0]);
    out->height = fabs(side[3] - side[1]);
}

static void add_box(answer *a, const double box[4], const char *label)
{
    odeval_box *out = &a->boxes[a->n++];

    if (a->o->jitter > 0)
        jitter(a, box, out);
    else
        *out = (odeval_box){.x = box[0], .y = box[1], .width = box[2], .height = box[3]};
    out->label = label;
    out->score = 1 - a->o->score_noise * draw(a);
}

static void answer_truth(answer *a, const od_dataset *set, uint32_t truth)
{
    const uint32_t category = set->truth_category[truth];
    size_t own;
    double box[4];

    if (category == OD_NONE || set->truth_flags[truth] & OD_TRUTH_CROWD)
        return;
    own = find_asked(a->request, set->category_name[category].p);
    if (own == a->request->n_labels || draw(a) < a->o->miss)
        return;
    od_truth_box(set, truth, box);
    add_box(a, box, draw(a) < a->o->wrong ? another_label(a, own) : a->request->labels[own]);
    if (draw(a) < a->o->twice)
        add_box(a, box, a->request->labels[own]);
}

static void put_failure(const odeval_request *request, const odeval_sink *sink, const char *why)
{
    const odeval_result result = {
        .struct_size = sizeof result, .number = request->number, .failure = why, .score = NAN};

    sink->put(sink->context, &result);
}

static void answer_one(const oracle *o, const odeval_request *request, const odeval_sink *sink)
{
    answer a = {.o = o, .request = request};
    odeval_result result = {.struct_size = sizeof result, .number = request->number, .score = NAN};
    uint32_t image, first, end;
    const od_dataset *set = od_host_truth(o->host, request->number, &image);

    if (!set) {
        put_failure(request, sink, "there is no ground truth for it");
        return;
    }
    first = set->by_image_start[image];
    end = set->by_image_start[image + 1];
    a.boxes = o->host->alloc(o->host->context, ((size_t)(end - first) * 2 + 1) * sizeof *a.boxes);
    if (!a.boxes) {
        put_failure(request, sink, "there is no memory for its boxes");
        return;
    }
    a.state = seed_of(o, set, image);
    for (uint32_t place = first; place < end; place++)
        answer_truth(&a, set, od_truth_at(set->by_image, place));
    result.boxes = a.boxes;
    result.n_boxes = a.n;
    sink->put(sink->context, &result);
    o->host->free(o->host->context, a.boxes);
}

static odeval_backend_status oracle_open(void *private_block, const odeval_host *host)
{
    oracle *o = private_block;

    o->host = host;
    return ODEVAL_BACKEND_OK;
}

/* False when the user does not want to wait any more. */
static bool wait(const oracle *o)
{
    const double whole = floor(o->delay);
    struct timespec left = {(time_t)whole, (long)((o->delay - whole) * 1e9)};

    while (o->delay > 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
    return !o->host->cancelled(o->host->context);
}

static odeval_backend_status oracle_detect(void *private_block, const odeval_request *requests, size_t n,
                                           const odeval_sink *sink)
{
    for (size_t i = 0; i < n; i++) {
        if (!wait(private_block))
            return ODEVAL_BACKEND_CANCELLED;
        answer_one(private_block, &requests[i], sink);
    }
    return ODEVAL_BACKEND_OK;
}

#define AT(member) .offset = offsetof(oracle, member)
static const odeval_backend_option oracle_options[] = {
    {"jitter", "sides move by up to this fraction of the box's length", "0", ODEVAL_OPTION_NUMBER, AT(jitter),
     .low = 0, .high = 1},
    {"miss", "probability that a box is not seen", "0", ODEVAL_OPTION_NUMBER, AT(miss), .low = 0, .high = 1},
    {"wrong", "probability that a box gets another of the labels asked", "0", ODEVAL_OPTION_NUMBER, AT(wrong),
     .low = 0, .high = 1},
    {"twice", "probability that a box is given a second time", "0", ODEVAL_OPTION_NUMBER, AT(twice), .low = 0,
     .high = 1},
    {"score_noise", "scores lie between 1 less this and 1", "0", ODEVAL_OPTION_NUMBER, AT(score_noise),
     .low = 0, .high = 1},
    {"delay", "seconds to wait for each image", "0", ODEVAL_OPTION_NUMBER, ODEVAL_OPTION_TUNING, AT(delay),
     .low = 0, .high = 60},
    {"seed", "another one gives other faults", "1", ODEVAL_OPTION_INTEGER, AT(seed), .low = 0, .high = 1e15},
    {0},
};
#undef AT

const odeval_backend od_backend_oracle = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "oracle",
    .version = "1",
    .title = "the ground truth with faults of your choice: for trying a pipeline",
    .help = "Gives the boxes of the ground truth that are no crowds and whose labels are asked for. Without "
            "options it makes\n"
            "no fault. Faults depend on the seed and on each image's id and file name alone: a sample or a "
            "shard has the\n"
            "same as the whole. Its scores say nothing about any detector.\n",
    .flags = ODEVAL_BACKEND_SYNTHETIC | ODEVAL_BACKEND_NEEDS_TRUTH | ODEVAL_BACKEND_THREADS,
    .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 16,
    .options = oracle_options,
    .private_size = sizeof(oracle),
    .open = oracle_open,
    .detect = oracle_detect,
    .request_size = sizeof(odeval_request),
};
