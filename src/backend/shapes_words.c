/* shapes_words.c: the vocabulary, and reading a label with it. */
#include <string.h>

#include "backend/shapes_query.h"

typedef enum kind {
    FILLER,
    HUE,
    TEXTURE,
    FORM, /* a noun; before another noun, its adjective */
    NOUN,
    LOOK,
    COUNT,
    PLACE,
    RELATION,
    SIDE, /* of a relation when "of" follows, else of the picture */
    WITH,
    WITHOUT,
    NOT,
    AND,
    IN
} kind;

typedef struct word {
    const char *text;
    kind kind;
    int value, other; /* SIDE: the relation, and the place */
} word;

/* Sorted by meaning; plurals in -s and -es need no row. */
static const word words[] = {
    {"red", HUE, OD_RED, 0},
    {"crimson", HUE, OD_RED, 0},
    {"orange", HUE, OD_ORANGE, 0},
    {"yellow", HUE, OD_YELLOW, 0},
    {"golden", HUE, OD_YELLOW, 0},
    {"green", HUE, OD_GREEN, 0},
    {"blue", HUE, OD_BLUE, 0},
    {"purple", HUE, OD_PURPLE, 0},
    {"violet", HUE, OD_PURPLE, 0},
    {"pink", HUE, OD_PINK, 0},
    {"magenta", HUE, OD_PINK, 0},
    {"brown", HUE, OD_BROWN, 0},
    {"black", HUE, OD_BLACK, 0},
    {"dark", HUE, OD_BLACK, 0},
    {"white", HUE, OD_WHITE, 0},
    {"gray", HUE, OD_GRAY, 0},
    {"grey", HUE, OD_GRAY, 0},
    {"plain", TEXTURE, OD_PLAIN, 0},
    {"solid", TEXTURE, OD_PLAIN, 0},
    {"striped", TEXTURE, OD_STRIPED, 0},
    {"dotted", TEXTURE, OD_DOTTED, 0},
    {"spotted", TEXTURE, OD_DOTTED, 0},
    {"checkered", TEXTURE, OD_CHECKERED, 0},
    {"chequered", TEXTURE, OD_CHECKERED, 0},
    {"checked", TEXTURE, OD_CHECKERED, 0},
    {"brick", TEXTURE, OD_BRICK, 0},
    {"wavy", TEXTURE, OD_WAVY, 0},
    {"circle", FORM, OD_CIRCLE, 0},
    {"disc", FORM, OD_CIRCLE, 0},
    {"disk", FORM, OD_CIRCLE, 0},
    {"ball", FORM, OD_CIRCLE, 0},
    {"round", FORM, OD_CIRCLE, 0},
    {"circular", FORM, OD_CIRCLE, 0},
    {"oval", FORM, OD_OVAL, 0},
    {"ellipse", FORM, OD_OVAL, 0},
    {"square", FORM, OD_SQUARE, 0},
    {"rectangle", FORM, OD_RECTANGLE, 0},
    {"rectangular", FORM, OD_RECTANGLE, 0},
    {"triangle", FORM, OD_TRIANGLE, 0},
    {"triangular", FORM, OD_TRIANGLE, 0},
    {"diamond", FORM, OD_DIAMOND, 0},
    {"rhombus", FORM, OD_DIAMOND, 0},
    {"pentagon", FORM, OD_PENTAGON, 0},
    {"hexagon", FORM, OD_HEXAGON, 0},
    {"star", FORM, OD_STAR, 0},
    {"cross", FORM, OD_CROSS, 0},
    {"crescent", FORM, OD_CRESCENT, 0},
    {"moon", FORM, OD_CRESCENT, 0},
    {"shield", FORM, OD_SHIELD, 0},
    {"thing", NOUN, OD_NOUN_THING, 0},
    {"object", NOUN, OD_NOUN_THING, 0},
    {"shape", NOUN, OD_NOUN_THING, 0},
    {"ring", NOUN, OD_NOUN_RING, 0},
    {"frame", NOUN, OD_NOUN_FRAME, 0},
    {"bar", NOUN, OD_NOUN_BAR, 0},
    {"box", NOUN, OD_NOUN_BOX, 0},
    {"crate", NOUN, OD_NOUN_BOX, 0},
    {"emblem", NOUN, OD_NOUN_EMBLEM, 0},
    {"logo", NOUN, OD_NOUN_EMBLEM, 0},
    {"badge", NOUN, OD_NOUN_EMBLEM, 0},
    {"face", NOUN, OD_NOUN_FACE, 0},
    {"person", NOUN, OD_NOUN_FACE, 0},
    {"bridge", NOUN, OD_NOUN_BRIDGE, 0},
    {"tower", NOUN, OD_NOUN_TOWER, 0},
    {"lighthouse", NOUN, OD_NOUN_LIGHTHOUSE, 0},
    {"pyramid", NOUN, OD_NOUN_PYRAMID, 0},
    {"temple", NOUN, OD_NOUN_TEMPLE, 0},
    {"windmill", NOUN, OD_NOUN_WINDMILL, 0},
    {"wheel", NOUN, OD_NOUN_WHEEL, 0},
    {"house", NOUN, OD_NOUN_HOUSE, 0},
    {"tree", NOUN, OD_NOUN_TREE, 0},
    {"border", NOUN, OD_NOUN_BORDER, 0},
    {"outline", NOUN, OD_NOUN_BORDER, 0},
    {"dot", NOUN, OD_NOUN_DOT, 0},
    {"stripe", NOUN, OD_NOUN_STRIPE, 0},
    {"hole", NOUN, OD_NOUN_HOLE, 0},
    {"flag", NOUN, OD_NOUN_FLAG, 0},
    {"dome", NOUN, OD_NOUN_DOME, 0},
    {"sail", NOUN, OD_NOUN_SAIL, 0},
    {"roof", NOUN, OD_NOUN_ROOF, 0},
    {"arch", NOUN, OD_NOUN_ARCH, 0},
    {"hat", NOUN, OD_NOUN_HAT, 0},
    {"hair", NOUN, OD_NOUN_HAIR, 0},
    {"glasses", NOUN, OD_NOUN_GLASSES, 0},
    {"spectacles", NOUN, OD_NOUN_GLASSES, 0},
    {"moustache", NOUN, OD_NOUN_MOUSTACHE, 0},
    {"mustache", NOUN, OD_NOUN_MOUSTACHE, 0},
    {"beard", NOUN, OD_NOUN_BEARD, 0},
    {"patch", NOUN, OD_NOUN_EYE_PATCH, 0},
    {"small", LOOK, OD_LOOK_SMALL, 0},
    {"little", LOOK, OD_LOOK_SMALL, 0},
    {"large", LOOK, OD_LOOK_LARGE, 0},
    {"big", LOOK, OD_LOOK_LARGE, 0},
    {"suspension", LOOK, OD_LOOK_SUSPENDED, 0},
    {"pointed", LOOK, OD_LOOK_POINTED, 0},
    {"clock", LOOK, OD_LOOK_CLOCK, 0},
    {"one", COUNT, 1, 0},
    {"two", COUNT, 2, 0},
    {"three", COUNT, 3, 0},
    {"four", COUNT, 4, 0},
    {"five", COUNT, 5, 0},
    {"top", PLACE, OD_PLACE_TOP, 0},
    {"upper", PLACE, OD_PLACE_TOP, 0},
    {"bottom", PLACE, OD_PLACE_BOTTOM, 0},
    {"lower", PLACE, OD_PLACE_BOTTOM, 0},
    {"middle", PLACE, OD_PLACE_MIDDLE, 0},
    {"center", PLACE, OD_PLACE_MIDDLE, 0},
    {"centre", PLACE, OD_PLACE_MIDDLE, 0},
    {"left", SIDE, OD_RELATION_LEFT, OD_PLACE_LEFT},
    {"right", SIDE, OD_RELATION_RIGHT, OD_PLACE_RIGHT},
    {"above", RELATION, OD_RELATION_ABOVE, 0},
    {"over", RELATION, OD_RELATION_ABOVE, 0},
    {"below", RELATION, OD_RELATION_BELOW, 0},
    {"beneath", RELATION, OD_RELATION_BELOW, 0},
    {"inside", RELATION, OD_RELATION_INSIDE, 0},
    {"within", RELATION, OD_RELATION_INSIDE, 0},
    {"around", RELATION, OD_RELATION_AROUND, 0},
    {"touching", RELATION, OD_RELATION_TOUCHING, 0},
    {"under", RELATION, OD_RELATION_UNDER, 0},
    {"with", WITH, 0, 0},
    {"wearing", WITH, 0, 0},
    {"has", WITH, 0, 0},
    {"having", WITH, 0, 0},
    {"without", WITHOUT, 0, 0},
    {"no", WITHOUT, 0, 0},
    {"not", NOT, 0, 0},
    {"and", AND, 0, 0},
    {"in", IN, 0, 0},
    {"a", FILLER, 0, 0},
    {"an", FILLER, 0, 0},
    {"the", FILLER, 0, 0},
    {"of", FILLER, 0, 0},
    {"on", FILLER, 0, 0},
    {"to", FILLER, 0, 0},
    {"at", FILLER, 0, 0},
    {"is", FILLER, 0, 0},
    {"that", FILLER, 0, 0},
    {"which", FILLER, 0, 0},
    {"any", FILLER, 0, 0},
    {"eye", FILLER, 0, 0},     /* "eye patch" */
    {"ferris", FILLER, 0, 0},  /* "ferris wheel" */
    {"stone", FILLER, 0, 0},   /* a drawing of stone is told by its colour */
    {"stepped", FILLER, 0, 0}, /* as all pyramids here */
    {"wooden", FILLER, 0, 0},
};

enum { LONGEST_WORD = 24, MOST_WORDS = 48 };

typedef struct token {
    char text[LONGEST_WORD];
    const word *word; /* NULL: unknown */
} token;

static const word *look_up(const char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].text, text) == 0)
            return &words[i];
    return NULL;
}

/* The word, or what it is the plural of: "bars", "arches". */
static const word *find_word(char *text)
{
    const word *w = look_up(text);
    size_t n = strlen(text);

    if (w || n < 3 || text[n - 1] != 's')
        return w;
    text[n - 1] = 0;
    w = look_up(text);
    if (w || text[n - 2] != 'e')
        return w;
    text[n - 2] = 0;
    return look_up(text);
}

/* Bytes above 0x7f are letters of words that we do not know. */
static bool is_letter(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static int read_tokens(const char *label, token tokens[MOST_WORDS])
{
    int n = 0;

    while (n < MOST_WORDS) {
        size_t length = 0;

        while (*label && !is_letter(*label))
            label++;
        if (!*label)
            break;
        for (; *label && is_letter(*label); label++)
            if (length + 1 < LONGEST_WORD)
                tokens[n].text[length++] = *label >= 'A' && *label <= 'Z' ? (char)(*label + 32) : *label;
        tokens[n].text[length] = 0;
        tokens[n].word = length + 1 < LONGEST_WORD ? find_word(tokens[n].text) : NULL;
        n++;
    }
    return n;
}

typedef struct reader {
    od_query q;
    od_term *now; /* what the next word is about */
    bool negated; /* by a "not" just before */
    bool in;      /* by an "in" just before */
} reader;

static void begin_part(reader *r, bool denied)
{
    static const od_term nothing;

    if (r->q.n_parts == OD_MOST_PARTS) {
        r->q.n_unknown++;
        return;
    }
    r->now = &r->q.part[r->q.n_parts++];
    *r->now = nothing;
    r->now->denied = denied;
}

static void begin_relation(reader *r, od_relation relation)
{
    if (r->q.relation != OD_RELATION_NONE) {
        r->q.n_unknown++;
        return;
    }
    r->q.relation = relation;
    r->now = &r->q.other;
}

static void take_form(reader *r, od_form form)
{
    if (r->now->noun == OD_NOUN_NONE)
        r->now->noun = OD_NOUN_FORM;
    r->now->form = form;
    r->now->has_form = true;
}

/* "in a blue shield" after what an emblem shows; else "in" is "inside". */
static void take_in(reader *r)
{
    if (r->q.head.noun == OD_NOUN_EMBLEM && r->q.field.noun == OD_NOUN_NONE)
        r->now = &r->q.field;
    else
        begin_relation(r, OD_RELATION_INSIDE);
}

static void take_quality(reader *r, const word *w)
{
    unsigned bit = 1u << w->value;

    if (w->kind == HUE)
        *(r->negated ? &r->now->not_hues : &r->now->hues) |= bit;
    else
        *(r->negated ? &r->now->not_textures : &r->now->textures) |= bit;
    r->negated = false;
}

static bool next_is(const token *next, const char *text)
{
    return next && strcmp(next->text, text) == 0;
}

static void take_word(reader *r, const word *w, const token *before, const token *next)
{
    if (w->kind == FILLER)
        return;
    if (r->in && w->kind != PLACE && w->kind != SIDE) /* "in the top left" */
        take_in(r);
    r->in = false;
    switch (w->kind) {
    case FILLER: return;
    case HUE:
    case TEXTURE: take_quality(r, w); break;
    case FORM: take_form(r, (od_form)w->value); break;
    case NOUN: r->now->noun = (od_noun)w->value; break;
    case LOOK: r->now->looks |= (unsigned)w->value; break;
    case COUNT: r->now->count = w->value; break;
    case PLACE:
        if (before && next_is(before, "on") && next_is(next, "of"))
            begin_relation(r, OD_RELATION_ON);
        else if (!next_is(next, "of"))
            r->q.head.places |= (unsigned)w->value;
        break;
    case SIDE:
        if (next_is(next, "of"))
            begin_relation(r, (od_relation)w->value);
        else
            r->q.head.places |= (unsigned)w->other;
        break;
    case RELATION: begin_relation(r, (od_relation)w->value); break;
    case WITH:
    case WITHOUT:
        begin_part(r, w->kind == WITHOUT || r->negated);
        r->negated = false;
        break;
    case NOT: r->negated = true; return;
    case AND:
        if (r->q.n_parts > 0 && r->now == &r->q.part[r->q.n_parts - 1] && r->now->noun != OD_NOUN_NONE)
            begin_part(r, r->now->denied);
        return;
    case IN: r->in = true; return;
    }
    r->q.n_known++;
}

od_query od_query_read(const char *label)
{
    token tokens[MOST_WORDS];
    int n = read_tokens(label, tokens);
    reader r = {.negated = false};

    r.now = &r.q.head;
    for (int i = 0; i < n; i++) {
        if (tokens[i].word)
            take_word(&r, tokens[i].word, i > 0 ? &tokens[i - 1] : NULL, i + 1 < n ? &tokens[i + 1] : NULL);
        else
            r.q.n_unknown++;
    }
    return r.q;
}
