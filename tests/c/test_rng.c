#include "rng.h"
#include "test.h"

/* A second implementation, from the papers: SplitMix64 and PCG32's seeding (pcg32_srandom_r). */
static uint64_t mix(uint64_t z) {
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static Rng pcg32_seeded(uint64_t start, uint64_t sequence) {
    Rng rng = {.state = 0, .increment = sequence << 1 | 1};
    rng_u32(&rng);
    rng.state += start;
    rng_u32(&rng);
    return rng;
}

TEST(pcg32_gives_the_numbers_of_its_authors_demo) {
    /* pcg-c-basic, pcg32-demo, "Make some 32-bit numbers" with seed 42, sequence 54 */
    static const uint32_t expected[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e};
    Rng rng = pcg32_seeded(42, 54);
    for (int i = 0; i < 6; i++) CHECK_EQ(rng_u32(&rng), expected[i]);
}

TEST(the_key_of_a_stream_is_splitmix64_of_purpose_seed_and_epoch) {
    /* Rosetta Code, "Pseudo-random numbers/Splitmix64", seed 1234567: our mix is the published one. */
    CHECK(mix(1234567) == UINT64_C(6457827717110365317));
    CHECK(mix(1234567 + UINT64_C(0x9e3779b97f4a7c15)) == UINT64_C(3203168211198807973));
    for (uint32_t seed = 0; seed < 5; seed++)
        for (uint32_t epoch = 0; epoch < 4; epoch++) {
            uint32_t s = seed * 1073741823u;
            uint64_t key = mix(mix((uint64_t)RNG_SHUFFLE << 32 | s) ^ epoch);
            Rng want = pcg32_seeded(key, mix(key) >> 1), got = rng_stream(s, RNG_SHUFFLE, epoch);
            CHECK(got.state == want.state);
            CHECK(got.increment == want.increment);
        }
    /* The same by a Python program with unbounded integers. */
    static const uint32_t data7[] = {0x4265498d, 0x1483f5e5, 0xbb938c55, 0xed587839};
    static const uint32_t shuffle49[] = {0x86f33b01, 0x8fd46f0e, 0xe036b766, 0xcd465fa9};
    Rng a = rng_stream(7, RNG_DATA, 0), b = rng_stream(UINT32_MAX, RNG_SHUFFLE, 49);
    for (int i = 0; i < 4; i++) {
        CHECK_EQ(rng_u32(&a), data7[i]);
        CHECK_EQ(rng_u32(&b), shuffle49[i]);
    }
}

TEST(streams_of_other_purposes_epochs_and_seeds_have_nothing_in_common) {
    enum { STREAMS = 5 * 8 * 8, DRAWS = 8 };
    static uint32_t drawn[STREAMS][DRAWS];
    int stream = 0;
    for (int purpose = RNG_DATA; purpose <= RNG_NOISE; purpose++)
        for (uint32_t seed = 0; seed < 8; seed++)
            for (uint32_t epoch = 0; epoch < 8; epoch++, stream++) {
                Rng rng = rng_stream(seed, (RngPurpose)purpose, epoch);
                for (int i = 0; i < DRAWS; i++) drawn[stream][i] = rng_u32(&rng);
            }
    /* 320 streams, 8 draws: about 51,000 pairs of streams; two agreeing numbers at one place by chance: 51,000 * 8 / 2^32 = 1e-4. */
    for (int a = 0; a < STREAMS; a++)
        for (int b = 0; b < a; b++)
            for (int i = 0; i < DRAWS; i++)
                if (drawn[a][i] == drawn[b][i]) CHECK_EQ(a, b);
}

TEST(a_stream_is_the_same_each_time) {
    Rng a = rng_stream(7, RNG_INIT, 0), b = rng_stream(7, RNG_INIT, 0);
    for (int i = 0; i < 100; i++) CHECK_EQ(rng_u32(&a), rng_u32(&b));
}

/* Sum over bins of (seen - expected)^2 / expected. */
static double chi_square(const int *seen, int bins, double expected) {
    double sum = 0;
    for (int i = 0; i < bins; i++) sum += (seen[i] - expected) * (seen[i] - expected) / expected;
    return sum;
}

TEST(below_is_uniform) {
    static const uint32_t limits[] = {2, 3, 7, 10, 64, 100};
    for (int l = 0; l < 6; l++) {
        int bins = (int)limits[l], seen[100] = {0};
        Rng rng = rng_stream(1, RNG_DATA, limits[l]);
        for (int i = 0; i < 1000 * bins; i++) {
            uint32_t value = rng_below(&rng, limits[l]);
            CHECK(value < limits[l]);
            seen[value % 100]++;
        }
        /* Chi-square with n = bins - 1 degrees: mean n, deviation sqrt(2 n); 4 deviations and 6 for the tail at small n. */
        double n = bins - 1;
        CHECK_NEAR(chi_square(seen, bins, 1000), n, 4 * sqrt(2 * n) + 6);
    }
}

TEST(below_has_no_bias_where_plain_multiplication_or_modulo_would) {
    /* limit 3 * 2^30: 2^32 mod limit = 2^30, so x mod limit would land in the first third twice as often as elsewhere,
     * and x * limit >> 32 would hit every value that is 0 mod 3 (or another residue) twice. */
    uint32_t limit = 3u << 30;
    int thirds[3] = {0}, residues[3] = {0}, n = 300000;
    Rng rng = rng_stream(2, RNG_DATA, 0);
    for (int i = 0; i < n; i++) {
        uint32_t value = rng_below(&rng, limit);
        CHECK(value < limit);
        thirds[value >> 30]++;
        residues[value % 3]++;
    }
    CHECK(chi_square(thirds, 3, n / 3.0) < 14); /* 2 degrees: 14 is p = 0.001; the bias would give tens of thousands */
    CHECK(chi_square(residues, 3, n / 3.0) < 14);
}

TEST(below_1_is_0_and_the_largest_limit_works) {
    Rng rng = rng_stream(3, RNG_DATA, 0);
    for (int i = 0; i < 10; i++) {
        CHECK_EQ(rng_below(&rng, 1), 0);
        CHECK(rng_below(&rng, UINT32_MAX) < UINT32_MAX);
    }
}

TEST(floats_and_doubles_are_multiples_of_their_step_in_0_to_1) {
    Rng rng = rng_stream(4, RNG_DATA, 0);
    double float_sum = 0, double_sum = 0, largest = 0;
    for (int i = 0; i < 200000; i++) {
        double f = rng_float(&rng), d = rng_double(&rng);
        CHECK(f >= 0 && f < 1 && f * 0x1p24 == floor(f * 0x1p24));
        CHECK(d >= 0 && d < 1 && d * 0x1p53 == floor(d * 0x1p53));
        float_sum += f, double_sum += d;
        largest = f > largest ? f : largest;
    }
    /* The mean of 200,000: deviation sqrt(1 / 12 / 200,000) = 6.5e-4; 5 of them. */
    CHECK_NEAR(float_sum / 200000, 0.5, 0.0033);
    CHECK_NEAR(double_sum / 200000, 0.5, 0.0033);
    CHECK(largest > 0.9999);
}

TEST(normal_numbers_have_the_moments_of_the_normal_distribution) {
    enum { N = 200000 };
    Rng rng = rng_stream(5, RNG_NOISE, 0);
    double sum[5] = {0}, beyond_2 = 0;
    for (int i = 0; i < N; i++) {
        double x = rng_normal(&rng), power = x;
        for (int k = 1; k < 5; k++, power *= x) sum[k] += power;
        beyond_2 += fabs(x) > 2;
    }
    /* Moments 0, 1, 0, 3 with variances 1, 2, 15, 96, over N; 5 deviations each. */
    CHECK_NEAR(sum[1] / N, 0, 5 * sqrt(1.0 / N));
    CHECK_NEAR(sum[2] / N, 1, 5 * sqrt(2.0 / N));
    CHECK_NEAR(sum[3] / N, 0, 5 * sqrt(15.0 / N));
    CHECK_NEAR(sum[4] / N, 3, 5 * sqrt(96.0 / N));
    CHECK_NEAR(beyond_2 / N, 0.0455003, 5 * sqrt(0.0455 / N)); /* P(|x| > 2) of the normal distribution */
}

TEST(a_shuffle_is_a_permutation_at_every_size) {
    static int items[1000];
    bool seen[1000];
    for (int count = 0; count <= 1000; count = count < 20 ? count + 1 : count * 7) {
        Rng rng = rng_stream(6, RNG_SHUFFLE, (uint32_t)count);
        for (int i = 0; i < count; i++) items[i] = i, seen[i] = false;
        rng_shuffle(&rng, items, count);
        for (int i = 0; i < count; i++) {
            CHECK(items[i] >= 0 && items[i] < count && !seen[items[i]]);
            seen[items[i]] = true;
        }
    }
}

TEST(all_24_orders_of_four_are_equally_likely) {
    int seen[24] = {0}, n = 24000;
    Rng rng = rng_stream(7, RNG_SHUFFLE, 0);
    for (int i = 0; i < n; i++) {
        int items[4] = {0, 1, 2, 3}, rank = 0;
        rng_shuffle(&rng, items, 4);
        for (int a = 0; a < 4; a++) { /* the order's place in the list of all orders */
            int smaller = 0;
            for (int b = a + 1; b < 4; b++) smaller += items[b] < items[a];
            rank = rank * (4 - a) + smaller;
        }
        CHECK(rank < 24);
        seen[rank]++;
    }
    CHECK(chi_square(seen, 24, n / 24.0) < 50); /* 23 degrees: 49.7 is p = 0.001 */
}

void suite_rng(void) {
    RUN(pcg32_gives_the_numbers_of_its_authors_demo);
    RUN(the_key_of_a_stream_is_splitmix64_of_purpose_seed_and_epoch);
    RUN(streams_of_other_purposes_epochs_and_seeds_have_nothing_in_common);
    RUN(a_stream_is_the_same_each_time);
    RUN(below_is_uniform);
    RUN(below_has_no_bias_where_plain_multiplication_or_modulo_would);
    RUN(below_1_is_0_and_the_largest_limit_works);
    RUN(floats_and_doubles_are_multiples_of_their_step_in_0_to_1);
    RUN(normal_numbers_have_the_moments_of_the_normal_distribution);
    RUN(a_shuffle_is_a_permutation_at_every_size);
    RUN(all_24_orders_of_four_are_equally_likely);
}
