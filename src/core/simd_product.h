/* simd_product.h: the product that a dense layer is made of, forward and backward, for one model or for four in the SIMD lanes.
 *
 *   out[m][s] = start[m] + sum over k of weight(m, k) in[k][s],   k ascending
 *
 * forward: m is an output, k an input, start the bias. backward: m is an input, k an output, start zero.
 * All arrays are [rows][S]. For one model S counts samples and a weight is one number; for four (models is 4) S counts the four
 * models' numbers of all samples, side by side, and a weight is four numbers. Everything is in line, as sizes M, N, K and models
 * are constants where it is used. */
#ifndef STEP_DECAY_SIMD_PRODUCT_H
#define STEP_DECAY_SIMD_PRODUCT_H

#include "simd_maths.h"
#include <stddef.h>

/* weight(m, k) is number m * row + k * column of w; the sums of row m start at number m * step of start. */
typedef struct {
    const float *w;
    int row, column;
    const float *start;
    int step;
} Weights;

/* The weights from row m on. */
INLINE Weights weights_from(Weights all, int m, int models) {
    return (Weights){all.w + (ptrdiff_t)models * m * all.row, all.row, all.column, all.start + models * m * all.step, all.step};
}

/* Number i of one model in all lanes, or of four models in a lane each. */
INLINE Float4 number_of(const float *numbers, int i, int models) {
    return models == 1 ? float4_splat(numbers[i]) : float4_load(numbers + 4 * i);
}

/* An M x 4N tile of out, its sums side by side in registers. V8 keeps eight of them there beside the operands, not more. */
INLINE void product_tile(float *restrict out, const float *restrict in, Weights at, int S, int K, int M, int N, int models) {
    Float4 sum[2][4];
    UNROLL for (int m = 0; m < M; m++)
        UNROLL for (int n = 0; n < N; n++) sum[m][n] = number_of(at.start, m * at.step, models);
    for (int k = 0; k < K; k++, in += S, at.w += models * at.column) {
        Float4 x[4];
        UNROLL for (int n = 0; n < N; n++) x[n] = float4_load(in + 4 * n);
        UNROLL for (int m = 0; m < M; m++) {
            Float4 w_mk = number_of(at.w, m * at.row, models);
            UNROLL for (int n = 0; n < N; n++) sum[m][n] = float4_add_product(sum[m][n], w_mk, x[n]);
        }
    }
    UNROLL for (int m = 0; m < M; m++)
        UNROLL for (int n = 0; n < N; n++) float4_store(out + m * S + 4 * n, sum[m][n]);
}

/* 4N columns of the product, in tiles of two rows. */
INLINE void product_columns(float *out, const float *in, Weights all, int S, int K, int rows, int N, int models) {
    int m = 0;
    for (; m + 2 <= rows; m += 2) product_tile(out + (size_t)m * S, in, weights_from(all, m, models), S, K, 2, N, models);
    if (m < rows) product_tile(out + (size_t)m * S, in, weights_from(all, m, models), S, K, 1, N, models);
}

/* M rows of a product of K terms that are so few that the weights stay in registers while the columns pass by; with an a, times the slopes of tanh there. */
INLINE void product_thin(float *restrict out, const float *restrict in, Weights at, const float *restrict a, int S, int K, int M, int models) {
    Float4 start[4], w[4][2];
    UNROLL for (int m = 0; m < M; m++) {
        start[m] = number_of(at.start, m * at.step, models);
        UNROLL for (int k = 0; k < K; k++) w[m][k] = number_of(at.w, m * at.row + k * at.column, models);
    }
    for (int s = 0; s < S; s += 4) {
        Float4 x[2];
        UNROLL for (int k = 0; k < K; k++) x[k] = float4_load(in + k * S + s);
        UNROLL for (int m = 0; m < M; m++) {
            Float4 sum = start[m];
            UNROLL for (int k = 0; k < K; k++) sum = float4_add_product(sum, w[m][k], x[k]);
            float4_store(out + m * S + s, a ? float4_tanh_backward(sum, float4_load(a + m * S + s)) : sum);
        }
    }
}

/* out[rows][S] from in[K][S]; S is a multiple of 4 for one model, of 16 for four. */
INLINE void product(float *out, const float *in, Weights all, int S, int K, int rows, int models) {
    int m = 0, s = 0;
    if (K <= 2)
        for (; m + 4 <= rows; m += 4) {
            Weights at = weights_from(all, m, models);
            float *to = out + (size_t)m * S;
            if (K == 1) product_thin(to, in, at, NULL, S, 1, 4, models);
            else product_thin(to, in, at, NULL, S, 2, 4, models);
        }
    if (m == rows) return;
    all = weights_from(all, m, models), out += (size_t)m * S, rows -= m;
    for (; s + 16 <= S; s += 16) product_columns(out + s, in + s, all, S, K, rows, 4, models);
    if (models > 1) return;
    if (s + 12 == S) product_columns(out + s, in + s, all, S, K, rows, 3, models);
    if (s + 8 == S) product_columns(out + s, in + s, all, S, K, rows, 2, models);
    if (s + 4 == S) product_columns(out + s, in + s, all, S, K, rows, 1, models);
}

#endif
