#include "mlp.h"

#include <math.h>

/* Parameters of a layer with so many inputs and outputs. */
static int layer_params(int inputs, int outputs) {
    return outputs * inputs + outputs;
}

uint64_t mlp_layout(Mlp *mlp, Memory *memory, const int *widths, int depth, int B) {
    uint64_t params = 0;
    for (int l = 0; l < depth; l++) params += (uint64_t)widths[l + 1] * ((uint64_t)widths[l] + 1);
    mlp->depth = depth;
    mlp->param_count = (int)params;
    mlp->layers = memory_take(memory, (uint64_t)depth, sizeof(Layer));
    mlp->params = memory_take(memory, params, sizeof(float));
    mlp->grads = memory_take(memory, params, sizeof(float));
    float *w = mlp->params, *dw = mlp->grads;
    for (int l = 0; l < depth; l++) {
        int I = widths[l], O = widths[l + 1];
        float *a = memory_take(memory, (uint64_t)O * (uint64_t)B, sizeof(float));
        float *da = memory_take(memory, (uint64_t)O * (uint64_t)B, sizeof(float));
        if (!mlp->layers) continue; /* measuring */
        mlp->layers[l] = (Layer){.inputs = I, .outputs = O, .w = w, .b = w + O * I, .dw = dw, .db = dw + O * I, .a = a, .da = da};
        w += layer_params(I, O);
        dw += layer_params(I, O);
    }
    return params;
}

void mlp_activate(Mlp *mlp, const Activation *between, const Activation *last) {
    for (int l = 0; l < mlp->depth; l++) mlp->layers[l].activation = l + 1 < mlp->depth ? between : last;
}

void mlp_init(Mlp *mlp, uint32_t seed) {
    Rng rng = rng_stream(seed, RNG_INIT, 0);
    for (int l = 0; l < mlp->depth; l++) {
        Layer *layer = &mlp->layers[l];
        float k = 1.0f / sqrtf((float)layer->inputs);
        int count = layer_params(layer->inputs, layer->outputs);
        for (int i = 0; i < count; i++) layer->w[i] = (2.0f * rng_float(&rng) - 1.0f) * k;
    }
    for (int i = mlp->param_count; i % 4; i++) mlp->params[i] = mlp->grads[i] = 0.0f; /* an optimizer steps them too, in fours */
}

static void activate(const Activation *activation, float *a, int n) {
    activation->forward(a, n);
}

const float *mlp_forward(Mlp *mlp, const float *x, int B) {
    return mlp_forward_with(activate, mlp, x, B);
}

void mlp_backward(Mlp *mlp, const float *x, int B) {
    for (int l = mlp->depth - 1; l >= 0; l--) {
        Layer *layer = &mlp->layers[l];
        activation_backward(layer->activation, layer->da, layer->a, layer->outputs * B);
        if (l) simd_dense_backward_input(mlp->layers[l - 1].da, layer->da, layer->w, B, layer->inputs, layer->outputs);
        simd_dense_backward_weights(layer->dw, layer->db, layer->da, l ? mlp->layers[l - 1].a : x, B, layer->inputs, layer->outputs);
    }
}
