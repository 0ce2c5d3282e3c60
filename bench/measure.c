/* measure.c: runs a command once and says what it took, for bench/.
 *
 *   measure [-o RESULT] [-s STDOUT] [-m MIB] [-t SECONDS] COMMAND [ARGUMENT...]
 *
 * RESULT (default: standard error) receives one line: nanoseconds from before the start to after the end,
 * nanoseconds of user and of system time, peak resident KiB (mapped pages counted), and the exit status (128
 * + N after signal N). Standard output of the command goes to STDOUT (default: /dev/null). -m limits its
 * address space, -t its life.
 *
 * It is a C program because Linux counts what a process held before exec(): started from an interpreter, a
 * small command would be charged with the interpreter's memory.
 */
#define _DEFAULT_SOURCE /* wait4 */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct settings {
    const char *result, *output;
    long mebibytes, seconds;
} settings;

static void give_up(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    _exit(125);
}

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t nanoseconds(struct timeval t)
{
    return (int64_t)t.tv_sec * 1000000000 + (int64_t)t.tv_usec * 1000;
}

static void become(const settings *s, char **command)
{
    int out = open(s->output, O_WRONLY | O_CREAT | O_TRUNC, 0666);

    if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
        give_up(s->output);
    close(out);
    if (s->mebibytes) {
        struct rlimit limit = {(rlim_t)s->mebibytes << 20, (rlim_t)s->mebibytes << 20};
        if (setrlimit(RLIMIT_AS, &limit) != 0)
            give_up("setrlimit");
    }
    alarm((unsigned)s->seconds); /* stays over exec() */
    execvp(command[0], command);
    give_up(command[0]);
}

static int usage(void)
{
    fputs("usage: measure [-o RESULT] [-s STDOUT] [-m MIB] [-t SECONDS] COMMAND [ARGUMENT...]\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    settings s = {.output = "/dev/null"};
    struct rusage used;
    FILE *to = stderr;
    int64_t begin, end;
    int status, option;
    pid_t child;

    while ((option = getopt(argc, argv, "+o:s:m:t:")) != -1) {
        switch (option) {
        case 'o': s.result = optarg; break;
        case 's': s.output = optarg; break;
        case 'm': s.mebibytes = atol(optarg); break;
        case 't': s.seconds = atol(optarg); break;
        default: return usage();
        }
    }
    if (optind == argc)
        return usage();
    begin = now();
    child = fork();
    if (child < 0)
        give_up("fork");
    if (child == 0)
        become(&s, argv + optind);
    while (wait4(child, &status, 0, &used) < 0)
        if (errno != EINTR)
            give_up("wait4");
    end = now();
    if (s.result && !(to = fopen(s.result, "w")))
        give_up(s.result);
    fprintf(to, "%lld %lld %lld %ld %d\n", (long long)(end - begin), (long long)nanoseconds(used.ru_utime),
            (long long)nanoseconds(used.ru_stime), used.ru_maxrss,
            WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    if (fclose(to) != 0)
        give_up("writing the result");
    return 0;
}
