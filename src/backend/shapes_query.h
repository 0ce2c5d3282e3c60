/* shapes_query.h: what a label asks for, and how well it fits what was found.
 */
#ifndef OD_BACKEND_SHAPES_QUERY_H
#define OD_BACKEND_SHAPES_QUERY_H

#include "backend/shapes.h"

/* What a noun names. Those from OD_NOUN_BORDER on name parts. */
typedef enum od_noun {
    OD_NOUN_NONE,
    OD_NOUN_THING, /* anything */
    OD_NOUN_FORM,  /* the term's form */
    OD_NOUN_RING,
    OD_NOUN_FRAME,
    OD_NOUN_BAR,
    OD_NOUN_BOX,
    OD_NOUN_EMBLEM,
    OD_NOUN_FACE,
    OD_NOUN_BRIDGE,
    OD_NOUN_TOWER,
    OD_NOUN_LIGHTHOUSE,
    OD_NOUN_PYRAMID,
    OD_NOUN_TEMPLE,
    OD_NOUN_WINDMILL,
    OD_NOUN_WHEEL,
    OD_NOUN_HOUSE,
    OD_NOUN_TREE,
    OD_NOUN_BORDER,
    OD_NOUN_DOT,
    OD_NOUN_STRIPE,
    OD_NOUN_HOLE,
    OD_NOUN_FLAG,
    OD_NOUN_DOME,
    OD_NOUN_SAIL,
    OD_NOUN_ROOF,
    OD_NOUN_ARCH,
    OD_NOUN_HAT,
    OD_NOUN_HAIR,
    OD_NOUN_GLASSES,
    OD_NOUN_MOUSTACHE,
    OD_NOUN_BEARD,
    OD_NOUN_EYE_PATCH,
    OD_N_NOUNS
} od_noun;

/* Adjectives of which a term may have several. */
#define OD_LOOK_SMALL 1u
#define OD_LOOK_LARGE 2u
#define OD_LOOK_SUSPENDED 4u
#define OD_LOOK_POINTED 8u
#define OD_LOOK_CLOCK 16u

/* Where in the picture. */
#define OD_PLACE_LEFT 1u
#define OD_PLACE_RIGHT 2u
#define OD_PLACE_TOP 4u
#define OD_PLACE_BOTTOM 8u
#define OD_PLACE_MIDDLE 16u

typedef enum od_relation {
    OD_RELATION_NONE,
    OD_RELATION_LEFT,
    OD_RELATION_RIGHT,
    OD_RELATION_ABOVE,
    OD_RELATION_BELOW,
    OD_RELATION_INSIDE,
    OD_RELATION_AROUND,
    OD_RELATION_TOUCHING,
    OD_RELATION_ON,
    OD_RELATION_UNDER
} od_relation;

/* "two white bars": a noun and what is said about it. Zeroed: nothing said. */
typedef struct od_term {
    od_noun noun;
    bool has_form;
    od_form form;            /* of OD_NOUN_FORM, or as an adjective: "square glasses" */
    unsigned hues, not_hues; /* bit 1 << od_hue */
    unsigned textures, not_textures;
    unsigned looks, places;
    int count;   /* 0: not said */
    bool denied; /* "without", "no" */
} od_term;

enum { OD_MOST_PARTS = 4 };
typedef struct od_query {
    od_term head;
    od_term part[OD_MOST_PARTS]; /* "with ...", "without ..." */
    int n_parts;
    od_term field; /* of an emblem: what it is in */
    od_relation relation;
    od_term other;          /* of a relation */
    int n_known, n_unknown; /* words that say something, and words that say nothing to us */
} od_query;

/* Any bytes; a label without a word that is known is a query that nothing fits. */
od_query od_query_read(const char *label);

/* What was found in one picture. */
typedef struct od_scene {
    const od_raster *p;
    const od_segments *s;
    od_things things;
    od_faces faces;
} od_scene;

typedef struct od_find {
    od_bounds box;
    double score; /* above 0, at most 1 */
} od_find;

typedef struct od_finds {
    od_find *at;
    size_t n, capacity;
} od_finds;

/* Adds what fits the query by `threshold` or better, best first; of two that are nearly the same place the
 * better one. */
od_status od_query_answer(const od_query *q, const od_scene *scene, double threshold, od_finds *out,
                          od_error *err);

#endif
