/* Images by the names of their files. */
#include "dataset/dataset.h"

static od_str last_component(od_str file)
{
    size_t n = file.n;

    while (n > 0 && file.p[n - 1] != '/')
        n--;
    return n > 0 ? (od_str){file.p + n, file.n - n} : file;
}

/* In `unique`, n_images stands for "several images have this name". */
static od_status count_names(const od_dataset *set, bool components, od_id_map *unique, od_error *err)
{
    for (uint32_t i = 0; i < set->n_images; i++) {
        od_str file = components ? last_component(set->image_file[i]) : set->image_file[i];
        bool shared = od_id_map_get_text(unique, file) != OD_NONE;
        od_status st;

        if (file.n == 0)
            continue;
        if ((st = od_id_map_put(unique, (od_id){.text = file.p}, shared ? set->n_images : i, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

/* A name that several images have means none of them: guessing would be silent. */
static od_status put_names(od_id_map *index, const od_dataset *set, bool components, od_error *err)
{
    od_id_map *unique = NULL;
    od_status st;

    if ((st = od_id_map_create(&unique, err)) != OD_OK ||
        (st = count_names(set, components, unique, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < set->n_images && st == OD_OK; i++) {
        od_str file = components ? last_component(set->image_file[i]) : set->image_file[i];
        if (od_id_map_get_text(unique, file) == i)
            st = od_id_map_put(index, (od_id){.text = file.p}, i, err);
    }
done:
    od_id_map_free(unique);
    return st;
}

od_status od_dataset_file_index(od_id_map **out, const od_dataset *set, od_error *err)
{
    od_id_map *index = NULL;
    od_status st;

    *out = NULL;
    /* Whole names last: they win over components. */
    if ((st = od_id_map_create(&index, err)) != OD_OK || (st = put_names(index, set, true, err)) != OD_OK ||
        (st = put_names(index, set, false, err)) != OD_OK)
        goto done;
    *out = index;
    index = NULL;
done:
    od_id_map_free(index);
    return st;
}

uint32_t od_file_index_image(const od_id_map *index, od_str file)
{
    uint32_t image = od_id_map_get_text(index, file);

    return image != OD_NONE ? image : od_id_map_get_text(index, last_component(file));
}
