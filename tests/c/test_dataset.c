#include "dataset.h"
#include "test.h"


static const double PI = 3.141592653589793;

static const DatasetRow *dataset(const char *name) {
    for (size_t i = 0; i < dataset_row_count; i++)
        if (!strcmp(dataset_rows[i].name, name)) return &dataset_rows[i];
    return NULL;
}

enum { MAX_POINTS = 2000 };

static float x[MAX_POINTS * 10 + 1], targets[MAX_POINTS * 2 + 1];
static int labels[MAX_POINTS + 1];

static void generate(const char *name, int points, double noise, uint32_t seed) {
    memset(x, 0xff, sizeof x), memset(targets, 0xff, sizeof targets), memset(labels, 0xff, sizeof labels);
    Rng rng = rng_stream(seed, RNG_DATA, 0);
    dataset(name)->generate(x, labels, targets, &rng, points, noise);
}

static const char *const two_dimensional[] = {"spiral", "moons", "circles", "xor", "gaussians"};

TEST(every_number_is_written_and_none_beyond_at_every_size) {
    for (size_t row = 0; row < dataset_row_count; row++) {
        const DatasetRow *d = &dataset_rows[row];
        for (int points = 2; points <= MAX_POINTS; points = points < 9 ? points + 1 : points * 11 + 1) {
            generate(d->name, points, 0.3, 5);
            for (int i = 0; i < points * d->features; i++) CHECK(isfinite(x[i]));
            CHECK(isnan(x[points * d->features]));
            if (d->classes)
                for (int i = 0; i < points; i++) CHECK_EQ(labels[i], i % 2); /* classes alternate, so any prefix is balanced */
            else
                for (int i = 0; i < points * d->outputs; i++) CHECK(isfinite(targets[i]));
            if (d->classes) CHECK_EQ(labels[points], -1);
            else CHECK(isnan(targets[points * d->outputs]));
        }
    }
}

TEST(a_spiral_without_noise_lies_on_its_two_arms) {
    generate("spiral", 501, 0, 1);
    for (int i = 0; i < 501; i++) {
        int in_class = i % 2 ? 250 : 251;
        double r = 0.2 + 1.8 * (i / 2) / (in_class - 1), angle = 1.25 * PI * r + PI * (i % 2);
        CHECK_NEAR(x[2 * i], r * cos(angle), 1.3e-7); /* rounded once to float, at most 2 */
        CHECK_NEAR(x[2 * i + 1], r * sin(angle), 1.3e-7);
    }
    CHECK_NEAR(hypot(x[0], x[1]), 0.2, 1e-7);
    CHECK_NEAR(hypot(x[1000], x[1001]), 2, 2e-7);
}

TEST(moons_circles_xor_and_gaussians_without_noise_lie_where_they_should) {
    generate("moons", 300, 0, 1);
    for (int i = 0; i < 300; i++) {
        double u = x[2 * i], v = x[2 * i + 1];
        CHECK_NEAR(i % 2 ? hypot(u - 1, v - 0.5) : hypot(u, v), 1, 2e-7);
        CHECK(i % 2 ? v <= 0.5 : v >= -1e-7);
    }
    generate("circles", 300, 0, 1);
    for (int i = 0; i < 300; i++) CHECK_NEAR(hypot(x[2 * i], x[2 * i + 1]), i % 2 ? 0.5 : 1, 2e-7);
    generate("xor", 2000, 0, 1);
    for (int i = 0; i < 2000; i++) {
        CHECK(fabsf(x[2 * i]) <= 1 && fabsf(x[2 * i + 1]) <= 1);
        if (x[2 * i] != 0 && x[2 * i + 1] != 0) CHECK_EQ((x[2 * i] < 0) != (x[2 * i + 1] < 0), i % 2);
    }
    generate("gaussians", 10, 0, 1);
    for (int i = 0; i < 10; i++) CHECK_BITS(x[2 * i], i % 2 ? -1 : 1), CHECK_BITS(x[2 * i + 1], i % 2 ? -1 : 1);
}

TEST(xor_fills_all_four_squares_alike) {
    int seen[4] = {0};
    generate("xor", 2000, 0, 3);
    for (int i = 0; i < 2000; i++) seen[(x[2 * i] < 0) * 2 + (x[2 * i + 1] < 0)]++;
    for (int i = 0; i < 4; i++) CHECK_NEAR(seen[i], 500, 5 * sqrt(2000 * 0.25 * 0.75)); /* 5 deviations of a binomial number */
}

TEST(noise_is_the_standard_deviation_of_what_is_added) {
    for (int d = 0; d < 5; d++) {
        static float clean[MAX_POINTS * 2];
        if (!strcmp(two_dimensional[d], "circles") || !strcmp(two_dimensional[d], "xor")) continue; /* these draw positions too */
        generate(two_dimensional[d], MAX_POINTS, 0, 4);
        memcpy(clean, x, sizeof clean);
        generate(two_dimensional[d], MAX_POINTS, 0.25, 4);
        double sum = 0, squares = 0, n = 2 * MAX_POINTS;
        for (int i = 0; i < 2 * MAX_POINTS; i++) sum += x[i] - clean[i], squares += pow(x[i] - clean[i], 2);
        CHECK_NEAR(sum / n, 0, 5 * 0.25 / sqrt(n));
        CHECK_NEAR(sqrt(squares / n), 0.25, 5 * 0.25 / sqrt(2 * n)); /* the deviation of a standard deviation is s / sqrt(2n) */
    }
}

TEST(two_dimensional_sets_lie_within_about_2) {
    for (int d = 0; d < 5; d++) {
        const DatasetRow *row = dataset(two_dimensional[d]);
        generate(row->name, 2000, row->fields[1].initial, 7);
        for (int i = 0; i < 4000; i++) CHECK(fabsf(x[i]) < 3.2f); /* the ideal is within 2, noise adds up to 4 deviations of 0.1, or 0.5 around 1 */
    }
}

TEST(the_linear_problem_is_linear_and_its_inputs_are_normal) {
    /* Without noise, targets of 2000 rows fit A x + c exactly: solve for A and c from the first 11 rows, then predict the rest. */
    generate("linear", 2000, 0, 9);
    for (int o = 0; o < 2; o++) {
        double m[11][12];
        for (int r = 0; r < 11; r++) {
            for (int i = 0; i < 10; i++) m[r][i] = x[10 * r + i];
            m[r][10] = 1, m[r][11] = targets[2 * r + o];
        }
        for (int k = 0; k < 11; k++) { /* Gauss and Jordan, with pivoting */
            int pivot = k;
            for (int r = k; r < 11; r++) pivot = fabs(m[r][k]) > fabs(m[pivot][k]) ? r : pivot;
            for (int i = 0; i < 12; i++) { double t = m[k][i]; m[k][i] = m[pivot][i], m[pivot][i] = t; }
            for (int r = 0; r < 11; r++)
                if (r != k) {
                    double f = m[r][k] / m[k][k];
                    for (int i = k; i < 12; i++) m[r][i] -= f * m[k][i];
                }
        }
        for (int k = 0; k < 11; k++) CHECK(fabs(m[k][11] / m[k][k]) <= 1 + 1e-4); /* A and c are uniform on [-1, 1] */
        for (int r = 11; r < 2000; r++) {
            double y = m[10][11] / m[10][10];
            for (int i = 0; i < 10; i++) y += m[i][11] / m[i][i] * x[10 * r + i];
            CHECK_NEAR(targets[2 * r + o], y, 2e-4); /* float targets, amplified by the condition of 11 random rows */
        }
    }
    double sum = 0, squares = 0;
    for (int i = 0; i < 20000; i++) sum += x[i], squares += (double)x[i] * x[i];
    CHECK_NEAR(sum / 20000, 0, 5 / sqrt(20000));
    CHECK_NEAR(squares / 20000, 1, 5 * sqrt(2.0 / 20000));
}

TEST(the_same_seed_gives_the_same_bits_and_another_seed_others) {
    for (size_t d = 0; d < dataset_row_count; d++) {
        static float first[MAX_POINTS * 10 + 1];
        generate(dataset_rows[d].name, 100, 0.2, 7);
        memcpy(first, x, sizeof x);
        generate(dataset_rows[d].name, 100, 0.2, 7);
        CHECK(!memcmp(first, x, sizeof x));
        generate(dataset_rows[d].name, 100, 0.2, 8);
        CHECK(memcmp(first, x, sizeof x));
    }
}

void suite_dataset(void) {
    RUN(every_number_is_written_and_none_beyond_at_every_size);
    RUN(a_spiral_without_noise_lies_on_its_two_arms);
    RUN(moons_circles_xor_and_gaussians_without_noise_lie_where_they_should);
    RUN(xor_fills_all_four_squares_alike);
    RUN(noise_is_the_standard_deviation_of_what_is_added);
    RUN(two_dimensional_sets_lie_within_about_2);
    RUN(the_linear_problem_is_linear_and_its_inputs_are_normal);
    RUN(the_same_seed_gives_the_same_bits_and_another_seed_others);
}
