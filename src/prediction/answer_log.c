#include "prediction/answer_log.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "prediction/answers.h"

void od_answer_log_release(od_answer_log *log)
{
    free(log->lines);
    free(log->labels);
    od_buffer_free(&log->findings);
    od_id_map_free(log->label_index);
    od_arena_free(&log->texts);
    *log = (od_answer_log){0};
}

od_status od_answer_log_line(od_answer_log *log, const od_logged *line, od_error *err)
{
    od_status st = OD_GROW(log->lines, log->capacity, log->n + 1, err);

    if (st != OD_OK)
        return st;
    log->lines[log->n] = *line;
    log->lines[log->n++].findings = log->findings.n;
    return OD_OK;
}

enum { VARINT_BYTES = 10 };

/* Where 0 is a value like others, it is kept as 1. */
static uint64_t raised(unsigned finding)
{
    return finding == OD_FOUND_LABEL_UNKNOWN || finding == OD_FOUND_TOKENS || finding == OD_FOUND_SECONDS;
}

od_status od_answer_log_find(od_answer_log *log, unsigned finding, uint64_t value, od_error *err)
{
    unsigned char bytes[1 + VARINT_BYTES];
    size_t n = 0;

    value += raised(finding);
    if (value == 0)
        return OD_OK;
    bytes[n++] = (unsigned char)finding;
    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (unsigned char)(value | 0x80);
    bytes[n++] = (unsigned char)value;
    return od_buffer_add(&log->findings, bytes, n, err);
}

/* The beginning of a label, as long as it may be kept; a character is kept whole or not at all. */
static od_str shortened(od_str label)
{
    size_t n = 0;

    if (label.n <= OD_LOGGED_LABEL)
        return label;
    while (n < label.n) {
        int length = od_utf8_length(label.p + n, label.p + label.n);

        length = length < 1 ? 1 : length;
        if (n + (size_t)length > OD_LOGGED_LABEL)
            break;
        n += (size_t)length;
    }
    return (od_str){label.p, n};
}

static od_status add_label(od_answer_log *log, od_str label, od_error *err)
{
    od_str copy;
    od_status st;

    if ((st = OD_GROW(log->labels, log->labels_capacity, log->n_labels + 1, err)) != OD_OK)
        return st;
    copy = od_arena_copy(&log->texts, label);
    if (!copy.p)
        return od_fail_memory(err);
    if ((st = od_id_map_put(log->label_index, (od_id){.text = copy.p}, (uint32_t)log->n_labels, err)) !=
        OD_OK)
        return st;
    log->labels[log->n_labels++] = copy;
    return OD_OK;
}

od_status od_answer_log_unknown(od_answer_log *log, od_str label, od_error *err)
{
    uint32_t index;
    od_status st;

    if (!log->label_index && (st = od_id_map_create(&log->label_index, err)) != OD_OK)
        return st;
    label = shortened(label);
    index = od_id_map_get_text(log->label_index, label);
    if (index == OD_NONE) {
        if (log->n_labels == OD_UNKNOWN_LABELS_MAX)
            return od_answer_log_find(log, OD_FOUND_LABEL_BEYOND, 1, err);
        index = (uint32_t)log->n_labels;
        if ((st = add_label(log, label, err)) != OD_OK)
            return st;
    }
    return od_answer_log_find(log, OD_FOUND_LABEL_UNKNOWN, index, err);
}

bool od_answer_log_next(const char **p, const char *end, unsigned *finding, uint64_t *value)
{
    const unsigned char *at = (const unsigned char *)*p;

    if (*p == end)
        return false;
    *finding = *at++;
    *value = 0;
    for (unsigned shift = 0;; shift += 7) {
        *value |= (uint64_t)(*at & 0x7f) << shift;
        if (!(*at++ & 0x80))
            break;
    }
    *value -= raised(*finding);
    *p = (const char *)at;
    return true;
}

od_str od_answer_log_findings(const od_answer_log *log, size_t line)
{
    size_t begin = log->lines[line].findings;
    size_t end = line + 1 < log->n ? log->lines[line + 1].findings : log->findings.n;

    return begin == end ? (od_str){"", 0} : (od_str){log->findings.bytes + begin, end - begin};
}

void od_answer_log_drop(od_answer_log *log, const uint8_t *drop)
{
    size_t n = 0, bytes = 0;

    for (size_t i = 0; i < log->n; i++) {
        od_str findings = od_answer_log_findings(log, i);

        if (drop[i])
            continue;
        if (findings.n)
            memmove(log->findings.bytes + bytes, findings.p, findings.n);
        log->lines[n] = log->lines[i];
        log->lines[n++].findings = bytes;
        bytes += findings.n;
    }
    log->n = n;
    log->findings.n = bytes;
}
