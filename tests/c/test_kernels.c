#include "simd_kernels.h"
#include "float_maths.h"
#include "rng.h"
#include "test.h"

/* Every test here runs twice: on the plain kernels and on those of simd_kernels.c, which must give the same bits. */
typedef struct {
    const char *name;
    void (*forward)(float *, const float *, const float *, const float *, int, int, int);
    void (*backward_input)(float *, const float *, const float *, int, int, int);
    void (*backward_weights)(float *, float *, const float *, const float *, int, int, int);
} Dense;

static const Dense denses[] = {
    {"plain", dense_forward, dense_backward_input, dense_backward_weights},
    {"simd", simd_dense_forward, simd_dense_backward_input, simd_dense_backward_weights},
};
static const Activation plain_activations[] = {
    {"tanh", "", tanh_forward, tanh_backward}, {"relu", "", relu_forward, relu_backward},
    {"sigmoid", "", sigmoid_forward, sigmoid_backward}, {"linear", "", linear_forward, linear_backward},
};
static const Loss plain_losses[] = {
    {.name = "cross-entropy", .evaluate = cross_entropy}, {.name = "mse", .evaluate = mean_squared_error}, {.name = "bce", .evaluate = binary_cross_entropy},
};

static const char *const activation_names[] = {"tanh", "relu", "sigmoid", "linear"};
static const char *const losses[] = {"cross-entropy", "mse", "bce"};
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static int kind; /* of kernels under test: a place in `denses` */

static void twice(void (*body)(void)) {
    for (kind = 0; kind < COUNT(denses); kind++) {
        int before = test_checks_failed;
        body();
        if (test_checks_failed > before) printf("  (with the %s kernels)\n", denses[kind].name);
    }
}

/* A test whose body runs for both kinds. */
#define TEST_BOTH(name) \
    static void name##_body(void); \
    TEST(name) { \
        twice(name##_body); \
    } \
    static void name##_body(void)

static const Activation *activation(const char *name) {
    const Activation *rows = kind ? activation_rows : plain_activations;
    for (int i = 0; i < COUNT(activation_names); i++)
        if (!strcmp(rows[i].name, name)) return &rows[i];
    return NULL;
}

static const Loss *loss(const char *name) {
    const Loss *rows = kind ? loss_rows : plain_losses;
    for (int i = 0; i < COUNT(losses); i++)
        if (!strcmp(rows[i].name, name)) return &rows[i];
    return NULL;
}

/* The largest case of these tests. A longer sum than 256 is taken in blocks. */
enum { MAX_B = 132, MAX_WIDTH = 67, LONG = 521, MAX_CELLS = LONG * 36 + 1, MAX_WEIGHTS = LONG * 9 + 1 }; /* and one cell more, to see that it is not written */

static float x[MAX_CELLS], z[MAX_CELLS], dx[MAX_CELLS], dz[MAX_CELLS], w[MAX_WEIGHTS], dw[MAX_WEIGHTS], b[LONG + 1], db[LONG + 1];

static Rng rng;

/* Numbers of both signs over five orders of magnitude: any other order of a sum rounds otherwise. */
static void fill(float *values, int count) {
    for (int i = 0; i < count; i++) values[i] = (rng_float(&rng) - 0.5f) * exp2f((float)rng_below(&rng, 16) - 8);
}

/* Dense layers, bit for bit ---------------------------------------------------------------------------------------- */

static const int batches[] = {4, 8, 12, 16, 20, 28, 32, 36, 64, 132};
static const int widths[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 64, 67};
static void one_size(void (*body)(int B, int I, int O), int B, int I, int O) {
    rng = rng_stream((uint32_t)B, RNG_DATA, (uint32_t)(I * 1000 + O));
    fill(x, I * B), fill(dz, O * B), fill(w, O * I), fill(b, O);
    body(B, I, O);
}

/* Calls `body` for every size of batch, inputs and outputs. */
static void each_size(void (*body)(int B, int I, int O)) {
    static const int lengths[] = {255, 256, 257, 260, 512, 513, LONG};
    for (int batch = 0; batch < COUNT(batches); batch++)
        for (int i = 0; i < COUNT(widths); i++)
            for (int o = 0; o < COUNT(widths); o++)
                if (batches[batch] <= 36 || (i % 3 == 0 && o % 3 == 1)) one_size(body, batches[batch], widths[i], widths[o]); /* the large ones with fewer widths, for time */
    for (int l = 0; l < COUNT(lengths); l++)
        for (int other = 1; other <= 9; other += 2) one_size(body, 4 * other, lengths[l], other), one_size(body, 4 * other, other, lengths[l]);
}

static void forward_in_order(int B, int I, int O) {
    memset(z, 0xff, sizeof(float) * (size_t)(O * B + 1)); /* NaN: nothing may be read from the output before it is written */
    denses[kind].forward(z, x, w, b, B, I, O);
    for (int o = 0; o < O; o++)
        for (int s = 0; s < B; s++) {
            float sum = b[o];
            for (int i = 0; i < I; i++) sum = sum + w[o * I + i] * x[i * B + s];
            CHECK_BITS(z[o * B + s], sum);
        }
    CHECK(isnan(z[O * B])); /* and nothing written behind it */
}
TEST_BOTH(forward_starts_at_the_bias_and_takes_inputs_ascending) {
    each_size(forward_in_order);
}

static void input_in_order(int B, int I, int O) {
    memset(dx, 0xff, sizeof(float) * (size_t)(I * B + 1));
    denses[kind].backward_input(dx, dz, w, B, I, O);
    for (int i = 0; i < I; i++)
        for (int s = 0; s < B; s++) {
            float sum = 0;
            for (int o = 0; o < O; o++) sum = sum + w[o * I + i] * dz[o * B + s];
            CHECK_BITS(dx[i * B + s], sum);
        }
    CHECK(isnan(dx[I * B]));
}
TEST_BOTH(backward_to_the_inputs_starts_at_0_and_takes_outputs_ascending) {
    each_size(input_in_order);
}

static float joined(const float *sum) {
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}
static void weights_in_order(int B, int I, int O) {
    memset(dw, 0xff, sizeof(float) * (size_t)(O * I + 1)), memset(db, 0xff, sizeof(float) * (size_t)(O + 1));
    denses[kind].backward_weights(dw, db, dz, x, B, I, O);
    for (int o = 0; o < O; o++) {
        float bias[4] = {0};
        for (int s = 0; s < B; s++) bias[s % 4] = bias[s % 4] + dz[o * B + s];
        CHECK_BITS(db[o], joined(bias));
        for (int i = 0; i < I; i++) {
            float sum[4] = {0};
            for (int s = 0; s < B; s++) sum[s % 4] = sum[s % 4] + dz[o * B + s] * x[i * B + s];
            CHECK_BITS(dw[o * I + i], joined(sum));
        }
    }
    CHECK(isnan(dw[O * I]));
    CHECK(isnan(db[O]));
}
TEST_BOTH(sums_over_the_batch_are_four_partial_sums_by_sample_mod_4) {
    each_size(weights_in_order);
}

TEST_BOTH(the_data_tell_other_orders_apart) {
    /* The checks above would mean little if a plain sum gave the same bits. */
    rng = rng_stream(9, RNG_DATA, 0);
    fill(x, MAX_CELLS), fill(dz, MAX_CELLS), fill(w, MAX_WEIGHTS), fill(b, MAX_WIDTH);
    int B = 32, I = 17, differ = 0;
    denses[kind].forward(z, x, w, b, B, I, 1);
    denses[kind].backward_weights(dw, db, dz, x, B, I, 1);
    for (int s = 0; s < B; s++) {
        float sum = 0;
        for (int i = 0; i < I; i++) sum = sum + w[i] * x[i * B + s];
        differ += sum + b[0] != z[s];
    }
    CHECK(differ > 10);
    differ = 0;
    for (int i = 0; i < I; i++) {
        float sum = 0;
        for (int s = 0; s < B; s++) sum = sum + dz[s] * x[i * B + s];
        differ += sum != dw[i];
    }
    CHECK(differ > 5);
}

/* Activations ------------------------------------------------------------------------------------------------------- */

static double exact_activation(const char *name, double v) {
    if (!strcmp(name, "tanh")) return tanh(v);
    if (!strcmp(name, "relu")) return v > 0 ? v : 0;
    if (!strcmp(name, "sigmoid")) return 1 / (1 + exp(-v));
    return v;
}

TEST_BOTH(activations_have_their_values_and_derivatives_at_every_length) {
    CHECK_EQ(activation_row_count, COUNT(activation_names));
    rng = rng_stream(10, RNG_DATA, 0);
    for (int a = 0; a < COUNT(activation_names); a++)
        for (int n = kind ? 4 : 1; n <= 40; n += kind ? 4 : 1) { /* the SIMD ones take multiples of 4 */
            float v[40], y[41], dy[41], upstream[40];
            for (int i = 0; i < n; i++) v[i] = 12 * rng_float(&rng) - 6, upstream[i] = rng_float(&rng) - 0.5f;
            memcpy(y, v, sizeof v), memcpy(dy, upstream, sizeof upstream);
            y[n] = dy[n] = 77;
            activation(activation_names[a])->forward(y, n);
            activation(activation_names[a])->backward(dy, y, n);
            for (int i = 0; i < n; i++) {
                double h = 1e-5, want = exact_activation(activation_names[a], v[i]);
                double slope = (exact_activation(activation_names[a], v[i] + h) - exact_activation(activation_names[a], v[i] - h)) / (2 * h);
                CHECK_NEAR(y[i], want, 4.2e-7 * (1 + fabs(want))); /* tanh is the worst, 4.2e-7 (float_maths.h) */
                /* 1 - a^2 amplifies a's error by 2, and rounds; the difference itself errs by h^2 / 6 = 2e-11 */
                CHECK_NEAR(dy[i], upstream[i] * slope, 1e-6);
            }
            CHECK_BITS(y[n], 77);
            CHECK_BITS(dy[n], 77);
        }
}

TEST_BOTH(relu_is_0_with_slope_0_at_0_and_passes_nan_and_infinity_on) {
    float v[] = {0.0f, -1.0f, 1e-45f, NAN, INFINITY, -INFINITY, -1e-45f, 1}, dv[] = {3, 3, 3, 3, 3, 3, 3, 3};
    activation("relu")->forward(v, 8);
    CHECK_BITS(v[0], 0), CHECK_BITS(v[1], 0), CHECK_BITS(v[2], 1e-45f), CHECK(isnan(v[3])), CHECK_BITS(v[4], INFINITY), CHECK_BITS(v[5], 0);
    activation("relu")->backward(dv, v, 8);
    CHECK_BITS(dv[0], 0), CHECK_BITS(dv[1], 0), CHECK_BITS(dv[2], 3), CHECK_BITS(dv[4], 3), CHECK_BITS(dv[5], 0), CHECK_BITS(dv[6], 0);
}

TEST_BOTH(every_activation_passes_nan_on) {
    for (int i = 0; i < COUNT(activation_names); i++) {
        float v[] = {1, 1, NAN, 1};
        activation(activation_names[i])->forward(v, 4);
        CHECK(isnan(v[2]));
        CHECK(isfinite(v[1]) && isfinite(v[3]));
    }
}

/* Losses ------------------------------------------------------------------------------------------------------------ */

/* The loss of one sample in double, straight from its definition. z is [O]. */
static double exact_loss(const char *name, const double *out, const float *target, int label, int O) {
    double sum = 0, largest = out[0];
    if (!strcmp(name, "cross-entropy")) {
        for (int o = 1; o < O; o++) largest = fmax(largest, out[o]);
        for (int o = 0; o < O; o++) sum += exp(out[o] - largest);
        return log(sum) + largest - out[label];
    }
    for (int o = 0; o < O; o++) {
        double y = target[o];
        sum += !strcmp(name, "mse") ? (out[o] - y) * (out[o] - y) : -y * log(1 / (1 + exp(-out[o]))) - (1 - y) * log(1 / (1 + exp(out[o])));
    }
    return sum / O;
}

typedef struct {
    float z[MAX_CELLS], dz[MAX_CELLS], targets[MAX_CELLS], losses[MAX_B], hits[MAX_B];
    int labels[MAX_B];
} LossCase;

static LossCase c;

static void fill_loss_case(const char *name, int samples, int B, int O, float spread) {
    for (int i = 0; i < O * B; i++) {
        c.z[i] = (rng_float(&rng) - 0.5f) * 2 * spread;
        c.targets[i] = strcmp(name, "bce") ? rng_float(&rng) * 4 - 2 : (float)rng_below(&rng, 3) / 2; /* bce: 0, 1/2 or 1 */
    }
    for (int s = 0; s < B; s++) c.labels[s] = s < samples ? (int)rng_below(&rng, (uint32_t)O) : 0;
}

TEST_BOTH(losses_and_their_gradients_equal_the_definition) {
    CHECK_EQ(loss_row_count, COUNT(losses));
    rng = rng_stream(11, RNG_DATA, 0);
    for (int l = 0; l < COUNT(losses); l++)
        for (int samples = 1; samples <= 33; samples += samples < 9 ? 1 : 12)
            for (int o = 0; o < 9; o++) {
                int B = (samples + 3) / 4 * 4, O = widths[o];
                fill_loss_case(losses[l], samples, B, O, 5);
                Wanted wanted = {.labels = c.labels, .targets = c.targets};
                loss(losses[l])->evaluate(c.losses, c.hits, c.dz, c.z, &wanted, samples, 1, B, O);
                for (int s = 0; s < B; s++) {
                    double out[MAX_WIDTH];
                    float target[MAX_WIDTH];
                    for (int i = 0; i < O; i++) out[i] = c.z[i * B + s], target[i] = c.targets[i * B + s];
                    if (s < samples) /* O float32 sums of numbers to 50 (mse): each rounds by 2^-24 of the sum */
                        CHECK_NEAR(c.losses[s], exact_loss(losses[l], out, target, c.labels[s], O), 4e-6 * (1 + exact_loss(losses[l], out, target, c.labels[s], O)));
                    for (int i = 0; i < O; i++) {
                        double h = 1e-4, keep = out[i];
                        out[i] = keep + h;
                        double above = exact_loss(losses[l], out, target, c.labels[s], O);
                        out[i] = keep - h;
                        double below = exact_loss(losses[l], out, target, c.labels[s], O);
                        out[i] = keep;
                        /* h^2 / 6 times the third derivative (< 1) is 2e-9; float32's share is 1e-6 of the gradient, which is at most 14 / samples */
                        if (s < samples) CHECK_NEAR(c.dz[i * B + s], (above - below) / (2 * h) / samples, 2e-6 / samples * (losses[l][0] == 'm' ? 5 : 1));
                        else CHECK(c.dz[i * B + s] == 0);
                    }
                }
            }
}

TEST_BOTH(a_loss_without_gradient_is_the_same_and_writes_none) {
    rng = rng_stream(12, RNG_DATA, 0);
    for (int l = 0; l < COUNT(losses); l++) {
        static LossCase with;
        int samples = 7, B = 8, O = 5;
        fill_loss_case(losses[l], samples, B, O, 3);
        Wanted wanted = {.labels = c.labels, .targets = c.targets};
        loss(losses[l])->evaluate(with.losses, with.hits, with.dz, c.z, &wanted, samples, 1, B, O);
        loss(losses[l])->evaluate(c.losses, c.hits, NULL, c.z, &wanted, samples, 1, B, O);
        for (int s = 0; s < samples; s++) CHECK_BITS(c.losses[s], with.losses[s]), CHECK_BITS(c.hits[s], with.hits[s]);
    }
}

TEST_BOTH(the_gradient_may_be_written_over_the_outputs) {
    rng = rng_stream(13, RNG_DATA, 0);
    for (int l = 0; l < COUNT(losses); l++)
        for (int O = 1; O <= 6; O++) {
            static LossCase over;
            int samples = 6, B = 8;
            fill_loss_case(losses[l], samples, B, O, 3);
            Wanted wanted = {.labels = c.labels, .targets = c.targets};
            loss(losses[l])->evaluate(c.losses, c.hits, c.dz, c.z, &wanted, samples, 1, B, O);
            memcpy(over.z, c.z, sizeof c.z);
            loss(losses[l])->evaluate(over.losses, over.hits, over.z, over.z, &wanted, samples, 1, B, O);
            for (int i = 0; i < O * B; i++) CHECK_BITS(over.z[i], c.dz[i]);
            for (int s = 0; s < samples; s++) CHECK_BITS(over.losses[s], c.losses[s]);
        }
}

TEST_BOTH(large_logits_give_the_right_finite_loss) {
    /* ln(e^1000 + e^0) - 1000 = 0 and - 0 = 1000; bce: ln(1 + e^1000) = 1000 */
    float out[] = {1000, 1000, -1000, -1000, 0, 0, 0, 0}, each[4], hits[4], grad[8];
    int labels[] = {0, 1, 0, 1};
    loss("cross-entropy")->evaluate(each, hits, grad, out, &(Wanted){.labels = labels}, 4, 1, 4, 2);
    CHECK_BITS(each[0], 0), CHECK_BITS(each[1], 1000), CHECK_BITS(each[2], 1000), CHECK_BITS(each[3], 0);
    CHECK_BITS(grad[1], 0.25), CHECK_BITS(grad[5], -0.25); /* (softmax - 1 at the label) / 4 */
    CHECK_BITS(hits[0], 1), CHECK_BITS(hits[1], 0), CHECK_BITS(hits[2], 0), CHECK_BITS(hits[3], 1);
    float targets[] = {0, 1, 0, 1};
    loss("bce")->evaluate(each, hits, grad, out, &(Wanted){.targets = targets}, 4, 1, 4, 1);
    CHECK_BITS(each[0], 1000), CHECK_BITS(each[1], 0), CHECK_BITS(each[2], 0), CHECK_BITS(each[3], 1000);
    CHECK_BITS(grad[0], 0.25), CHECK_BITS(grad[1], 0), CHECK_BITS(grad[3], -0.25);
}

TEST_BOTH(among_equal_outputs_the_first_is_the_prediction) {
    float out[] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1}, each[4], hits[4]; /* [3][4] */
    int labels[] = {0, 1, 2, 0};
    loss("cross-entropy")->evaluate(each, hits, NULL, out, &(Wanted){.labels = labels}, 4, 1, 4, 3);
    CHECK_BITS(hits[0], 1), CHECK_BITS(hits[1], 0), CHECK_BITS(hits[2], 0), CHECK_BITS(hits[3], 1);
}

TEST_BOTH(a_hit_of_bce_is_the_share_of_right_outputs) {
    for (int O = 1; O <= MAX_WIDTH; O++) {
        for (int i = 0; i < O * 4; i++) c.z[i] = i % 3 ? 2.0f : -2.0f, c.targets[i] = i % 3 ? 1.0f : 0.0f;
        loss("bce")->evaluate(c.losses, c.hits, NULL, c.z, &(Wanted){.targets = c.targets}, 4, 1, 4, O);
        CHECK_BITS(c.hits[0], 1); /* all right is exactly 1, whatever the number of outputs */
        c.z[0] = -c.z[0];
        loss("bce")->evaluate(c.losses, c.hits, NULL, c.z, &(Wanted){.targets = c.targets}, 4, 1, 4, O);
        CHECK_NEAR(c.hits[0], (O - 1.0) / O, 1e-7);
    }
}

TEST_BOTH(nan_in_any_output_makes_the_loss_not_finite) {
    for (int l = 0; l < COUNT(losses); l++)
        for (int O = 1; O <= 9; O++)
            for (int bad = 0; bad < O; bad++)
                for (int label = 0; label < O; label++) {
                    int B = 8, at = 5;
                    for (int i = 0; i < O * B; i++) c.z[i] = 0.1f * (float)(i % 7), c.targets[i] = (float)(i % 2);
                    for (int s = 0; s < B; s++) c.labels[s] = label;
                    c.z[bad * B + at] = NAN;
                    loss(losses[l])->evaluate(c.losses, c.hits, c.dz, c.z, &(Wanted){.labels = c.labels, .targets = c.targets}, B, 1, B, O);
                    CHECK(!isfinite(c.losses[at]));
                    CHECK(isfinite(c.losses[at - 1]) && isfinite(c.losses[at + 1])); /* and only that sample's */
                }
}

TEST_BOTH(infinite_outputs_make_the_loss_not_finite_wherever_its_value_is_not) {
    for (int l = 0; l < COUNT(losses); l++)
        for (int O = 1; O <= 5; O++)
            for (int bad = 0; bad < O; bad++)
                for (int sign = -1; sign <= 1; sign += 2) {
                    int B = 4, label = O - 1;
                    for (int i = 0; i < O * B; i++) c.z[i] = 0.5f, c.targets[i] = 0.5f;
                    for (int s = 0; s < B; s++) c.labels[s] = label;
                    c.z[bad * B + 1] = (float)sign * INFINITY;
                    loss(losses[l])->evaluate(c.losses, c.hits, c.dz, c.z, &(Wanted){.labels = c.labels, .targets = c.targets}, B, 1, B, O);
                    /* Cross-entropy of a logit of minus infinity at a class that is not the label is a finite number, in PyTorch too. */
                    if (l == 0 && sign < 0 && bad != label) CHECK_NEAR(c.losses[1], log(O - 1), 1e-6); /* float32's log */
                    else CHECK(!isfinite(c.losses[1]));
                    CHECK(isfinite(c.losses[0]));
                }
}

TEST_BOTH(padding_contributes_nothing_to_the_gradient) {
    rng = rng_stream(14, RNG_DATA, 0);
    float wild[] = {0, -3, 1e30f, -3.4e38f};
    for (int l = 0; l < COUNT(losses); l++)
        for (int samples = 1; samples <= 8; samples++) {
            int B = 8, I = 3, O = 5;
            fill_loss_case(losses[l], samples, B, O, 3);
            float first_w[15], first_b[5];
            for (int k = 0; k < 4; k++) {
                rng = rng_stream(15, RNG_DATA, 0);
                fill(x, I * B);
                for (int s = samples; s < B; s++) {
                    for (int i = 0; i < I; i++) x[i * B + s] = wild[k];
                    for (int o = 0; o < O; o++) c.z[o * B + s] = wild[(k + o) % 4];
                }
                loss(losses[l])->evaluate(c.losses, c.hits, c.dz, c.z, &(Wanted){.labels = c.labels, .targets = c.targets}, samples, 1, B, O);
                denses[kind].backward_weights(dw, db, c.dz, x, B, I, O);
                if (k == 0) memcpy(first_w, dw, sizeof first_w), memcpy(first_b, db, sizeof first_b);
                for (int i = 0; i < I * O; i++) CHECK(dw[i] == first_w[i]); /* == : a sum may be +0 or -0 */
                for (int o = 0; o < O; o++) CHECK(db[o] == first_b[o]);
            }
        }
}

/* NaN of any sign and payload is one NaN here: engines differ in it, and exported ones are made alike. */
static bool same(float p, float q) {
    return float_bits(p) == float_bits(q) || (isnan(p) && isnan(q));
}

TEST(simd_kernels_equal_the_plain_ones_bit_for_bit_also_for_odd_numbers) {
    static const float odd[] = {0.0f, -0.0f, 1e-45f, -1e-40f, 3.4e38f, -3.4e38f, 9.02f, 9.03f, -88.0f, 88.0f, INFINITY, -INFINITY, NAN, 1e19f, -87.3f, 0.5f};
    rng = rng_stream(16, RNG_DATA, 0);
    for (int round = 0; round < 400; round++) {
        int O = 1 + (int)rng_below(&rng, 12), B = 4 * (1 + (int)rng_below(&rng, 9)), samples = B - (int)rng_below(&rng, 4), n = O * B;
        static float a[2][500], da[2][500], each[2][MAX_B], hits[2][MAX_B], out[500], targets[500];
        static int labels[MAX_B];
        for (int i = 0; i < n; i++) {
            out[i] = round % 2 && rng_below(&rng, 5) == 0 ? odd[rng_below(&rng, 16)] : 20 * rng_float(&rng) - 10;
            targets[i] = rng_float(&rng);
        }
        for (int s = 0; s < B; s++) labels[s] = (int)rng_below(&rng, (uint32_t)O);
        for (int f = 0; f < COUNT(activation_names); f++) {
            for (kind = 0; kind < 2; kind++) {
                memcpy(a[kind], out, sizeof out), memcpy(da[kind], targets, sizeof targets);
                activation(activation_names[f])->forward(a[kind], n);
                activation(activation_names[f])->backward(da[kind], a[kind], n);
            }
            for (int i = 0; i < n; i++) {
                if (!same(a[0][i], a[1][i])) CHECK_BITS(a[1][i], a[0][i]);
                if (!same(da[0][i], da[1][i])) CHECK_BITS(da[1][i], da[0][i]);
            }
        }
        for (int l = 0; l < COUNT(losses); l++) {
            for (kind = 0; kind < 2; kind++) loss(losses[l])->evaluate(each[kind], hits[kind], da[kind], out, &(Wanted){.labels = labels, .targets = targets}, samples, 1, B, O);
            for (int i = 0; i < n; i++)
                if (!same(da[0][i], da[1][i])) CHECK_BITS(da[1][i], da[0][i]);
            for (int s = 0; s < samples; s++) {
                if (!same(each[0][s], each[1][s])) CHECK_BITS(each[1][s], each[0][s]);
                if (!same(hits[0][s], hits[1][s])) CHECK_BITS(hits[1][s], hits[0][s]);
            }
        }
    }
}

void suite_kernels(void) {
    RUN(forward_starts_at_the_bias_and_takes_inputs_ascending);
    RUN(backward_to_the_inputs_starts_at_0_and_takes_outputs_ascending);
    RUN(sums_over_the_batch_are_four_partial_sums_by_sample_mod_4);
    RUN(the_data_tell_other_orders_apart);
    RUN(activations_have_their_values_and_derivatives_at_every_length);
    RUN(relu_is_0_with_slope_0_at_0_and_passes_nan_and_infinity_on);
    RUN(every_activation_passes_nan_on);
    RUN(losses_and_their_gradients_equal_the_definition);
    RUN(a_loss_without_gradient_is_the_same_and_writes_none);
    RUN(the_gradient_may_be_written_over_the_outputs);
    RUN(large_logits_give_the_right_finite_loss);
    RUN(among_equal_outputs_the_first_is_the_prediction);
    RUN(a_hit_of_bce_is_the_share_of_right_outputs);
    RUN(nan_in_any_output_makes_the_loss_not_finite);
    RUN(infinite_outputs_make_the_loss_not_finite_wherever_its_value_is_not);
    RUN(padding_contributes_nothing_to_the_gradient);
    RUN(simd_kernels_equal_the_plain_ones_bit_for_bit_also_for_odd_numbers);
}
