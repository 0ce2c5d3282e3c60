#include "backend/spec.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/table.h"
#include "core/nearest.h"
#include "core/number.h"

enum { SPEC_MOST = 1 << 20 };

/* One value on its way into the private block. */
typedef struct slot {
    const odeval_backend *table;
    const odeval_backend_option *row;
    const char *typed; /* unescaped; NULL: not given */
    bool by_default;   /* `typed` is the table's */
} slot;

od_status od_spec_split(const char **name, const char **options, const char *spec, od_arena *texts,
                        od_error *err)
{
    size_t length = strlen(spec);
    char *copy = length < SPEC_MOST ? od_arena_alloc(texts, length + 1) : NULL;
    const char *p = spec;
    char *o = copy;

    *name = *options = "";
    if (length >= SPEC_MOST)
        return od_fail(err, OD_USAGE, "the backend and its options take more than %d bytes", SPEC_MOST);
    if (!copy)
        return od_fail_memory(err);
    for (; *p && *p != ':'; p++) {
        if (p[0] == '\\' && p[1] == ':')
            p++;
        *o++ = *p;
    }
    if (o == copy) {
        od_fail(err, OD_USAGE, "there is no backend named in \"%s\"", spec);
        return od_remedy(err, "write name:option=value,... (odeval list backends)");
    }
    *name = copy;
    *options = *p ? p + 1 : p;
    return OD_OK;
}

/* Moves *p behind the piece of text up to the next ',' that is not escaped, and gives the piece without its
 * escapes; NULL when memory is exhausted. */
static char *next_piece(const char **p, od_arena *texts)
{
    char *piece = od_arena_alloc(texts, strlen(*p) + 1);
    char *o = piece;

    if (!piece)
        return NULL;
    for (; **p && **p != ','; (*p)++) {
        if ((*p)[0] == '\\' && ((*p)[1] == ',' || (*p)[1] == '\\'))
            (*p)++;
        *o++ = **p;
    }
    return piece;
}

/* "url, model, temperature" */
static od_status add_names(od_buffer *b, const odeval_backend *table, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; st == OD_OK && i < od_option_count(table->options); i++)
        st = od_buffer_printf(b, err, "%s%s", i > 0 ? ", " : "", table->options[i].name);
    return st;
}

static od_status unknown_option(const odeval_backend *table, const char *typed, od_error *err)
{
    size_t n = od_option_count(table->options);
    const char **names = NULL;
    const char *near;
    od_buffer all = {0};
    od_status st;

    if ((st = OD_ALLOC(names, n + 1, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < n; i++)
        names[i] = table->options[i].name;
    if ((st = add_names(&all, table, err)) != OD_OK)
        goto done;
    near = od_nearest(typed, names);
    st = od_fail(err, OD_USAGE, "backend \"%s\" has no option \"%s\"", table->name, typed);
    if (n == 0)
        od_remedy(err, "it takes none");
    else if (near)
        od_remedy(err, "did you mean %s? It has: %.*s", near, (int)all.n, all.bytes);
    else
        od_remedy(err, "it has: %.*s", (int)all.n, all.bytes);
done:
    od_buffer_free(&all);
    free(names);
    return st;
}

/* Finds the option that `piece`, "name=value" or "flag", is for, and keeps what was typed in its slot. */
static od_status take_piece(slot *slots, size_t n, const odeval_backend *table, char *piece, od_error *err)
{
    char *equals = strchr(piece, '=');
    slot *s = NULL;

    if (equals)
        *equals = '\0';
    for (size_t i = 0; i < n && !s; i++)
        if (strcmp(slots[i].row->name, piece) == 0)
            s = &slots[i];
    if (piece[0] == '\0') {
        od_fail(err, OD_USAGE, "an option of backend \"%s\" has no name", table->name);
        return od_remedy(err,
                         "write option=value, with a ',' only between options (inside a value: \"\\,\")");
    }
    if (!s)
        return unknown_option(table, piece, err);
    if (s->typed) {
        od_fail(err, OD_USAGE, "option \"%s\" of backend \"%s\" is given twice", piece, table->name);
        return od_remedy(err, "give it once");
    }
    if (!equals && s->row->type != ODEVAL_OPTION_FLAG) {
        od_fail(err, OD_USAGE, "option \"%s\" of backend \"%s\" has no value", piece, table->name);
        return od_remedy(err, "write %s=...", piece);
    }
    s->typed = equals ? equals + 1 : "1";
    return OD_OK;
}

static od_status take_pieces(slot *slots, size_t n, const odeval_backend *table, const char *options,
                             od_arena *texts, od_error *err)
{
    od_status st = OD_OK;
    const char *p = options;

    if (*p == '\0')
        return OD_OK;
    for (;;) {
        char *piece = next_piece(&p, texts);

        if (!piece)
            return od_fail_memory(err);
        if ((st = take_piece(slots, n, table, piece, err)) != OD_OK || *p == '\0')
            return st;
        p++;
    }
}

/* A default that does not fit is the table's fault, anything else the user's. */
static od_status misfit(const slot *s, const char *needed, od_error *err)
{
    if (s->by_default)
        return od_fail(err, OD_BACKEND,
                       "option \"%s\" of backend \"%s\" has the default \"%s\", and needs %s", s->row->name,
                       s->table->name, s->typed, needed);
    od_fail(err, OD_USAGE, "option \"%s\" of backend \"%s\" is \"%s\", and needs %s", s->row->name,
            s->table->name, s->typed, needed);
    return od_remedy(err, "odeval help %s shows its options", s->table->name);
}

static bool in_range(const odeval_backend_option *row, double value)
{
    return isfinite(value) &&
           ((row->low == 0 && row->high == 0) || (value >= row->low && value <= row->high));
}

static od_status misfit_number(const slot *s, const char *kind, od_error *err)
{
    char low[OD_NUMBER_TEXT], high[OD_NUMBER_TEXT], needed[2 * OD_NUMBER_TEXT + 40];

    od_number_write(low, s->row->low);
    od_number_write(high, s->row->high);
    if (s->row->low == 0 && s->row->high == 0)
        snprintf(needed, sizeof needed, "%s", kind);
    else
        snprintf(needed, sizeof needed, "%s from %s to %s", kind, low, high);
    return misfit(s, needed, err);
}

static od_status set_number(const slot *s, char *at, od_buffer *text, od_error *err)
{
    const char *end = s->typed ? s->typed + strlen(s->typed) : NULL;
    char written[OD_NUMBER_TEXT];
    double value = 0;

    if (!s->typed)
        return OD_OK;
    if (od_number_read(s->typed, end, &value) != end || !in_range(s->row, value))
        return misfit_number(s, "a number", err);
    memcpy(at, &value, sizeof value);
    od_number_write(written, value);
    return od_buffer_printf(text, err, ",%s=%s", s->row->name, written);
}

static od_status set_integer(const slot *s, char *at, od_buffer *text, od_error *err)
{
    const char *end = s->typed ? s->typed + strlen(s->typed) : NULL;
    int64_t value = 0;

    if (!s->typed)
        return OD_OK;
    if (od_number_read_int64(s->typed, end, &value) != end || !in_range(s->row, (double)value))
        return misfit_number(s, "a whole number", err);
    memcpy(at, &value, sizeof value);
    return od_buffer_printf(text, err, ",%s=%" PRId64, s->row->name, value);
}

static od_status set_flag(const slot *s, char *at, od_buffer *text, od_error *err)
{
    static const struct {
        const char *word;
        int value;
    } words[] = {{"0", 0}, {"1", 1}, {"no", 0}, {"yes", 1}, {"false", 0}, {"true", 1}};

    if (!s->typed)
        return OD_OK;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(s->typed, words[i].word) == 0) {
            memcpy(at, &words[i].value, sizeof words[i].value);
            return od_buffer_printf(text, err, ",%s=%d", s->row->name, words[i].value);
        }
    return misfit(s, "1 or 0 (yes or no, true or false), or no value at all for 1", err);
}

static od_status set_text(const slot *s, char *at, od_arena *texts, od_buffer *text, od_error *err)
{
    od_str copy;
    od_status st;

    if (!s->typed)
        return OD_OK;
    copy = od_arena_copy(texts, od_str_of(s->typed));
    if (!copy.p)
        return od_fail_memory(err);
    memcpy(at, &copy.p, sizeof copy.p);
    st = od_buffer_printf(text, err, ",%s=", s->row->name);
    for (const char *p = copy.p; st == OD_OK && *p; p++)
        st = od_buffer_printf(text, err, *p == ',' || *p == '\\' ? "\\%c" : "%c", *p);
    return st;
}

/* What a variable is usually called. Anything else may be the secret itself, typed by mistake. */
static bool is_variable(const char *text)
{
    return text[0] && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(text);
}

static od_status no_secret(const slot *s, od_error *err)
{
    if (is_variable(s->typed)) {
        od_fail(err, OD_USAGE,
                "the environment variable %s, which option \"%s\" of backend \"%s\" names, is not set",
                s->typed, s->row->name, s->table->name);
        return od_remedy(err, "export %s=...", s->typed);
    }
    od_fail(err, OD_USAGE,
            "the environment variable that option \"%s\" of backend \"%s\" names is not set (what was typed "
            "is not "
            "shown: it may be the secret)",
            s->row->name, s->table->name);
    return od_remedy(err, "name the variable that holds the secret, never the secret itself");
}

/* The canonical text has the same stars whether there is a secret or not: it is the same detector. */
static od_status set_secret(const slot *s, char *at, od_arena *texts, od_buffer *text, od_error *err)
{
    const char *value = s->typed ? getenv(s->typed) : NULL;
    od_str copy;

    if (s->typed && !value && (!s->by_default || s->row->flags & ODEVAL_OPTION_REQUIRED))
        return no_secret(s, err);
    if (value) {
        copy = od_arena_copy(texts, od_str_of(value));
        if (!copy.p)
            return od_fail_memory(err);
        memcpy(at, &copy.p, sizeof copy.p);
    }
    return od_buffer_printf(text, err, ",%s=***", s->row->name);
}

static od_status set_value(slot *s, void *block, od_arena *texts, od_buffer *text, od_error *err)
{
    char *at = (char *)block + s->row->offset;

    if (!s->typed && s->row->flags & ODEVAL_OPTION_REQUIRED && !s->row->standard) {
        od_fail(err, OD_USAGE, "backend \"%s\" needs its option \"%s\" (%s)", s->table->name, s->row->name,
                s->row->help ? s->row->help : "no help");
        return od_remedy(err, "write %s:%s=...", s->table->name, s->row->name);
    }
    if (!s->typed && s->row->standard) {
        s->typed = s->row->standard;
        s->by_default = true;
    }
    switch (s->row->type) {
    case ODEVAL_OPTION_TEXT: return set_text(s, at, texts, text, err);
    case ODEVAL_OPTION_NUMBER: return set_number(s, at, text, err);
    case ODEVAL_OPTION_INTEGER: return set_integer(s, at, text, err);
    case ODEVAL_OPTION_FLAG: return set_flag(s, at, text, err);
    case ODEVAL_OPTION_SECRET: return set_secret(s, at, texts, text, err);
    }
    return OD_OK;
}

od_status od_spec_apply(const char **text, const odeval_backend *table, const char *options, void *block,
                        od_arena *texts, od_error *err)
{
    size_t n = od_option_count(table->options);
    od_buffer spelt = {0};
    slot *slots = NULL;
    od_str copy;
    od_status st;

    *text = NULL;
    if ((st = OD_ALLOC(slots, n, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < n; i++)
        slots[i] = (slot){.table = table, .row = &table->options[i]};
    if ((st = take_pieces(slots, n, table, options, texts, err)) != OD_OK ||
        (st = od_buffer_printf(&spelt, err, "%s", table->name)) != OD_OK)
        goto done;
    for (size_t i = 0; i < n; i++) {
        const size_t before = spelt.n;

        if ((st = set_value(&slots[i], block, texts, &spelt, err)) != OD_OK)
            goto done;
        if (slots[i].row->flags & ODEVAL_OPTION_TUNING)
            spelt.n = before;
    }
    if (spelt.n > strlen(table->name))
        spelt.bytes[strlen(table->name)] = ':';
    copy = od_arena_copy(texts, (od_str){spelt.bytes, spelt.n});
    *text = copy.p;
    if (!copy.p)
        st = od_fail_memory(err);
done:
    od_buffer_free(&spelt);
    free(slots);
    return st;
}

const char *od_spec_prompt(const odeval_backend *table, const void *block)
{
    const char *prompt = NULL;

    for (size_t i = 0; i < od_option_count(table->options); i++)
        if (table->options[i].flags & ODEVAL_OPTION_PROMPT)
            memcpy(&prompt, (const char *)block + table->options[i].offset, sizeof prompt);
    return prompt;
}
