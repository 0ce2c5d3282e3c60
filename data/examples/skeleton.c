/* skeleton.c: a detector for `odeval run`, to start from. It is complete: it "detects" one box, as large as
 * its option says, in the middle of each image.
 *
 *     cc -shared -fPIC -o skeleton.so skeleton.c
 *     odeval run --bench ovdeval_mini --backend ./skeleton.so:share=0.5 --out preds.jsonl
 *
 * It needs this one header of odeval. odeval loads the file, reads options, images and labels, checks what
 * comes out, keeps the journal and scores it; a detector only looks at pixels.
 */
#include <odeval/backend.h>

/* What the detector keeps between calls: options first, then what open() makes. odeval allocates it, zeroed.
 * There are no globals, so that two of them can run side by side. Not required: private_size may be 0. */
typedef struct skeleton {
    double share;
    const odeval_host *host;
} skeleton;

/* Options are typed after the file's name, "./skeleton.so:share=0.5,other=1". odeval parses them, checks
 * their range, shows them in help and writes the values into the struct above. Not required. */
static const odeval_backend_option options[] = {
    {"share", "of the image's width and height that the box has", "0.5", ODEVAL_OPTION_NUMBER, 0,
     offsetof(skeleton, share), 0, 1},
    {0},
};

/* Loads the model; options are in place already. What goes wrong is said with host->fail before returning
 * ODEVAL_BACKEND_FAILED. `host` stays valid until close() returns. Required. */
static odeval_backend_status skeleton_open(void *private_block, const odeval_host *host)
{
    skeleton *s = private_block;

    s->host = host;
    if (s->share == 0) {
        host->fail(host->context, "a box without an extent is none: choose a share above 0");
        return ODEVAL_BACKEND_FAILED;
    }
    host->log(host->context, ODEVAL_LOG_NOTE, "the skeleton is ready");
    return ODEVAL_BACKEND_OK;
}

/* Looks at the images of a batch, and puts one result for each. Boxes are in pixels of the image, from its
 * top left corner; a label is one of those that were asked for. What the result points to is copied before
 * put() returns. An image that cannot be done gets .failure = "why" instead of boxes: it is then no empty
 * answer but a failed one. A long batch asks host->cancelled now and then. Required. */
static odeval_backend_status skeleton_detect(void *private_block, const odeval_request *requests, size_t n,
                                             const odeval_sink *sink)
{
    const skeleton *s = private_block;

    for (size_t i = 0; i < n; i++) {
        const odeval_request *r = &requests[i];
        odeval_box box = {0};
        odeval_result result = {.struct_size = sizeof result, .number = r->number, .boxes = &box};

        if (s->host->cancelled(s->host->context))
            return ODEVAL_BACKEND_CANCELLED;
        if (r->n_labels > 0) { /* r->rgb has the pixels: 3 bytes each, r->width x r->height of them */
            box.width = r->width * s->share;
            box.height = r->height * s->share;
            box.x = (r->width - box.width) / 2;
            box.y = (r->height - box.height) / 2;
            box.score = r->rgb[0] / 255.0;
            box.label = r->labels[0];
            result.n_boxes = 1;
        }
        sink->put(sink->context, &result);
    }
    return ODEVAL_BACKEND_OK;
}

/* Frees what open() made; the struct itself is odeval's. Not required. */
static void skeleton_close(void *private_block)
{
    (void)private_block;
}

/* The table that odeval reads first. Members that are not set are 0, and mean: none. Add
 * ODEVAL_BACKEND_THREADS to .flags when detect() may run on several threads at once, and raise max_batch when
 * it is faster with many images. */
static const odeval_backend table = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "skeleton",
    .version = "1",
    .title = "one box in the middle of each image",
    .wants = ODEVAL_WANTS_RGB,
    .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 8,
    .request_size = sizeof(odeval_request),
    .options = options,
    .private_size = sizeof(skeleton),
    .open = skeleton_open,
    .detect = skeleton_detect,
    .close = skeleton_close,
};

/* The one name that odeval looks for. Required. */
ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void);

const odeval_backend *odeval_backend_entry(void)
{
    return &table;
}
