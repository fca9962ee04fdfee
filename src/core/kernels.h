/* kernels.h: the arithmetic of a network on plain arrays, forward next to backward. No allocation, no policy.
 * Plain C, for reading and for testing; simd_kernels.c computes the same bits several times faster, and is what runs.
 *
 * Sizes: B samples of a batch, padded to a multiple of 4; I inputs, O outputs of a layer.
 * A tensor of a batch is laid out [feature][B]: the samples lie side by side, so four of them fit one SIMD register whatever
 * the width of the layer. Padding samples repeat a real one; their gradients are zero.
 * A gradient has the name of its thing with a leading d.
 *
 * The order of every sum is fixed, because it decides the last bit:
 *   forward   starts at the bias, then inputs ascending
 *   backward  starts at zero, then outputs ascending
 *   over the batch: four partial sums by sample index mod 4, joined (s0 + s2) + (s1 + s3). */
#ifndef STEP_DECAY_KERNELS_H
#define STEP_DECAY_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

/* z[O][B] = w[O][I] x[I][B] + b[O] */
void dense_forward(float *z, const float *x, const float *w, const float *b, int B, int I, int O);

/* dx[I][B] = transposed w[O][I] times dz[O][B] */
void dense_backward_input(float *dx, const float *dz, const float *w, int B, int I, int O);

/* dw[O][I] = dz[O][B] times transposed x[I][B];  db[O] = the sum of dz[O][B] over the batch */
void dense_backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O);

/* Activations, in place on n numbers: a = f(z), and dz = da f'(z), where f' is written in terms of a. */
void tanh_forward(float *a, int n);
void tanh_backward(float *da, const float *a, int n);
void relu_forward(float *a, int n);
void relu_backward(float *da, const float *a, int n);
void sigmoid_forward(float *a, int n);
void sigmoid_backward(float *da, const float *a, int n);
void linear_forward(float *a, int n);
void linear_backward(float *da, const float *a, int n);

typedef struct {
    const char *name, *formula;
    void (*forward)(float *a, int n);
    void (*backward)(float *da, const float *a, int n);
} Activation;

/* What the outputs should be: labels[B] for classes, or targets[O][B]. */
typedef struct {
    const int *labels;
    const float *targets;
} Wanted;

/* A loss looks at the outputs z[O][B] of a batch, of which the first `samples` are real.
 * models is 1; or 4, when the samples of four models stand in turn, and each model's mean goes over its own samples.
 * losses[B] receives each sample's loss; hits[B], where a loss knows right from wrong, the share of its outputs that are right (0 or 1 for classes).
 * dz[O][B] receives the gradient of the mean over the batch; dz may be z, and may be NULL when only the loss is asked for. */
void cross_entropy(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O);
void mean_squared_error(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O);
void binary_cross_entropy(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O);

typedef struct {
    const char *name, *formula, *source;
    bool labels;   /* wants labels; otherwise targets */
    bool accuracy; /* hits mean something */
    void (*evaluate)(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O);
} Loss;

#endif
