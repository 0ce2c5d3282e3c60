/* chat_server.h: a chat server on a port of its own that misbehaves as a script says. Include after cmocka.h.
 *
 * Every connection has a thread; requests on it follow each other. The image that a request is about is the
 * number in its prompt, "number 17.".
 */
#ifndef OD_TESTS_CHAT_SERVER_H
#define OD_TESTS_CHAT_SERVER_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHAT_IMAGES = 512, CHAT_CONNECTIONS = 1024, CHAT_BODY = 1 << 20 };

typedef enum chat_how {
    CHAT_ANSWER,   /* status, headers, body */
    CHAT_DROP,     /* hangs up without a word */
    CHAT_TRUNCATE, /* hangs up in the middle of the body */
    CHAT_FLOOD,    /* 100 MB, which begin like an answer */
    CHAT_DRIP,     /* a byte every 20 ms, for ever */
} chat_how;

typedef struct chat_act {
    chat_how how;
    int status;          /* 0: 200 */
    const char *headers; /* each with its line end; NULL: none */
    const char *body;    /* NULL: an answer that says "image N" */
    double delay;        /* seconds before it answers */
} chat_act;

typedef struct chat_server chat_server;

/* What to do with a request: the n-th of all, the times-th for this image, both from 0. */
typedef chat_act (*chat_script)(chat_server *s, unsigned n, unsigned image, unsigned times);

struct chat_server {
    chat_script script;
    int listener, port;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_t handlers[CHAT_CONNECTIONS];
    int sockets[CHAT_CONNECTIONS];
    unsigned n_connections, in_flight;
    atomic_uint n_requests, most_in_flight;
    atomic_uint asked[CHAT_IMAGES];    /* how often */
    atomic_uint answered[CHAT_IMAGES]; /* how often with a whole answer */
    double started[CHAT_IMAGES];       /* when last asked */
    char first_line[200], authorization[200];
    char *body; /* of the last request */
    atomic_bool stop;
};

typedef struct chat_connection {
    chat_server *server;
    unsigned index;
    int fd;
} chat_connection;

static inline double chat_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void chat_sleep(chat_server *s, double seconds)
{
    double until = chat_now() + seconds;

    while (!atomic_load(&s->stop) && chat_now() < until)
        nanosleep(&(struct timespec){0, 2000000}, NULL);
}

static inline bool chat_send(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* A whole request into `text`, terminated; its length, 0 when the other side hung up. */
static inline size_t chat_receive(int fd, char *text, const char **body)
{
    size_t n = 0, length = 0, head = 0;
    ssize_t got;

    while ((got = recv(fd, text + n, CHAT_BODY - n - 1, 0)) > 0) {
        char *end, *field;

        n += (size_t)got;
        text[n] = '\0';
        if (!head && (end = strstr(text, "\r\n\r\n"))) {
            head = (size_t)(end - text) + 4;
            field = strstr(text, "Content-Length: ");
            length = field && field < end ? strtoul(field + 16, NULL, 10) : 0;
        }
        if (head && n >= head + length) {
            *body = text + head;
            return n;
        }
    }
    return 0;
}

static inline bool chat_answer(int fd, const chat_act *act, unsigned image, bool whole)
{
    char standard[300], head[600];
    const char *body = act->body ? act->body : standard;
    int status = act->status ? act->status : 200;
    size_t n;

    snprintf(
        standard, sizeof standard,
        "{\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"message\": {\"role\": \"assistant\", "
        "\"content\": \"image %u\"}}], \"usage\": {\"prompt_tokens\": 90, \"completion_tokens\": 5}}",
        image);
    n = strlen(body);
    snprintf(head, sizeof head,
             "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n", status, n,
             act->headers ? act->headers : "");
    return chat_send(fd, head, strlen(head)) && chat_send(fd, body, whole ? n : n / 2) && whole;
}

static inline bool chat_flood(chat_server *s, int fd, bool drip)
{
    static const char head[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{\"choices\": [{\"message\": {\"content\": \"";
    static const char piece[65537] = {[0 ... 65535] = 'x'};

    if (!chat_send(fd, head, sizeof head - 1))
        return false;
    for (size_t sent = 0; sent < 100000000 && !atomic_load(&s->stop); sent += drip ? 1 : 65536) {
        if (!chat_send(fd, piece, drip ? 1 : 65536))
            return false;
        if (drip)
            nanosleep(&(struct timespec){0, 20000000}, NULL);
    }
    return false;
}

static inline void chat_keep_field(const char *text, const char *name, char *to, size_t size)
{
    const char *at = strstr(text, name);
    size_t n = at ? strcspn(at, "\r\n") : 0;

    snprintf(to, size, "%.*s", (int)n, at ? at : "");
}

/* Keeps what a test wants to see, and asks the script. */
static inline chat_act chat_note(chat_server *s, const char *text, const char *body, unsigned *image)
{
    const char *number = strstr(body, "number ");
    unsigned n, times;

    *image = number ? (unsigned)strtoul(number + 7, NULL, 10) % CHAT_IMAGES : 0;
    pthread_mutex_lock(&s->lock);
    n = s->n_requests++;
    times = s->asked[*image]++;
    s->started[*image] = chat_now();
    if (++s->in_flight > s->most_in_flight)
        s->most_in_flight = s->in_flight;
    snprintf(s->first_line, sizeof s->first_line, "%.*s", (int)strcspn(text, "\r\n"), text);
    chat_keep_field(text, "Authorization:", s->authorization, sizeof s->authorization);
    free(s->body);
    s->body = malloc(strlen(body) + 1);
    memcpy(s->body, body, strlen(body) + 1);
    pthread_mutex_unlock(&s->lock);
    return s->script ? s->script(s, n, *image, times) : (chat_act){0};
}

static inline void *chat_handle(void *context)
{
    chat_connection *c = context;
    chat_server *s = c->server;
    char *text = malloc(CHAT_BODY);
    const char *body;
    bool open = true;
    unsigned image;

    while (open && chat_receive(c->fd, text, &body) > 0) {
        chat_act act = chat_note(s, text, body, &image);

        chat_sleep(s, act.delay);
        pthread_mutex_lock(&s->lock);
        s->in_flight--;
        if (act.how == CHAT_ANSWER && (!act.status || act.status == 200) && !act.body)
            s->answered[image]++;
        pthread_mutex_unlock(&s->lock);
        switch (act.how) {
        case CHAT_ANSWER: open = chat_answer(c->fd, &act, image, true); break;
        case CHAT_DROP: open = false; break;
        case CHAT_TRUNCATE: open = chat_answer(c->fd, &act, image, false); break;
        case CHAT_FLOOD: open = chat_flood(s, c->fd, false); break;
        case CHAT_DRIP: open = chat_flood(s, c->fd, true); break;
        }
    }
    shutdown(c->fd, SHUT_RDWR);
    free(text);
    free(c);
    return NULL;
}

static inline void *chat_accept(void *context)
{
    chat_server *s = context;
    int fd;

    while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
        chat_connection *c = malloc(sizeof *c);

        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        pthread_mutex_lock(&s->lock);
        assert_true(s->n_connections < CHAT_CONNECTIONS);
        *c = (chat_connection){s, s->n_connections, fd};
        s->sockets[s->n_connections] = fd;
        assert_int_equal(pthread_create(&s->handlers[s->n_connections], NULL, chat_handle, c), 0);
        s->n_connections++;
        pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}

static inline chat_server *chat_start(chat_script script)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    chat_server *s = calloc(1, sizeof *s);
    socklen_t size = sizeof at;

    assert_non_null(s);
    s->script = script;
    pthread_mutex_init(&s->lock, NULL);
    assert_true((s->listener = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listener, 128), 0);
    assert_int_equal(getsockname(s->listener, (struct sockaddr *)&at, &size), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, chat_accept, s), 0);
    return s;
}

static inline void chat_stop(chat_server *s)
{
    atomic_store(&s->stop, true);
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    for (unsigned i = 0; i < s->n_connections; i++)
        shutdown(s->sockets[i], SHUT_RDWR);
    for (unsigned i = 0; i < s->n_connections; i++) {
        pthread_join(s->handlers[i], NULL);
        close(s->sockets[i]);
    }
    close(s->listener);
    pthread_mutex_destroy(&s->lock);
    free(s->body);
    free(s);
}

#endif
