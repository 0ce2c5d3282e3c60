#include "dataset/dataset.h"

#include <stdlib.h>
#include <string.h>

static void free_lists(od_dataset *set)
{
    if (set->indexed_start != set->by_image_start)
        free(set->indexed_start);
    if (set->indexed != set->by_image)
        free(set->indexed);
    free(set->by_image_start);
    free(set->by_image);
    free(set->removed_start);
    free(set->removed);
}

void od_dataset_free(od_dataset *set)
{
    if (!set)
        return;
    free(set->image_id);
    free(set->image_width);
    free(set->image_height);
    free(set->image_file);
    free(set->image_excluded);
    free(set->asked_start);
    free(set->asked);
    free(set->category_id);
    free(set->category_name);
    free(set->truth_image);
    free(set->truth_category);
    od_packed_release(&set->truth_box);
    free(set->truth_area);
    free(set->truth_flags);
    free(set->truth_id);
    free_lists(set);
    od_id_map_free(set->image_index);
    od_id_map_free(set->category_index);
    od_id_map_free(set->name_index);
    od_ledger_free(&set->ledger);
    od_arena_free(&set->texts);
    free(set);
}

uint32_t od_dataset_image(const od_dataset *set, od_id id)
{
    return od_id_map_get(set->image_index, id);
}

uint32_t od_dataset_category(const od_dataset *set, od_id id)
{
    return od_id_map_get(set->category_index, id);
}

uint32_t od_dataset_truths(const od_dataset *set)
{
    return set->indexed_start[set->n_images];
}

uint32_t od_dataset_images(const od_dataset *set)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < set->n_images; i++)
        n += !set->image_excluded[i];
    return n;
}

/* ---- labels ---- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_edge(char c)
{
    return is_space(c) || (c != '\0' && strchr(".,;:!?", c));
}

bool od_label_fold(od_str label, char *buf, size_t size, od_str *folded)
{
    const char *p = label.p, *end = label.p ? label.p + label.n : NULL;
    size_t n = 0;

    *folded = (od_str){buf, 0};
    while (p < end && is_edge(*p))
        p++;
    while (p < end && is_edge(end[-1]))
        end--;
    while (p < end) {
        char c = *p++;
        if (is_space(c)) {
            c = ' ';
            while (p < end && is_space(*p))
                p++;
        } else if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if (n == size)
            return false;
        buf[n++] = c;
    }
    folded->n = n;
    return true;
}
