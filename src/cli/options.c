#include "cli/options.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/nearest.h"

enum { OPTIONS_MAX = 96 };

const od_option od_option_help = {"help", 'h', OD_OPTION_FLAG, .help = "this help"};

/* An option as it stands on the command line. */
typedef struct given {
    const od_option *option;
    char *slot;        /* where the value goes */
    const char *value; /* after the '='; NULL when there was none */
    char shown[64];    /* "--bench", "-o": for messages */
} given;

static bool named(const od_option *option, od_str name)
{
    return od_str_equal(od_str_of(option->name), name);
}

static bool find_long(const od_option_group *groups, void *values, od_str name, given *g)
{
    for (const od_option_group *group = groups; group && group->title; group++)
        for (const od_option *o = group->options; o->name; o++)
            if (named(o, name)) {
                g->option = o;
                g->slot = (char *)values + group->offset + o->offset;
                return true;
            }
    g->option = &od_option_help;
    g->slot = NULL;
    return named(&od_option_help, name);
}

bool od_option_takes_value(const od_option *option)
{
    return option->kind != OD_OPTION_FLAG && option->kind != OD_OPTION_COUNT;
}

static bool find_letter(const od_option_group *groups, void *values, char letter, given *g)
{
    for (const od_option_group *group = groups; group && group->title; group++)
        for (const od_option *o = group->options; o->name; o++)
            if (o->letter && o->letter == letter)
                return find_long(groups, values, od_str_of(o->name), g);
    return letter == od_option_help.letter && find_long(groups, values, od_str_of(od_option_help.name), g);
}

static od_status unknown_long(const od_option_group *groups, od_str name, od_error *err)
{
    const char *names[OPTIONS_MAX + 2], *near;
    char misspelt[64];
    size_t n = 0;

    for (const od_option_group *group = groups; group && group->title; group++)
        for (const od_option *o = group->options; o->name && n < OPTIONS_MAX; o++)
            names[n++] = o->name;
    names[n++] = od_option_help.name;
    names[n] = NULL;
    snprintf(misspelt, sizeof misspelt, "%.*s", (int)name.n, name.p);
    od_fail(err, OD_USAGE, "there is no option --%s", misspelt);
    near = od_nearest(misspelt, names);
    return near ? od_remedy(err, "did you mean --%s?", near) : OD_USAGE;
}

/* "table, json, csv or markdown" */
static void list_choices(const od_option *option, char *buf, size_t size)
{
    size_t n = 0;

    buf[0] = '\0';
    for (size_t i = 0; option->choice(i) && n < size; i++) {
        const char *between = i == 0 ? "" : option->choice(i + 1) ? ", " : " or ";
        n += (size_t)snprintf(buf + n, size - n, "%s%s", between, option->choice(i));
    }
}

/* Of two values neither is taken for the one that was meant. `before` NULL: there was none. */
static od_status check_once(const given *g, const char *before, const char *value, od_error *err)
{
    if (!before)
        return OD_OK;
    od_fail(err, OD_USAGE, "%s is given twice: \"%s\" and \"%s\"", g->shown, before, value);
    return od_remedy(err, "give it once");
}

static od_status store_choice(const given *g, const char *value, od_error *err)
{
    const char *names[OPTIONS_MAX], *near, *before;
    char list[300];
    size_t n = 0;
    od_status st;

    memcpy(&before, g->slot, sizeof before);
    if ((st = check_once(g, before, value, err)) != OD_OK)
        return st;
    for (; g->option->choice(n) && n + 1 < OPTIONS_MAX; n++) {
        names[n] = g->option->choice(n);
        if (strcmp(names[n], value) == 0) {
            memcpy(g->slot, &names[n], sizeof names[n]);
            return OD_OK;
        }
    }
    names[n] = NULL;
    list_choices(g->option, list, sizeof list);
    od_fail(err, OD_USAGE, "%s takes %s, not \"%s\"", g->shown, list, value);
    near = od_nearest(value, names);
    return near ? od_remedy(err, "did you mean %s?", near) : OD_USAGE;
}

static od_status store_number(const given *g, const char *value, od_error *err)
{
    char before[16];
    unsigned number;
    bool good = *value != '\0';
    od_status st;

    memcpy(&number, g->slot, sizeof number);
    snprintf(before, sizeof before, "%u", number);
    if ((st = check_once(g, number ? before : NULL, value, err)) != OD_OK)
        return st;
    number = 0;
    for (const char *p = value; good && *p; p++) {
        good = *p >= '0' && *p <= '9' && number <= g->option->high / 10;
        number = number * 10 + (unsigned)(*p - '0');
    }
    if (!good || number < g->option->low || number > g->option->high)
        return od_fail(err, OD_USAGE, "%s takes a whole number from %u to %u, not \"%s\"", g->shown,
                       g->option->low, g->option->high, value);
    memcpy(g->slot, &number, sizeof number);
    return OD_OK;
}

static od_status store_text(const given *g, const char *value, od_error *err)
{
    const char *before;
    od_status st;

    memcpy(&before, g->slot, sizeof before);
    if ((st = check_once(g, before, value, err)) != OD_OK)
        return st;
    if (*value == '\0') {
        od_fail(err, OD_USAGE, "the value of %s is empty", g->shown);
        return od_remedy(err, "give %s %s, or leave the option out", g->shown, g->option->metavar);
    }
    memcpy(g->slot, &value, sizeof value);
    return OD_OK;
}

/* One after the other; the same one twice is a slip. */
static od_status store_texts(const given *g, const char *value, od_error *err)
{
    given place = *g;
    const char *before;
    size_t n = 0;

    for (; n < OD_OPTION_TEXTS_MAX; n++, place.slot += sizeof before) {
        memcpy(&before, place.slot, sizeof before);
        if (!before)
            return store_text(&place, value, err);
        if (strcmp(before, value) == 0) {
            od_fail(err, OD_USAGE, "%s is given \"%s\" twice", g->shown, value);
            return od_remedy(err, "give each file once, or what it holds counts twice");
        }
    }
    return od_fail(err, OD_USAGE, "%s is given more than %d times", g->shown, OD_OPTION_TEXTS_MAX);
}

static od_status store(const given *g, const char *value, od_error *err)
{
    switch (g->option->kind) {
    case OD_OPTION_TEXTS: return store_texts(g, value, err);
    case OD_OPTION_TEXT: return store_text(g, value, err);
    case OD_OPTION_CHOICE: return store_choice(g, value, err);
    case OD_OPTION_NUMBER: return store_number(g, value, err);
    case OD_OPTION_FLAG:
    case OD_OPTION_COUNT: break;
    }
    return od_fail(err, OD_USAGE, "%s takes no value", g->shown);
}

static const char *metavar(const od_option *option, char *buf, size_t size)
{
    if (option->kind != OD_OPTION_CHOICE)
        return option->metavar;
    buf[0] = '\0';
    for (size_t i = 0; option->choice(i); i++)
        snprintf(buf + strlen(buf), size - strlen(buf), "%s%s", i ? "|" : "", option->choice(i));
    return buf;
}

static void raise_flag(const given *g)
{
    const bool yes = true;
    unsigned times;

    if (g->option->kind == OD_OPTION_FLAG) {
        memcpy(g->slot, &yes, sizeof yes);
        return;
    }
    memcpy(&times, g->slot, sizeof times);
    times++;
    memcpy(g->slot, &times, sizeof times);
}

/* `next` is the argument after the option's, NULL at the end; *took says whether it was the value. */
static od_status take(const given *g, const char *next, bool *took, od_parsed *parsed, od_error *err)
{
    char text[OD_OPTION_SPELLING];

    *took = false;
    if (!od_option_takes_value(g->option) && !g->value) {
        if (g->option == &od_option_help)
            parsed->help = true;
        else
            raise_flag(g);
        return OD_OK;
    }
    if (!od_option_takes_value(g->option) || g->value)
        return store(g, g->value, err);
    if (!next || (next[0] == '-' && next[1] != '\0')) {
        od_fail(err, OD_USAGE, "%s has no value%s%s", g->shown, next ? " before " : "", next ? next : "");
        return od_remedy(err, "give %s %s", g->shown, metavar(g->option, text, sizeof text));
    }
    *took = true;
    return store(g, next, err);
}

static od_status parse_long(const od_option_group *groups, void *values, const char *arg, const char *next,
                            bool *took, od_parsed *parsed, od_error *err)
{
    const char *equals = strchr(arg, '=');
    od_str name = {arg + 2, equals ? (size_t)(equals - arg - 2) : strlen(arg + 2)};
    given g = {.value = equals ? equals + 1 : NULL};

    if (!find_long(groups, values, name, &g))
        return unknown_long(groups, name, err);
    snprintf(g.shown, sizeof g.shown, "--%s", g.option->name);
    return take(&g, next, took, parsed, err);
}

/* "-o FILE", "-oFILE", "-qv". */
static od_status parse_letters(const od_option_group *groups, void *values, const char *arg, const char *next,
                               bool *took, od_parsed *parsed, od_error *err)
{
    od_status st = OD_OK;

    for (const char *p = arg + 1; *p && st == OD_OK && !parsed->help && !*took; p++) {
        given g = {0};
        if (!find_letter(groups, values, *p, &g))
            return od_fail(err, OD_USAGE, "there is no option -%c", (unsigned char)*p >= ' ' ? *p : '?');
        snprintf(g.shown, sizeof g.shown, "-%c", *p);
        if (od_option_takes_value(g.option) && p[1])
            g.value = p + 1;
        st = take(&g, next, took, parsed, err);
        if (g.value)
            break;
    }
    return st;
}

od_status od_options_parse(const od_option_group *groups, void *values, int argc, char **argv,
                           od_parsed *parsed, od_error *err)
{
    od_status st = OD_OK;
    bool only_arguments = false;

    *parsed = (od_parsed){.arguments = argv};
    for (int i = 0; i < argc && st == OD_OK && !parsed->help; i++) {
        char *arg = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
        bool took = false;
        if (only_arguments || arg[0] != '-' || arg[1] == '\0')
            argv[parsed->n_arguments++] = arg;
        else if (strcmp(arg, "--") == 0)
            only_arguments = true;
        else if (arg[1] == '-')
            st = parse_long(groups, values, arg, next, &took, parsed, err);
        else
            st = parse_letters(groups, values, arg, next, &took, parsed, err);
        i += took;
    }
    return st;
}

char *od_option_spelling(const od_option *option, char *buf, size_t size)
{
    char letter[8] = "    ", text[OD_OPTION_SPELLING];
    bool value = od_option_takes_value(option);

    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(buf, size, "%s--%s%s%s", letter, option->name, value ? " " : "",
             value ? metavar(option, text, sizeof text) : "");
    return buf;
}
