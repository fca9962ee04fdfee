// The kernels that run against the plain ones of kernels.c, bit for bit: the same sums in the same order, four samples at a time.
#include "float_maths.h"
#include "simd_kernels.h"
#include "test.h"

#include <stdlib.h>

enum { LIMIT = 96 * 512 };
static float in[LIMIT], other[LIMIT], w[LIMIT], b[512], slow[LIMIT], fast[LIMIT], slow_extra[LIMIT], fast_extra[LIMIT];

static uint32_t seed = 1;
static uint32_t draw(void) {
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

// Ordinary numbers of all sizes; every 50th is odd: 0, -0, huge, tiny, and where asked for infinite or NaN.
static void fill(float *values, int count, bool with_nan) {
    static const float odd[] = {0.0f, -0.0f, 1e30f, -1e-30f, 1e-42f, INFINITY, -INFINITY, NAN};
    for (int i = 0; i < count; i++) {
        values[i] = ldexpf((float)draw() / 8388608.0f - 1.0f, (int)(draw() % 12) - 6);
        if (draw() % 50 == 0) values[i] = odd[draw() % (with_nan ? 8 : 5)];
    }
}

// All NaNs are one: engines and compilers differ in their sign and payload.
static uint32_t bits(float x) {
    return isnan(x) ? 0x7fc00000u : float_bits(x);
}

static void check_same(const char *what, const float *got, const float *want, int count, int B, int I, int O) {
    for (int i = 0; i < count; i++)
        if (bits(got[i]) != bits(want[i])) {
            printf("  %s, B %d I %d O %d, number %d\n", what, B, I, O, i);
            CHECK_BITS(got[i], want[i]);
            return;
        }
}

static const int sizes[] = {1, 2, 3, 4, 5, 7, 8, 10, 16, 33, 40};

TEST(dense_products_have_the_bits_of_the_plain_ones) {
    for (int B = 4; B <= 40; B += 4)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (size_t o = 0; o < sizeof sizes / sizeof *sizes; o++) {
                int I = sizes[i], O = sizes[o];
                fill(in, I * B, false), fill(other, O * B, false), fill(w, O * I, false), fill(b, O, false);
                dense_forward(slow, in, w, b, B, I, O), simd_dense_forward(fast, in, w, b, B, I, O);
                check_same("forward", fast, slow, O * B, B, I, O);
                dense_backward_input(slow, other, w, B, I, O), simd_dense_backward_input(fast, other, w, B, I, O);
                check_same("backward input", fast, slow, I * B, B, I, O);
                dense_backward_weights(slow, slow_extra, other, in, B, I, O), simd_dense_backward_weights(fast, fast_extra, other, in, B, I, O);
                check_same("dw", fast, slow, O * I, B, I, O), check_same("db", fast_extra, slow_extra, O, B, I, O);
            }
}

TEST(dense_products_longer_than_a_block_have_the_bits_of_the_plain_ones) {
    int B = 12, I = 600, O = 70;
    fill(in, I * B, false), fill(other, O * B, false), fill(w, O * I, false), fill(b, O, false);
    dense_forward(slow, in, w, b, B, I, O), simd_dense_forward(fast, in, w, b, B, I, O);
    check_same("forward", fast, slow, O * B, B, I, O);
    dense_backward_weights(slow, slow_extra, other, in, B, I, O), simd_dense_backward_weights(fast, fast_extra, other, in, B, I, O);
    check_same("dw", fast, slow, O * I, B, I, O);
    fill(other, I * B, false), fill(w, O * I, false);
    dense_backward_input(slow, other, w, B, O, I), simd_dense_backward_input(fast, other, w, B, O, I);
    check_same("backward input", fast, slow, O * B, B, O, I);
}

TEST(activations_have_the_bits_of_the_plain_ones) {
    struct {
        const char *name;
        void (*forward)(float *, int);
        void (*backward)(float *, const float *, int);
    } reference[] = {{"tanh", tanh_forward, tanh_backward}, {"relu", relu_forward, relu_backward}, {"sigmoid", sigmoid_forward, sigmoid_backward}, {"linear", linear_forward, linear_backward}};
    CHECK_EQ(activation_row_count, sizeof reference / sizeof *reference);
    for (int round = 0; round < 20; round++)
        for (size_t r = 0; r < activation_row_count; r++) {
            CHECK_TEXT(activation_rows[r].name, reference[r].name);
            fill(slow, LIMIT, true), memcpy(fast, slow, sizeof slow);
            reference[r].forward(slow, LIMIT), activation_rows[r].forward(fast, LIMIT);
            check_same(activation_rows[r].name, fast, slow, LIMIT, 0, 0, 0);
            fill(slow_extra, LIMIT, true), memcpy(fast_extra, slow_extra, sizeof slow_extra);
            reference[r].backward(slow_extra, slow, LIMIT), activation_rows[r].backward(fast_extra, slow, LIMIT);
            check_same(activation_rows[r].name, fast_extra, slow_extra, LIMIT, 0, 0, 0);
        }
}

TEST(losses_have_the_bits_of_the_plain_ones) {
    void (*const reference[])(float *, float *, float *, const float *, const Wanted *, int, int, int, int) = {cross_entropy, mean_squared_error, binary_cross_entropy};
    CHECK_EQ(loss_row_count, sizeof reference / sizeof *reference);
    static int labels[512];
    static float slow_loss[512], fast_loss[512], slow_hits[512], fast_hits[512];
    for (int round = 0; round < 300; round++) {
        int samples = 1 + (int)(draw() % 60), B = (samples + 3) / 4 * 4, O = 1 + (int)(draw() % 12);
        fill(in, O * B, round % 3 == 0), fill(other, O * B, false);
        for (int s = 0; s < B; s++) labels[s] = (int)(draw() % (uint32_t)O);
        for (size_t r = 0; r < loss_row_count; r++) {
            Wanted wanted = {labels, other};
            reference[r](slow_loss, slow_hits, slow, in, &wanted, samples, 1, B, O);
            loss_rows[r].evaluate(fast_loss, fast_hits, fast, in, &wanted, samples, 1, B, O);
            check_same(loss_rows[r].name, fast_loss, slow_loss, B, B, 0, O), check_same("hits", fast_hits, slow_hits, B, B, 0, O);
            check_same("dz", fast, slow, O * B, B, 0, O);
            memcpy(fast, in, sizeof *fast * (size_t)(O * B));
            loss_rows[r].evaluate(fast_loss, fast_hits, fast, fast, &wanted, samples, 1, B, O);
            check_same("dz in place of z", fast, slow, O * B, B, 0, O);
            loss_rows[r].evaluate(fast_loss, fast_hits, NULL, in, &wanted, samples, 1, B, O);
            check_same("without a gradient", fast_loss, slow_loss, B, B, 0, O);
            loss_evaluate(&loss_rows[r], fast_loss, fast_hits, fast, in, &wanted, samples, 1, B, O);
            check_same("in line", fast_loss, slow_loss, B, B, 0, O), check_same("its dz", fast, slow, O * B, B, 0, O);
        }
    }
}

TEST(packing_turns_rows_into_columns_and_pads_with_the_last_row) {
    for (int stride = 4; stride <= 40; stride += 4)
        for (int count = 1; count <= 33; count++) {
            int B = (count + 3) / 4 * 4, rows[36];
            fill(in, 40 * stride, false);
            for (int s = 0; s < count; s++) rows[s] = (int)(draw() % 40);
            fast[stride * B] = NAN;
            simd_pack(fast, in, rows, count, B, stride);
            for (int f = 0; f < stride; f++)
                for (int s = 0; s < B; s++) slow[f * B + s] = in[rows[s < count ? s : count - 1] * stride + f];
            check_same("pack", fast, slow, stride * B, B, stride, 0);
            CHECK(isnan(fast[stride * B]));
        }
}

// s0 to s3 are the sums of every fourth number; the total is (s0 + s2) + (s1 + s3), in double. What lies behind the numbers is not looked at.
static double sum_by_fours(const float *values, int count, int step) {
    double part[4] = {0};
    for (int i = 0; i < count; i++) part[i % 4] += values[step * i];
    return (part[0] + part[2]) + (part[1] + part[3]);
}

TEST(sums_have_four_parts_in_double) {
    for (int round = 0; round < 20; round++)
        for (int count = 0; count <= 70; count++) {
            float *values = malloc(sizeof(float) * (size_t)(4 * count + 1)); // to the byte, for the sanitizer
            for (int i = 0; i < 4 * count; i++) values[i] = ldexpf((float)draw() / 8388608.0f - 1.0f, (int)(draw() % 80) - 40); // so that sums in double are rounded
            double sums[4], expected = sum_by_fours(values, count, 1), sum = simd_sum(values, count);
            CHECK(memcmp(&sum, &expected, sizeof sum) == 0);
            simd_sum_models(sums, values, count);
            for (int model = 0; model < 4; model++) {
                expected = sum_by_fours(values + model, count, 4);
                CHECK(memcmp(&sums[model], &expected, sizeof expected) == 0);
            }
            free(values);
        }
}

void suite_simd_kernels(void) {
    RUN(dense_products_have_the_bits_of_the_plain_ones);
    RUN(dense_products_longer_than_a_block_have_the_bits_of_the_plain_ones);
    RUN(activations_have_the_bits_of_the_plain_ones);
    RUN(losses_have_the_bits_of_the_plain_ones);
    RUN(sums_have_four_parts_in_double);
    RUN(packing_turns_rows_into_columns_and_pads_with_the_last_row);
}
