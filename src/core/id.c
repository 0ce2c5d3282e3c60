#include "core/id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool od_id_equal(od_id a, od_id b)
{
    return od_id_compare(a, b) == 0;
}

int od_id_compare(od_id a, od_id b)
{
    if (a.text && b.text)
        return strcmp(a.text, b.text); /* as unsigned bytes: for UTF-8 that is by code point */
    if (a.text || b.text)
        return a.text ? 1 : -1;
    return (a.number > b.number) - (a.number < b.number);
}

char *od_id_text(char *buf, size_t size, od_id id)
{
    if (id.text)
        snprintf(buf, size, "\"%s\"", id.text);
    else
        snprintf(buf, size, "%" PRId64, id.number);
    return buf;
}

static od_status read_bool(od_json *j, od_id *id, bool *usable)
{
    bool value;
    od_status st = od_json_bool(j, &value);

    id->number = value;
    *usable = st == OD_OK;
    return st;
}

/* Out of the window into scratch, where it is terminated. */
static od_status read_text(od_json *j, od_id *id, bool *usable)
{
    od_str text;
    od_status st;

    if ((st = od_json_string(j, &text)) != OD_OK)
        return st;
    if (text.p != j->scratch.bytes) {
        j->scratch.n = 0;
        if ((st = od_buffer_add(&j->scratch, text.p, text.n, j->err)) != OD_OK)
            return st;
    }
    *usable = memchr(j->scratch.bytes, '\0', text.n) == NULL;
    id->text = *usable ? j->scratch.bytes : NULL;
    return OD_OK;
}

od_status od_json_id(od_json *j, od_id *id, bool *usable)
{
    od_json_type type;
    od_status st;

    *id = (od_id){0};
    *usable = false;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    switch (type) {
    case OD_JSON_NUMBER: return od_json_integer(j, &id->number, usable);
    case OD_JSON_FALSE:
    case OD_JSON_TRUE: return read_bool(j, id, usable);
    case OD_JSON_STRING: return read_text(j, id, usable);
    case OD_JSON_END:
    case OD_JSON_NULL:
    case OD_JSON_ARRAY:
    case OD_JSON_OBJECT: break;
    }
    return od_json_skip(j);
}

/* Open addressing with linear steps; at most half of the slots are taken. */
typedef struct slot {
    od_str text; /* .p NULL: a number */
    int64_t number;
    uint32_t index; /* OD_NONE: free */
} slot;

struct od_id_map {
    slot *slots;
    size_t n_slots, n_used; /* n_slots: a power of two */
};

enum { SLOTS_AT_FIRST = 64 };

/* The finaliser of splitmix64: every bit of the input changes half of the output's. */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint64_t hash_of(od_str text, int64_t number)
{
    uint64_t h, piece;

    if (!text.p)
        return mix((uint64_t)number);
    h = mix(text.n);
    for (; text.n >= sizeof piece; text.p += sizeof piece, text.n -= sizeof piece) {
        memcpy(&piece, text.p, sizeof piece);
        h = mix(h ^ piece);
    }
    piece = 0;
    if (text.n)
        memcpy(&piece, text.p, text.n);
    return mix(h ^ piece);
}

/* The slot that holds the key, or the free one where it belongs. */
static slot *find(const od_id_map *map, od_str text, int64_t number)
{
    const size_t mask = map->n_slots - 1;

    for (size_t i = (size_t)hash_of(text, number) & mask;; i = (i + 1) & mask) {
        slot *s = &map->slots[i];
        if (s->index == OD_NONE)
            return s;
        if (text.p ? s->text.p && od_str_equal(s->text, text) : !s->text.p && s->number == number)
            return s;
    }
}

static od_status resize(od_id_map *map, size_t n_slots, od_error *err)
{
    od_id_map bigger = {.n_slots = n_slots, .n_used = map->n_used};
    od_status st;

    if ((st = OD_ALLOC(bigger.slots, n_slots, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < n_slots; i++)
        bigger.slots[i].index = OD_NONE;
    for (size_t i = 0; i < map->n_slots; i++) {
        const slot *s = &map->slots[i];
        if (s->index != OD_NONE)
            *find(&bigger, s->text, s->number) = *s;
    }
    free(map->slots);
    *map = bigger;
    return OD_OK;
}

od_status od_id_map_create(od_id_map **out, od_error *err)
{
    od_id_map *map = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(map, 1, err)) != OD_OK)
        return st;
    if ((st = resize(map, SLOTS_AT_FIRST, err)) != OD_OK) {
        od_id_map_free(map);
        return st;
    }
    *out = map;
    return OD_OK;
}

void od_id_map_free(od_id_map *map)
{
    if (!map)
        return;
    free(map->slots);
    free(map);
}

od_status od_id_map_put(od_id_map *map, od_id id, uint32_t index, od_error *err)
{
    od_str text = od_str_of(id.text);
    od_status st;
    slot *s;

    if (map->n_used >= map->n_slots / 2) {
        if (map->n_slots > SIZE_MAX / 2)
            return od_fail_memory(err);
        if ((st = resize(map, map->n_slots * 2, err)) != OD_OK)
            return st;
    }
    s = find(map, text, id.number);
    map->n_used += s->index == OD_NONE;
    *s = (slot){text, id.number, index};
    return OD_OK;
}

uint32_t od_id_map_get(const od_id_map *map, od_id id)
{
    return find(map, od_str_of(id.text), id.number)->index;
}

uint32_t od_id_map_get_text(const od_id_map *map, od_str text)
{
    return text.p ? find(map, text, 0)->index : OD_NONE;
}
