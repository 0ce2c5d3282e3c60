/* channel.h: messages between odeval and a backend's process, over a stream socket.
 *
 * Both ends are the same program, so numbers cross as they lie in memory. But the other end may be broken:
 * what arrives is checked before it is believed. No signal is ever raised.
 */
#ifndef OD_BACKEND_CHANNEL_H
#define OD_BACKEND_CHANNEL_H

#include "core/memory.h"

typedef enum od_message {
    /* to the backend's process */
    OD_MESSAGE_CALL = 1, /* detect: requests */
    OD_MESSAGE_CLOSE,
    /* from it */
    OD_MESSAGE_TABLE,  /* it is loaded: canonical text and table */
    OD_MESSAGE_READY,  /* open succeeded */
    OD_MESSAGE_ERROR,  /* an od_error: loading or opening failed, or detect did for good */
    OD_MESSAGE_LOG,    /* level, line */
    OD_MESSAGE_RESULT, /* one result */
    OD_MESSAGE_DONE,   /* detect returned: memory in use, refusal */
    OD_MESSAGE_CLOSED, /* close returned */
} od_message;

enum { OD_MESSAGE_MOST = 512 << 20 };

typedef enum od_crossing {
    OD_CROSSED,
    OD_CROSSING_CLOSED,  /* the other end is gone */
    OD_CROSSING_LATE,    /* the time is over */
    OD_CROSSING_GARBLED, /* what came is no message */
    OD_CROSSING_MEMORY,  /* none left here */
} od_crossing;

/* How long to wait. Zero-initialised: as long as it takes. */
typedef struct od_patience {
    double until;                /* as od_now(); 0: no end */
    void (*tick)(void *context); /* called about ten times a second while waiting; may be NULL */
    void *context;
} od_patience;

od_crossing od_channel_send(int fd, od_message kind, const void *bytes, size_t n,
                            const od_patience *patience);

/* The payload replaces what `payload` held. */
od_crossing od_channel_receive(int fd, od_message *kind, od_buffer *payload, const od_patience *patience);

/* One byte with a file descriptor beside it, and how it is taken at the other end (-1: the other end is
 * gone). */
od_crossing od_channel_send_file(int fd, int file);
int od_channel_receive_file(int fd);

#endif
