/* shapes_segment.h: what the files that cut up a picture share. */
#ifndef OD_BACKEND_SHAPES_SEGMENT_H
#define OD_BACKEND_SHAPES_SEGMENT_H

#include "backend/shapes.h"

/* A picture while it is cut up. Zones are numbered from 1; pixels of zone 0 have none yet. */
typedef struct od_cutting {
    const od_raster *p;
    int width, height;
    size_t n;         /* pixels */
    int step, noise;  /* the largest difference of neighbours in a zone; the median of all */
    uint32_t *zone;   /* of each pixel */
    uint32_t *source; /* of each pixel: see od_segments */
    uint32_t *queue;  /* room for n pixels */
    uint32_t n_zones;
    bool *ground; /* of each zone, from 1 on */
} od_cutting;

static inline uint32_t od_pixel(const od_cutting *c, int x, int y)
{
    return (uint32_t)y * (uint32_t)c->width + (uint32_t)x;
}

/* Turns what is connected to a pixel and has the label `from` into `to`; leaves the pixels in the queue. */
typedef struct od_flood_job {
    int width, height;
    uint32_t *label;
    uint32_t *queue; /* room for every pixel */
    bool corners;    /* also through corners */
    uint32_t from, to;
} od_flood_job;

uint32_t od_flood(od_flood_job *job, uint32_t seed); /* how many pixels */

/* Decides which zones are ground, and gives the pixels where two of them meet to one of them. */
od_status od_ground_find(od_cutting *c, od_error *err);

#endif
