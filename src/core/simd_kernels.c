#include "simd_kernels.h"

#include "field.h"
#include "simd_maths.h"
#include "simd_product.h"

void simd_product(float *out, const float *in, const float *w, int row, int column, const float *start, int step, int B, int K, int rows) {
    product(out, in, (Weights){w, row, column, start, step}, B, K, rows, 1);
}

/* dw of P outputs and Q inputs, and with bias their db, at most eight numbers; Q may be 0, for db alone. Four partial sums each, joined at the end. */
INLINE void gradient_tile(float *restrict dw, float *restrict db, const float *restrict dz, const float *restrict x, int B, int I, int P, int Q, bool bias) {
    Float4 sum[8], joined[2], zero = float4_zero();
    UNROLL for (int i = 0; i < 8; i++) sum[i] = zero;
    for (int s = 0; s < B; s += 4) {
        Float4 x_s[4];
        UNROLL for (int q = 0; q < Q; q++) x_s[q] = float4_load(x + q * B + s);
        UNROLL for (int p = 0; p < P; p++) {
            Float4 dz_s = float4_load(dz + p * B + s);
            UNROLL for (int q = 0; q < Q; q++) sum[p * Q + q] = float4_add_product(sum[p * Q + q], dz_s, x_s[q]);
            if (bias) sum[P * Q + p] = float4_add(sum[P * Q + p], dz_s);
        }
    }
    joined[0] = float4_join(sum[0], sum[1], sum[2], sum[3]);
    if (P * Q + (bias ? P : 0) > 4) joined[1] = float4_join(sum[4], sum[5], sum[6], sum[7]);
    UNROLL for (int p = 0; p < P; p++) {
        float *to = dw + (size_t)p * I;
        if (Q == 4) float4_store(to, joined[p]);
        if (Q == 2) float4_store_pair(to, joined[p / 2], p % 2);
        if (Q == 1) float4_store_lane(to, joined[0], p);
        if (bias) float4_store_lane(db + p, joined[P * Q / 4], (P * Q + p) % 4);
    }
}

/* Inputs in fours, outputs in pairs. */
INLINE void gradients_of_four_inputs(float *dw, const float *dz, const float *x, int B, int I, int inputs, int outputs) {
    for (int i = 0; i < inputs; i += 4) {
        int o = 0;
        for (; o + 2 <= outputs; o += 2) gradient_tile(dw + (size_t)o * I + i, NULL, dz + (size_t)o * B, x + (size_t)i * B, B, I, 2, 4, false);
        if (o < outputs) gradient_tile(dw + (size_t)o * I + i, NULL, dz + (size_t)o * B, x + (size_t)i * B, B, I, 1, 4, false);
    }
}

/* The inputs that are left, up to three: two of them by outputs in pairs, with the outputs' db; what remains one by one. */
INLINE void gradients_of_last_inputs(float *dw, float *db, const float *dz, const float *x, int B, int I, int inputs, int outputs) {
    int o = 0;
    if (inputs >= 2)
        for (; o + 2 <= outputs; o += 2) gradient_tile(dw + (size_t)o * I, db + o, dz + (size_t)o * B, x, B, I, 2, 2, true);
    for (int i = 0; i < inputs; i++)
        for (int p = i < 2 ? o : 0; p < outputs; p++) gradient_tile(dw + (size_t)p * I + i, db + p, dz + (size_t)p * B, x + (size_t)i * B, B, I, 1, 1, true);
}

/* Where no inputs are left; without any, dw is not written. */
INLINE void bias_gradients(float *db, const float *dz, int B, int outputs) {
    int o = 0;
    for (; o + 4 <= outputs; o += 4) gradient_tile(db, db + o, dz + (size_t)o * B, dz, B, 1, 4, 0, true);
    for (; o < outputs; o++) gradient_tile(db, db + o, dz + (size_t)o * B, dz, B, 1, 1, 0, true);
}

/* Outputs that a pass over the inputs takes at a time, so that their dz stays in the L1 cache. */
#define OUTPUT_BLOCK 32

void simd_dense_backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O) {
    if ((I & 3) == 0) bias_gradients(db, dz, B, O);
    for (int o = 0; o < O; o += OUTPUT_BLOCK) {
        int outputs = O - o < OUTPUT_BLOCK ? O - o : OUTPUT_BLOCK, i = I & ~3;
        float *dw_o = dw + (size_t)o * I;
        const float *dz_o = dz + (size_t)o * B;
        if (i) gradients_of_four_inputs(dw_o, dz_o, x, B, I, i, outputs);
        if (i < I) gradients_of_last_inputs(dw_o + i, db + o, dz_o, x + (size_t)i * B, B, I, I - i, outputs);
    }
}

/* Numbers of a row that one pass over the rows takes, so that neither rows nor columns leave the L1 cache. */
#define PACK_BLOCK 16

INLINE void pack_rows(float *batch, const float *from, const int *rows, int count, int B, int stride) {
    for (int first = 0; first < stride; first += PACK_BLOCK) {
        int fours = (stride - first < PACK_BLOCK ? stride - first : PACK_BLOCK) / 4;
        for (int s = 0; s < B; s += 4) {
            const float *row[4];
            UNROLL for (int j = 0; j < 4; j++) row[j] = from + (size_t)rows[s + j < count ? s + j : count - 1] * stride + first;
            float *to = batch + (size_t)first * B + s; /* goes on by additions: the engine multiplies where the source does */
            for (int f = 0; f < fours; f++) {
                Float4 part[4];
                UNROLL for (int j = 0; j < 4; j++) part[j] = float4_load(row[j] + 4 * f);
                float4_transpose(part);
                UNROLL for (int j = 0; j < 4; j++, to += B) float4_store(to, part[j]);
            }
        }
    }
}

/* The usual batch by code that knows its size: where there is little else to do, that is a fifteenth of the whole step. */
void simd_pack(float *batch, const float *from, const int *rows, int count, int B, int stride) {
    if (count == 32) pack_rows(batch, from, rows, 32, 32, stride);
    else pack_rows(batch, from, rows, count, B, stride);
}

double simd_sum(const float *values, int count) {
    Double2 low = double2_zero(), high = double2_zero();
    int s = 0;
    for (; s + 4 <= count; s += 4) low = double2_add_floats(low, values + s), high = double2_add_floats(high, values + s + 2);
    if (s < count) {
        float rest[4] = {values[s], s + 1 < count ? values[s + 1] : -0.0f, s + 2 < count ? values[s + 2] : -0.0f, -0.0f}; /* which adds nothing */
        low = double2_add_floats(low, rest), high = double2_add_floats(high, rest + 2);
    }
    double part[2];
    double2_store(part, double2_add(low, high));
    return part[0] + part[1];
}

void simd_sum_models(double *sums, const float *values, int count) {
    Double2 low[4], high[4]; /* the partial sums of the first and the last two models */
    UNROLL for (int part = 0; part < 4; part++) low[part] = high[part] = double2_zero();
    for (int s = 0; s < count; s += 4, values += 16)
        UNROLL for (int part = 0; part < 4; part++)
            if (s + part < count) low[part] = double2_add_floats(low[part], values + 4 * part), high[part] = double2_add_floats(high[part], values + 4 * part + 2);
    double2_store(sums, double2_add(double2_add(low[0], low[2]), double2_add(low[1], low[3])));
    double2_store(sums + 2, double2_add(double2_add(high[0], high[2]), double2_add(high[1], high[3])));
}

/* Activations: n is a multiple of 4. */

void simd_tanh_forward(float *a, int n) {
    tanh_forward_inline(a, n);
}

void simd_tanh_backward(float *da, const float *a, int n) {
    tanh_backward_inline(da, a, n);
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
