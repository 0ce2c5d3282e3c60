#include <string.h>

#include "benchmark/defining.h"

od_status od_defining_fail(const od_defining *p, const char *what, const char *key)
{
    od_fail_at(p->err, OD_INPUT, (od_place){.input = p->source}, "the benchmark definition %s \"%s\"", what,
               key);
    return od_remedy(p->err, "odeval help definition explains the file");
}

od_status od_defining_keys(const od_defining *p, const cJSON *object, const char *name,
                           const char *const *known)
{
    const cJSON *item;

    if (!cJSON_IsObject(object))
        return od_defining_fail(p, "needs an object for", name);
    cJSON_ArrayForEach(item, object)
    {
        size_t i = 0;

        while (known[i] && strcmp(known[i], item->string) != 0)
            i++;
        if (!known[i])
            return od_defining_fail(p, "has an unknown key", item->string);
    }
    return OD_OK;
}

od_status od_defining_text(const od_defining *p, const cJSON *object, const char *key, bool required,
                           const char **out)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    od_str copy;

    *out = NULL;
    if (!item)
        return required ? od_defining_fail(p, "lacks", key) : OD_OK;
    if (!cJSON_IsString(item))
        return od_defining_fail(p, "needs a text for", key);
    copy = od_arena_copy(&p->bench->texts, od_str_of(item->valuestring));
    *out = copy.p;
    return copy.p ? OD_OK : od_fail_memory(p->err);
}

od_status od_defining_name(const od_defining *p, const cJSON *object, const char **out)
{
    od_status st = od_defining_text(p, object, "name", true, out);

    return st == OD_OK && !**out ? od_defining_fail(p, "has an empty", "name") : st;
}

od_status od_defining_bool(const od_defining *p, const cJSON *object, const char *key, bool *out)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    *out = cJSON_IsTrue(item);
    return !item || cJSON_IsBool(item) ? OD_OK : od_defining_fail(p, "needs true or false for", key);
}

od_status od_defining_array(const od_defining *p, const cJSON *object, const char *key, const cJSON **out,
                            uint32_t *n)
{
    *out = cJSON_GetObjectItemCaseSensitive(object, key);
    *n = 0;
    if (!*out)
        return OD_OK;
    if (!cJSON_IsArray(*out))
        return od_defining_fail(p, "needs a list for", key);
    *n = (uint32_t)cJSON_GetArraySize(*out);
    return OD_OK;
}

od_status od_defining_room(const od_defining *p, void *pointer, uint32_t n, size_t size)
{
    void *space = od_arena_alloc(&p->bench->texts, (n + (size_t)1) * size);

    memcpy(pointer, &space, sizeof space);
    return space ? OD_OK : od_fail_memory(p->err);
}
