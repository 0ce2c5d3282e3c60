#include "cli/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/output.h"

void od_page_init(od_page *page, od_error *err)
{
    *page = (od_page){.err = err};
}

void od_page_free(od_page *page)
{
    od_buffer_free(&page->text);
}

static void add(od_page *page, const char *bytes, size_t n)
{
    if (page->st == OD_OK)
        page->st = od_buffer_add(&page->text, bytes, n, page->err);
}

static void add_spaces(od_page *page, size_t n)
{
    while (n-- > 0)
        add(page, " ", 1);
}

void od_page_printf(od_page *page, const char *fmt, ...)
{
    od_buffer *b = &page->text;
    va_list args;
    int n;

    if (page->st != OD_OK)
        return;
    va_start(args, fmt);
    n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0)
        page->st = od_fail(page->err, OD_SYSTEM, "text could not be formatted");
    else
        page->st = OD_GROW(b->bytes, b->capacity, b->n + (size_t)n + 1, page->err);
    if (page->st != OD_OK)
        return;
    va_start(args, fmt);
    b->n += (size_t)vsnprintf(b->bytes + b->n, (size_t)n + 1, fmt, args);
    va_end(args);
}

/* Columns that text takes on a terminal: characters, not bytes. */
static size_t columns(od_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

static od_str next_word(od_str *rest)
{
    od_str word = {rest->p, 0};

    while (rest->n && *rest->p == ' ')
        rest->p++, rest->n--;
    word.p = rest->p;
    while (rest->n && *rest->p != ' ')
        rest->p++, rest->n--, word.n++;
    return word;
}

void od_page_fill(od_page *page, size_t at, size_t hang, od_str text)
{
    od_str word;

    for (bool first = true; (word = next_word(&text)).n > 0; first = false) {
        size_t n = columns(word);
        if (!first && at + 1 + n >= OD_PAGE_WIDTH) {
            add(page, "\n", 1);
            add_spaces(page, hang);
            at = hang;
        } else if (!first) {
            add(page, " ", 1);
            at++;
        }
        add(page, word.p, word.n);
        at += n;
    }
    add(page, "\n", 1);
}

void od_page_item(od_page *page, size_t indent, size_t column, const char *term, const char *text)
{
    size_t at = indent + columns(od_str_of(term));

    add_spaces(page, indent);
    add(page, term, strlen(term));
    if (at + 2 > column) {
        add(page, "\n", 1);
        at = 0;
    }
    add_spaces(page, column - at);
    od_page_fill(page, column, column, od_str_of(text));
}

static void show_block(od_page *page, const od_block *block)
{
    od_str text = {block->text.bytes, block->text.n};
    size_t at = block->indent;

    if (block->gap)
        add(page, "\n", 1);
    add_spaces(page, block->indent);
    if (block->bullet)
        add(page, "- ", 2);
    add(page, block->term.p, block->term.n);
    at += block->bullet ? 2 : columns(block->term);
    if (at < block->hang)
        add_spaces(page, block->hang - at);
    od_page_fill(page, block->hang, block->hang, text);
}

void od_page_text(od_page *page, const char *text)
{
    od_block block = {0};
    bool more = true;

    while (page->st == OD_OK) {
        page->st = od_block_next(&block, &text, &more, page->err);
        if (page->st != OD_OK || !more)
            break;
        show_block(page, &block);
    }
    od_block_free(&block);
}

od_status od_page_show(od_page *page)
{
    od_output *o = NULL;
    od_status st = page->st;

    if (st != OD_OK || (st = od_output_open(&o, "-", page->err)) != OD_OK)
        return st;
    st = od_output_write(o, page->text.bytes, page->text.n, page->err);
    if (st != OD_OK) {
        od_output_discard(o);
        return st;
    }
    return od_output_commit(o, page->err);
}

/* ---- blocks ---- */

static od_str next_line(const char **text)
{
    const char *end = strchr(*text, '\n');
    od_str line = {*text, end ? (size_t)(end - *text) : strlen(*text)};

    *text += line.n + (end != NULL);
    return line;
}

static size_t leading_spaces(od_str line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

/* Two spaces or more inside an indented line: what is before them is a term. Returns where the text starts, 0
 * when there is no term. */
static size_t after_term(od_str line, size_t indent, size_t *n_term)
{
    for (size_t i = indent; i + 2 < line.n; i++)
        if (line.p[i] == ' ' && line.p[i + 1] == ' ') {
            *n_term = i - indent;
            return i + leading_spaces((od_str){line.p + i, line.n - i});
        }
    return 0;
}

/* Sets what the first line says about the block; returns where its text starts in the line. */
static size_t begin_block(od_block *block, od_str line)
{
    size_t start, n_term = 0;

    block->indent = leading_spaces(line);
    block->bullet = line.n - block->indent >= 2 && memcmp(line.p + block->indent, "- ", 2) == 0;
    block->term = (od_str){0};
    block->hang = block->indent + (block->bullet ? 2 : 0);
    start = block->indent > 0 && !block->bullet ? after_term(line, block->indent, &n_term) : 0;
    if (start > 0) {
        block->term = (od_str){line.p + block->indent, n_term};
        block->hang = start;
    }
    return block->hang;
}

static bool goes_on(const od_block *block, od_str line)
{
    size_t indent = leading_spaces(line);

    if (indent == line.n || indent != block->hang ||
        (line.n - indent >= 2 && memcmp(line.p + indent, "- ", 2) == 0))
        return false;
    return block->indent == 0 || block->hang > block->indent;
}

od_status od_block_next(od_block *block, const char **text, bool *more, od_error *err)
{
    bool started = block->text.bytes != NULL;
    od_status st;
    size_t start;
    od_str line;

    *more = false;
    block->gap = false;
    block->text.n = 0;
    do {
        if (**text == '\0')
            return OD_OK;
        line = next_line(text);
        block->gap = block->gap || (started && line.n == 0);
    } while (leading_spaces(line) == line.n);
    *more = true;
    start = begin_block(block, line);
    st = od_buffer_add(&block->text, line.p + start, line.n - start, err);
    while (st == OD_OK && **text) {
        const char *ahead = *text;
        line = next_line(&ahead);
        if (!goes_on(block, line))
            break;
        *text = ahead;
        if ((st = od_buffer_add(&block->text, " ", 1, err)) == OD_OK)
            st = od_buffer_add(&block->text, line.p + block->hang, line.n - block->hang, err);
    }
    return st;
}

void od_block_free(od_block *block)
{
    od_buffer_free(&block->text);
}
