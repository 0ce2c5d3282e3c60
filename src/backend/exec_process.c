/* exec_process.c: starting and ending a program.
 *
 * The shell that runs it leads a process group, so that ending it ends its children, too, and Ctrl-C at the
 * terminal reaches odeval alone.
 */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend/exec.h"
#include "core/stopwatch.h"

enum { NAP_MS = 5, LAST_WORDS_MS = 200 };

extern char **environ;

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* 0 to 2 are where the child's ends go; a pipe that lies there (odeval was started without standard input)
 * would be overwritten by another. */
static int move_up(int *fd)
{
    int up;

    if (*fd > 2)
        return 0;
    up = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
    if (up < 0)
        return -1;
    close(*fd);
    *fd = up;
    return 0;
}

static int make_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC) == 0 && move_up(&ends[0]) == 0 && move_up(&ends[1]) == 0 ? 0 : -1;
}

static int unblock(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

/* Signals as a new program expects them, whatever this thread blocks and this process ignores. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, standard;
    int code;

    sigemptyset(&none);
    sigemptyset(&standard);
    sigaddset(&standard, SIGPIPE);
    sigaddset(&standard, SIGINT);
    sigaddset(&standard, SIGTERM);
    sigaddset(&standard, SIGHUP);
    if ((code = posix_spawnattr_setsigmask(attributes, &none)) != 0 ||
        (code = posix_spawnattr_setsigdefault(attributes, &standard)) != 0 ||
        (code = posix_spawnattr_setpgroup(attributes, 0)) != 0)
        return code;
    return posix_spawnattr_setflags(attributes,
                                    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int spawn_with(pid_t *pid, const char *command, posix_spawn_file_actions_t *actions,
                      posix_spawnattr_t *attributes, const int theirs[3])
{
    char *const arguments[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)command, NULL};
    int code = set_attributes(attributes);

    for (int i = 0; code == 0 && i < 3; i++)
        code = posix_spawn_file_actions_adddup2(actions, theirs[i], i);
    return code != 0 ? code : posix_spawn(pid, "/bin/sh", actions, attributes, arguments, environ);
}

static int spawn(pid_t *pid, const char *command, const int theirs[3])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code;

    if ((code = posix_spawn_file_actions_init(&actions)) != 0)
        return code;
    if ((code = posix_spawnattr_init(&attributes)) == 0) {
        code = spawn_with(pid, command, &actions, &attributes, theirs);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static void forget_talk(od_exec_process *p)
{
    p->request.n = p->sent = 0;
    p->heard.n = p->taken = p->looked = 0;
    p->unasked = false;
    p->answers = 0;
    p->chatter = 0;
    p->error_line.n = 0;
    p->tail[0] = '\0';
    p->heard.maximum = OD_EXEC_LINE_MOST + 65536;
}

od_status od_exec_start(od_exec_process *p, const char *command, od_error *err)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, errors[2] = {-1, -1};
    char text[128];
    int code = 0;

    forget_talk(p);
    if (make_pipe(in) != 0 || make_pipe(out) != 0 || make_pipe(errors) != 0 || unblock(in[1]) != 0 ||
        unblock(out[0]) != 0 || unblock(errors[0]) != 0)
        code = errno;
    if (code == 0)
        code = spawn(&p->pid, command, (const int[3]){in[0], out[1], errors[1]});
    close_end(&in[0]);
    close_end(&out[1]);
    close_end(&errors[1]);
    if (code == 0) {
        p->in = in[1];
        p->out = out[0];
        p->err = errors[0];
        return OD_OK;
    }
    p->pid = 0;
    close_end(&in[1]);
    close_end(&out[0]);
    close_end(&errors[0]);
    od_fail(err, OD_SYSTEM, "the program cannot be started: %s", od_errno_text(text, sizeof text, code));
    return od_remedy(err, "check the limits on processes and open files (ulimit -u, ulimit -n)");
}

/* ---- the end ---- */

/* Whether it is gone, without reaping it: as long as it is not reaped, nobody else gets its number, and what
 * is left of its group can be killed. */
static bool is_gone(pid_t pid)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid;
}

static bool gone_within(od_exec_process *p, double patience, const odeval_host *host)
{
    double until = od_now() + patience;
    od_str line;

    while (!is_gone(p->pid)) {
        if (od_now() >= until)
            return false;
        /* A program that still has much to say must not be stuck with it. */
        if (p->out >= 0 || p->err >= 0) {
            od_exec_event event = od_exec_hear(p, 0, host, &line);

            if (event != OD_EXEC_LINE && event != OD_EXEC_TIMEOUT)
                close_end(&p->out);
        }
        poll(NULL, 0, NAP_MS);
    }
    return true;
}

static const char *signal_name(int number)
{
    switch (number) {
    case SIGABRT: return " (ABRT)";
    case SIGBUS: return " (BUS)";
    case SIGFPE: return " (FPE)";
    case SIGILL: return " (ILL)";
    case SIGINT: return " (INT)";
    case SIGKILL: return " (KILL: by hand, or for want of memory)";
    case SIGSEGV: return " (SEGV)";
    case SIGTERM: return " (TERM)";
    default: return "";
    }
}

static void say_how(char *how, int status, bool killed)
{
    if (killed)
        snprintf(how, OD_EXEC_WORDS, "did not end by itself and was killed");
    else if (WIFSIGNALED(status))
        snprintf(how, OD_EXEC_WORDS, "was ended by signal %d%s", WTERMSIG(status),
                 signal_name(WTERMSIG(status)));
    else
        snprintf(how, OD_EXEC_WORDS, "ended with exit code %d", WEXITSTATUS(status));
}

/* What it said last may still be in the pipe, and is read however late it is; whoever holds the other end
 * open without writing is not waited for. */
static void hear_last_words(od_exec_process *p, const odeval_host *host)
{
    od_str line;

    close_end(&p->out);
    p->heard.n = p->taken = p->looked = 0;
    if (p->err >= 0)
        od_exec_hear(p, od_now() + LAST_WORDS_MS / 1e3, host, &line);
}

void od_exec_close_input(od_exec_process *p)
{
    p->sent = p->request.n = 0;
    if (p->pid != 0)
        close_end(&p->in);
}

int od_exec_stop(od_exec_process *p, double patience, const odeval_host *host, char *how)
{
    int status = 0;
    bool killed;

    if (p->pid == 0)
        return -1;
    od_exec_close_input(p);
    killed = !gone_within(p, patience, host);
    kill(-p->pid, SIGKILL);
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    hear_last_words(p, host);
    close_end(&p->err);
    p->pid = 0;
    if (how)
        say_how(how, status, killed);
    return !killed && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void od_exec_release(od_exec_process *p, double patience, const odeval_host *host)
{
    od_exec_stop(p, patience, host, NULL);
    od_buffer_free(&p->request);
    od_buffer_free(&p->heard);
    od_buffer_free(&p->error_line);
    memset(p, 0, sizeof *p);
}
