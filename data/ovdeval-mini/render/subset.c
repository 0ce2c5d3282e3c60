#include "subset.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "png.h"

enum { MAX_CATEGORIES = 128, MAX_PICTURES = 64, PATH_SIZE = 4096 };

/* What one annotation file says. Ids are positions, from 0, as in OVDEval. */
typedef struct record {
    int width, height;
    int n_annotations;
    annotation annotations[MAX_ANNOTATIONS];
    label_list positive, negative;
} record;

typedef struct sheet {
    record pictures[MAX_PICTURES];
    int n_pictures;
    char categories[MAX_CATEGORIES][LABEL_SIZE];
    int n_categories;
} sheet;

/* The category's id; a new label becomes a new category. */
static int category_id(sheet *s, const char *label)
{
    for (int i = 0; i < s->n_categories; i++)
        if (strcmp(s->categories[i], label) == 0)
            return i;
    if (s->n_categories == MAX_CATEGORIES)
        give_up("too many categories: %s", label);
    label_format(s->categories[s->n_categories], "%s", label);
    return s->n_categories++;
}

static void make_path(char path[PATH_SIZE], const char *folder, const char *kind, const char *name,
                      const char *end)
{
    int n = snprintf(path, PATH_SIZE, "%s/%s/%s%s", folder, kind, name, end);

    if (n < 0 || n >= PATH_SIZE)
        give_up("the path of the folder is too long: %s", folder);
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        give_up("cannot make the folder %s: %s", path, strerror(errno));
}

static void write_labels(FILE *f, const char *key, const label_list *list)
{
    fprintf(f, ", \"%s\": [", key);
    for (int i = 0; i < list->n; i++)
        fprintf(f, "%s\"%s\"", i ? ", " : "", list->text[i]);
    fputc(']', f);
}

static void write_categories(FILE *f, const sheet *s, const char *name)
{
    fputs("{\n\"categories\": [", f);
    for (int i = 0; i < s->n_categories; i++)
        fprintf(f, "%s{\"supercategory\": \"%s\", \"id\": %d, \"name\": \"%s\"}", i ? ",\n" : "\n", name, i,
                s->categories[i]);
    fputs("\n],\n", f);
}

static void write_annotations(FILE *f, sheet *s)
{
    int id = 0;

    fputs("\"annotations\": [", f);
    for (int i = 0; i < s->n_pictures; i++) {
        for (int k = 0; k < s->pictures[i].n_annotations; k++, id++) {
            const annotation *a = &s->pictures[i].annotations[k];

            fprintf(f, "%s{\"id\": %d, \"bbox\": [%d, %d, %d, %d], ", id ? ",\n" : "\n", id, a->box.x,
                    a->box.y, a->box.w, a->box.h);
            fprintf(f, "\"category_id\": %d, \"image_id\": %d, \"iscrowd\": %d, \"area\": %d}",
                    category_id(s, a->label), i, a->crowd, a->area);
        }
    }
    fputs("\n],\n", f);
}

static void write_images(FILE *f, const sheet *s)
{
    fputs("\"images\": [", f);
    for (int i = 0; i < s->n_pictures; i++) {
        const record *r = &s->pictures[i];

        fprintf(f, "%s{\"file_name\": \"%03d.png\", \"id\": %d, \"height\": %d, \"width\": %d",
                i ? ",\n" : "\n", i, i, r->height, r->width);
        write_labels(f, "text", &r->positive);
        write_labels(f, "neg_text", &r->negative);
        fputc('}', f);
    }
    fputs("\n]\n}\n", f);
}

static void write_sheet(sheet *s, const char *folder, const char *name)
{
    char path[PATH_SIZE];
    bool failed;
    FILE *f;

    make_path(path, folder, "annotations", name, ".json");
    f = fopen(path, "wb");
    if (!f)
        give_up("cannot write %s: %s", path, strerror(errno));
    write_categories(f, s, name);
    write_annotations(f, s);
    write_images(f, s);
    failed = ferror(f) != 0;
    if ((fclose(f) != 0) | failed)
        give_up("cannot write %s to its end", path);
}

static void keep_record(sheet *s, const picture *p)
{
    record *r = &s->pictures[s->n_pictures++];

    r->width = p->canvas.width;
    r->height = p->canvas.height;
    r->n_annotations = p->n_annotations;
    memcpy(r->annotations, p->annotations, sizeof(r->annotations));
    r->positive = p->positive;
    r->negative = p->negative;
    for (int i = 0; i < p->positive.n; i++)
        category_id(s, p->positive.text[i]);
    for (int i = 0; i < p->negative.n; i++)
        category_id(s, p->negative.text[i]);
}

/* A number of the subset's own: FNV-1a over its name, then the index. */
static uint64_t picture_seed(const char *name, int index)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    return hash + (uint64_t)index;
}

static void draw_picture(const subset *s, int index, const char *folder, sheet *out)
{
    static const int sizes[][2] = {{400, 300}, {360, 270}, {320, 240}, {300, 300}};
    const int *size = sizes[index % (int)(sizeof(sizes) / sizeof(sizes[0]))];
    char path[PATH_SIZE], file[24];
    picture p;

    picture_create(&p, size[0], size[1], picture_seed(s->name, index));
    s->draw(&p, index);
    for (int i = 0; i < s->n_labels; i++)
        if (!label_list_has(&p.positive, s->label(i)))
            picture_deny(&p, s->label(i));
    snprintf(file, sizeof(file), "/%03d.png", index);
    make_path(path, folder, "images", s->name, file);
    if (!png_write(path, p.canvas.rgb, p.canvas.width, p.canvas.height))
        give_up("cannot write %s", path);
    keep_record(out, &p);
    picture_free(&p);
}

void subset_write(const subset *s, const char *folder)
{
    sheet *out = calloc(1, sizeof(*out));
    char path[PATH_SIZE];

    if (!out || s->n_pictures > MAX_PICTURES)
        give_up("no room for the pictures of %s", s->name);
    make_path(path, folder, "images", "", "");
    make_folder(path);
    make_path(path, folder, "images", s->name, "");
    make_folder(path);
    make_path(path, folder, "annotations", "", "");
    make_folder(path);
    for (int i = 0; i < s->n_labels; i++)
        category_id(out, s->label(i));
    for (int i = 0; i < s->n_pictures; i++)
        draw_picture(s, i, folder, out);
    write_sheet(out, folder, s->name);
    free(out);
}
