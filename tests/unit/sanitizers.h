/* sanitizers.h: whether a test is built with the thread sanitizer, under which all takes ten times as long.
 */
#ifndef OD_TESTS_SANITIZERS_H
#define OD_TESTS_SANITIZERS_H

#if defined(__SANITIZE_THREAD__)
#define UNDER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_TSAN 1
#endif
#endif
#ifndef UNDER_TSAN
#define UNDER_TSAN 0
#endif

#endif
