/* nearest.h: what a misspelt word was meant to be, for messages.
 */
#ifndef OD_CORE_NEAREST_H
#define OD_CORE_NEAREST_H

/* The nearest of `names` (NULL-terminated), by letters added, dropped, replaced or swapped, whatever their
 * case; else the first that begins with it; NULL when none is near. */
const char *od_nearest(const char *misspelt, const char *const *names);

#endif
