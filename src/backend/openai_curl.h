/* openai_curl.h: libcurl, loaded when it is needed.
 *
 * Linked in the usual way it brings 30 libraries along, which takes every odeval command 15 ms to start, and
 * few commands ask a server.
 */
#ifndef OD_BACKEND_OPENAI_CURL_H
#define OD_BACKEND_OPENAI_CURL_H

#include <curl/curl.h>

#include "core/status.h"

#define OD_CURL_FUNCTIONS(X)                                                                                 \
    X(easy_cleanup)                                                                                          \
    X(easy_getinfo)                                                                                          \
    X(easy_init)                                                                                             \
    X(easy_setopt)                                                                                           \
    X(easy_strerror)                                                                                         \
    X(free)                                                                                                  \
    X(global_cleanup)                                                                                        \
    X(global_init)                                                                                           \
    X(multi_add_handle)                                                                                      \
    X(multi_cleanup)                                                                                         \
    X(multi_info_read)                                                                                       \
    X(multi_init)                                                                                            \
    X(multi_perform)                                                                                         \
    X(multi_poll)                                                                                            \
    X(multi_remove_handle)                                                                                   \
    X(multi_wakeup)                                                                                          \
    X(slist_append)                                                                                          \
    X(slist_free_all)                                                                                        \
    X(url)                                                                                                   \
    X(url_cleanup)                                                                                           \
    X(url_get)                                                                                               \
    X(url_set)

/* curl->easy_init() is curl_easy_init(), and so on. */
typedef struct od_curl {
#define OD_CURL_MEMBER(name) __typeof__(curl_##name) *name;
    OD_CURL_FUNCTIONS(OD_CURL_MEMBER)
#undef OD_CURL_MEMBER
} od_curl;

/* OD_SYSTEM when there is no libcurl, or too old a one. It stays loaded: OpenSSL, which comes with it, leaves
 * handlers behind for the end of the process. */
od_status od_curl_load(od_curl *curl, od_error *err);

#endif
