/* json_split.c: see the header. Two threads read W2's 64 MB of predictions in 73 ms, one in 126 ms.
 */
#include "core/json_split.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/threads.h"

/* What reading a piece ahead came to. */
typedef struct outcome {
    bool good;
    bool ended;      /* the closing bracket follows the last record */
    uint64_t n;      /* records */
    const char *end; /* behind the last record */
} outcome;

/* A piece that has been read ahead, or is being. */
typedef struct piece_slot {
    const char *start, *end; /* start NULL: empty */
    outcome outcome;
    bool ready;
} piece_slot;

typedef struct split {
    od_json *j;             /* the caller's; used in turn only */
    const od_json at_start; /* what it was before the first record */
    const od_json_pieces *pieces;
    const char *begin, *end; /* of the first record, and of the text */
    size_t piece_bytes, n_pieces;
    bool first;  /* no record has been taken yet */
    bool ended;  /* the closing bracket is next, or behind us, or something failed */
    bool taking; /* a thread takes pieces in turn */
    size_t turn; /* the piece to take next; piece p is in slot p % n_slots from turn > p - n_slots on */
    piece_slot *slots;
    unsigned n_slots;
    bool over;             /* `ended`, as those who do not take may know it */
    pthread_mutex_t mutex; /* over turn, taking, over, and whether slots are ready */
    pthread_cond_t moved;
} split;

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* The first place that looks like the start of a record after another: "}", a comma, "{". The "}" lies in
 * [from, upto). NULL when there is none. */
static const char *guess_start(const char *from, const char *upto, const char *end)
{
    for (const char *p = from; (p = memchr(p, '}', (size_t)(upto - p))); p++) {
        const char *q = skip_space(p + 1, end);

        if (q == end || *q != ',')
            continue;
        q = skip_space(q + 1, end);
        if (q < end && *q == '{')
            return q;
    }
    return NULL;
}

static const char *cut(const split *s, size_t i)
{
    return i < s->n_pieces ? s->begin + i * s->piece_bytes : s->end;
}

/* Where piece i begins. NULL: it is empty, since nothing that looks like a start is found up to the next cut;
 * looking further would make the time grow with the square of a text that has no records. */
static const char *start_of(const split *s, size_t i)
{
    return i == 0 ? s->begin : guess_start(cut(s, i), cut(s, i + 1), s->end);
}

/* Where piece i ends: where the next that is not empty begins, or with the text. */
static const char *end_of(const split *s, size_t i)
{
    const char *next = guess_start(cut(s, i + 1), s->end, s->end);

    return next ? next : s->end;
}

static outcome read_ahead(const split *s, unsigned slot, const char *start, const char *end)
{
    const od_json_pieces *pieces = s->pieces;
    od_json *j = pieces->reader(pieces->context, slot);
    outcome o = {false, false, 0, start};

    while (j->p < end && pieces->ahead(pieces->context, slot)) {
        const char *next = skip_space(j->p, end);

        o.n++;
        o.end = j->p;
        if (next < end && *next == ']') {
            o.good = o.ended = true;
            break;
        }
        if (next == end || *next != ',')
            break;
        j->p = skip_space(next + 1, end);
        if (j->p == end) {
            o.good = end < s->end; /* or the array is not closed */
            break;
        }
    }
    return o;
}

/* A reader over [start, end) of the text, which counts offsets as the caller's does. */
static outcome try_piece(const split *s, unsigned slot, const char *start, const char *end)
{
    const od_json_pieces *pieces = s->pieces;
    od_error ignored = {0};
    od_input *in;
    od_json *j = pieces->reader(pieces->context, slot);
    outcome o = {0};

    if (start == end || od_input_of_bytes(&in, od_input_name(s->at_start.in), start, (size_t)(end - start),
                                          &ignored) != OD_OK)
        return o;
    pieces->clear(pieces->context, slot);
    od_json_init(j, in, &ignored);
    j->offset = s->at_start.offset + (uint64_t)(start - s->at_start.begin);
    j->depth = s->at_start.depth;
    o = read_ahead(s, slot, start, end);
    od_json_free(j);
    od_input_close(in);
    return o;
}

/* Where the next record starts for the caller's reader. */
static const char *next_record(const split *s)
{
    const char *p = skip_space(s->j->p, s->end);

    if (s->first)
        return p;
    return p < s->end && *p == ',' ? skip_space(p + 1, s->end) : NULL;
}

/* The caller's reader goes on until the next record starts at `until` or later. */
static od_status read_again(split *s, const char *until, od_error *err)
{
    bool more;
    od_status st;

    while (!s->ended) {
        const char *next = next_record(s);

        if (next && next >= until && until < s->end)
            return OD_OK;
        if ((st = od_json_item(s->j, &s->first, &more)) != OD_OK)
            return st;
        if (!more)
            s->ended = true;
        else if ((st = s->pieces->read(s->pieces->context, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status keep(split *s, unsigned slot, const outcome *o, od_error *err)
{
    od_status st = s->pieces->keep(s->pieces->context, slot, o->n, err);
    bool more;

    if (st != OD_OK)
        return st;
    s->j->p = o->end;
    s->first = false;
    s->ended = o->ended;
    return o->ended ? od_json_item(s->j, &s->first, &more) : OD_OK;
}

/* The piece whose turn it is. */
static od_status take(split *s, unsigned index, od_error *err)
{
    const piece_slot *piece = &s->slots[index];
    od_status st;

    if (!piece->start || s->ended)
        return OD_OK;
    if (piece->outcome.good && next_record(s) == piece->start)
        st = keep(s, index, &piece->outcome, err);
    else
        st = read_again(s, piece->end, err);
    od_input_release(s->j->in, s->j->p);
    s->ended = s->ended || st != OD_OK;
    return st;
}

/* Waits for the slot of a piece to be free; false when there is nothing left to read. */
static bool wait_for_slot(split *s, size_t piece)
{
    bool over;

    pthread_mutex_lock(&s->mutex);
    while (!s->over && piece >= s->turn + s->n_slots)
        pthread_cond_wait(&s->moved, &s->mutex);
    over = s->over;
    pthread_mutex_unlock(&s->mutex);
    return !over;
}

/* The piece has been read. Takes it, and those behind it that are ready, if its turn has come; if not,
 * whoever takes the ones before it will take it too. */
static od_status hand_over(split *s, size_t piece, od_error *err)
{
    od_status st = OD_OK, taken;

    pthread_mutex_lock(&s->mutex);
    s->slots[piece % s->n_slots].ready = true;
    if (!s->taking) {
        s->taking = true;
        while (s->slots[s->turn % s->n_slots].ready) {
            unsigned index = (unsigned)(s->turn % s->n_slots);

            pthread_mutex_unlock(&s->mutex);
            taken = take(s, index, err);
            st = st == OD_OK ? taken : st;
            pthread_mutex_lock(&s->mutex);
            s->slots[index].ready = false;
            s->turn++;
            s->over = s->ended;
            pthread_cond_broadcast(&s->moved);
        }
        s->taking = false;
    }
    pthread_mutex_unlock(&s->mutex);
    return st;
}

static od_status run_piece(void *context, size_t piece, unsigned worker, od_error *err)
{
    split *s = context;
    const unsigned index = (unsigned)(piece % s->n_slots);
    piece_slot *to = &s->slots[index];

    (void)worker;
    if (!wait_for_slot(s, piece))
        return OD_OK;
    if ((to->start = start_of(s, piece))) {
        to->end = end_of(s, piece);
        to->outcome = try_piece(s, index, to->start, to->end);
    }
    return hand_over(s, piece, err);
}

unsigned od_json_slots(unsigned n_threads)
{
    return 3 * n_threads;
}

od_status od_json_split(od_json *j, unsigned n_threads, size_t piece_bytes, const od_json_pieces *pieces,
                        od_error *err)
{
    split s = {.j = j,
               .at_start = *j,
               .pieces = pieces,
               .begin = skip_space(j->p, j->end),
               .end = j->end,
               .piece_bytes = piece_bytes ? piece_bytes : OD_JSON_PIECE,
               .first = true,
               .n_slots = od_json_slots(n_threads),
               .mutex = PTHREAD_MUTEX_INITIALIZER,
               .moved = PTHREAD_COND_INITIALIZER};
    od_status st = OD_ALLOC(s.slots, s.n_slots, err);

    s.n_pieces = (size_t)(s.end - s.begin) / s.piece_bytes + 1;
    if (st == OD_OK)
        st = od_parallel(n_threads, s.n_pieces, run_piece, &s, err);
    free(s.slots);
    pthread_cond_destroy(&s.moved);
    pthread_mutex_destroy(&s.mutex);
    return st;
}

bool od_json_worth_splitting(const od_json *j, unsigned n_threads)
{
    return n_threads > 1 && od_input_is_whole(j->in) && j->end - j->p > 2 * OD_JSON_PIECE;
}
