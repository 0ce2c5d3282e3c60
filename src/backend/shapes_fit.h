/* shapes_fit.h: how well one thing fits what a label says about it: 0 to 1, without what is around it.
 */
#ifndef OD_BACKEND_SHAPES_FIT_H
#define OD_BACKEND_SHAPES_FIT_H

#include "backend/shapes_query.h"

/* 0 at `none`, 1 at `full` and beyond; `full` is larger. */
double od_soft(double v, double none, double full);

/* The noun and what is said about it. */
double od_fit_term(const od_term *w, const od_thing *t);

/* Each part that the query names, on the thing itself or as another thing on it. */
double od_fit_parts(const od_query *q, const od_thing *t, const od_things *all);

/* Less than 1 for what is only a piece of something. */
double od_whole_thing(const od_thing *t);

double od_fit_emblem(const od_query *q, const od_thing *t, const od_things *all);
double od_fit_face(const od_query *q, const od_face *f);

#endif
