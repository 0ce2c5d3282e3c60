#include <string.h>

#include "cli/command.h"
#include "core/utf8.h"
#include "odeval/odeval.h"

/* A character beyond ASCII by its number, which every roff knows. Returns its bytes. */
static size_t put_character(od_page *page, const char *p, const char *end)
{
    static const unsigned char bits_of_first[] = {0, 0, 0x1f, 0x0f, 0x07};
    int n = od_utf8_length(p, end);
    uint32_t code;

    if (n < 2)
        return 1;
    code = (unsigned char)*p & bits_of_first[n];
    for (int i = 1; i < n; i++)
        code = code << 6 | ((unsigned char)p[i] & 0x3f);
    od_page_printf(page, "\\[u%04X]", (unsigned)code);
    return (size_t)n;
}

/* Text as roff: backslashes and hyphens escaped, and a line cannot be taken for a request. `at_start`: the
 * text begins a line. */
static void put(od_page *page, bool at_start, od_str text)
{
    for (size_t i = 0, n = 1; i < text.n; i += n) {
        char c = text.p[i];
        n = (unsigned char)c < 0x80 ? 1 : put_character(page, text.p + i, text.p + text.n);
        if (at_start && (c == '.' || c == '\''))
            od_page_printf(page, "\\&");
        if (c == '\\')
            od_page_printf(page, "\\e");
        else if (c == '-')
            od_page_printf(page, "\\-");
        else if ((unsigned char)c < 0x80)
            od_page_printf(page, "%c", c);
        at_start = c == '\n';
    }
}

static void put_line(od_page *page, const char *text)
{
    put(page, true, od_str_of(text));
    od_page_printf(page, "\n");
}

/* A request with one quoted argument. */
static void request(od_page *page, const char *name, const char *argument)
{
    od_page_printf(page, "%s \"", name);
    for (const char *p = argument; *p; p++)
        if (*p == '"')
            od_page_printf(page, "\\(dq");
        else
            put(page, false, (od_str){p, 1});
    od_page_printf(page, "\"\n");
}

/* Lines kept as they are, over the whole width of a terminal. */
static void put_as_it_is(od_page *page, od_str text, bool wide)
{
    od_page_printf(page, ".nf\n%s", wide ? ".in 0\n" : "");
    put(page, true, text);
    od_page_printf(page, "%s.fi\n", wide ? ".in\n" : "");
}

static void put_block(od_page *page, const od_block *block)
{
    od_str text = {block->text.bytes, block->text.n};

    if (block->bullet)
        od_page_printf(page, ".IP \\(bu 2\n");
    else if (block->term.n > 0)
        od_page_printf(page, ".TP\n.B ");
    else if (block->gap || block->indent > 0)
        od_page_printf(page, ".PP\n");
    put(page, false, block->term);
    od_page_printf(page, "%s", block->term.n > 0 ? "\n" : "");
    put(page, true, text);
    od_page_printf(page, "\n");
}

static void put_text(od_page *page, const char *text)
{
    od_block block = {0};
    bool more = true;

    while (page->st == OD_OK) {
        page->st = od_block_next(&block, &text, &more, page->err);
        if (page->st != OD_OK || !more)
            break;
        put_block(page, &block);
    }
    od_block_free(&block);
}

static void put_option(od_page *page, const od_option *option)
{
    char spelling[OD_OPTION_SPELLING];
    const char *text = od_option_spelling(option, spelling, sizeof spelling);

    text += strspn(text, " ");
    od_page_printf(page, ".TP\n.B ");
    put_line(page, text);
    put_line(page, option->help);
}

static void put_command(od_page *page, const od_command *command)
{
    request(page, ".SS", command->name);
    put_line(page, command->summary);
    put_as_it_is(page, od_str_of(command->usage), false);
    if (command->help) {
        od_page_printf(page, ".PP\n");
        put_text(page, command->help);
    }
    for (const od_option_group *group = command->groups; group && group->title; group++) {
        od_page_printf(page, ".PP\n.I ");
        put_line(page, group->title);
        for (const od_option *o = group->options; o->name; o++)
            put_option(page, o);
    }
    if (command->groups)
        put_option(page, &od_option_help);
}

static od_status put_topic(od_page *page, const od_topic *topic, od_error *err)
{
    od_listing listing = {0};
    od_status st = topic->collect(&listing, err);

    request(page, ".SH", topic->heading);
    put_line(page, topic->note);
    for (size_t i = 0; i < listing.n && st == OD_OK; i++) {
        od_page one;
        bool known = false;
        od_page_init(&one, err);
        if ((st = topic->describe(&one, listing.items[i].name, &known, err)) == OD_OK &&
            (st = one.st) == OD_OK) {
            request(page, ".SS", listing.items[i].name);
            put_as_it_is(page, (od_str){one.text.bytes, one.text.n}, true);
        }
        od_page_free(&one);
    }
    od_listing_free(&listing);
    return st;
}

static void put_head(od_page *page)
{
    od_page overview;

    od_page_printf(page, ".TH ODEVAL 1 \"\" \"odeval " ODEVAL_VERSION "\" \"odeval\"\n.SH NAME\n"
                         "odeval \\- score object detections exactly as the reference implementations do\n"
                         ".SH SYNOPSIS\n.nf\n");
    for (const od_command *const *c = od_commands; *c; c++)
        put(page, true, od_str_of((*c)->usage));
    od_page_printf(page, ".fi\n.SH DESCRIPTION\n");
    od_page_init(&overview, page->err);
    od_command_overview(&overview);
    if (overview.st == OD_OK)
        put_as_it_is(page, (od_str){overview.text.bytes, overview.text.n}, true);
    else if (page->st == OD_OK)
        page->st = overview.st;
    od_page_free(&overview);
}

od_status od_manual_write(od_page *page, od_error *err)
{
    od_status st = OD_OK;

    put_head(page);
    od_page_printf(page, ".SH COMMANDS\n");
    for (const od_command *const *c = od_commands; *c; c++)
        put_command(page, *c);
    od_page_printf(page, ".SH EXIT STATUS\n");
    for (const od_exit_code *e = od_exit_codes; e->text; e++) {
        od_page_printf(page, ".TP\n.B %d\n", e->code);
        put_line(page, e->text);
    }
    od_page_printf(page, ".SH ENVIRONMENT\n");
    put_text(page, od_environment_help);
    for (const od_topic *const *t = od_topics; *t && st == OD_OK; t++)
        st = put_topic(page, *t, err);
    return st;
}
