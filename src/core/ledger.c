#include "core/ledger.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

enum { EXAMPLE_BYTES = 200 };

static od_ledger_entry *find(const od_ledger *l, const od_ledger_kind *kind)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i].kind == kind)
            return &l->entries[i];
    return NULL;
}

static od_status find_or_add(od_ledger *l, const od_ledger_kind *kind, od_ledger_entry **entry, od_error *err)
{
    od_status st;

    *entry = find(l, kind);
    if (*entry)
        return OD_OK;
    if ((st = OD_GROW(l->entries, l->capacity, l->n + 1, err)) != OD_OK)
        return st;
    *entry = &l->entries[l->n++];
    **entry = (od_ledger_entry){.kind = kind};
    return OD_OK;
}

static od_status add_example(od_ledger *l, od_ledger_entry *entry, const char *text, od_error *err)
{
    od_str copy;

    if (entry->n_examples == OD_LEDGER_EXAMPLES)
        return OD_OK;
    copy = od_arena_copy(&l->texts, od_str_of(text));
    if (!copy.p)
        return od_fail_memory(err);
    entry->examples[entry->n_examples++] = (char *)copy.p; /* the arena's bytes are ours to write */
    return OD_OK;
}

/* Examples quote what files hold: they are shortened between characters, and what could steer a terminal (C0,
 * DEL, C1) or is no UTF-8 becomes '?'. */
static void make_presentable(char out[EXAMPLE_BYTES + 4], const char *text)
{
    static const char cut[] = "...";
    const char *end = text + strlen(text);
    size_t n = 0;

    while (text < end) {
        int length = od_utf8_length(text, end);
        unsigned char c = (unsigned char)*text, next = length == 2 ? (unsigned char)text[1] : 0;
        if (n + (size_t)(length > 0 ? length : 1) > EXAMPLE_BYTES) {
            memcpy(out + n, cut, sizeof cut);
            return;
        }
        if (length <= 0 || c < 0x20 || c == 0x7f || (c == 0xc2 && next < 0xa0)) {
            out[n++] = '?';
        } else {
            memcpy(out + n, text, (size_t)length);
            n += (size_t)length;
        }
        text += length > 0 ? length : 1;
    }
    out[n] = '\0';
}

od_status od_ledger_note(od_ledger *l, const od_ledger_kind *kind, uint64_t count, od_place place,
                         od_error *err, const char *fmt, ...)
{
    char where[400], what[400], raw[sizeof where + sizeof what + 2], text[EXAMPLE_BYTES + 4];
    od_ledger_entry *entry;
    va_list args;
    od_status st;

    if ((st = find_or_add(l, kind, &entry, err)) != OD_OK)
        return st;
    entry->count += count;
    if (!fmt || entry->n_examples == OD_LEDGER_EXAMPLES)
        return OD_OK;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    od_place_text(where, sizeof where, place);
    snprintf(raw, sizeof raw, "%s%s%s", where, where[0] && what[0] ? ": " : "", what);
    make_presentable(text, raw);
    return add_example(l, entry, text, err);
}

uint64_t od_ledger_count(const od_ledger *l, const od_ledger_kind *kind)
{
    const od_ledger_entry *entry = find(l, kind);

    return entry ? entry->count : 0;
}

bool od_ledger_wants(const od_ledger *l, const od_ledger_kind *kind)
{
    const od_ledger_entry *entry = find(l, kind);

    return !entry || entry->n_examples < OD_LEDGER_EXAMPLES;
}

void od_ledger_forget(od_ledger *l, const od_ledger_kind *kind)
{
    od_ledger_entry *entry = find(l, kind);

    if (!entry)
        return;
    l->n--;
    memmove(entry, entry + 1, (size_t)(l->entries + l->n - entry) * sizeof *entry);
}

od_status od_ledger_merge(od_ledger *l, const od_ledger *other, od_error *err)
{
    od_ledger_entry *entry;
    od_status st;

    for (size_t i = 0; i < other->n; i++) {
        const od_ledger_entry *from = &other->entries[i];
        if ((st = find_or_add(l, from->kind, &entry, err)) != OD_OK)
            return st;
        entry->count += from->count;
        for (uint32_t k = 0; k < from->n_examples; k++)
            if ((st = add_example(l, entry, from->examples[k], err)) != OD_OK)
                return st;
    }
    return OD_OK;
}

const od_ledger_entry *od_ledger_find(const od_ledger *l, const od_ledger_kind *kind)
{
    const od_ledger_entry *entry = find(l, kind);

    return entry && entry->count > 0 ? entry : NULL;
}

const char *od_ledger_first(const od_ledger_entry *e)
{
    return e->n_examples ? e->examples[0] : "unknown";
}

void od_ledger_free(od_ledger *l)
{
    free(l->entries);
    od_arena_free(&l->texts);
    *l = (od_ledger){0};
}
