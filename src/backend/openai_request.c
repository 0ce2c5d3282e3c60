/* openai_request.c: the body of a chat request, as OpenAI defined it and the others took it over.
 */
#define _DEFAULT_SOURCE /* realpath */
#include <stdlib.h>
#include <string.h>

#include "backend/openai.h"
#include "core/jsonout.h"

/* The kinds of image that servers take, by their first bytes. */
static const char *media_type(const unsigned char *bytes, size_t n)
{
    static const struct {
        const char *magic;
        size_t at, n;
        const char *type;
    } kinds[] = {
        {"\x89PNG\r\n\x1a\n", 0, 8, "image/png"},
        {"\xff\xd8\xff", 0, 3, "image/jpeg"},
        {"WEBP", 8, 4, "image/webp"},
        {"GIF8", 0, 4, "image/gif"},
        {"BM", 0, 2, "image/bmp"},
        {"II*\0", 0, 4, "image/tiff"},
        {"MM\0*", 0, 4, "image/tiff"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (n >= kinds[i].at + kinds[i].n && memcmp(bytes + kinds[i].at, kinds[i].magic, kinds[i].n) == 0)
            return kinds[i].type;
    return NULL;
}

static void encode_three(char out[4], const unsigned char *in, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = (unsigned)in[0] << 16 | (n > 1 ? (unsigned)in[1] << 8 : 0) | (n > 2 ? in[2] : 0);

    out[0] = digits[bits >> 18];
    out[1] = digits[bits >> 12 & 63];
    out[2] = n > 1 ? digits[bits >> 6 & 63] : '=';
    out[3] = n > 2 ? digits[bits & 63] : '=';
}

static od_status add_base64(od_buffer *b, const unsigned char *bytes, size_t n, od_error *err)
{
    enum { PIECE = 3 * 1024 };
    char out[PIECE / 3 * 4];
    od_status st = OD_OK;

    for (size_t i = 0; i < n && st == OD_OK; i += PIECE) {
        size_t here = n - i < PIECE ? n - i : PIECE, length = 0;

        for (size_t k = 0; k < here; k += 3, length += 4)
            encode_three(out + length, bytes + i + k, here - k);
        st = od_buffer_add(b, out, length, err);
    }
    return st;
}

static od_status add_data_url(od_buffer *b, const odeval_request *request, od_error *err)
{
    const char *type = media_type(request->bytes, request->n_bytes);
    od_status st;

    if (!type)
        return od_fail(err, OD_INPUT,
                       "the file is no PNG, JPEG, WebP, GIF, BMP or TIFF image, and is not sent");
    if ((st = od_buffer_printf(b, err, "data:%s;base64,", type)) != OD_OK)
        return st;
    return add_base64(b, request->bytes, request->n_bytes, err);
}

static bool plain_in_url(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("-._~/", c));
}

static od_status add_file_url(od_buffer *b, const odeval_request *request, od_error *err)
{
    char *path = realpath(request->path, NULL);
    od_status st;

    if (!path)
        return od_fail(err, OD_INPUT, "there is no such file");
    st = od_buffer_printf(b, err, "file://");
    for (const char *c = path; *c && st == OD_OK; c++)
        st = plain_in_url(*c) ? od_buffer_add(b, c, 1, err)
                              : od_buffer_printf(b, err, "%%%02X", (unsigned char)*c);
    free(path);
    return st;
}

static od_status add_labels(od_buffer *b, const odeval_request *request, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < request->n_labels && st == OD_OK; i++)
        st = od_buffer_printf(b, err, "%s%s", i ? ", " : "", request->labels[i]);
    return st;
}

/* The user's own prompt, with the labels wherever {labels} stands; else the benchmark's. */
static od_status make_prompt(od_buffer *b, const od_openai_settings *s, const odeval_request *request,
                             od_error *err)
{
    static const char mark[] = "{labels}";
    od_status st = OD_OK;

    if (!s->prompt && request->prompt[0] == '\0') {
        od_fail(err, OD_USAGE, "the benchmark has no prompt");
        return od_remedy(err, "give one with prompt=..., in which {labels} stands for the labels");
    }
    if (!s->prompt)
        return od_buffer_add(b, request->prompt, strlen(request->prompt), err);
    for (const char *at = s->prompt, *next; at && st == OD_OK; at = next ? next + sizeof mark - 1 : NULL) {
        next = strstr(at, mark);
        st = od_buffer_add(b, at, next ? (size_t)(next - at) : strlen(at), err);
        if (st == OD_OK && next)
            st = add_labels(b, request, err);
    }
    return st;
}

static void write_text_part(od_jsonout *o, od_str text)
{
    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "type");
    od_jsonout_cstr(o, "text");
    od_jsonout_key(o, "text");
    od_jsonout_text(o, text);
    od_jsonout_close(o, '}');
}

static void write_image_part(od_jsonout *o, const od_openai_settings *s, od_str url)
{
    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "type");
    od_jsonout_cstr(o, "image_url");
    od_jsonout_key(o, "image_url");
    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "url");
    od_jsonout_text(o, url);
    if (s->detail) {
        od_jsonout_key(o, "detail");
        od_jsonout_cstr(o, s->detail);
    }
    od_jsonout_close(o, '}');
    od_jsonout_close(o, '}');
}

static void write_messages(od_jsonout *o, const od_openai_settings *s, od_str url, od_str prompt)
{
    od_jsonout_key(o, "messages");
    od_jsonout_open(o, '[', true);
    if (s->system) {
        od_jsonout_open(o, '{', true);
        od_jsonout_key(o, "role");
        od_jsonout_cstr(o, "system");
        od_jsonout_key(o, "content");
        od_jsonout_cstr(o, s->system);
        od_jsonout_close(o, '}');
    }
    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "role");
    od_jsonout_cstr(o, "user");
    od_jsonout_key(o, "content");
    od_jsonout_open(o, '[', true);
    write_image_part(o, s, url);
    write_text_part(o, prompt);
    od_jsonout_close(o, ']');
    od_jsonout_close(o, '}');
    od_jsonout_close(o, ']');
}

static void write_sampling(od_jsonout *o, const od_openai_settings *s)
{
    if (s->temperature >= 0) {
        od_jsonout_key(o, "temperature");
        od_jsonout_number(o, s->temperature);
    }
    if (s->max_tokens > 0) {
        od_jsonout_key(o, "max_tokens");
        od_jsonout_integer(o, s->max_tokens);
    }
    if (s->seed >= 0) {
        od_jsonout_key(o, "seed");
        od_jsonout_integer(o, s->seed);
    }
    if (s->logprobs) {
        od_jsonout_key(o, "logprobs");
        od_jsonout_bool(o, true);
    }
}

/* The object in `extra` is JSON, which open has checked; its members go behind the others. */
static od_status write_body(od_buffer *body, const od_openai_settings *s, od_str url, od_str prompt,
                            od_error *err)
{
    const char *extra = s->extra ? strchr(s->extra, '{') + 1 : "";
    size_t n_extra = s->extra ? (size_t)(strrchr(s->extra, '}') - extra) : 0;
    od_jsonout o;
    od_status st;

    od_jsonout_init(&o, true, err);
    od_jsonout_open(&o, '{', true);
    od_jsonout_key(&o, "model");
    od_jsonout_cstr(&o, s->model);
    write_messages(&o, s, url, prompt);
    write_sampling(&o, s);
    if ((st = o.st) == OD_OK)
        st = od_buffer_add(body, o.text.bytes, o.text.n, err);
    if (st == OD_OK && strspn(extra, " \t\r\n") < n_extra)
        st = od_buffer_printf(body, err, ", %.*s", (int)n_extra, extra);
    od_jsonout_free(&o);
    return st == OD_OK ? od_buffer_add(body, "}", 1, err) : st;
}

od_status od_openai_request(od_buffer *body, const od_openai_settings *s, const odeval_request *request,
                            od_error *err)
{
    od_buffer url = {0}, prompt = {0};
    od_status st;

    body->n = 0;
    if ((st = make_prompt(&prompt, s, request, err)) != OD_OK)
        goto done;
    if (s->image && strcmp(s->image, "file") == 0)
        st = add_file_url(&url, request, err);
    else
        st = add_data_url(&url, request, err);
    if (st == OD_OK)
        st = write_body(body, s, (od_str){url.bytes, url.n}, (od_str){prompt.bytes, prompt.n}, err);
done:
    od_buffer_free(&url);
    od_buffer_free(&prompt);
    return st;
}
