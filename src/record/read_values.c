/* read_values.c: members of a record's objects, each checked. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "record/parsing.h"

/* The path from the record to the spot; what does not fit is cut at its end. */
static void put_path(const od_spot *at, char *buf, size_t size)
{
    size_t n;

    buf[0] = '\0';
    if (!at || (!at->above && !at->key))
        return;
    put_path(at->above, buf, size);
    n = strlen(buf);
    if (at->key)
        snprintf(buf + n, size - n, "%s%s", n ? "." : "", at->key);
    else
        snprintf(buf + n, size - n, "[%zu]", at->item);
}

od_status od_parsing_fail(const od_parsing *r, const od_spot *at, const char *what)
{
    char path[200];

    put_path(at, path, sizeof path);
    if (path[0])
        od_fail_at(r->err, OD_INPUT, (od_place){.input = r->name}, "the run record's \"%s\" %s", path, what);
    else
        od_fail_at(r->err, OD_INPUT, (od_place){.input = r->name}, "the run record %s", what);
    return od_remedy(r->err, "give a file that --save wrote, as it was written");
}

od_spot od_parsing_member(const od_spot *object, const char *key)
{
    return (od_spot){object, key, 0, cJSON_GetObjectItemCaseSensitive(object->value, key)};
}

od_spot od_parsing_item(const od_spot *list, size_t item, const cJSON *value)
{
    return (od_spot){list, NULL, item, value};
}

/* *found is true where there is a value to read: not where it may be missing and is, or may be null and is.
 */
static od_status look_up(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                         od_spot *at, bool *found)
{
    *at = od_parsing_member(object, key);
    *found = at->value && !(how & OD_READ_NULLABLE && cJSON_IsNull(at->value));
    if (!at->value && how & OD_READ_REQUIRED)
        return od_parsing_fail(r, at, "is missing");
    return OD_OK;
}

static od_status look_up_many(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                              bool list, od_spot *at, uint32_t *n)
{
    bool found;
    od_status st = look_up(r, object, key, how, at, &found);

    *n = 0;
    if (st != OD_OK || !found)
        return st;
    if (list ? !cJSON_IsArray(at->value) : !cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, list ? "is not a list" : "is not an object");
    *n = (uint32_t)cJSON_GetArraySize(at->value);
    return OD_OK;
}

od_status od_parsing_list(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                          od_spot *found, uint32_t *n)
{
    return look_up_many(r, object, key, how, true, found, n);
}

od_status od_parsing_object(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                            od_spot *found, uint32_t *n)
{
    return look_up_many(r, object, key, how, false, found, n);
}

void *od_parsing_room(const od_parsing *r, size_t n, size_t size)
{
    void *list = n > SIZE_MAX / 2 / size ? NULL : od_arena_alloc(&r->record->texts, n * size);

    if (!list)
        od_fail_memory(r->err);
    return list;
}

od_status od_parsing_copy(const od_parsing *r, const char *text, const char **out)
{
    *out = od_arena_copy(&r->record->texts, od_str_of(text)).p;
    return *out ? OD_OK : od_fail_memory(r->err);
}

od_status od_parsing_text(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                          const char **out)
{
    od_spot at;
    bool found;
    od_status st = look_up(r, object, key, how, &at, &found);

    *out = NULL;
    if (st != OD_OK || !found)
        return st;
    if (!cJSON_IsString(at.value))
        return od_parsing_fail(r, &at, "is not a text");
    return od_parsing_copy(r, at.value->valuestring, out);
}

od_status od_parsing_bool(const od_parsing *r, const od_spot *object, const char *key, bool *out)
{
    const od_spot at = od_parsing_member(object, key);

    *out = cJSON_IsTrue(at.value);
    return !at.value || cJSON_IsBool(at.value) ? OD_OK : od_parsing_fail(r, &at, "is not true or false");
}

/* null: NaN. */
static od_status number_at(const od_parsing *r, const od_spot *at, unsigned how, double *out)
{
    *out = NAN;
    if (how & OD_READ_NULLABLE && cJSON_IsNull(at->value))
        return OD_OK;
    if (!cJSON_IsNumber(at->value))
        return od_parsing_fail(r, at, "is not a number");
    *out = at->value->valuedouble;
    if (how & OD_READ_SCORE && !(*out >= 0 && *out <= 1))
        return od_parsing_fail(r, at, "is not a score, which is from 0 to 1");
    return OD_OK;
}

od_status od_parsing_number(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                            double *out)
{
    const od_spot at = od_parsing_member(object, key);

    *out = 0;
    if (at.value)
        return number_at(r, &at, how, out);
    return how & OD_READ_REQUIRED ? od_parsing_fail(r, &at, "is missing") : OD_OK;
}

od_status od_parsing_count(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                           uint64_t *out)
{
    const od_spot at = od_parsing_member(object, key);
    double value;
    od_status st = od_parsing_number(r, object, key, how & ~(unsigned)OD_READ_NULLABLE, &value);

    *out = 0;
    if (st != OD_OK)
        return st;
    if (!(value >= 0 && value <= 0x1p53 && value == floor(value)))
        return od_parsing_fail(r, &at, "is not a count");
    *out = (uint64_t)value;
    return OD_OK;
}

od_status od_parsing_scores(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                            od_record_scores *out)
{
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_object(r, object, key, how, &at, &n);

    *out = (od_record_scores){0};
    if (st != OD_OK || n == 0)
        return st;
    if (!(out->list = od_parsing_room(r, n, sizeof *out->list)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot score = {&at, child->string, 0, child};
        od_named_value *next = &out->list[out->n];

        if ((st = number_at(r, &score, OD_READ_NULLABLE | (how & OD_READ_SCORE), &next->value)) != OD_OK ||
            (st = od_parsing_copy(r, child->string, &next->name)) != OD_OK)
            return st;
        out->n++;
    }
    return OD_OK;
}

static od_status range_at(const od_parsing *r, const od_spot *at, od_record_range *out)
{
    const cJSON *low = cJSON_GetArrayItem(at->value, 0), *high = cJSON_GetArrayItem(at->value, 1);
    const od_spot spots[] = {od_parsing_item(at, 0, low), od_parsing_item(at, 1, high)};
    od_status st;

    if (!cJSON_IsArray(at->value) || cJSON_GetArraySize(at->value) != 2)
        return od_parsing_fail(r, at, "is not a list of two numbers");
    if ((st = number_at(r, &spots[0], OD_READ_NULLABLE, &out->low)) != OD_OK ||
        (st = number_at(r, &spots[1], OD_READ_NULLABLE, &out->high)) != OD_OK)
        return st;
    return out->low > out->high ? od_parsing_fail(r, at, "ends before it begins") : OD_OK;
}

od_status od_parsing_ranges(const od_parsing *r, const od_spot *object, const char *key,
                            od_record_ranges *out)
{
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_object(r, object, key, 0, &at, &n);

    *out = (od_record_ranges){0};
    if (st != OD_OK || n == 0)
        return st;
    if (!(out->list = od_parsing_room(r, n, sizeof *out->list)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot range = {&at, child->string, 0, child};
        od_record_range *next = &out->list[out->n];

        if ((st = range_at(r, &range, next)) != OD_OK ||
            (st = od_parsing_copy(r, child->string, &next->name)) != OD_OK)
            return st;
        out->n++;
    }
    return OD_OK;
}

od_status od_parsing_texts(const od_parsing *r, const od_spot *object, const char *key, const char ***out,
                           uint32_t *n)
{
    const cJSON *child;
    od_spot at;
    uint32_t most;
    od_status st = od_parsing_list(r, object, key, 0, &at, &most);

    *out = NULL;
    *n = 0;
    if (st != OD_OK || most == 0)
        return st;
    if (!(*out = od_parsing_room(r, most, sizeof **out)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot item = od_parsing_item(&at, *n, child);

        if (!cJSON_IsString(child))
            return od_parsing_fail(r, &item, "is not a text");
        if ((st = od_parsing_copy(r, child->valuestring, &(*out)[(*n)++])) != OD_OK)
            return st;
    }
    return OD_OK;
}

od_status od_parsing_named_texts(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                                 od_named_text **out, uint32_t *n)
{
    const cJSON *child;
    od_spot at;
    uint32_t most;
    od_status st = od_parsing_object(r, object, key, how, &at, &most);

    *out = NULL;
    *n = 0;
    if (st != OD_OK || most == 0)
        return st;
    if (!(*out = od_parsing_room(r, most, sizeof **out)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        od_named_text *next = &(*out)[(*n)++];

        if ((st = od_parsing_copy(r, child->string, &next->name)) != OD_OK ||
            (st = od_parsing_text(r, &at, child->string, OD_READ_NULLABLE, &next->value)) != OD_OK)
            return st;
    }
    return OD_OK;
}
