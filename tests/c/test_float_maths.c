#include "float_maths.h"
#include "test.h"

/* Distance of got from the exact value, in units of the last place of a float of that size. */
static double ulps(float got, double exact) {
    int exponent;
    frexp(exact, &exponent); /* |exact| in [2^(e-1), 2^e) */
    return fabs((double)got - exact) / ldexp(1, (exponent > -125 ? exponent : -125) - 24);
}

typedef struct {
    double worst;
    float at;
} Worst;

static void note(Worst *worst, float x, float got, double exact) {
    double error = ulps(got, exact);
    if (!(error <= worst->worst)) *worst = (Worst){error, x}; /* a NaN is noted too */
}

#define CHECK_WORST(w, claim) \
    do { \
        if (!((w).worst <= (claim))) printf("  the worst is at x = %.9g (%a)\n", (double)(w).at, (double)(w).at); \
        CHECK((w).worst <= (claim)); \
    } while (0)

/* Every stride-th float from a to b, by bits; both of the sign of a. */
#define EACH_FLOAT(x, a, b, stride) \
    for (uint32_t bits_ = float_bits(a), end_ = float_bits(b); bits_ <= end_; bits_ += (stride)) \
        for (float x = float_from_bits(bits_), *once_ = &x; once_; once_ = NULL)

/* A prime, so that all low bits occur; about 260,000 floats between 2^-20 and 2^10. */
#define STRIDE 967

TEST(exp_is_within_2_ulp_up_to_88) {
    Worst worst = {0};
    EACH_FLOAT(x, 0.0f, 88.0f, STRIDE) note(&worst, x, float_exp(x), exp((double)x));
    EACH_FLOAT(x, -0.0f, -87.3f, STRIDE) note(&worst, x, float_exp(x), exp((double)x));
    EACH_FLOAT(x, 0.25f, 2.0f, 31) note(&worst, x, float_exp(x), exp((double)x));
    EACH_FLOAT(x, -0.25f, -2.0f, 31) note(&worst, x, float_exp(x), exp((double)x));
    CHECK_WORST(worst, 2);
}

TEST(exp_is_1_at_0_and_0_below_minus_87_3) {
    CHECK_BITS(float_exp(0.0f), 1);
    CHECK_BITS(float_exp(-0.0f), 1);
    CHECK_BITS(float_exp(nextafterf(-87.3f, -100)), 0);
    CHECK(float_exp(-87.3f) > 0);
    CHECK_BITS(float_exp(-INFINITY), 0);
    EACH_FLOAT(x, -87.4f, -3.4e38f, 9677) CHECK_BITS(float_exp(x), 0);
}

TEST(log_is_within_2_ulp_for_every_normal_number) {
    Worst worst = {0};
    EACH_FLOAT(x, 1.17549435e-38f, 3.4028235e38f, 2 * STRIDE) note(&worst, x, float_log(x), log((double)x));
    EACH_FLOAT(x, 0.7f, 1.42f, 13) note(&worst, x, float_log(x), log((double)x)); /* around 1, where cancellation would show */
    CHECK_WORST(worst, 2);
    CHECK_BITS(float_log(1.0f), 0);
}

TEST(log1p_is_as_good_as_log_and_keeps_small_numbers) {
    Worst worst = {0};
    EACH_FLOAT(x, 1e-45f, 1.0f, STRIDE) note(&worst, x, float_log1p(x), log1p((double)x));
    EACH_FLOAT(x, 0.1f, 1.0f, 13) note(&worst, x, float_log1p(x), log1p((double)x));
    CHECK_WORST(worst, 3); /* the header promises a logarithm with its lost part added: 2 ulp and the two roundings of the addition */
    CHECK_BITS(float_log1p(0.0f), 0);
    CHECK_BITS(float_log1p(1e-30f), 1e-30f);
}

TEST(tanh_is_within_7_ulp_and_4_2e_7) {
    Worst worst = {0};
    double largest = 0;
    EACH_FLOAT(x, 0.0f, 20.0f, STRIDE) note(&worst, x, float_tanh(x), tanh((double)x));
    EACH_FLOAT(x, 0.1f, 9.5f, 61) {
        note(&worst, x, float_tanh(x), tanh((double)x));
        largest = fmax(largest, fabs((double)float_tanh(x) - tanh((double)x)));
    }
    CHECK_WORST(worst, 7);
    CHECK(largest <= 4.2e-7);
}

TEST(tanh_never_leaves_minus_1_to_1_and_is_odd) {
    EACH_FLOAT(x, 0.0f, INFINITY, 1999) {
        float y = float_tanh(x);
        CHECK(y >= 0 && y <= 1);
        CHECK_BITS(float_tanh(-x), -(double)y);
    }
    EACH_FLOAT(x, 8.0f, 9.1f, 1) CHECK(float_tanh(x) <= 1.0f); /* every float where it comes close to 1 */
    CHECK_BITS(float_tanh(0.0f), 0);
    CHECK_BITS(float_tanh(-0.0f), -0.0);
    CHECK_BITS(float_tanh(INFINITY), 1);
    CHECK_BITS(float_tanh(-INFINITY), -1);
}

TEST(sigmoid_is_within_3_ulp_and_in_0_to_1) {
    Worst worst = {0};
    EACH_FLOAT(x, 0.0f, 87.3f, STRIDE) note(&worst, x, float_sigmoid(x), 1 / (1 + exp(-(double)x)));
    EACH_FLOAT(x, -0.0f, -87.3f, STRIDE) note(&worst, x, float_sigmoid(x), 1 / (1 + exp(-(double)x)));
    CHECK_WORST(worst, 3);
    EACH_FLOAT(x, 0.0f, INFINITY, 1999) {
        CHECK(float_sigmoid(x) >= 0.5f && float_sigmoid(x) <= 1);
        CHECK(float_sigmoid(-x) >= 0 && float_sigmoid(-x) <= 0.5f);
        /* symmetric: sigmoid(x) + sigmoid(-x) = 1; each is rounded once near the sum: half an ulp of 1 and half of 1/2 */
        CHECK_NEAR((double)float_sigmoid(x) + (double)float_sigmoid(-x), 1, 0x1p-23);
    }
    CHECK_BITS(float_sigmoid(0.0f), 0.5);
    CHECK_BITS(float_sigmoid(-0.0f), 0.5);
}

TEST(nan_stays_nan) {
    float nans[] = {NAN, -NAN, float_from_bits(0x7f800001u), float_from_bits(0xffc12345u), float_from_bits(0x7fffffffu)};
    for (int i = 0; i < 5; i++) {
        CHECK(isnan(float_exp(nans[i])));
        CHECK(isnan(float_log(nans[i])));
        CHECK(isnan(float_log1p(nans[i])));
        CHECK(isnan(float_tanh(nans[i])));
        CHECK(isnan(float_sigmoid(nans[i])));
    }
    CHECK(isnan(float_log(INFINITY)));
}

void suite_float_maths(void) {
    RUN(exp_is_within_2_ulp_up_to_88);
    RUN(exp_is_1_at_0_and_0_below_minus_87_3);
    RUN(log_is_within_2_ulp_for_every_normal_number);
    RUN(log1p_is_as_good_as_log_and_keeps_small_numbers);
    RUN(tanh_is_within_7_ulp_and_4_2e_7);
    RUN(tanh_never_leaves_minus_1_to_1_and_is_odd);
    RUN(sigmoid_is_within_3_ulp_and_in_0_to_1);
    RUN(nan_stays_nan);
}
