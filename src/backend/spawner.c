#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "backend/spawner.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "backend/channel.h"
#include "core/stopwatch.h"

/* How long a child that closed its socket may take to end. */
static const double moment = 1.0;

typedef enum order_kind { ORDER_FORK = 1, ORDER_REAP, ORDER_KILL } order_kind;

typedef struct order {
    int32_t kind;
    int32_t child;
} order;

typedef struct answer {
    int32_t value;  /* the child, or its status */
    int32_t number; /* 0, or an errno value */
} answer;

static bool write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t n)
{
    char *p = bytes;

    while (n > 0) {
        ssize_t got = recv(fd, p, n, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* ---- in the spawner ---- */

typedef struct spawner_self {
    int fd;
    od_spawned run;
    const void *context;
    pid_t *children;
    size_t n, capacity;
} spawner_self;

/* Files of odeval (a journal, sockets) must not stay open because a process of a backend has them, too. */
static void close_all_but(int kept)
{
    DIR *list = opendir("/proc/self/fd");
    int most = 1024;

    if (list) {
        most = kept;
        for (struct dirent *e; (e = readdir(list));)
            if (atoi(e->d_name) > most)
                most = atoi(e->d_name);
        closedir(list);
    }
    for (int fd = 3; fd <= most; fd++)
        if (fd != kept)
            close(fd);
}

/* As exec would: what odeval set up to catch goes back to its default, what was ignored stays so. The
 * keyboard's signals are for odeval to handle, hence a process group of its own. */
static void forget_signals(void)
{
    struct sigaction now;
    sigset_t none;

    for (int s = 1; s < 32; s++)
        if (sigaction(s, NULL, &now) == 0 && now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN)
            signal(s, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
}

static void die_with_parent(void)
{
#if defined(__linux__)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

static void send_child(spawner_self *self, pid_t child, int number, int fd)
{
    answer a = {(int32_t)child, number};

    if (!write_all(self->fd, &a, sizeof a) || (child > 0 && od_channel_send_file(self->fd, fd) != OD_CROSSED))
        return; /* the next order will not come either */
}

static void fork_child(spawner_self *self)
{
    int ends[2];
    pid_t child;

    if (OD_GROW(self->children, self->capacity, self->n + 1, NULL) != OD_OK) {
        send_child(self, -1, ENOMEM, -1);
        return;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        send_child(self, -1, errno, -1);
        return;
    }
    child = fork();
    if (child == 0) {
        die_with_parent();
        close(self->fd);
        close(ends[0]);
        self->run(ends[1], self->context);
        _Exit(0);
    }
    if (child > 0)
        self->children[self->n++] = child;
    send_child(self, child, child < 0 ? errno : 0, ends[0]);
    close(ends[0]);
    close(ends[1]);
}

static int wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

/* True when it ended by itself. */
static bool ended_soon(pid_t child, int *status)
{
    const struct timespec nap = {0, 2000000};
    double until = od_now() + moment;
    pid_t ended;

    while ((ended = waitpid(child, status, WNOHANG)) == 0 && od_now() < until)
        nanosleep(&nap, NULL);
    return ended == child;
}

static void reap_child(spawner_self *self, pid_t child, bool now)
{
    answer a = {0};
    size_t at = 0;

    while (at < self->n && self->children[at] != child)
        at++;
    if (at == self->n) {
        a.number = ECHILD;
    } else {
        self->children[at] = self->children[--self->n];
        if (now || !ended_soon(child, &a.value)) {
            kill(child, SIGKILL);
            a.value = wait_for(child);
        }
    }
    write_all(self->fd, &a, sizeof a);
}

static void be_spawner(spawner_self *self)
{
    order o;

    forget_signals();
    close_all_but(self->fd);
    while (read_all(self->fd, &o, sizeof o)) {
        if (o.kind == ORDER_FORK)
            fork_child(self);
        else
            reap_child(self, (pid_t)o.child, o.kind == ORDER_KILL);
    }
    for (size_t i = 0; i < self->n; i++)
        kill(self->children[i], SIGKILL);
    for (size_t i = 0; i < self->n; i++)
        wait_for(self->children[i]);
}

/* ---- in odeval ---- */

static od_status no_process(int number, od_error *err)
{
    char text[128];

    od_fail(err, OD_SYSTEM, "no process can be started for the backend (%s)",
            od_errno_text(text, sizeof text, number));
    return od_remedy(err, "end other processes, or run without --isolate");
}

od_status od_spawner_start(od_spawner *s, od_spawned run, const void *context, od_error *err)
{
    int ends[2];

    *s = (od_spawner){.fd = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return no_process(errno, err);
    /* What is still in the buffers of standard output would be written by the child, too. */
    fflush(NULL);
    s->pid = fork();
    if (s->pid == 0) {
        spawner_self self = {.fd = ends[1], .run = run, .context = context};

        close(ends[0]);
        be_spawner(&self);
        _Exit(0);
    }
    close(ends[1]);
    if (s->pid < 0 || pthread_mutex_init(&s->lock, NULL) != 0) {
        int number = s->pid < 0 ? errno : ENOMEM;

        close(ends[0]);
        if (s->pid > 0)
            wait_for(s->pid);
        return no_process(number, err);
    }
    s->fd = ends[0];
    return OD_OK;
}

void od_spawner_stop(od_spawner *s)
{
    if (s->fd < 0)
        return;
    close(s->fd);
    wait_for(s->pid);
    pthread_mutex_destroy(&s->lock);
    s->fd = -1;
}

static od_status gone(od_error *err)
{
    return od_fail(err, OD_BACKEND, "the process that starts the backend's processes was ended from outside");
}

od_status od_spawner_fork(od_spawner *s, pid_t *child, int *fd, od_error *err)
{
    const order o = {ORDER_FORK, 0};
    answer a = {0};
    bool answered;

    *fd = -1;
    pthread_mutex_lock(&s->lock);
    answered = write_all(s->fd, &o, sizeof o) && read_all(s->fd, &a, sizeof a);
    if (answered && a.value > 0)
        *fd = od_channel_receive_file(s->fd);
    pthread_mutex_unlock(&s->lock);
    if (answered && a.value < 0)
        return no_process(a.number, err);
    if (*fd < 0)
        return gone(err);
    *child = (pid_t)a.value;
    return OD_OK;
}

od_status od_spawner_reap(od_spawner *s, pid_t child, bool now, int *status, od_error *err)
{
    const order o = {now ? ORDER_KILL : ORDER_REAP, (int32_t)child};
    answer a = {0};
    bool answered;

    *status = 0;
    pthread_mutex_lock(&s->lock);
    answered = write_all(s->fd, &o, sizeof o) && read_all(s->fd, &a, sizeof a);
    pthread_mutex_unlock(&s->lock);
    if (!answered || a.number != 0)
        return gone(err);
    *status = a.value;
    return OD_OK;
}
