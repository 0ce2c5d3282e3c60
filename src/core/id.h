/* id.h: the ids of images and categories as files write them, and their dense internal indices.
 *
 * Ids are 64-bit integers, or texts. As in Python, 1, 1.0 and true are one id and "1" is another.
 */
#ifndef OD_CORE_ID_H
#define OD_CORE_ID_H

#include "core/json.h"
#include "core/memory.h"

#define OD_NONE UINT32_MAX /* no index */

typedef struct od_id {
    int64_t number;   /* when text is NULL */
    const char *text; /* terminated; owned by whoever made the id */
} od_id;

bool od_id_equal(od_id a, od_id b);
int od_id_compare(od_id a, od_id b);                /* numbers ascending, then texts by code point */
char *od_id_text(char *buf, size_t size, od_id id); /* `42` or `"a"`; returns buf */

/* Reads the id that comes next. *usable is false, and the value is read over, when it is no integer, boolean
 * or text (null, 1.5, an object, beyond 64 bits, a text with a zero character in it). A text id points into
 * the reader's memory: copy it before reading on. */
od_status od_json_id(od_json *j, od_id *id, bool *usable);

/* Id (or any text) to index. Lookups may run in any number of threads once building is done. */
typedef struct od_id_map od_id_map;

od_status od_id_map_create(od_id_map **out, od_error *err);
void od_id_map_free(od_id_map *map); /* NULL allowed */
/* Later wins: an id put twice has the index of the second put. Texts are borrowed and must outlive the map.
 * `index` is not OD_NONE. */
od_status od_id_map_put(od_id_map *map, od_id id, uint32_t index, od_error *err);
uint32_t od_id_map_get(const od_id_map *map, od_id id); /* OD_NONE when absent */
uint32_t od_id_map_get_text(const od_id_map *map, od_str text);
/* What has the index i has index_of[i] from now on; OD_NONE there: as if it had not been put. */
void od_id_map_renumber(od_id_map *map, const uint32_t *index_of);

#endif
