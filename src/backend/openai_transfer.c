/* openai_transfer.c: how a request travels: addresses, headers, limits, certificates.
 *
 * Redirections are not followed: a key must not go to an address that the user did not write.
 */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "backend/openai_engine.h"
#include "core/stopwatch.h"

/* ---- a transfer ---- */

static size_t take_body(char *bytes, size_t size, size_t n, void *context)
{
    od_openai_task *task = context;

    if (od_buffer_add(&task->response, bytes, size * n, NULL) == OD_OK)
        return size * n;
    task->too_large = task->response.n + size * n > OD_OPENAI_RESPONSE_MOST;
    return 0;
}

static size_t take_header(char *bytes, size_t size, size_t n, void *context)
{
    static const char name[] = "retry-after:";
    od_openai_task *task = context;
    char value[100];
    size_t length = sizeof name - 1;

    n *= size;
    if (n > length && n - length < sizeof value && strncasecmp(bytes, name, length) == 0) {
        memcpy(value, bytes + length, n - length);
        value[n - length] = '\0';
        task->retry_after = od_openai_retry_after(value, time(NULL));
    }
    return n;
}

static long milliseconds(double seconds)
{
    return (long)ceil(seconds * 1e3);
}

static CURLcode describe(const od_openai_engine *e, od_openai_task *task)
{
    const od_openai_settings *s = e->settings;
    CURL *c = task->easy;
    CURLcode code = CURLE_OK;

#define SET(option, value) (code = code ? code : e->curl.easy_setopt(c, (option), (value)))
    SET(CURLOPT_URL, e->endpoints[task->last].url);
    SET(CURLOPT_HTTPHEADER, e->headers);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)task->job->body->n);
    SET(CURLOPT_POSTFIELDS, task->job->body->bytes);
    SET(CURLOPT_USERAGENT, "odeval");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (s->ca)
        SET(CURLOPT_CAINFO, s->ca);
    SET(CURLOPT_TIMEOUT_MS, milliseconds(s->timeout));
    SET(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(s->connect_timeout));
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, task);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, task);
    SET(CURLOPT_ERRORBUFFER, task->trouble);
    SET(CURLOPT_PRIVATE, task);
#undef SET
    return code;
}

bool od_openai_transfer(od_openai_engine *e, od_openai_task *task)
{
    task->response.n = 0;
    task->trouble[0] = '\0';
    task->too_large = false;
    task->retry_after = -1;
    task->easy = e->curl.easy_init();
    if (!task->easy)
        return false;
    if (describe(e, task) == CURLE_OK && e->curl.multi_add_handle(e->multi, task->easy) == CURLM_OK)
        return true;
    e->curl.easy_cleanup(task->easy);
    task->easy = NULL;
    return false;
}

/* ---- addresses ---- */

static char *part(const od_openai_engine *e, CURLU *url, CURLUPart which)
{
    char *text = NULL;

    return e->curl.url_get(url, which, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool has_part(const od_openai_engine *e, CURLU *url, CURLUPart which)
{
    char *text = part(e, url, which);
    bool has = text != NULL;

    e->curl.free(text);
    return has;
}

static od_status add_path(const od_openai_engine *e, CURLU *url, od_error *err)
{
    static const char end[] = "/chat/completions";
    char *path = part(e, url, CURLUPART_PATH);
    od_buffer whole = {0};
    size_t n = path ? strlen(path) : 0;
    od_status st;

    while (n > 0 && path[n - 1] == '/')
        n--;
    if (n >= sizeof end - 1 && memcmp(path + n - (sizeof end - 1), end, sizeof end - 1) == 0)
        n -= sizeof end - 1;
    st = od_buffer_printf(&whole, err, "%.*s%s", (int)n, path ? path : "", end);
    if (st == OD_OK && e->curl.url_set(url, CURLUPART_PATH, whole.bytes, 0) != CURLUE_OK)
        st = od_fail_memory(err);
    od_buffer_free(&whole);
    e->curl.free(path);
    return st;
}

static od_status copy_url(const od_openai_engine *e, char **to, CURLU *url, od_error *err)
{
    char *text = part(e, url, CURLUPART_URL);
    od_status st = text ? OD_ALLOC(*to, strlen(text) + 1, err) : od_fail_memory(err);

    if (st == OD_OK)
        memcpy(*to, text, strlen(text) + 1);
    e->curl.free(text);
    return st;
}

/* The text of an address is not repeated where a password may be in it. */
static od_status check_address(const od_openai_engine *e, CURLU *url, const char *text, od_error *err)
{
    char *scheme;
    bool http;

    if (e->curl.url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK) {
        od_fail(err, OD_USAGE, "an address in the option url cannot be read");
        return od_remedy(err, "write it as http://localhost:8000/v1; several with | between them");
    }
    if (has_part(e, url, CURLUPART_USER) || has_part(e, url, CURLUPART_PASSWORD)) {
        od_fail(err, OD_USAGE, "an address in the option url has a user's name or password in it");
        return od_remedy(err, "give the key with key=VARIABLE, the name of an environment variable");
    }
    scheme = part(e, url, CURLUPART_SCHEME);
    http = scheme && (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    e->curl.free(scheme);
    if (http)
        return OD_OK;
    od_fail(err, OD_USAGE, "an address in the option url begins with neither http:// nor https://");
    return od_remedy(err, "write it as http://localhost:8000/v1");
}

static void warn_of_plain_text(const od_openai_engine *e, CURLU *url)
{
    char *scheme = part(e, url, CURLUPART_SCHEME), *host = part(e, url, CURLUPART_HOST);

    if (e->settings->key && scheme && strcmp(scheme, "http") == 0 && host && strcmp(host, "localhost") != 0 &&
        strncmp(host, "127.", 4) != 0 && strcmp(host, "[::1]") != 0)
        e->host->log(e->host->context, ODEVAL_LOG_WARNING,
                     "openai: the key travels over http, where everybody on the way can read it: use https");
    e->curl.free(scheme);
    e->curl.free(host);
}

static od_status add_endpoint(od_openai_engine *e, const char *text, od_error *err)
{
    od_openai_endpoint *at = &e->endpoints[e->n_endpoints];
    CURLU *url = e->curl.url();
    od_status st;

    if (!url)
        return od_fail_memory(err);
    if ((st = check_address(e, url, text, err)) != OD_OK || (st = add_path(e, url, err)) != OD_OK)
        goto done;
    e->n_endpoints++;
    od_openai_window_init(&at->window, (unsigned)e->settings->in_flight);
    warn_of_plain_text(e, url);
    if ((st = copy_url(e, &at->url, url, err)) != OD_OK)
        goto done;
    e->curl.url_set(url, CURLUPART_QUERY, NULL, 0);
    st = copy_url(e, &at->shown, url, err);
done:
    e->curl.url_cleanup(url);
    return st;
}

static od_status add_endpoints(od_openai_engine *e, od_error *err)
{
    size_t n = strlen(e->settings->url), most = 1;
    od_status st = OD_OK;
    char *text = NULL, *rest, *one;

    for (const char *c = e->settings->url; *c; c++)
        most += *c == '|' || *c == ';';
    if ((st = OD_ALLOC(e->endpoints, most, err)) != OD_OK || (st = OD_ALLOC(text, n + 1, err)) != OD_OK)
        goto done;
    memcpy(text, e->settings->url, n);
    for (one = strtok_r(text, "|; \t\r\n", &rest); one && st == OD_OK;
         one = strtok_r(NULL, "|; \t\r\n", &rest))
        st = add_endpoint(e, one, err);
    if (st == OD_OK && e->n_endpoints == 0) {
        od_fail(err, OD_USAGE, "the option url is empty");
        st = od_remedy(err, "write it as http://localhost:8000/v1");
    }
done:
    free(text);
    return st;
}

/* ---- the engine's beginning and end ---- */

static od_status add_header(od_openai_engine *e, const char *line, od_error *err)
{
    struct curl_slist *more = e->curl.slist_append(e->headers, line);

    if (!more)
        return od_fail_memory(err);
    e->headers = more;
    return OD_OK;
}

static od_status add_key(od_openai_engine *e, od_error *err)
{
    const char *key = e->settings->key;
    od_buffer line = {0};
    od_status st;

    if (!key)
        return OD_OK;
    for (const char *c = key; *c; c++)
        if (*c <= ' ' || *c > '~') {
            od_fail(err, OD_USAGE, "the key has a blank, a line end, or another character that no key has");
            return od_remedy(err, "look at the environment variable that the option key names");
        }
    if ((st = od_buffer_printf(&line, err, "Authorization: Bearer %s", key)) == OD_OK)
        st = add_header(e, line.bytes, err);
    od_buffer_free(&line);
    return st;
}

static od_status add_headers(od_openai_engine *e, od_error *err)
{
    od_status st;

    if ((st = add_header(e, "Content-Type: application/json", err)) != OD_OK ||
        (st = add_header(e, "Accept: application/json", err)) != OD_OK ||
        (st = add_header(e, "Expect:", err)) != OD_OK) /* a pause of a second before large bodies */
        return st;
    return add_key(e, err);
}

/* Signals are for the other threads; a server that hangs up must not end the process. */
static od_status start_thread(od_openai_engine *e, od_error *err)
{
    sigset_t all, old;
    int code;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    code = pthread_create(&e->thread, NULL, od_openai_drive, e);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    e->has_thread = code == 0;
    return code == 0 ? OD_OK : od_fail(err, OD_SYSTEM, "no thread can be started");
}

static uint64_t seed_of(const od_openai_engine *e)
{
    double now = od_now();
    uint64_t bits;

    memcpy(&bits, &now, sizeof bits);
    return bits ^ (uint64_t)(uintptr_t)e ^ (uint64_t)getpid() << 32;
}

od_status od_openai_engine_open(od_openai_engine **out, const od_openai_settings *s, const odeval_host *host,
                                od_error *err)
{
    od_openai_engine *e = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(e, 1, err)) != OD_OK)
        return st;
    e->settings = s;
    e->host = host;
    e->incoming_end = &e->incoming;
    e->random = seed_of(e);
    if ((st = od_curl_load(&e->curl, err)) != OD_OK)
        goto done;
    e->has_curl = e->curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    e->multi = e->has_curl ? e->curl.multi_init() : NULL;
    e->has_lock = pthread_mutex_init(&e->lock, NULL) == 0;
    st = e->multi && e->has_lock ? OD_OK : od_fail_memory(err);
    if (st != OD_OK || (st = add_endpoints(e, err)) != OD_OK || (st = add_headers(e, err)) != OD_OK ||
        (st = start_thread(e, err)) != OD_OK)
        goto done;
    *out = e;
    e = NULL;
done:
    od_openai_engine_close(e);
    return st;
}

static void stop_thread(od_openai_engine *e)
{
    pthread_mutex_lock(&e->lock);
    e->stop = true;
    pthread_mutex_unlock(&e->lock);
    e->curl.multi_wakeup(e->multi);
    pthread_join(e->thread, NULL);
}

void od_openai_engine_close(od_openai_engine *e)
{
    if (!e)
        return;
    if (e->has_thread)
        stop_thread(e);
    for (size_t i = 0; i < e->n_endpoints; i++) {
        free(e->endpoints[i].url);
        free(e->endpoints[i].shown);
    }
    free(e->endpoints);
    if (e->has_lock)
        pthread_mutex_destroy(&e->lock);
    if (e->has_curl) {
        e->curl.multi_cleanup(e->multi);
        e->curl.slist_free_all(e->headers);
        e->curl.global_cleanup();
    }
    free(e);
}
