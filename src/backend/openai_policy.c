/* openai_policy.c: what to make of a server's state: ask again or not, when, and how much at once.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/openai.h"

enum { FIRST_WINDOW = 4, ROUND_LEAST = 8, BACKOFF_MOST = 60 };

od_openai_verdict od_openai_status(long status)
{
    if (status >= 200 && status < 300)
        return OD_OPENAI_GOOD;
    switch (status) {
    case 429:
    case 503:
    case 529: /* a hosted server's "overloaded" */ return OD_OPENAI_CROWDED;
    case 408:
    case 409:
    case 425: return OD_OPENAI_AGAIN;
    case 401:
    case 403:
    case 404:
    case 405:
    case 407:
    case 410:
    case 501:
    case 505: return OD_OPENAI_HOPELESS;
    default: break;
    }
    if (status >= 500)
        return OD_OPENAI_AGAIN;
    return status >= 400 ? OD_OPENAI_REFUSED : OD_OPENAI_HOPELESS; /* 1xx, 3xx: this is no such server */
}

/* Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT", the one form that servers may send (RFC
 * 9110, 5.6.7); -1: it is another text. */
static double http_date(const char *text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int day, year, hour, minute, second, end = 0;
    const char *at;
    char month[4];
    long m, days;

    if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT%n", &day, month, &year, &hour, &minute, &second,
               &end) != 6 ||
        end == 0 || strlen(month) != 3 || !(at = strstr(months, month)) || (at - months) % 3 != 0)
        return -1;
    /* Months from March on, so that the day that a leap year has more is a year's last. */
    m = ((long)(at - months) / 3 + 10) % 12;
    if (m >= 10)
        year--;
    days = 365L * year + year / 4 - year / 100 + year / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
    return 86400.0 * (double)days + 3600.0 * hour + 60.0 * minute + second;
}

double od_openai_retry_after(const char *value, time_t now)
{
    char *end;
    double seconds, when;

    while (isspace((unsigned char)*value))
        value++;
    if (isdigit((unsigned char)*value)) {
        seconds = (double)strtoull(value, &end, 10);
        if (*end == '.') /* some servers give fractions; whole seconds more are as good */
            seconds += 1, end += 1 + strspn(end + 1, "0123456789");
        return end[strspn(end, " \t\r\n")] == '\0' ? seconds : -1;
    }
    when = http_date(value);
    return when < 0 ? -1 : fmax(0, when - (double)now);
}

double od_openai_backoff(double first, unsigned attempt, double random)
{
    return random * fmin(BACKOFF_MOST, ldexp(first, attempt < 30 ? (int)attempt : 30));
}

/* ---- the window ---- */

void od_openai_window_init(od_openai_window *w, unsigned most)
{
    *w = (od_openai_window){.size = most < FIRST_WINDOW ? most : FIRST_WINDOW,
                            .most = most,
                            .last_cut = -INFINITY,
                            .round_start = -1,
                            .round = ROUND_LEAST};
}

bool od_openai_window_open(const od_openai_window *w)
{
    return w->in_flight < (unsigned)w->size;
}

void od_openai_window_start(od_openai_window *w)
{
    w->in_flight++;
    if (!od_openai_window_open(w))
        w->full = true;
}

static void begin_round(od_openai_window *w, double now)
{
    w->round_start = now;
    w->round = w->size > ROUND_LEAST ? (unsigned)w->size : ROUND_LEAST;
    w->answers = 0;
    w->latency_sum = 0;
    w->full = !od_openai_window_open(w);
}

/* What was started before the last cut says nothing about the window since. */
static void cut(od_openai_window *w, double started, double now)
{
    if (started <= w->last_cut)
        return;
    w->size = fmax(1, w->size / 2);
    w->settled = true;
    w->last_cut = now;
    begin_round(w, now);
}

/* Twice the latency for more answers a second is a server that works in batches; twice the latency for none
 * is a queue, unless it is still so after the window was halved: then answers have become longer. */
static void end_round(od_openai_window *w, double started, double now)
{
    double latency = w->latency_sum / w->answers, rate = w->answers / fmax(now - w->round_start, 1e-6);
    bool in_vain = w->cut_latency > 0 && latency > 0.75 * w->cut_latency;
    bool queueing;

    if (in_vain || w->least_latency <= 0 || latency < w->least_latency)
        w->least_latency = latency;
    queueing = w->full && latency > 2 * w->least_latency && rate <= 1.05 * w->best_rate;
    w->cut_latency = queueing ? latency : 0;
    w->best_rate = fmax(0.95 * w->best_rate, rate);
    if (queueing) /* what was measured is the window as it was; it has grown since */
        w->size = fmin(w->size, w->round);
    begin_round(w, now);
    if (queueing)
        cut(w, started, now);
}

void od_openai_window_end(od_openai_window *w, od_openai_verdict verdict, double started, double now)
{
    w->in_flight--;
    if (verdict == OD_OPENAI_CROWDED)
        cut(w, started, now);
    if (verdict != OD_OPENAI_GOOD || started <= w->last_cut)
        return;
    if (w->full)
        w->size = fmin(w->most, w->size + (w->settled ? 1 / w->size : 1));
    if (w->round_start < 0)
        w->round_start = started;
    w->latency_sum += now - started;
    if (++w->answers >= w->round)
        end_round(w, started, now);
}
