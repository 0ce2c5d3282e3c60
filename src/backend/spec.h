/* spec.h: what the user types after --backend: "name:option=value,flag".
 */
#ifndef OD_BACKEND_SPEC_H
#define OD_BACKEND_SPEC_H

#include "backend/backend.h"

/* Splits at the first ':' that is not written "\:". *name is unescaped, *options is "" when there are none.
 * Both live in `texts`. OD_USAGE when there is no name. */
od_status od_spec_split(const char **name, const char **options, const char *spec, od_arena *texts,
                        od_error *err);

/* Checks "option=value,flag" against the (checked) table, and writes each value, or its default, into the
 * private block. Texts are kept in `texts`. *text is the canonical spelling (see od_backend_text).
 *
 * OD_USAGE: an option that is not there (suggests the nearest), is given twice, has no value or one that does
 * not fit, or is missing. A secret's value names an environment variable; one that is not set is an error
 * that names it, unless only the default names it and the option is not required: the secret is NULL then.
 * OD_BACKEND: a default in the table does not fit its own option. */
od_status od_spec_apply(const char **text, const odeval_backend *table, const char *options, void *block,
                        od_arena *texts, od_error *err);

/* The value, in a private block that od_spec_apply has filled, of the option that is asked instead of the
 * benchmark's prompt; NULL: the table has no such option, or it has no value. */
const char *od_spec_prompt(const odeval_backend *table, const void *block);

#endif
