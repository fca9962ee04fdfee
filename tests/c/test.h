// The native tests' few tools: claims, checks, a summary.
//
//     #include "test.h"
//
//     TEST(first_drop_is_at_step_size) {
//         CHECK_BITS(schedule_at(&s, 14), 0.01);
//         CHECK_NEAR(loss, 0.6931, 1e-4);   // a tolerance and, beside it, its reason
//     }
//
//     void suite_schedule(void) { RUN(first_drop_is_at_step_size); }
//
// and in main.c
//
//     int main(int argc, char **argv) {
//         test_begin(argc, argv);
//         SUITE(schedule);
//         return test_end();
//     }
//
// A failed check prints file, line, expression and both values, is counted, and the test goes on: one run shows every
// failure. Arguments are filters: `native-sanitized floor plateau` runs the tests whose suite or name contains one of them.
#ifndef STEP_DECAY_TEST_H
#define STEP_DECAY_TEST_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// Shared by all suites of one program. Weak, so that every suite may include this header and none has to own them.
#define TEST_SHARED __attribute__((weak))
TEST_SHARED int test_passed, test_failed;    // tests
TEST_SHARED int test_checks_failed;          // failed checks of the running test
TEST_SHARED const char *test_suite = "";
TEST_SHARED const char **test_filters;
TEST_SHARED int test_filter_count;

// A loop over a million rates should not print a million lines.
enum { TEST_MESSAGES_PER_TEST = 20 };

static inline bool test_message_wanted(void) {
    test_checks_failed++;
    if (test_checks_failed == TEST_MESSAGES_PER_TEST + 1) printf("  ... more failures in this test are only counted\n");
    return test_checks_failed <= TEST_MESSAGES_PER_TEST;
}

static inline void test_check(const char *file, int line, const char *text, bool holds) {
    if (holds || !test_message_wanted()) return;
    printf("  %s:%d: CHECK(%s) is false\n", file, line, text);
}

static inline void test_check_eq(const char *file, int line, const char *text, long long got, long long want) {
    if (got == want || !test_message_wanted()) return;
    printf("  %s:%d: CHECK_EQ(%s): %lld, expected %lld\n", file, line, text, got, want);
}

static inline void test_check_text(const char *file, int line, const char *text, const char *got, const char *want) {
    if ((got == want || (got && want && strcmp(got, want) == 0)) || !test_message_wanted()) return;
    printf("  %s:%d: CHECK_TEXT(%s): \"%s\", expected \"%s\"\n", file, line, text, got ? got : "(null)",
           want ? want : "(null)");
}

// Written so that a NaN fails: it is not <= anything.
static inline void test_check_near(const char *file, int line, const char *text, double got, double want, double tol) {
    if (got == want || fabs(got - want) <= tol || !test_message_wanted()) return;
    printf("  %s:%d: CHECK_NEAR(%s): %.17g, expected %.17g, off by %.3g, tolerance %.3g\n", file, line, text, got, want,
           fabs(got - want), tol);
}

// A float widens to a double without loss, so one check serves both. -0 and 0 differ.
static inline void test_check_bits(const char *file, int line, const char *text, double got, double want) {
    uint64_t a, b;
    memcpy(&a, &got, sizeof a);
    memcpy(&b, &want, sizeof b);
    if (a == b || !test_message_wanted()) return;
    printf("  %s:%d: CHECK_BITS(%s): %.17g (%a), expected %.17g (%a)\n", file, line, text, got, got, want, want);
}

#define CHECK(cond) test_check(__FILE__, __LINE__, #cond, (cond))
#define CHECK_EQ(got, want) test_check_eq(__FILE__, __LINE__, #got ", " #want, (long long)(got), (long long)(want))
#define CHECK_TEXT(got, want) test_check_text(__FILE__, __LINE__, #got ", " #want, (got), (want))
#define CHECK_NEAR(got, want, tol) \
    test_check_near(__FILE__, __LINE__, #got ", " #want, (double)(got), (double)(want), (double)(tol))
#define CHECK_BITS(got, want) test_check_bits(__FILE__, __LINE__, #got ", " #want, (double)(got), (double)(want))

static inline bool test_wanted(const char *name) {
    for (int i = 0; i < test_filter_count; i++)
        if (strstr(name, test_filters[i]) || strstr(test_suite, test_filters[i])) return true;
    return test_filter_count == 0;
}

static inline void test_run(const char *name, void (*body)(void)) {
    if (!test_wanted(name)) return;
    test_checks_failed = 0;
    body();
    if (test_checks_failed == 0) {
        test_passed++;
        return;
    }
    test_failed++;
    printf("not ok: %s: %s (%d checks failed)\n", test_suite, name, test_checks_failed);
}

#define TEST(name) static void name(void)
#define RUN(name) test_run(#name, name)
#define SUITE(name) \
    do { \
        void suite_##name(void); \
        test_suite = #name; \
        suite_##name(); \
    } while (0)

static inline void test_begin(int argc, char **argv) {
    setvbuf(stdout, NULL, _IOLBF, 0);  // messages stand before a sanitizer's report, not after it
    test_filters = (const char **)(argv + 1);
    test_filter_count = argc - 1;
}

// The exit code: 0 only if something ran and nothing failed.
static inline int test_end(void) {
    printf("%d passed, %d failed\n", test_passed, test_failed);
    return test_failed > 0 || test_passed == 0;
}

#endif
