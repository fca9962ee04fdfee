/* simd_kernels.h: the kernels that run. The same numbers as those of kernels.h, to the last bit: four samples at a time, and
 * a tile of sums side by side in registers, never another order within a sum. Same arguments, same shapes. Read kernels.c first. */
#ifndef STEP_DECAY_SIMD_KERNELS_H
#define STEP_DECAY_SIMD_KERNELS_H

#include "kernels.h"

void simd_dense_forward(float *z, const float *x, const float *w, const float *b, int B, int I, int O);
void simd_dense_backward_input(float *dx, const float *dz, const float *w, int B, int I, int O);
void simd_dense_backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O);

/* batch[width][B] from the named rows of from[][stride], stride being width padded to a multiple of 4; B is count padded likewise.
 * Padding samples repeat the last row: their gradients are 0, and 0 times what a real sample gives is not NaN unless that one is lost anyway.
 * The batch array has room for stride rows. */
void simd_pack(float *batch, const float *from, const int *rows, int count, int B, int stride);

/* The sum of values[count], in double: four partial sums by index mod 4, joined (s0 + s2) + (s1 + s3). */
double simd_sum(const float *values, int count);

/* The same for four models at once, whose values stand in turn: sums[4] of values[count][4]. */
void simd_sum_models(double *sums, const float *values, int count);

extern const Activation activation_rows[];
extern const size_t activation_row_count;
extern const Loss loss_rows[];
extern const size_t loss_row_count;

#endif
