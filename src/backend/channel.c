#define _GNU_SOURCE /* MSG_CMSG_CLOEXEC */
#include "backend/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "core/stopwatch.h"

enum { TICK_MS = 100 };

typedef struct head {
    uint32_t mark;
    uint32_t kind;
    uint64_t n;
} head;

static const uint32_t head_mark = 0x6f64656d;

/* Waits until the socket can be read or written. */
static od_crossing await(int fd, short events, const od_patience *patience)
{
    for (;;) {
        struct pollfd p = {.fd = fd, .events = events};
        int ms = patience->tick || patience->until > 0 ? TICK_MS : -1;
        int n;

        if (patience->tick)
            patience->tick(patience->context);
        if (patience->until > 0) {
            double left = patience->until - od_now();

            if (left <= 0)
                return OD_CROSSING_LATE;
            if (left * 1000 < ms)
                ms = (int)(left * 1000) + 1;
        }
        n = poll(&p, 1, ms);
        if (n > 0)
            return OD_CROSSED;
        if (n < 0 && errno != EINTR)
            return OD_CROSSING_CLOSED;
    }
}

static bool try_again(void)
{
    return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

/* The first attempt costs no poll: as a rule there is room, or something there. */
static od_crossing send_all(int fd, const char *p, size_t n, const od_patience *patience)
{
    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        od_crossing c;

        if (sent < 0 && !try_again())
            return OD_CROSSING_CLOSED;
        if (sent < 0 && (c = await(fd, POLLOUT, patience)) != OD_CROSSED)
            return c;
        if (sent > 0) {
            p += sent;
            n -= (size_t)sent;
        }
    }
    return OD_CROSSED;
}

static od_crossing receive_all(int fd, char *p, size_t n, const od_patience *patience)
{
    while (n > 0) {
        ssize_t got = recv(fd, p, n, MSG_DONTWAIT);
        od_crossing c;

        if (got == 0 || (got < 0 && !try_again()))
            return OD_CROSSING_CLOSED;
        if (got < 0 && (c = await(fd, POLLIN, patience)) != OD_CROSSED)
            return c;
        if (got > 0) {
            p += got;
            n -= (size_t)got;
        }
    }
    return OD_CROSSED;
}

od_crossing od_channel_send(int fd, od_message kind, const void *bytes, size_t n, const od_patience *patience)
{
    head h = {head_mark, (uint32_t)kind, n};
    od_crossing c = send_all(fd, (const char *)&h, sizeof h, patience);

    return c == OD_CROSSED ? send_all(fd, bytes, n, patience) : c;
}

od_crossing od_channel_receive(int fd, od_message *kind, od_buffer *payload, const od_patience *patience)
{
    od_crossing c;
    head h;

    payload->n = 0;
    if ((c = receive_all(fd, (char *)&h, sizeof h, patience)) != OD_CROSSED)
        return c;
    if (h.mark != head_mark || h.kind < OD_MESSAGE_CALL || h.kind > OD_MESSAGE_CLOSED ||
        h.n > OD_MESSAGE_MOST)
        return OD_CROSSING_GARBLED;
    *kind = (od_message)h.kind;
    if (OD_GROW(payload->bytes, payload->capacity, (size_t)h.n + 1, NULL) != OD_OK)
        return OD_CROSSING_MEMORY;
    if ((c = receive_all(fd, payload->bytes, (size_t)h.n, patience)) != OD_CROSSED)
        return c;
    payload->bytes[h.n] = '\0';
    payload->n = (size_t)h.n;
    return OD_CROSSED;
}

/* Room for one descriptor, aligned as CMSG_FIRSTHDR needs it. */
typedef union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
} control;

od_crossing od_channel_send_file(int fd, int file)
{
    char byte = 0;
    control room = {.bytes = {0}};
    struct iovec piece = {&byte, 1};
    struct msghdr m = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    ssize_t n;

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof file);
    memcpy(CMSG_DATA(c), &file, sizeof file);
    do
        n = sendmsg(fd, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1 ? OD_CROSSED : OD_CROSSING_CLOSED;
}

int od_channel_receive_file(int fd)
{
    char byte;
    control room;
    struct iovec piece = {&byte, 1};
    struct msghdr m = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    struct cmsghdr *c;
    ssize_t n;
    int file = -1;

    do
        n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n == 1 && (c = CMSG_FIRSTHDR(&m)) && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
        memcpy(&file, CMSG_DATA(c), sizeof file);
    return file;
}
