/* mlp.h: a multilayer perceptron, dense layers with one activation between them and another after the last. */
#ifndef STEP_DECAY_MLP_H
#define STEP_DECAY_MLP_H

#include "memory.h"
#include "rng.h"
#include "simd_kernels.h"

typedef struct {
    int inputs, outputs;
    float *w, *b;   /* [outputs][inputs], [outputs]: views into Mlp.params */
    float *dw, *db; /* the same, into Mlp.grads */
    float *a;       /* [outputs][B]: what the layer puts out */
    float *da;      /* [outputs][B]: its gradient, then that of z */
    const Activation *activation;
} Layer;

/* Owns nothing: all arrays lie in the block that mlp_layout was given. */
typedef struct {
    int depth; /* layers with weights */
    Layer *layers;
    int param_count;
    float *params, *grads; /* PyTorch's order: w[out][in], b, layer by layer; padded to a multiple of 4 */
} Mlp;

/* Lays the network out in memory: widths[depth + 1] from inputs to outputs, batches of up to B samples (a multiple of 4).
 * Returns the number of parameters, in 64 bits, because param_count cannot hold that of an absurd network that is only measured. */
uint64_t mlp_layout(Mlp *mlp, Memory *memory, const int *widths, int depth, int B);

/* Names the activations of a network that has its memory. */
void mlp_activate(Mlp *mlp, const Activation *between, const Activation *last);

/* Initial weights: w and b uniform on [-k, k), k = 1 / sqrt(inputs). Source: torch.nn.Linear.reset_parameters. */
void mlp_init(Mlp *mlp, uint32_t seed);

/* Outputs[O][B] of x[I][B]. */
const float *mlp_forward(Mlp *mlp, const float *x, int B);

/* The same in line, with a way to activate: activation_forward where it runs in every step. */
INLINE const float *mlp_forward_with(void (*activate)(const Activation *activation, float *a, int n), Mlp *mlp, const float *x, int B) {
    for (int l = 0; l < mlp->depth; l++) {
        const Layer *layer = &mlp->layers[l];
        simd_dense_forward(layer->a, x, layer->w, layer->b, B, layer->inputs, layer->outputs);
        activate(layer->activation, layer->a, layer->outputs * B);
        x = layer->a;
    }
    return x;
}

/* Where a loss writes the gradient of the outputs, [O][B]. */
INLINE float *mlp_output_gradient(Mlp *mlp) {
    return mlp->layers[mlp->depth - 1].da;
}

/* Fills grads from the gradient of the outputs, after mlp_forward on the same x[I][B]. */
void mlp_backward(Mlp *mlp, const float *x, int B);

#endif
