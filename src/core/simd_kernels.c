#include "simd_kernels.h"

#include "field.h"
#include "simd_maths.h"
#include <stddef.h>

/* V8 keeps at most eight accumulators in registers beside the operands: tiles are 4 x 2, 2 x 4 or smaller. */

/* Rows of the input that a pass over the tiles takes at a time: 256 rows of a cache line each stay in a 32 kB L1 cache. */
#define BLOCK 256

/* A product out[m][s] = sum over k of weight(m, k) in[k][s], where weight(m, k) = w[m * row + k * column].
 * forward: m is an output, k an input. backward: m is an input, k an output. */
typedef struct {
    const float *w;
    int row, column;
} Weights;

/* Adds the terms k = 0 .. K - 1 to the M x 4N tile at out; `start`[m] begins the sums where it is not NULL, zero where `fresh`, else out itself. */
INLINE void product_tile(float *restrict out, const float *restrict in, Weights weights, const float *start, int fresh, int B, int K, int M, int N) {
    Float4 sum[4][4];
    UNROLL for (int m = 0; m < M; m++)
        UNROLL for (int n = 0; n < N; n++)
            sum[m][n] = start ? float4_splat(start[m]) : fresh ? float4_splat(0.0f) : float4_load(out + m * B + 4 * n);
    const float *w = weights.w;
    for (int k = 0; k < K; k++, in += B, w += weights.column) {
        Float4 x[4];
        UNROLL for (int n = 0; n < N; n++) x[n] = float4_load(in + 4 * n);
        UNROLL for (int m = 0; m < M; m++) {
            Float4 w_mk = float4_splat(w[m * weights.row]);
            UNROLL for (int n = 0; n < N; n++) sum[m][n] = float4_add_product(sum[m][n], w_mk, x[n]);
        }
    }
    UNROLL for (int m = 0; m < M; m++)
        UNROLL for (int n = 0; n < N; n++) float4_store(out + m * B + 4 * n, sum[m][n]);
}

/* One strip of M rows of the product, all B columns, in tiles of 4N and at the end smaller ones. */
INLINE void product_strip(float *out, const float *in, Weights weights, const float *start, int fresh, int B, int K, int M, int N) {
    int s = 0;
    for (; s + 4 * N <= B; s += 4 * N) product_tile(out + s, in + s, weights, start, fresh, B, K, M, N);
    if (N > 2 && s + 8 <= B) product_tile(out + s, in + s, weights, start, fresh, B, K, M, 2), s += 8;
    if (s < B) product_tile(out + s, in + s, weights, start, fresh, B, K, M, 1);
}

/* out[rows][B] from in[K][B], each sum starting at start[m], or at zero. */
static __attribute__((noinline)) void product(float *out, const float *in, Weights all, const float *start, int B, int K, int rows) {
    for (int k = 0; k < K; k += BLOCK) {
        int terms = K - k < BLOCK ? K - k : BLOCK, fresh = k == 0;
        const float *begin = fresh ? start : NULL, *in_k = in + (size_t)k * B;
        Weights strip = {all.w + (ptrdiff_t)k * all.column, all.row, all.column};
        int m = 0;
#define STRIP(M, N) product_strip(out + (size_t)m * B, in_k, strip, begin ? begin + m : NULL, fresh, B, terms, M, N), strip.w += (ptrdiff_t)M * all.row, m += M
        while (m + 4 <= rows) STRIP(4, 2);
        if (m + 2 <= rows) STRIP(2, 4);
        if (m < rows) STRIP(1, 4);
#undef STRIP
    }
}

void simd_dense_forward(float *z, const float *x, const float *w, const float *b, int B, int I, int O) {
    product(z, x, (Weights){w, I, 1}, b, B, I, O);
}

void simd_dense_backward_input(float *dx, const float *dz, const float *w, int B, int I, int O) {
    product(dx, dz, (Weights){w, 1, I}, NULL, B, O, I);
}

/* dw of P outputs and Q inputs, P Q = 4 or 8: four partial sums each, joined at the end. */
INLINE void gradient_tile(float *dw, const float *dz, const float *x, int B, int I, int P, int Q) {
    Float4 sum[8];
    UNROLL for (int i = 0; i < P * Q; i++) sum[i] = float4_splat(0.0f);
    for (int s = 0; s < B; s += 4) {
        Float4 x_s[4];
        UNROLL for (int q = 0; q < Q; q++) x_s[q] = float4_load(x + q * B + s);
        UNROLL for (int p = 0; p < P; p++) {
            Float4 dz_s = float4_load(dz + p * B + s);
            UNROLL for (int q = 0; q < Q; q++) sum[p * Q + q] = float4_add_product(sum[p * Q + q], dz_s, x_s[q]);
        }
    }
    UNROLL for (int i = 0; i < P * Q; i += 4) {
        Float4 joined = float4_join(sum[i], sum[i + 1], sum[i + 2], sum[i + 3]);
        float *to = dw + (size_t)(i / Q) * I;
        if (Q == 4) float4_store(to, joined);
        if (Q == 2) float4_store_pair(to, joined, 0), float4_store_pair(to + I, joined, 1);
        if (Q == 1) {
            float each[4];
            float4_store(each, joined);
            UNROLL for (int j = 0; j < 4; j++) to[(size_t)j * I] = each[j];
        }
    }
}

/* One partial sum at a time, for what the tiles leave over. */
INLINE float gradient_one(const float *dz, const float *x, int B) {
    Float4 sum = float4_splat(0.0f);
    float joined[4];
    for (int s = 0; s < B; s += 4) sum = float4_add_product(sum, float4_load(dz + s), float4_load(x + s));
    float4_store(joined, float4_join(sum, sum, sum, sum));
    return joined[0];
}

/* db of four outputs. */
INLINE void bias_gradient_tile(float *db, const float *dz, int B) {
    Float4 sum[4];
    UNROLL for (int p = 0; p < 4; p++) sum[p] = float4_splat(0.0f);
    for (int s = 0; s < B; s += 4)
        UNROLL for (int p = 0; p < 4; p++) sum[p] = float4_add(sum[p], float4_load(dz + p * B + s));
    float4_store(db, float4_join(sum[0], sum[1], sum[2], sum[3]));
}

INLINE float bias_gradient_one(const float *dz, int B) {
    Float4 sum = float4_splat(0.0f);
    float joined[4];
    for (int s = 0; s < B; s += 4) sum = float4_add(sum, float4_load(dz + s));
    float4_store(joined, float4_join(sum, sum, sum, sum));
    return joined[0];
}

/* Outputs that a pass over the inputs takes at a time, so that their dz stays in the L1 cache. */
#define OUTPUT_BLOCK 32

void simd_dense_backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O) {
    int o = 0;
    for (; o + 4 <= O; o += 4) bias_gradient_tile(db + o, dz + (size_t)o * B, B);
    for (; o < O; o++) db[o] = bias_gradient_one(dz + (size_t)o * B, B);
    for (int first = 0; first < O; first += OUTPUT_BLOCK) {
        int end = O < first + OUTPUT_BLOCK ? O : first + OUTPUT_BLOCK, fours = end - (end - first) % 4;
        for (int i = 0; i < I;) {
            /* Tiles of 4 outputs by 2 inputs; what is left of the outputs in tiles of 2 or 1 by 4 inputs, below. */
            int left = I - i, Q = left >= 2 ? 2 : 1;
            for (o = first; o < fours; o += 4) {
                if (Q == 2) gradient_tile(dw + (size_t)o * I + i, dz + (size_t)o * B, x + (size_t)i * B, B, I, 4, 2);
                else gradient_tile(dw + (size_t)o * I + i, dz + (size_t)o * B, x + (size_t)i * B, B, I, 4, 1);
            }
            i += Q;
        }
        for (o = fours; o < end;) {
            int P = end - o >= 2 ? 2 : 1, i = 0;
            for (; i + 4 <= I; i += 4) {
                if (P == 2) gradient_tile(dw + (size_t)o * I + i, dz + (size_t)o * B, x + (size_t)i * B, B, I, 2, 4);
                else gradient_tile(dw + (size_t)o * I + i, dz + (size_t)o * B, x + (size_t)i * B, B, I, 1, 4);
            }
            for (; i < I; i++)
                for (int p = 0; p < P; p++) dw[(size_t)(o + p) * I + i] = gradient_one(dz + (size_t)(o + p) * B, x + (size_t)i * B, B);
            o += P;
        }
    }
}

/* Numbers of a row that one pass over the rows takes, so that neither rows nor columns leave the L1 cache. */
#define PACK_BLOCK 16

void simd_pack(float *batch, const float *from, const int *rows, int count, int B, int stride) {
    for (int first = 0; first < stride; first += PACK_BLOCK) {
        int end = stride < first + PACK_BLOCK ? stride : first + PACK_BLOCK;
        for (int s = 0; s < B; s += 4) {
            const float *row[4];
            UNROLL for (int j = 0; j < 4; j++) row[j] = from + (size_t)rows[s + j < count ? s + j : count - 1] * stride;
            for (int f = first; f < end; f += 4) {
                Float4 part[4];
                UNROLL for (int j = 0; j < 4; j++) part[j] = float4_load(row[j] + f);
                float4_transpose(part);
                UNROLL for (int j = 0; j < 4; j++) float4_store(batch + (size_t)(f + j) * B + s, part[j]);
            }
        }
    }
}

double simd_sum(const float *values, int count) {
    Double2 sum[2] = {double2_zero(), double2_zero()};
    double part[4];
    int s = 0;
    for (; s + 4 <= count; s += 4) {
        Float4 four = float4_load(values + s);
        sum[0] = double2_add(sum[0], float4_low(four)), sum[1] = double2_add(sum[1], float4_high(four));
    }
    double2_store(part, sum[0]), double2_store(part + 2, sum[1]);
    for (; s < count; s++) part[s & 3] += values[s];
    return (part[0] + part[2]) + (part[1] + part[3]);
}

void simd_sum_models(double *sums, const float *values, int count) {
    Double2 low[4], high[4];
    UNROLL for (int part = 0; part < 4; part++) low[part] = high[part] = double2_zero();
    int s = 0;
    for (; s + 4 <= count; s += 4)
        UNROLL for (int part = 0; part < 4; part++) {
            Float4 four = float4_load(values + 4 * (s + part));
            low[part] = double2_add(low[part], float4_low(four)), high[part] = double2_add(high[part], float4_high(four));
        }
    UNROLL for (int part = 0; part < 3; part++)
        if (s + part < count) {
            Float4 four = float4_load(values + 4 * (s + part));
            low[part] = double2_add(low[part], float4_low(four)), high[part] = double2_add(high[part], float4_high(four));
        }
    double2_store(sums, double2_add(double2_add(low[0], low[2]), double2_add(low[1], low[3])));
    double2_store(sums + 2, double2_add(double2_add(high[0], high[2]), double2_add(high[1], high[3])));
}

/* Activations: n is a multiple of 4. */

static void simd_tanh_forward(float *a, int n) {
    for (int i = 0; i < n; i += 4) float4_store(a + i, float4_tanh(float4_load(a + i)));
}

static void simd_tanh_backward(float *da, const float *a, int n) {
    for (int i = 0; i < n; i += 4) {
        Float4 a_i = float4_load(a + i);
        float4_store(da + i, float4_multiply(float4_load(da + i), float4_subtract(float4_splat(1.0f), float4_multiply(a_i, a_i))));
    }
}

static void simd_relu_forward(float *a, int n) {
    for (int i = 0; i < n; i += 4) float4_store(a + i, float4_at_least(float4_load(a + i), float4_splat(0.0f)));
}

static void simd_relu_backward(float *da, const float *a, int n) {
    Float4 zero = float4_splat(0.0f);
    for (int i = 0; i < n; i += 4) float4_store(da + i, float4_select(float4_less(zero, float4_load(a + i)), float4_load(da + i), zero));
}

static void simd_sigmoid_forward(float *a, int n) {
    for (int i = 0; i < n; i += 4) float4_store(a + i, float4_sigmoid(float4_load(a + i)));
}

static void simd_sigmoid_backward(float *da, const float *a, int n) {
    for (int i = 0; i < n; i += 4) {
        Float4 a_i = float4_load(a + i);
        float4_store(da + i, float4_multiply(float4_load(da + i), float4_multiply(a_i, float4_subtract(float4_splat(1.0f), a_i))));
    }
}

const Activation activation_rows[] = {
    {TEXT("tanh"), TEXT("a = tanh z"), simd_tanh_forward, simd_tanh_backward},
    {TEXT("relu"), TEXT("a = max(z, 0)"), simd_relu_forward, simd_relu_backward},
    {TEXT("sigmoid"), TEXT("a = 1 / (1 + e^-z)"), simd_sigmoid_forward, simd_sigmoid_backward},
    {TEXT("linear"), TEXT("a = z"), linear_forward, linear_backward},
};
const size_t activation_row_count = sizeof activation_rows / sizeof *activation_rows;

/* Losses: four samples at a time. */

/* -1 for the samples s .. s + 3 that are real. */
INLINE Int4 real_samples(int s, int samples) {
    static const int lanes[4] = {0, 1, 2, 3};
    return int4_less(int4_load(lanes), int4_splat(samples - s));
}

static void simd_cross_entropy(float *losses, float *hits, float *dz, const float *z, Wanted wanted, int samples, int models, int B, int O) {
    Float4 scale = float4_splat(1.0f / (float)(samples / models)), zero = float4_splat(0.0f);
    for (int s = 0; s < B; s += 4) {
        Int4 label = int4_load(wanted.labels + s), best = int4_splat(0);
        Float4 largest = float4_load(z + s), chosen = largest;
        for (int o = 1; o < O; o++) {
            Float4 z_o = float4_load(z + (size_t)o * B + s);
            Int4 larger = float4_less(largest, z_o), number = int4_splat(o);
            best = float4_bits(float4_select(larger, float4_from_bits(number), float4_from_bits(best)));
            largest = float4_select(larger, z_o, largest);
            chosen = float4_select(int4_equal(label, number), z_o, chosen);
        }
        Float4 sum = zero;
        for (int o = 0; o < O; o++) {
            Float4 e = float4_exp(float4_subtract(float4_load(z + (size_t)o * B + s), largest));
            sum = float4_add(sum, e);
            if (dz) float4_store(dz + (size_t)o * B + s, e);
        }
        float4_store(losses + s, float4_add(float4_log(sum), float4_subtract(largest, chosen)));
        float4_store(hits + s, float4_select(int4_equal(best, label), float4_splat(1.0f), zero));
        if (!dz) continue;
        Int4 real = real_samples(s, samples);
        Float4 share = float4_divide(scale, sum);
        for (int o = 0; o < O; o++) {
            Float4 p = float4_multiply(float4_load(dz + (size_t)o * B + s), share);
            p = float4_select(int4_equal(label, int4_splat(o)), float4_subtract(p, scale), p);
            float4_store(dz + (size_t)o * B + s, float4_select(real, p, zero));
        }
    }
}

static void simd_mean_squared_error(float *losses, float *hits, float *dz, const float *z, Wanted wanted, int samples, int models, int B, int O) {
    Float4 outputs = float4_splat((float)O), scale = float4_splat(2.0f / ((float)(samples / models) * (float)O)), zero = float4_splat(0.0f);
    for (int s = 0; s < B; s += 4) {
        Int4 real = real_samples(s, samples);
        Float4 sum = zero;
        for (int o = 0; o < O; o++) {
            size_t at = (size_t)o * B + s;
            Float4 difference = float4_subtract(float4_load(z + at), float4_load(wanted.targets + at));
            sum = float4_add_product(sum, difference, difference);
            if (dz) float4_store(dz + at, float4_select(real, float4_multiply(difference, scale), zero));
        }
        float4_store(losses + s, float4_divide(sum, outputs));
        float4_store(hits + s, zero);
    }
}

static void simd_binary_cross_entropy(float *losses, float *hits, float *dz, const float *z, Wanted wanted, int samples, int models, int B, int O) {
    Float4 outputs = float4_splat((float)O), scale = float4_splat(1.0f / ((float)(samples / models) * (float)O)), zero = float4_splat(0.0f), one = float4_splat(1.0f);
    for (int s = 0; s < B; s += 4) {
        Int4 real = real_samples(s, samples);
        Float4 sum = zero, right = zero;
        for (int o = 0; o < O; o++) {
            size_t at = (size_t)o * B + s;
            Float4 z_o = float4_load(z + at), y = float4_load(wanted.targets + at);
            Int4 negative = float4_less(z_o, zero);
            Float4 e = float4_exp(float4_select(negative, z_o, float4_subtract(zero, z_o)));
            Float4 loss = float4_subtract(float4_select(negative, zero, z_o), float4_multiply(z_o, y));
            sum = float4_add(sum, float4_add(loss, float4_log1p(e)));
            right = float4_add(right, float4_select(int4_equal(float4_less(zero, z_o), float4_less(float4_splat(0.5f), y)), one, zero));
            if (dz) float4_store(dz + at, float4_select(real, float4_multiply(float4_subtract(float4_sigmoid(z_o), y), scale), zero));
        }
        float4_store(losses + s, float4_divide(sum, outputs));
        float4_store(hits + s, float4_divide(right, outputs));
    }
}

const Loss loss_rows[] = {
    {TEXT("cross-entropy"), TEXT("ln sum e^z - z[label]"), TEXT("torch.nn.CrossEntropyLoss"), true, true, simd_cross_entropy},
    {TEXT("mse"), TEXT("mean of (z - y)^2"), TEXT("torch.nn.MSELoss"), false, false, simd_mean_squared_error},
    {TEXT("bce"), TEXT("mean of max(z, 0) - z y + ln(1 + e^-|z|)"), TEXT("torch.nn.BCEWithLogitsLoss"), false, true, simd_binary_cross_entropy},
};
const size_t loss_row_count = sizeof loss_rows / sizeof *loss_rows;
