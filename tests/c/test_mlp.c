#include "mlp.h"
#include "simd_kernels.h"
#include "test.h"

#include <stdlib.h>

/* A network with its memory, one batch of data, and what is wanted of it. */
typedef struct {
    Mlp mlp;
    char *block;
    int widths[6], depth, samples, B;
    const char *between, *last, *loss;
    float *x, *targets, *losses, *hits;
    int *labels;
} Net;

static const Activation *activation(const char *name) {
    for (size_t i = 0; i < activation_row_count; i++)
        if (!strcmp(activation_rows[i].name, name)) return &activation_rows[i];
    return NULL;
}

static const Loss *loss(const char *name) {
    for (size_t i = 0; i < loss_row_count; i++)
        if (!strcmp(loss_rows[i].name, name)) return &loss_rows[i];
    return NULL;
}

static Net make(const int *widths, int depth, int samples, const char *between, const char *last, const char *loss_name) {
    Net net = {.depth = depth, .samples = samples, .B = (samples + 3) / 4 * 4, .between = between, .last = last, .loss = loss_name};
    memcpy(net.widths, widths, sizeof(int) * (size_t)(depth + 1));
    int I = widths[0], O = widths[depth];
    Memory memory = {0};
    mlp_layout(&net.mlp, &memory, widths, depth, net.B);
    net.block = aligned_alloc(16, memory.used);
    memset(net.block, 0xff, memory.used); /* NaN: what is used must have been written */
    memory = (Memory){.block = net.block};
    mlp_layout(&net.mlp, &memory, widths, depth, net.B);
    mlp_activate(&net.mlp, activation(between), activation(last));
    mlp_init(&net.mlp, 7);
    net.x = calloc((size_t)(I * net.B), sizeof(float)); /* padding is zero */
    net.targets = calloc((size_t)(O * net.B), sizeof(float));
    net.labels = calloc((size_t)net.B, sizeof(int));
    net.losses = calloc((size_t)net.B, sizeof(float));
    net.hits = calloc((size_t)net.B, sizeof(float));
    Rng rng = rng_stream(8, RNG_DATA, (uint32_t)samples);
    for (int s = 0; s < samples; s++) {
        for (int i = 0; i < I; i++) net.x[i * net.B + s] = (float)rng_normal(&rng);
        for (int o = 0; o < O; o++) net.targets[o * net.B + s] = rng_float(&rng);
        net.labels[s] = (int)rng_below(&rng, (uint32_t)O);
    }
    return net;
}

static void drop(Net *net) {
    free(net->block), free(net->x), free(net->targets), free(net->labels), free(net->losses), free(net->hits);
}

/* The oracle: mean loss of the batch in double, sample by sample, by the textbook; params in PyTorch's order. */
static double act(const char *name, double z) {
    switch (name[0]) {
    case 't': return tanh(z);
    case 'r': return z > 0 ? z : 0;
    case 's': return 1 / (1 + exp(-z));
    default: return z;
    }
}

static double exact_mean_loss(const Net *net, const double *params) {
    double total = 0;
    for (int s = 0; s < net->samples; s++) {
        double a[512], next[512];
        for (int i = 0; i < net->widths[0]; i++) a[i] = net->x[i * net->B + s];
        const double *p = params;
        for (int l = 0; l < net->depth; l++) {
            int I = net->widths[l], O = net->widths[l + 1];
            for (int o = 0; o < O; o++) {
                next[o] = p[O * I + o];
                for (int i = 0; i < I; i++) next[o] += p[o * I + i] * a[i];
                next[o] = act(l + 1 < net->depth ? net->between : net->last, next[o]);
            }
            p += O * I + O;
            memcpy(a, next, sizeof(double) * (size_t)O);
        }
        int O = net->widths[net->depth];
        double sum = 0;
        if (net->loss[0] == 'c') {
            for (int o = 0; o < O; o++) sum += exp(a[o]);
            total += log(sum) - a[net->labels[s]];
            continue;
        }
        for (int o = 0; o < O; o++) {
            double y = net->targets[o * net->B + s];
            sum += net->loss[0] == 'm' ? (a[o] - y) * (a[o] - y) : log(1 + exp(a[o])) - y * a[o];
        }
        total += sum / O;
    }
    return total / net->samples;
}

/* Runs forward and backward and compares the loss and, every stride-th, the gradients with central differences of the oracle. */
static void check_gradients(Net *net, int stride) {
    const float *z = mlp_forward(&net->mlp, net->x, net->B);
    Wanted wanted = {.labels = net->labels, .targets = net->targets};
    loss(net->loss)->evaluate(net->losses, net->hits, mlp_output_gradient(&net->mlp), z, &wanted, net->samples, 1, net->B, net->widths[net->depth]);
    mlp_backward(&net->mlp, net->x, net->B);

    int n = net->mlp.param_count;
    double *params = malloc(sizeof(double) * (size_t)n), mean = 0, largest = 0;
    for (int i = 0; i < n; i++) {
        params[i] = net->mlp.params[i];
        largest = fmax(largest, fabs((double)net->mlp.grads[i]));
    }
    for (int s = 0; s < net->samples; s++) mean += net->losses[s];
    mean /= net->samples;
    double want = exact_mean_loss(net, params);
    /* float32 through up to three layers of 300 terms: a few times 2^-24 a layer, and tanh's 4.2e-7 */
    CHECK_NEAR(mean, want, 3e-6 * (1 + fabs(want)));
    CHECK(largest > 1e-4); /* there is something to compare */
    for (int i = 0; i < n; i += stride) {
        double h = 1e-5, keep = params[i];
        params[i] = keep + h;
        double above = exact_mean_loss(net, params);
        params[i] = keep - h;
        double below = exact_mean_loss(net, params);
        params[i] = keep;
        /* The difference errs by h^2 / 6 and 1e-16 / h, both about 1e-11; the rest is float32, against the largest gradient. */
        CHECK_NEAR(net->mlp.grads[i], (above - below) / (2 * h), 4e-6 * largest + 2e-7);
    }
    free(params);
}

static const char *const activations[] = {"tanh", "relu", "sigmoid", "linear"};
static const char *const losses[] = {"cross-entropy", "mse", "bce"};

TEST(gradients_equal_finite_differences_for_every_activation_and_loss) {
    static const int widths[] = {3, 5, 7, 2};
    for (int a = 0; a < 4; a++)
        for (int last = 0; last < 4; last++)
            for (int l = 0; l < 3; l++)
                for (int samples = 1; samples <= 9; samples += 4) {
                    Net net = make(widths, 3, samples, activations[a], activations[last], losses[l]);
                    check_gradients(&net, 1);
                    drop(&net);
                }
}

TEST(gradients_equal_finite_differences_at_every_width) {
    static const int sizes[] = {1, 2, 3, 4, 5, 6, 8, 9, 13, 16, 33};
    for (int i = 0; i < 11; i++)
        for (int o = 0; o < 11; o++) {
            int widths[] = {sizes[i], sizes[o], sizes[(i + o) % 11] + 1};
            Net net = make(widths, 2, 1 + (i * 11 + o) % 13, "tanh", "linear", losses[(i + o) % 3]);
            check_gradients(&net, 1 + net.mlp.param_count / 150);
            drop(&net);
        }
}

TEST(gradients_equal_finite_differences_in_large_and_in_single_layers) {
    static const int large[] = {64, 300, 37, 10}, single[] = {10, 2}, deep[] = {2, 4, 4, 4, 4, 3}, thin[] = {1, 1, 1};
    Net nets[] = {make(large, 3, 61, "relu", "linear", "cross-entropy"), make(single, 1, 100, "tanh", "linear", "mse"),
                  make(deep, 5, 31, "tanh", "linear", "bce"), make(thin, 2, 3, "sigmoid", "tanh", "mse")};
    for (int i = 0; i < 4; i++) {
        check_gradients(&nets[i], i ? 1 : 391);
        drop(&nets[i]);
    }
}

TEST(initial_weights_are_those_of_torch_linear_uniform_to_1_over_the_root_of_the_inputs) {
    static const int widths[] = {4, 100, 81, 3};
    Net net = make(widths, 3, 4, "tanh", "linear", "mse");
    CHECK_EQ(net.mlp.param_count, 4 * 100 + 100 + 100 * 81 + 81 + 81 * 3 + 3);
    const float *p = net.mlp.params;
    for (int l = 0; l < 3; l++) {
        int count = widths[l + 1] * (widths[l] + 1);
        double k = 1 / sqrt(widths[l]), sum = 0, squares = 0, low = 0, high = 0;
        for (int i = 0; i < count; i++, p++) {
            CHECK(*p >= -k && *p <= k);
            sum += *p, squares += (double)*p * *p, low = fmin(low, *p), high = fmax(high, *p);
        }
        /* uniform: variance k^2 / 3, of which the mean of n squares deviates by k^2 sqrt(4 / 45 / n); 5 deviations each */
        CHECK_NEAR(sum / count, 0, 5 * k / sqrt(3.0 * count));
        CHECK_NEAR(squares / count, k * k / 3, 5 * k * k * sqrt(4.0 / 45 / count));
        CHECK(low < -0.95 * k && high > 0.95 * k);
    }
    drop(&net);
}

TEST(the_initial_weights_are_one_stream_in_pytorchs_order) {
    static const int widths[] = {2, 3, 2};
    Net net = make(widths, 2, 4, "tanh", "linear", "mse");
    Rng rng = rng_stream(7, RNG_INIT, 0);
    for (int i = 0; i < 17; i++) {
        float k = i < 9 ? 1 / sqrtf(2) : 1 / sqrtf(3);
        CHECK_BITS(net.mlp.params[i], (2 * rng_float(&rng) - 1) * k);
    }
    CHECK(net.mlp.layers[0].b == net.mlp.params + 6);
    CHECK(net.mlp.layers[1].w == net.mlp.params + 9);
    CHECK(net.mlp.layers[1].b == net.mlp.params + 15);
    CHECK(net.mlp.layers[1].dw == net.mlp.grads + 9);
    drop(&net);
}

TEST(arrays_do_not_overlap_and_are_aligned) {
    static const int widths[] = {3, 5, 1};
    Net net = make(widths, 2, 5, "tanh", "linear", "mse");
    Layer *layers = net.mlp.layers;
    struct { const char *start; size_t bytes; } parts[] = {
        {(char *)layers, 2 * sizeof(Layer)}, {(char *)net.mlp.params, 26 * 4}, {(char *)net.mlp.grads, 26 * 4},
        {(char *)layers[0].a, 5 * 8 * 4}, {(char *)layers[0].da, 5 * 8 * 4}, {(char *)layers[1].a, 8 * 4}, {(char *)layers[1].da, 8 * 4},
    };
    for (int i = 0; i < 7; i++) {
        CHECK_EQ((uintptr_t)parts[i].start % 16, 0);
        for (int j = 0; j < i; j++) CHECK(parts[i].start >= parts[j].start + parts[j].bytes || parts[j].start >= parts[i].start + parts[i].bytes);
    }
    drop(&net);
}

TEST(an_absurd_network_is_measured_and_not_wrapped) {
    static const int widths[] = {1048576, 1048576, 1048576};
    Mlp mlp;
    Memory memory = {0};
    mlp_layout(&mlp, &memory, widths, 2, 64);
    CHECK((double)memory.used > 2 * 2 * 4 * 1048576.0 * 1048576.0); /* two layers of 2^40 weights, each with its gradient */
}

TEST(the_same_sample_gives_the_same_outputs_anywhere_in_any_batch) {
    static const int widths[] = {3, 9, 4, 2};
    Net net = make(widths, 3, 32, "tanh", "linear", "mse");
    float alone[4 * 3] = {0}, want[2];
    for (int s = 0; s < 32; s++) {
        const float *z = mlp_forward(&net.mlp, net.x, 32);
        want[0] = z[s], want[1] = z[32 + s];
        for (int place = 0; place < 4; place++) {
            for (int i = 0; i < 3; i++) alone[i * 4 + place] = net.x[i * 32 + s];
            z = mlp_forward(&net.mlp, alone, 4);
            CHECK_BITS(z[place], want[0]);
            CHECK_BITS(z[4 + place], want[1]);
        }
    }
    drop(&net);
}

void suite_mlp(void) {
    RUN(gradients_equal_finite_differences_for_every_activation_and_loss);
    RUN(gradients_equal_finite_differences_at_every_width);
    RUN(gradients_equal_finite_differences_in_large_and_in_single_layers);
    RUN(initial_weights_are_those_of_torch_linear_uniform_to_1_over_the_root_of_the_inputs);
    RUN(the_initial_weights_are_one_stream_in_pytorchs_order);
    RUN(arrays_do_not_overlap_and_are_aligned);
    RUN(an_absurd_network_is_measured_and_not_wrapped);
    RUN(the_same_sample_gives_the_same_outputs_anywhere_in_any_batch);
}
