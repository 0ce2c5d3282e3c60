#include "backend/table.h"

#include <string.h>

#include "core/utf8.h"

enum { NAME_MOST = 64, LINE_MOST = 200, OPTIONS_MOST = 500 };

#define NEEDED_SIZE (offsetof(odeval_backend, detect) + sizeof(((odeval_backend *)0)->detect))

size_t od_option_size(odeval_option_type type)
{
    switch (type) {
    case ODEVAL_OPTION_TEXT:
    case ODEVAL_OPTION_SECRET: return sizeof(const char *);
    case ODEVAL_OPTION_NUMBER: return sizeof(double);
    case ODEVAL_OPTION_INTEGER: return sizeof(int64_t);
    case ODEVAL_OPTION_FLAG: return sizeof(int);
    }
    return 0;
}

#define ALIGNMENT_OF(type)                                                                                   \
    offsetof(                                                                                                \
        struct {                                                                                             \
            char before;                                                                                     \
            type value;                                                                                      \
        },                                                                                                   \
        value)

/* Inside a struct, which on some machines is less strict than outside. */
static size_t alignment(odeval_option_type type)
{
    switch (type) {
    case ODEVAL_OPTION_TEXT:
    case ODEVAL_OPTION_SECRET: return ALIGNMENT_OF(const char *);
    case ODEVAL_OPTION_NUMBER: return ALIGNMENT_OF(double);
    case ODEVAL_OPTION_INTEGER: return ALIGNMENT_OF(int64_t);
    case ODEVAL_OPTION_FLAG: return ALIGNMENT_OF(int);
    }
    return 1;
}

size_t od_option_count(const odeval_backend_option *options)
{
    size_t n = 0;

    while (options && options[n].name)
        n++;
    return n;
}

/* Letters, digits, '-' and '_', which need no quotes anywhere. */
static bool is_name(const char *text)
{
    size_t n = text ? strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") : 0;

    return n > 0 && n <= NAME_MOST && text[n] == '\0';
}

static bool is_line(const char *text)
{
    const char *end = text + strlen(text);

    if (end - text > LINE_MOST)
        return false;
    while (text < end) {
        int n = od_utf8_length(text, end);

        if (n <= 0 || (unsigned char)*text < 0x20 || *text == 0x7F)
            return false;
        text += n;
    }
    return true;
}

static od_status check_version(const odeval_backend *raw, od_place at, od_error *err)
{
    if (!raw) {
        od_fail_at(err, OD_BACKEND, at, "the backend's %s gave no table", ODEVAL_BACKEND_SYMBOL);
        return od_remedy(err, "return the address of a static const odeval_backend");
    }
    if (raw->abi_version != ODEVAL_BACKEND_ABI) {
        od_fail_at(err, OD_BACKEND, at, "the backend was built for ABI %u, this odeval has %u",
                   (unsigned)raw->abi_version, ODEVAL_BACKEND_ABI);
        return od_remedy(err, "compile it with this odeval's include/odeval/backend.h");
    }
    if (raw->struct_size < NEEDED_SIZE) {
        od_fail_at(err, OD_BACKEND, at, "the backend's table has %zu bytes, at least %zu are needed",
                   raw->struct_size, NEEDED_SIZE);
        return od_remedy(err, "set struct_size to sizeof(odeval_backend)");
    }
    return OD_OK;
}

static od_status check_texts(odeval_backend *t, od_place at, od_error *err)
{
    if (!is_name(t->name)) {
        od_fail_at(err, OD_BACKEND, at, "the backend's name is empty or ill-formed");
        return od_remedy(err, "use up to %d letters, digits, '-' and '_'", NAME_MOST);
    }
    if (at.input && od_backend_find(t->name)) {
        od_fail_at(err, OD_BACKEND, at, "the backend is called \"%s\", and so is a built-in one", t->name);
        return od_remedy(err, "give it another name");
    }
    if (!t->version || t->version[0] == '\0' || !is_line(t->version)) {
        od_fail_at(err, OD_BACKEND, at, "the version of backend \"%s\" is empty or no line of text", t->name);
        return od_remedy(err, "set its table's version, and change it when its results change");
    }
    if (t->title && !is_line(t->title))
        return od_fail_at(err, OD_BACKEND, at,
                          "the title of backend \"%s\" is no line of at most %d bytes of UTF-8", t->name,
                          LINE_MOST);
    if (!t->title)
        t->title = "";
    return OD_OK;
}

static od_status check_hooks(const odeval_backend *t, od_place at, od_error *err)
{
    const char *missing = !t->open ? "open" : !t->detect ? "detect" : NULL;

    if (missing) {
        od_fail_at(err, OD_BACKEND, at, "backend \"%s\" has no %s function", t->name, missing);
        return od_remedy(err, "open and detect are required, close is not");
    }
    return OD_OK;
}

static od_status check_abilities(const odeval_backend *t, od_place at, od_error *err)
{
    const unsigned known = ODEVAL_WANTS_PATH | ODEVAL_WANTS_BYTES | ODEVAL_WANTS_RGB;

    if (t->wants & ~known)
        return od_fail_at(err, OD_BACKEND, at,
                          "backend \"%s\" wants something that this odeval does not have (0x%x)", t->name,
                          (unsigned)(t->wants & ~known));
    if ((t->gives & (ODEVAL_GIVES_BOXES | ODEVAL_GIVES_TEXT)) == 0)
        return od_fail_at(err, OD_BACKEND, at, "backend \"%s\" gives neither boxes nor text", t->name);
    if (t->max_batch == 0) {
        od_fail_at(err, OD_BACKEND, at, "backend \"%s\" takes batches of 0 images", t->name);
        return od_remedy(err, "set max_batch to at least 1");
    }
    if (t->request_size < sizeof(odeval_request) && (t->request_size > 0 || t->max_batch > 1)) {
        od_fail_at(err, OD_BACKEND, at, "backend \"%s\" takes batches, and says that a request has %zu bytes",
                   t->name, t->request_size);
        return od_remedy(err, "set request_size to sizeof(odeval_request)");
    }
    if (at.input && (t->flags & ODEVAL_BACKEND_NEEDS_TRUTH)) {
        od_fail_at(err, OD_BACKEND, at, "backend \"%s\" asks for the ground truth", t->name);
        return od_remedy(err, "only built-in backends are shown it: clear ODEVAL_BACKEND_NEEDS_TRUTH");
    }
    return OD_OK;
}

static od_status check_range(const odeval_backend *t, const odeval_backend_option *o, od_place at,
                             od_error *err)
{
    size_t size = od_option_size(o->type);

    if (size == 0)
        return od_fail_at(err, OD_BACKEND, at, "option \"%s\" of backend \"%s\" has an unknown type (%d)",
                          o->name, t->name, (int)o->type);
    if (o->offset > t->private_size || t->private_size - o->offset < size) {
        od_fail_at(err, OD_BACKEND, at,
                   "option \"%s\" of backend \"%s\" lies outside the private block (bytes %zu to %zu of %zu)",
                   o->name, t->name, o->offset, o->offset + size, t->private_size);
        return od_remedy(err, "set private_size to the struct's sizeof, and the offset with offsetof");
    }
    if (o->offset % alignment(o->type) != 0)
        return od_fail_at(err, OD_BACKEND, at, "option \"%s\" of backend \"%s\" is not aligned (offset %zu)",
                          o->name, t->name, o->offset);
    return OD_OK;
}

static od_status check_option(const odeval_backend *t, size_t row, od_place at, od_error *err)
{
    const odeval_backend_option *o = &t->options[row];
    od_status st;

    if (!is_name(o->name))
        return od_fail_at(err, OD_BACKEND, at,
                          "the name of option %zu of backend \"%s\" is empty or ill-formed", row + 1,
                          t->name);
    if ((st = check_range(t, o, at, err)) != OD_OK)
        return st;
    if (o->flags & ODEVAL_OPTION_PROMPT && o->type != ODEVAL_OPTION_TEXT)
        return od_fail_at(err, OD_BACKEND, at, "option \"%s\" of backend \"%s\" is the prompt, and no text",
                          o->name, t->name);
    for (size_t i = 0; i < row; i++) {
        const odeval_backend_option *other = &t->options[i];

        if (strcmp(other->name, o->name) == 0)
            return od_fail_at(err, OD_BACKEND, at, "backend \"%s\" has two options \"%s\"", t->name, o->name);
        if (other->flags & o->flags & ODEVAL_OPTION_PROMPT)
            return od_fail_at(err, OD_BACKEND, at,
                              "options \"%s\" and \"%s\" of backend \"%s\" are both the prompt", other->name,
                              o->name, t->name);
        if (other->offset < o->offset + od_option_size(o->type) &&
            o->offset < other->offset + od_option_size(other->type))
            return od_fail_at(err, OD_BACKEND, at,
                              "options \"%s\" and \"%s\" of backend \"%s\" lie over each other", other->name,
                              o->name, t->name);
    }
    return OD_OK;
}

static od_status check_options(const odeval_backend *t, od_place at, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; st == OD_OK && t->options && t->options[i].name; i++) {
        if (i == OPTIONS_MOST) {
            od_fail_at(err, OD_BACKEND, at, "the options of backend \"%s\" do not end", t->name);
            return od_remedy(err, "end the table with a row without a name");
        }
        st = check_option(t, i, at, err);
    }
    return st;
}

od_status od_table_check(odeval_backend *full, const odeval_backend *raw, const char *from, od_error *err)
{
    od_place at = {.input = from};
    od_status st;

    memset(full, 0, sizeof *full);
    if ((st = check_version(raw, at, err)) != OD_OK)
        return st;
    memcpy(full, raw, raw->struct_size < sizeof *full ? raw->struct_size : sizeof *full);
    /* A size that ends inside a member does not have it. */
    if (!ODEVAL_HAS(odeval_backend, raw, close))
        full->close = NULL;
    if (!ODEVAL_HAS(odeval_backend, raw, request_size))
        full->request_size = 0;
    full->struct_size = sizeof *full;
    if ((st = check_texts(full, at, err)) == OD_OK && (st = check_hooks(full, at, err)) == OD_OK &&
        (st = check_abilities(full, at, err)) == OD_OK)
        st = check_options(full, at, err);
    return st;
}
