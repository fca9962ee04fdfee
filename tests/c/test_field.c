#include "field.h"
#include "test.h"

typedef struct {
    double rate, count, flag, choice, optional;
} Config;

#define AT(member) offsetof(Config, member)
static const Field fields[] = {
    {"rate", "", "", AT(rate), FIELD_NUMBER, 0, 1, .above_min = true, .below_max = true, .initial = 0.5},
    {"count", "", "", AT(count), FIELD_INTEGER, 1, FIELD_MAX_INTEGER, .initial = FIELD_REQUIRED},
    {"flag", "", "", AT(flag), FIELD_FLAG, 0, 1, .initial = 1},
    {"choice", "", "", AT(choice), FIELD_CHOICE, 0, 2, .initial = 2, .choices = "a b c"},
    {"optional", "", "", AT(optional), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = FIELD_NONE},
};
enum { COUNT = sizeof fields / sizeof *fields };

TEST(an_open_end_excludes_its_bound_and_admits_its_neighbour) {
    CHECK(!field_allows(&fields[0], 0));
    CHECK(!field_allows(&fields[0], -0.0));
    CHECK(field_allows(&fields[0], 5e-324));
    CHECK(!field_allows(&fields[0], 1));
    CHECK(field_allows(&fields[0], nextafter(1, 0)));
}

TEST(an_integer_is_whole_and_at_most_2_to_53_minus_1) {
    CHECK(field_allows(&fields[1], 1));
    CHECK(!field_allows(&fields[1], 0));
    CHECK(!field_allows(&fields[1], 2.5));
    CHECK(field_allows(&fields[1], 9007199254740991.0));
    CHECK(!field_allows(&fields[1], 9007199254740992.0));
    CHECK(!field_allows(&fields[3], 1.5));
    CHECK(!field_allows(&fields[2], 0.5));
}

TEST(nan_and_infinity_never_pass) {
    for (int i = 0; i < COUNT; i++) {
        CHECK(!field_allows(&fields[i], NAN));
        CHECK(!field_allows(&fields[i], INFINITY));
        CHECK(!field_allows(&fields[i], -INFINITY));
    }
}

TEST(defaults_are_written_and_what_was_written_is_read_back) {
    Config config = {-1, -1, -1, -1, -1};
    field_defaults(fields, COUNT, &config);
    CHECK_BITS(config.rate, 0.5);
    CHECK_BITS(config.count, 0); /* required: no default */
    CHECK_BITS(config.flag, 1);
    CHECK_BITS(config.choice, 2);
    CHECK_BITS(config.optional, INFINITY);
    field_set(&fields[1], &config, 9007199254740991.0);
    CHECK_BITS(config.count, 9007199254740991.0);
    CHECK_BITS(field_get(&fields[1], &config), 9007199254740991.0);
    CHECK_BITS(config.rate, 0.5); /* its neighbours are untouched */
    CHECK_BITS(config.flag, 1);
}

TEST(the_check_names_the_first_wrong_field) {
    Config config;
    field_defaults(fields, COUNT, &config);
    CHECK(field_check(fields, COUNT, &config) == &fields[1]); /* 0 is below its min */
    config.count = 3;
    CHECK(field_check(fields, COUNT, &config) == NULL);
    config.optional = NAN;
    CHECK(field_check(fields, COUNT, &config) == &fields[4]);
    config.flag = 2;
    CHECK(field_check(fields, COUNT, &config) == &fields[2]);
    config.rate = INFINITY; /* left out, but this field has a default: not allowed */
    CHECK(field_check(fields, COUNT, &config) == &fields[0]);
}

void suite_field(void) {
    RUN(an_open_end_excludes_its_bound_and_admits_its_neighbour);
    RUN(an_integer_is_whole_and_at_most_2_to_53_minus_1);
    RUN(nan_and_infinity_never_pass);
    RUN(defaults_are_written_and_what_was_written_is_read_back);
    RUN(the_check_names_the_first_wrong_field);
}
