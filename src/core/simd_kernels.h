/* simd_kernels.h: the kernels that run. The same numbers as those of kernels.h, to the last bit: four samples at a time, and
 * a tile of sums side by side in registers, never another order within a sum. Same arguments, same shapes. Read kernels.c first. */
#ifndef STEP_DECAY_SIMD_KERNELS_H
#define STEP_DECAY_SIMD_KERNELS_H

#include "kernels.h"
#include "simd_maths.h"

/* The product of simd_product.h for one model: its Weights as numbers, because a struct would go through memory. */
void simd_product(float *out, const float *in, const float *w, int row, int column, const float *start, int step, int B, int K, int rows);

INLINE void simd_dense_forward(float *z, const float *x, const float *w, const float *b, int B, int I, int O) {
    simd_product(z, x, w, I, 1, b, 1, B, I, O);
}

INLINE void simd_dense_backward_input(float *dx, const float *dz, const float *w, int B, int I, int O) {
    static const float zero = 0;
    simd_product(dx, dz, w, 1, I, &zero, 0, B, O, I);
}

void simd_dense_backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O);

/* batch[width][B] from the named rows of from[][stride], stride being width padded to a multiple of 4; B is count padded likewise.
 * Padding samples repeat the last row: their gradients are 0, and 0 times what a real sample gives is not NaN unless that one is lost anyway.
 * The batch array has room for stride rows. */
void simd_pack(float *batch, const float *from, const int *rows, int count, int B, int stride);

/* The sum of values[count], in double: four partial sums by index mod 4, joined (s0 + s2) + (s1 + s3). */
double simd_sum(const float *values, int count);

/* The same for four models at once, whose values stand in turn: sums[4] of values[count][4]. */
void simd_sum_models(double *sums, const float *values, int count);

/* Activations: n is a multiple of 4. */
INLINE void tanh_forward_inline(float *a, int n) {
    for (int i = 0; i < n; i += 4) float4_store(a + i, float4_tanh(float4_load(a + i)));
}

INLINE void tanh_backward_inline(float *da, const float *a, int n) {
    for (int i = 0; i < n; i += 4) float4_store(da + i, float4_tanh_backward(float4_load(da + i), float4_load(a + i)));
}

void simd_tanh_forward(float *a, int n);
void simd_tanh_backward(float *da, const float *a, int n);

/* a = f(z) in place; dz = da f'(z). tanh in line and nothing for a = z: a call costs as much as the tanh of some fifteen numbers. */
INLINE void activation_forward(const Activation *activation, float *a, int n) {
    if (activation->forward == simd_tanh_forward) tanh_forward_inline(a, n);
    else if (activation->forward != linear_forward) activation->forward(a, n);
}

INLINE void activation_backward(const Activation *activation, float *da, const float *a, int n) {
    if (activation->backward == simd_tanh_backward) tanh_backward_inline(da, a, n);
    else if (activation->backward != linear_backward) activation->backward(da, a, n);
}

/* Makes the gradients of the samples from number `samples` on zero. */
void simd_no_gradient_of_padding(float *dz, int samples, int B, int O);

INLINE void mean_squared_error_inline(float *losses, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    const float *targets = wanted->targets;
    Float4 share = float4_splat(1.0f / (float)O), scale = float4_splat(from_memory(2.0f / ((float)(samples / models) * (float)O)));
    for (int s = 0; s < B; s += 4) {
        Float4 sum = float4_splat(0.0f);
        size_t at = (size_t)s;
        for (int o = 0; o < O; o++, at += (size_t)B) {
            Float4 difference = float4_subtract(float4_load(z + at), float4_load(targets + at));
            sum = float4_add_product(sum, difference, difference);
            if (dz) float4_store(dz + at, float4_multiply(difference, scale));
        }
        float4_store(losses + s, float4_multiply(sum, share));
    }
    if (dz && samples < B) simd_no_gradient_of_padding(dz, samples, B, O);
}

void simd_mean_squared_error(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O);

/* Evaluates a loss, the mean squared error in line: a call costs as much as it does on some ten samples. */
INLINE void loss_evaluate(const Loss *loss, float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    if (loss->evaluate == simd_mean_squared_error) mean_squared_error_inline(losses, dz, z, wanted, samples, models, B, O);
    else loss->evaluate(losses, hits, dz, z, wanted, samples, models, B, O);
}

extern const Activation activation_rows[];
extern const size_t activation_row_count;
extern const Loss loss_rows[];
extern const size_t loss_row_count;

#endif
