/* table.h: whether a backend's table can be worked with, before anything of it is called.
 */
#ifndef OD_BACKEND_TABLE_H
#define OD_BACKEND_TABLE_H

#include "backend/backend.h"

/* Sets *full to the table `raw`, as far as its struct_size goes; what it is too old for is 0. OD_BACKEND with
 * a sentence when it is NULL, of another ABI, too small, without a hook, or says what cannot be. `from` names
 * its file in errors; NULL for a built-in one, which may use what only built-in ones can. */
od_status od_table_check(odeval_backend *full, const odeval_backend *raw, const char *from, od_error *err);

/* Bytes that an option's value takes in the private block. */
size_t od_option_size(odeval_option_type type);

/* Rows before the one without a name. */
size_t od_option_count(const odeval_backend_option *options);

#endif
