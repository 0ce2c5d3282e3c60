/* todo.h: what is left to do of a plan, given a journal. */
#ifndef OD_BACKEND_TODO_H
#define OD_BACKEND_TODO_H

#include "backend/runner.h"

typedef struct od_todo {
    uint32_t *items; /* to be asked, ascending */
    size_t n;
    uint64_t answered, hopeless; /* items that are done with, by an earlier run */
} od_todo;

/* Reads every image that the journal has an answer for. OD_INPUT, naming the first, when its bytes are not
 * those that were looked at. */
od_status od_todo_make(od_todo *todo, const od_plan *plan, const od_journal *journal, const od_run_ways *ways,
                       od_error *err);
void od_todo_release(od_todo *todo);

#endif
