/* wrong.c: a sound table with one fault, which -DWRONG sets, as in -DWRONG='t.max_batch = 0'. -DWRONG_SYMBOL
 * exports another name, -DWRONG_TABLE gives another table. */
#include <signal.h>

#include "odeval/backend.h"

#ifndef WRONG
#define WRONG (void)0
#endif
#ifndef WRONG_SYMBOL
#define WRONG_SYMBOL odeval_backend_entry
#endif
#ifndef WRONG_TABLE
#define WRONG_TABLE &t
#endif

static const odeval_backend_option outside[] = {{"far", "", NULL, ODEVAL_OPTION_NUMBER, 0, 16, 0, 0}, {0}};
static const odeval_backend_option overflowing[] = {
    {"far", "", NULL, ODEVAL_OPTION_NUMBER, 0, (size_t)-8, 0, 0}, {0}};
static const odeval_backend_option misaligned[] = {{"odd", "", NULL, ODEVAL_OPTION_NUMBER, 0, 3, 0, 0}, {0}};
static const odeval_backend_option twins[] = {{"one", "", NULL, ODEVAL_OPTION_NUMBER, 0, 0, 0, 0},
                                              {"one", "", NULL, ODEVAL_OPTION_NUMBER, 0, 8, 0, 0},
                                              {0}};
static const odeval_backend_option over[] = {{"one", "", NULL, ODEVAL_OPTION_NUMBER, 0, 0, 0, 0},
                                             {"two", "", NULL, ODEVAL_OPTION_FLAG, 0, 4, 0, 0},
                                             {0}};
static const odeval_backend_option strange[] = {{"one", "", NULL, (odeval_option_type)9, 0, 0, 0, 0}, {0}};
static const odeval_backend_option counted_prompt[] = {
    {"one", "", NULL, ODEVAL_OPTION_INTEGER, ODEVAL_OPTION_PROMPT, 0, 0, 0}, {0}};
static const odeval_backend_option two_prompts[] = {
    {"one", "", NULL, ODEVAL_OPTION_TEXT, ODEVAL_OPTION_PROMPT, 0, 0, 0},
    {"two", "", NULL, ODEVAL_OPTION_TEXT, ODEVAL_OPTION_PROMPT, 8, 0, 0},
    {0}};
static const odeval_backend_option misfit[] = {{"one", "", "many", ODEVAL_OPTION_INTEGER, 0, 0, 0, 0}, {0}};

static odeval_backend_status wrong_open(void *private_block, const odeval_host *host)
{
    (void)private_block;
    (void)host;
    return ODEVAL_BACKEND_OK;
}

static odeval_backend_status wrong_detect(void *private_block, const odeval_request *requests, size_t n,
                                          const odeval_sink *sink)
{
    (void)private_block;
    (void)requests;
    (void)n;
    (void)sink;
    return ODEVAL_BACKEND_OK;
}

ODEVAL_BACKEND_EXPORT const odeval_backend *WRONG_SYMBOL(void);

const odeval_backend *WRONG_SYMBOL(void)
{
    static odeval_backend t = {.abi_version = ODEVAL_BACKEND_ABI,
                               .struct_size = sizeof(odeval_backend),
                               .name = "wrong",
                               .version = "1",
                               .title = "not as it should be",
                               .gives = ODEVAL_GIVES_BOXES,
                               .max_batch = 1,
                               .private_size = 16,
                               .open = wrong_open,
                               .detect = wrong_detect};

    WRONG;
    return WRONG_TABLE;
}
