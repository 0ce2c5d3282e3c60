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
    union {
        int64_t number;
        const char *text;
    } id;
    uint32_t mark; /* FREE, NUMBER, or of a text: part of its hash, and more than these */
    uint32_t index;
} slot;

enum { FREE = 0, NUMBER = 1, TEXT = 2 };

/* Numbers from 0 on, as ids of categories are, have their place without any search: reading W3's 1.2 million
 * annotations takes a sixth less time for it. */
enum { DIRECT = 4096, SLOTS_AT_FIRST = 64 };

struct od_id_map {
    slot *slots;
    size_t n_slots, n_used; /* n_slots: a power of two */
    uint32_t *direct;       /* DIRECT indices, OD_NONE where there is none; NULL: no such number was put */
};

/* The finaliser of splitmix64: every bit of the input changes half of the output's. */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint32_t mark_of(od_str text)
{
    uint64_t h = mix(text.n), piece;

    for (; text.n >= sizeof piece; text.p += sizeof piece, text.n -= sizeof piece) {
        memcpy(&piece, text.p, sizeof piece);
        h = mix(h ^ piece);
    }
    piece = 0;
    if (text.n)
        memcpy(&piece, text.p, text.n);
    return (uint32_t)mix(h ^ piece) | TEXT;
}

/* Files have ids in ascending order, mostly: those near one another stay so, which spares W3 most of its
 * cache misses here. */
enum { NEAR_BITS = 6 };

/* The slot that holds the number, or the free one where it belongs. */
static slot *find_number(const od_id_map *map, int64_t number)
{
    const uint64_t n = (uint64_t)number, near = n & ((1u << NEAR_BITS) - 1);
    const size_t mask = map->n_slots - 1;
    size_t i = (size_t)(mix(n >> NEAR_BITS) << NEAR_BITS | near) & mask;

    while (map->slots[i].mark != FREE && (map->slots[i].mark != NUMBER || map->slots[i].id.number != number))
        i = (i + 1) & mask;
    return &map->slots[i];
}

static size_t start_of(const od_id_map *map, uint32_t mark)
{
    return (mark / (TEXT * 2)) & (map->n_slots - 1);
}

static slot *find_text(const od_id_map *map, od_str text, uint32_t mark)
{
    size_t i = start_of(map, mark);

    while (map->slots[i].mark != FREE &&
           (map->slots[i].mark != mark || !od_str_equal(od_str_of(map->slots[i].id.text), text)))
        i = (i + 1) & (map->n_slots - 1);
    return &map->slots[i];
}

/* Where something that the map does not hold yet belongs. */
static slot *room_for(const od_id_map *map, const slot *s)
{
    size_t i;

    if (s->mark == NUMBER)
        return find_number(map, s->id.number);
    for (i = start_of(map, s->mark); map->slots[i].mark != FREE;)
        i = (i + 1) & (map->n_slots - 1);
    return &map->slots[i];
}

static od_status resize(od_id_map *map, size_t n_slots, od_error *err)
{
    od_id_map bigger = *map;
    od_status st;

    bigger.n_slots = n_slots;
    if ((st = OD_ALLOC(bigger.slots, n_slots, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < map->n_slots; i++) {
        const slot *s = &map->slots[i];
        if (s->mark != FREE)
            *room_for(&bigger, s) = *s;
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
    free(map->direct);
    free(map->slots);
    free(map);
}

static bool is_direct(int64_t number)
{
    return number >= 0 && number < DIRECT;
}

static od_status put_direct(od_id_map *map, int64_t number, uint32_t index, od_error *err)
{
    od_status st;

    if (!map->direct) {
        if ((st = OD_ALLOC(map->direct, DIRECT, err)) != OD_OK)
            return st;
        for (size_t i = 0; i < DIRECT; i++)
            map->direct[i] = OD_NONE;
    }
    map->direct[number] = index;
    return OD_OK;
}

od_status od_id_map_put(od_id_map *map, od_id id, uint32_t index, od_error *err)
{
    od_str text = od_str_of(id.text);
    uint32_t mark;
    od_status st;
    slot *s;

    if (!id.text && is_direct(id.number))
        return put_direct(map, id.number, index, err);
    if (map->n_used >= map->n_slots / 2) {
        if (map->n_slots > SIZE_MAX / 2)
            return od_fail_memory(err);
        if ((st = resize(map, map->n_slots * 2, err)) != OD_OK)
            return st;
    }
    mark = id.text ? mark_of(text) : NUMBER;
    s = id.text ? find_text(map, text, mark) : find_number(map, id.number);
    map->n_used += s->mark == FREE;
    *s = (slot){.mark = mark, .index = index};
    if (id.text)
        s->id.text = id.text;
    else
        s->id.number = id.number;
    return OD_OK;
}

static uint32_t index_in(const slot *s)
{
    return s->mark == FREE ? OD_NONE : s->index;
}

uint32_t od_id_map_get(const od_id_map *map, od_id id)
{
    if (id.text)
        return od_id_map_get_text(map, od_str_of(id.text));
    if (is_direct(id.number))
        return map->direct ? map->direct[id.number] : OD_NONE;
    return index_in(find_number(map, id.number));
}

uint32_t od_id_map_get_text(const od_id_map *map, od_str text)
{
    return text.p ? index_in(find_text(map, text, mark_of(text))) : OD_NONE;
}

void od_id_map_renumber(od_id_map *map, const uint32_t *index_of)
{
    for (size_t i = 0; i < map->n_slots; i++) {
        if (index_in(&map->slots[i]) != OD_NONE)
            map->slots[i].index = index_of[map->slots[i].index];
    }
    for (size_t i = 0; map->direct && i < DIRECT; i++) {
        if (map->direct[i] != OD_NONE)
            map->direct[i] = index_of[map->direct[i]];
    }
}
