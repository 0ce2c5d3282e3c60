/* options.h: options of commands, declared once: parsing, help, the manual and shell completion come from the
 * rows.
 *
 * Options come in groups; a group's values lie in one struct, so that several commands can share the group.
 * The host gives each command its struct of groups zeroed, and the parser stores into it by offset.
 */
#ifndef OD_CLI_OPTIONS_H
#define OD_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

enum {
    OD_OPTION_SPELLING = 160,
    OD_OPTION_TEXTS_MAX = 64, /* how often an option of several texts may be given */
};

typedef enum od_option_kind {
    OD_OPTION_FLAG,   /* bool */
    OD_OPTION_COUNT,  /* unsigned: a flag, and how often it is given */
    OD_OPTION_TEXT,   /* const char *, borrowed from argv; NULL when not given; given twice is an error */
    OD_OPTION_TEXTS,  /* const char *[OD_OPTION_TEXTS_MAX + 1], one each time it is given; ends with NULL */
    OD_OPTION_CHOICE, /* const char *, one of choice(i); NULL when not given */
    OD_OPTION_NUMBER, /* unsigned, low .. high; 0 when not given */
} od_option_kind;

/* What a shell can offer as the value, besides choices. */
typedef enum od_option_value {
    OD_VALUE_ANY = 0,
    OD_VALUE_FILE,
    OD_VALUE_FOLDER,
    OD_VALUE_BENCH,   /* a benchmark's name, or a file */
    OD_VALUE_METRIC,  /* names of metrics, separated by commas */
    OD_VALUE_FRAME,   /* a family's name, or what no shell can guess */
    OD_VALUE_READER,  /* a reader's name */
    OD_VALUE_BACKEND, /* a backend's name and options, or a file */
} od_option_value;

/* The i-th word of a list; NULL beyond the end. */
typedef const char *(*od_lister)(size_t i);

typedef struct od_option {
    const char *name; /* without dashes; the row that has none ends the table */
    char letter;      /* 0: none */
    od_option_kind kind;
    const char *metavar; /* of a text or number */
    od_lister choice;
    unsigned low, high;
    od_option_value value;
    size_t offset;    /* of the value in the group's struct */
    const char *help; /* a phrase, with the default */
} od_option;

bool od_option_takes_value(const od_option *option);

typedef struct od_option_group {
    const char *title; /* heading; the row that has none ends the list */
    const od_option *options;
    size_t offset; /* of the group's struct in the command's */
} od_option_group;

typedef struct od_parsed {
    char **arguments; /* what is no option, in order; lies in argv */
    size_t n_arguments;
    bool help; /* --help was given: nothing after it was looked at */
} od_parsed;

/* Reads argv[0 .. argc - 1] (no command name in it; its order is changed) into `values`. Errors are OD_USAGE.
 */
od_status od_options_parse(const od_option_group *groups, void *values, int argc, char **argv,
                           od_parsed *parsed, od_error *err);

/* "-o, --output FILE", "    --format table|json": for help and the manual. Returns buf. */
char *od_option_spelling(const od_option *option, char *buf, size_t size);

/* --help, which every command takes. */
extern const od_option od_option_help;

#endif
