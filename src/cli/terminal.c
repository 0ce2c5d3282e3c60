#include "cli/terminal.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const when_names[] = {"auto", "always", "never", NULL};

const char *od_when_name(size_t i)
{
    return when_names[i];
}

static bool decide(const char *when, bool automatic)
{
    if (!when || strcmp(when, "auto") == 0)
        return automatic;
    return strcmp(when, "always") == 0;
}

bool od_colour_wanted(const char *when)
{
    const char *refused = getenv("NO_COLOR"), *term = getenv("TERM");
    bool able = term && *term && strcmp(term, "dumb") != 0;

    return decide(when, able && !(refused && *refused) && isatty(STDOUT_FILENO));
}

/* What a file says must not move the cursor: control characters, those of two bytes (U+0080 to U+009F) too,
 * become question marks. */
static void put_clean(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        const bool two = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;

        fputc(two || p[0] < 0x20 || p[0] == 0x7f ? '?' : p[0], stderr);
        p += two;
    }
}

void od_print_error(const od_error *err)
{
    char text[1200];

    fputs("odeval: ", stderr);
    put_clean(od_error_text(err, text, sizeof text));
    fputc('\n', stderr);
}

void od_print_warning(const od_record_warning *warning)
{
    fputs(warning->notice ? "odeval: notice: " : "odeval: warning: ", stderr);
    if (warning->subset) {
        put_clean(warning->subset);
        fputs(": ", stderr);
    }
    put_clean(warning->text);
    fputc('\n', stderr);
}

void od_print_note(const char *text)
{
    fputs("odeval: ", stderr);
    put_clean(text);
    fputc('\n', stderr);
}

void od_print_backend(const char *level, const char *text)
{
    flockfile(stderr);
    fprintf(stderr, "odeval: backend: %s", level);
    put_clean(text);
    fputc('\n', stderr);
    funlockfile(stderr);
}

bool od_reader_is_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

/* ---- progress ---- */

static double seconds(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void draw(const od_meter *meter, const char *stage, uint64_t done, uint64_t total)
{
    if (meter->terminal)
        fputs("\r\033[K", stderr);
    if (total > 0)
        fprintf(stderr, "%s: %llu of %llu", stage, (unsigned long long)done, (unsigned long long)total);
    else
        fputs(stage, stderr);
    if (!meter->terminal)
        fputc('\n', stderr);
    fflush(stderr);
}

void od_meter_show(void *context, const char *stage, uint64_t done, uint64_t total)
{
    od_meter *meter = context;
    double now = seconds();

    if (!meter->asked) {
        meter->asked = true;
        meter->terminal = isatty(STDERR_FILENO);
        meter->shown = decide(meter->when, meter->terminal);
        meter->started = now;
    }
    if (!meter->shown || now - meter->started < 0.5 || now - meter->drawn < (meter->terminal ? 0.1 : 1.0))
        return;
    draw(meter, stage, done, total);
    meter->drawn = now;
}

void od_meter_clear(od_meter *meter)
{
    if (meter->drawn > 0 && meter->terminal)
        fputs("\r\033[K", stderr);
    meter->drawn = 0;
}
