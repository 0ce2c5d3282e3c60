/* openai_answer.c: what a response of a chat server says.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "backend/openai.h"

static const cJSON *member(const cJSON *of, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(of, name); /* NULL of NULL */
}

static bool says(const cJSON *of, const char *name, const char *what)
{
    const cJSON *item = member(of, name);

    return cJSON_IsString(item) && strcmp(item->valuestring, what) == 0;
}

/* ---- the text ---- */

/* A text, or a list of parts of which some are text. */
static od_status keep_content(od_buffer *text, const cJSON *content, od_error *err)
{
    const cJSON *part;
    od_status st = OD_OK;

    if (cJSON_IsString(content))
        return od_buffer_add(text, content->valuestring, strlen(content->valuestring), err);
    if (cJSON_IsArray(content))
        cJSON_ArrayForEach(part, content)
        {
            const cJSON *piece = member(part, "text");

            if (st == OD_OK && cJSON_IsString(piece))
                st = od_buffer_add(text, piece->valuestring, strlen(piece->valuestring), err);
        }
    return st;
}

static od_status read_message(od_openai_answer *a, const cJSON *message, od_error *err)
{
    const cJSON *content = member(message, "content"), *refusal = member(message, "refusal");
    od_status st;

    if (!cJSON_IsObject(message))
        return od_fail(err, OD_INPUT, "the response has no message");
    if ((st = keep_content(&a->text, content, err)) != OD_OK)
        return st;
    if (a->text.n == 0 && cJSON_IsString(refusal) && refusal->valuestring[0]) {
        a->refused = true;
        return od_buffer_add(&a->text, refusal->valuestring, strlen(refusal->valuestring), err);
    }
    return OD_OK;
}

static void read_usage(od_openai_answer *a, const cJSON *usage)
{
    const cJSON *tokens = member(usage, "completion_tokens");

    if (cJSON_IsNumber(tokens) && tokens->valuedouble >= 0 && tokens->valuedouble < 0x1p53)
        a->tokens = (uint64_t)tokens->valuedouble;
}

/* ---- tokens ---- */

/* The bytes of a token: `bytes` where a server gives them, since a token may end within a character. */
static od_status add_token(od_buffer *spelt, const cJSON *token, od_error *err)
{
    const cJSON *bytes = member(token, "bytes"), *text = member(token, "token"), *byte;
    od_status st = OD_OK;

    if (!cJSON_IsArray(bytes))
        return cJSON_IsString(text) ? od_buffer_add(spelt, text->valuestring, strlen(text->valuestring), err)
                                    : OD_OK;
    cJSON_ArrayForEach(byte, bytes)
    {
        char c = cJSON_IsNumber(byte) && byte->valueint >= 0 && byte->valueint <= 255 ? (char)byte->valueint
                                                                                      : '\0';

        if (st == OD_OK)
            st = od_buffer_add(spelt, &c, 1, err);
    }
    return st;
}

/* All tokens one behind the other, and where each lies in that. */
static od_status spell(od_buffer *spelt, od_openai_token *tokens, size_t *n, const cJSON *list, od_error *err)
{
    const cJSON *item;
    od_status st;

    *n = 0;
    cJSON_ArrayForEach(item, list)
    {
        const cJSON *logprob = member(item, "logprob");
        od_openai_token *token = &tokens[(*n)++];

        token->at = spelt->n;
        if ((st = add_token(spelt, item, err)) != OD_OK)
            return st;
        token->n = spelt->n - token->at;
        token->logprob = cJSON_IsNumber(logprob) ? logprob->valuedouble : NAN;
    }
    return OD_OK;
}

/* Where the text stands last among the tokens: servers that cut thoughts off the text leave them in the
 * tokens. */
static bool find_text(size_t *at, const od_buffer *spelt, const od_buffer *text)
{
    if (text->n == 0 || text->n > spelt->n)
        return false;
    for (size_t i = spelt->n - text->n + 1; i-- > 0;)
        if (spelt->bytes[i] == text->bytes[0] && memcmp(spelt->bytes + i, text->bytes, text->n) == 0) {
            *at = i;
            return true;
        }
    return false;
}

/* Moves tokens to where they stand in the text; what lies outside of it becomes empty. */
static void place_tokens(od_openai_token *tokens, size_t n, size_t from, size_t n_text)
{
    for (size_t i = 0; i < n; i++) {
        size_t begin = tokens[i].at < from ? from : tokens[i].at, end = tokens[i].at + tokens[i].n;

        if (end > from + n_text)
            end = from + n_text;
        tokens[i].n = begin < end ? end - begin : 0;
        tokens[i].at = begin - from;
    }
}

static od_status read_logprobs(od_openai_answer *a, const cJSON *logprobs, od_error *err)
{
    const cJSON *list = member(logprobs, "content");
    od_openai_token *tokens = NULL;
    od_buffer spelt = {0};
    size_t n, from;
    od_status st;

    a->no_score = a->text.n > 0 && !a->refused;
    if (!cJSON_IsArray(list))
        return OD_OK;
    if ((st = OD_ALLOC(tokens, (size_t)cJSON_GetArraySize(list), err)) != OD_OK ||
        (st = spell(&spelt, tokens, &n, list, err)) != OD_OK)
        goto done;
    if (find_text(&from, &spelt, &a->text)) {
        a->no_score = false;
        place_tokens(tokens, n, from, a->text.n);
        st = od_openai_score(a, tokens, n, err);
    }
done:
    free(tokens);
    od_buffer_free(&spelt);
    return st;
}

/* ---- the response ---- */

static void clear(od_openai_answer *a)
{
    a->text.n = 0;
    a->tokens = 0;
    a->cut_off = a->filtered = a->refused = a->no_score = false;
    a->score = NAN;
    a->n_boxes = 0;
}

static od_status read_choice(od_openai_answer *a, const cJSON *root, bool logprobs, od_error *err)
{
    const cJSON *choices = member(root, "choices"), *choice;
    od_status st;

    if (!cJSON_IsArray(choices) || !(choice = choices->child))
        return od_fail(err, OD_INPUT, "the response has no choices");
    if ((st = read_message(a, member(choice, "message"), err)) != OD_OK)
        return st;
    a->cut_off = says(choice, "finish_reason", "length");
    a->filtered = says(choice, "finish_reason", "content_filter");
    read_usage(a, member(root, "usage"));
    return logprobs ? read_logprobs(a, member(choice, "logprobs"), err) : OD_OK;
}

od_status od_openai_answer_read(od_openai_answer *a, od_str body, bool logprobs, od_error *err)
{
    cJSON *root = body.n > 0 ? cJSON_ParseWithLengthOpts(body.p, body.n, NULL, false) : NULL;
    od_status st;

    clear(a);
    if (!root)
        return od_fail(err, OD_INPUT, body.n > 0 ? "the response is no whole JSON" : "the response is empty");
    st = read_choice(a, root, logprobs, err);
    cJSON_Delete(root);
    return st;
}

void od_openai_answer_release(od_openai_answer *a)
{
    od_buffer_free(&a->text);
    free(a->boxes);
    memset(a, 0, sizeof *a);
}

/* ---- what is wrong ---- */

void od_openai_scrub(char *text, const char *key)
{
    size_t n = key ? strlen(key) : 0;

    if (n == 0)
        return;
    for (char *at = text; (at = strstr(at, key)); at += n)
        memset(at, '*', n);
}

static const char *text_in(const cJSON *root)
{
    static const char *const names[] = {"message", "detail", "error"};
    const cJSON *error = member(root, "error");

    if (cJSON_IsObject(error))
        root = error;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (cJSON_IsString(member(root, names[i])))
            return member(root, names[i])->valuestring;
    return NULL;
}

/* Struck out before it is cut: half a key is one, too. */
char *od_openai_message(char buf[OD_OPENAI_MESSAGE + 1], od_str body, const char *key)
{
    enum { LOOKED_AT = 65536 };
    size_t n = body.n < LOOKED_AT ? body.n : LOOKED_AT;
    cJSON *root = n == body.n && n > 0 ? cJSON_ParseWithLengthOpts(body.p, n, NULL, false) : NULL;
    const char *said = text_in(root);
    char *text = malloc(n + 1);

    buf[0] = '\0';
    if (text) {
        size_t kept = said ? strlen(said) : n;

        memcpy(text, said ? said : body.n ? body.p : "", kept < n ? kept : n);
        text[kept < n ? kept : n] = '\0';
        for (size_t i = 0; !said && i < n; i++)
            if (text[i] == '\0')
                text[i] = ' ';
        od_openai_scrub(text, key);
        kept = strlen(text) < OD_OPENAI_MESSAGE ? strlen(text) : OD_OPENAI_MESSAGE;
        memcpy(buf, text, kept);
        buf[kept] = '\0';
    }
    free(text);
    cJSON_Delete(root);
    return buf;
}
