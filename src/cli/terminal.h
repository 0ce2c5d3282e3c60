/* terminal.h: what goes to standard error, and what a terminal can show.
 */
#ifndef OD_CLI_TERMINAL_H
#define OD_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "record/record.h"

/* auto, always, never. */
const char *od_when_name(size_t i);

/* Whether reports on standard output may be coloured. `when` NULL is auto: on a terminal that is not dumb,
 * unless NO_COLOR is set to something. */
bool od_colour_wanted(const char *when);

/* "odeval: what: where: what to do". */
void od_print_error(const od_error *err);
void od_print_warning(const od_record_warning *warning);

/* "odeval: text". */
void od_print_note(const char *text);
/* One line of a backend's, any thread. */
void od_print_backend(const char *level, const char *text);

/* Whoever read our standard output has gone: the failed write is nobody's trouble. */
bool od_reader_is_gone(void);

/* ---- progress ---- */

/* One line that is redrawn; zero-initialised but for `when` (auto, always, never; NULL is auto). */
typedef struct od_meter {
    const char *when;
    bool asked, shown, terminal; /* asked: whether to show was decided */
    double started, drawn;       /* seconds */
} od_meter;

/* For od_job_options.progress; `meter` is an od_meter. Draws when the work has taken half a second, not too
 * often. */
void od_meter_show(void *meter, const char *stage, uint64_t done, uint64_t total);
/* Takes the line away. */
void od_meter_clear(od_meter *meter);

#endif
