#include "dataset.h"
#include "float_maths.h"
#include "test.h"
#include "trainer.h"

#include <stdlib.h>

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
static const OptimizerRow *method(const char *name) {
    for (size_t i = 0; i < optimizer_row_count; i++)
        if (!strcmp(optimizer_rows[i].name, name)) return &optimizer_rows[i];
    return NULL;
}

/* The tutorial's run: layers 2-16-16-2 tanh, cross-entropy, SGD 0.1 with momentum 0.9, batches of 32, a fifth held out, seed 7. */
static const int spiral_widths[] = {2, 16, 16, 2};
static TrainerConfig spiral_config(void) {
    TrainerConfig config = {.activation = activation("tanh"), .output_activation = activation("linear"), .loss = loss("cross-entropy"),
                            .method = method("SGD"), .rows = 500, .depth = 3, .widths = spiral_widths};
    field_defaults(trainer_fields, trainer_field_count, &config);
    field_defaults(config.method->fields, config.method->field_count, &config.optimizer);
    config.validation = 0.2, config.seed = 7;
    config.optimizer.lr = 0.1, config.optimizer.momentum = 0.9;
    return config;
}

/* A trainer in a block of its own, before x and y are written. */
static char *lay_out(Trainer *trainer, const TrainerConfig *config) {
    size_t bytes = (size_t)trainer_bytes(config);
    Memory memory = {.block = aligned_alloc(16, bytes)};
    memset(memory.block, 0xff, bytes); /* NaN and -1: what is read must have been written */
    trainer_layout(trainer, &memory, config);
    CHECK_EQ(memory.used, bytes);
    return memory.block;
}

/* With the spiral of seed 7 as its data, ready to train. */
static char *spiral(Trainer *trainer, const TrainerConfig *config) {
    char *block = lay_out(trainer, config);
    Rng rng = rng_stream(7, RNG_DATA, 0);
    dataset_rows[0].generate(trainer->x, trainer->labels, NULL, &rng, config->rows, 0.1);
    trainer_init(trainer);
    return block;
}

static TrainerRecord epoch(Trainer *trainer, uint32_t number, double lr) {
    trainer_shuffle(trainer, number);
    return trainer_epoch(trainer, (Rates){.lr = &lr, .groups = 1});
}

static double step_lr(int t) {
    return 0.1 * pow(0.5, t / 15); /* powers of two are exact */
}

/* Numbers of golden_spiral.txt: the bits of loss and validation loss of each epoch, as made by this program and by Node alike. */
static bool read_golden(double (*golden)[2], int epochs) {
    FILE *file = fopen("tests/vectors/golden_spiral.txt", "r");
    char line[200];
    int got = 0;
    while (file && got < epochs && fgets(line, sizeof line, file)) {
        unsigned long long bits[2];
        if (line[0] == '#' || sscanf(line, "%*d %llx %llx", &bits[0], &bits[1]) != 2) continue;
        memcpy(golden[got++], bits, sizeof bits);
    }
    if (file) fclose(file);
    return got == epochs;
}

TEST(the_default_run_gives_its_golden_losses) {
    static double golden[50][2];
    bool found = read_golden(golden, 50);
    CHECK(found); /* run from the top of the repository */
    if (!found) return;
    TrainerConfig config = spiral_config();
    Trainer t;
    char *block = spiral(&t, &config);
    for (int e = 0; e < 50; e++) {
        TrainerRecord record = epoch(&t, (uint32_t)e, step_lr(e));
        CHECK_BITS(record.loss, golden[e][0]);
        CHECK_BITS(record.val_loss, golden[e][1]);
    }
    free(block);
}

/* The oracle of the golden run: the same training written out once more, sample by sample, with the documented order of every sum
 * and nothing of the core but exp, log, tanh, the generator and the initial weights. */
enum { NAIVE_PARAMS = 2 * 16 + 16 + 16 * 16 + 16 + 16 * 2 + 2 };

static float four(const float *sum) {
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/* Outputs of all layers of one sample: a[0] is x. */
static void naive_forward(float (*a)[16], const float *p) {
    for (int l = 0; l < 3; l++) {
        int I = spiral_widths[l], O = spiral_widths[l + 1];
        for (int o = 0; o < O; o++) {
            float sum = p[O * I + o];
            for (int i = 0; i < I; i++) sum = sum + p[o * I + i] * a[l][i];
            a[l + 1][o] = l < 2 ? float_tanh(sum) : sum;
        }
        p += O * I + O;
    }
}

static float naive_loss(const float *z, int label, float *p_first) {
    float largest = z[0] < z[1] ? z[1] : z[0], e0 = float_exp(z[0] - largest), e1 = float_exp(z[1] - largest);
    p_first[0] = e0, p_first[1] = e1;
    return float_log(e0 + e1) + (largest - z[label]);
}

/* One batch: its samples' losses, and one step. */
static void naive_batch(float *losses, float *params, float *velocity, bool first, const float (*x)[2], const int *labels, int count, float lr) {
    static float partial[4][NAIVE_PARAMS];
    memset(partial, 0, sizeof partial);
    float scale = 1.0f / (float)count;
    for (int s = 0; s < count; s++) {
        float a[4][16] = {{x[s][0], x[s][1]}}, d[4][16], e[2];
        naive_forward(a, params);
        losses[s] = naive_loss(a[3], labels[s], e);
        float share = scale / (e[0] + e[1]);
        for (int o = 0; o < 2; o++) d[3][o] = o == labels[s] ? e[o] * share - scale : e[o] * share;
        float *sum = partial[s % 4] + NAIVE_PARAMS;
        const float *p = params + NAIVE_PARAMS;
        for (int l = 2; l >= 0; l--) {
            int I = spiral_widths[l], O = spiral_widths[l + 1];
            sum -= O * I + O, p -= O * I + O;
            for (int o = 0; o < O; o++) {
                if (l < 2) d[l + 1][o] = d[l + 1][o] * (1.0f - a[l + 1][o] * a[l + 1][o]);
                for (int i = 0; i < I; i++) sum[o * I + i] = sum[o * I + i] + d[l + 1][o] * a[l][i];
                sum[O * I + o] = sum[O * I + o] + d[l + 1][o];
            }
            for (int i = 0; i < I; i++) {
                float back = 0;
                for (int o = 0; o < O; o++) back = back + p[o * I + i] * d[l + 1][o];
                d[l][i] = back;
            }
        }
    }
    for (int i = 0; i < NAIVE_PARAMS; i++) {
        float parts[4] = {partial[0][i], partial[1][i], partial[2][i], partial[3][i]}, g = four(parts);
        velocity[i] = first ? g : 0.9f * velocity[i] + 1.0f * g;
        params[i] = params[i] + -lr * velocity[i];
    }
}

TEST(the_default_run_equals_a_naive_implementation_bit_for_bit) {
    TrainerConfig config = spiral_config();
    Trainer t;
    char *block = spiral(&t, &config);
    float params[NAIVE_PARAMS], velocity[NAIVE_PARAMS], x[32][2], losses[32];
    int labels[32], order[400];
    static float all_x[500][2];
    static int all_labels[500];
    Rng data = rng_stream(7, RNG_DATA, 0), init = rng_stream(7, RNG_INIT, 0);
    dataset_rows[0].generate(&all_x[0][0], all_labels, NULL, &data, 500, 0.1);
    for (int i = 0; i < NAIVE_PARAMS; i++) {
        float k = i < 48 ? 1 / sqrtf(2) : 1 / sqrtf(16);
        params[i] = (2.0f * rng_float(&init) - 1.0f) * k;
    }
    for (int e = 0; e < 50; e++) {
        TrainerRecord record = epoch(&t, (uint32_t)e, step_lr(e));
        Rng shuffle = rng_stream(7, RNG_SHUFFLE, (uint32_t)e);
        memcpy(order, t.train, sizeof order); /* the split is tested on its own */
        rng_shuffle(&shuffle, order, 400);
        double total = 0, hits = 0;
        for (int at = 0; at < 400; at += 32) {
            int count = at + 32 <= 400 ? 32 : 400 - at;
            for (int s = 0; s < count; s++) memcpy(x[s], all_x[order[at + s]], sizeof x[s]), labels[s] = all_labels[order[at + s]];
            for (int s = 0; s < count; s++) {
                float a[4][16] = {{x[s][0], x[s][1]}};
                naive_forward(a, params);
                hits += (a[3][0] < a[3][1]) == labels[s];
            }
            naive_batch(losses, params, velocity, e == 0 && at == 0, x, labels, count, (float)step_lr(e));
            double sum[4] = {0};
            for (int s = 0; s < count; s++) sum[s % 4] += losses[s];
            total += (sum[0] + sum[2]) + (sum[1] + sum[3]);
        }
        CHECK_BITS(record.loss, total / 400);
        CHECK_BITS(record.accuracy, hits / 400);
        double held_loss = 0, held_hits = 0; /* the chunks of 64 of the validation add up in double */
        for (int at = 0; at < 100; at += 64) {
            double sum[4] = {0};
            for (int s = 0; s < 64 && at + s < 100; s++) {
                int row = t.held_out[at + s];
                float a[4][16] = {{all_x[row][0], all_x[row][1]}}, unused[2];
                naive_forward(a, params);
                sum[s % 4] += naive_loss(a[3], all_labels[row], unused);
                held_hits += (a[3][0] < a[3][1]) == all_labels[row];
            }
            held_loss += (sum[0] + sum[2]) + (sum[1] + sum[3]);
        }
        CHECK_BITS(record.val_loss, held_loss / 100);
        CHECK_BITS(record.val_accuracy, held_hits / 100);
    }
    for (int i = 0; i < NAIVE_PARAMS; i++) CHECK_BITS(t.mlp.params[i], params[i]);
    free(block);
}

TEST(the_same_seed_gives_the_same_bits_in_another_block) {
    TrainerConfig config = spiral_config();
    Trainer a, b;
    char *first = spiral(&a, &config), *second = spiral(&b, &config);
    for (uint32_t e = 0; e < 5; e++) {
        TrainerRecord one = epoch(&a, e, 0.1), two = epoch(&b, e, 0.1);
        CHECK(!memcmp(&one, &two, sizeof one));
    }
    CHECK(!memcmp(a.mlp.params, b.mlp.params, sizeof(float) * (size_t)a.mlp.param_count));
    CHECK(!memcmp(a.state, b.state, sizeof(float) * (size_t)a.mlp.param_count));
    free(first), free(second);
}

/* A small regression: rows of `features` inputs and one target, batches of batch_size. */
static char *small(Trainer *t, TrainerConfig *config, int rows, int features, double batch_size, double validation, bool normalize) {
    static int widths[3];
    widths[0] = features, widths[1] = 5, widths[2] = 1;
    *config = (TrainerConfig){.activation = activation("tanh"), .output_activation = activation("linear"), .loss = loss("mse"),
                              .method = method("Adam"), .rows = rows, .depth = 2, .widths = widths};
    field_defaults(trainer_fields, trainer_field_count, config);
    field_defaults(config->method->fields, config->method->field_count, &config->optimizer);
    config->batch_size = batch_size, config->validation = validation, config->normalize = normalize, config->seed = 3;
    char *block = lay_out(t, config);
    Rng rng = rng_stream(3, RNG_DATA, (uint32_t)rows);
    for (int i = 0; i < rows * features; i++) t->x[i] = (float)(10 + 3 * rng_normal(&rng));
    for (int i = 0; i < rows; i++) t->targets[i] = rng_float(&rng);
    return block;
}

TEST(the_split_holds_out_the_rounded_share_and_keeps_the_order) {
    static const struct { int rows; double share; int held; } cases[] = {{10, 0, 0}, {10, 0.2, 2}, {500, 0.2, 100}, {7, 0.5, 4}, {3, 0.34, 1}, {2, 0.5, 1}, {1000, 0.0005, 1}, {150, 1.0 / 3, 50}};
    for (int c = 0; c < 8; c++) {
        Trainer t;
        TrainerConfig config;
        char *block = small(&t, &config, cases[c].rows, 2, 4, cases[c].share, false);
        CHECK_EQ(t.validation_count, cases[c].held);
        CHECK_EQ(trainer_train_count(&config), cases[c].rows - cases[c].held);
        trainer_init(&t);
        bool seen[1000] = {false};
        for (int i = 0; i < t.train_count; i++) {
            CHECK(t.train[i] >= 0 && t.train[i] < cases[c].rows && !seen[t.train[i]] && (i == 0 || t.train[i] > t.train[i - 1]));
            seen[t.train[i]] = true;
        }
        for (int i = 0; i < t.validation_count; i++) {
            CHECK(t.held_out[i] >= 0 && t.held_out[i] < cases[c].rows && !seen[t.held_out[i]] && (i == 0 || t.held_out[i] > t.held_out[i - 1]));
            seen[t.held_out[i]] = true;
        }
        free(block);
    }
}

TEST(every_row_is_held_out_equally_often) {
    int held[20] = {0};
    for (int seed = 0; seed < 2000; seed++) {
        Trainer t;
        TrainerConfig config;
        char *block = small(&t, &config, 20, 1, 4, 0.25, false);
        t.config.seed = seed;
        trainer_init(&t);
        for (int i = 0; i < 5; i++) held[t.held_out[i]]++;
        free(block);
    }
    for (int i = 0; i < 20; i++) CHECK_NEAR(held[i], 500, 5 * sqrt(2000 * 0.25 * 0.75)); /* 5 deviations of a binomial number */
}

TEST(normalisation_is_fitted_on_the_training_rows_alone) {
    Trainer t, plain;
    TrainerConfig config, plain_config;
    char *block = small(&t, &config, 60, 3, 8, 0.25, true), *other = small(&plain, &plain_config, 60, 3, 8, 0.25, false);
    for (int row = 0; row < 60; row++) t.x[3 * row + 1] = plain.x[3 * row + 1] = 42; /* a constant feature */
    float raw[180];
    memcpy(raw, t.x, sizeof raw);
    trainer_init(&t), trainer_init(&plain);
    for (int f = 0; f < 3; f++) {
        double sum = 0, squares = 0;
        for (int i = 0; i < t.train_count; i++) sum += raw[3 * t.train[i] + f];
        double mean = sum / t.train_count;
        for (int i = 0; i < t.train_count; i++) squares += pow(raw[3 * t.train[i] + f] - mean, 2);
        double deviation = sqrt(squares / t.train_count);
        CHECK_BITS(t.mean[f], (float)mean);
        if (f == 1) CHECK_BITS(t.scale[f], 1); /* a constant is only moved to 0 */
        else CHECK_NEAR(t.scale[f], 1 / deviation, 1e-7); /* rounded once to float, below 1 */
        for (int row = 0; row < 60; row++) CHECK_BITS(t.x[row * t.x_stride + f], (raw[3 * row + f] - t.mean[f]) * t.scale[f]);
    }
    /* predict applies the same: the outputs for a row are those that training computes for it */
    float out[60];
    trainer_predict(&t, out, raw, 60);
    memcpy(plain.mlp.params, t.mlp.params, sizeof(float) * (size_t)t.mlp.param_count);
    float normalised[180], same[60];
    for (int i = 0; i < 180; i++) normalised[i] = (raw[i] - t.mean[i % 3]) * t.scale[i % 3];
    trainer_predict(&plain, same, normalised, 60);
    for (int i = 0; i < 60; i++) CHECK_BITS(out[i], same[i]);
    free(block), free(other);
}

TEST(a_run_of_any_batch_size_sees_every_row_once_an_epoch) {
    static const double sizes[] = {1, 2, 3, 4, 5, 7, 12, 29, 30, 31, 100, 9007199254740991.0};
    static const int batches[] = {30, 15, 10, 8, 6, 5, 3, 2, 1, 1, 1, 1};
    double whole = 0;
    for (int c = 0; c < 12; c++) {
        Trainer t;
        TrainerConfig config;
        char *block = small(&t, &config, 30, 2, sizes[c], 0, false);
        trainer_init(&t);
        CHECK_EQ(trainer_batches(&config), batches[c]);
        TrainerRecord record = epoch(&t, 0, 0); /* at rate 0 the loss does not depend on the batches, but for the rounding of sums in double */
        if (c == 0) whole = record.loss;
        CHECK_NEAR(record.loss, whole, 1e-14);
        CHECK_BITS(t.clocks[0].steps, batches[c]);
        CHECK(isnan(record.val_loss) && isnan(record.val_accuracy) && isnan(record.accuracy));
        CHECK_BITS(record.diverged, 0);
        free(block);
    }
}

TEST(batches_larger_than_the_data_all_give_the_same_bits) {
    float first[16];
    for (int c = 0; c < 3; c++) {
        Trainer t;
        TrainerConfig config;
        char *block = small(&t, &config, 30, 2, c == 0 ? 30 : c == 1 ? 31 : 9007199254740991.0, 0, false);
        trainer_init(&t);
        for (uint32_t e = 0; e < 3; e++) epoch(&t, e, 0.01);
        if (c == 0) memcpy(first, t.mlp.params, sizeof first);
        CHECK(!memcmp(first, t.mlp.params, sizeof first));
        free(block);
    }
}

TEST(without_shuffle_the_rows_come_in_order_and_with_it_by_seed_and_epoch) {
    Trainer t;
    TrainerConfig config;
    char *block = small(&t, &config, 40, 1, 8, 0.25, false);
    trainer_init(&t);
    int first[30];
    trainer_shuffle(&t, 3);
    memcpy(first, t.order, sizeof first);
    trainer_shuffle(&t, 4);
    CHECK(memcmp(first, t.order, sizeof first));
    trainer_shuffle(&t, 3); /* whatever came before */
    CHECK(!memcmp(first, t.order, sizeof first));
    t.config.shuffle = 0;
    trainer_shuffle(&t, 3);
    CHECK(!memcmp(t.train, t.order, sizeof first));
    free(block);
}

TEST(the_given_order_decides_which_rows_form_a_batch) {
    /* Two rows, batches of one: training on (a, b) and on (b, a) gives other weights, on (a, b) twice the same. */
    float weights[3][16];
    for (int c = 0; c < 3; c++) {
        Trainer t;
        TrainerConfig config;
        char *block = small(&t, &config, 2, 2, 1, 0, false);
        trainer_init(&t);
        t.order[0] = c == 1, t.order[1] = c != 1;
        double lr = 0.1;
        trainer_epoch(&t, (Rates){.lr = &lr, .groups = 1});
        memcpy(weights[c], t.mlp.params, sizeof weights[c]);
        free(block);
    }
    CHECK(memcmp(weights[0], weights[1], sizeof weights[0]));
    CHECK(!memcmp(weights[0], weights[2], sizeof weights[0]));
}

TEST(rates_may_differ_by_group_and_by_batch) {
    Trainer a, b;
    TrainerConfig config;
    char *first = small(&a, &config, 12, 2, 4, 0, false), *second = small(&b, &config, 12, 2, 4, 0, false);
    trainer_init(&a), trainer_init(&b);
    /* per batch, per group: [batch][group]. Frozen first layer: rate 0. */
    double rates[] = {0, 0.1, 0, 0.2, 0, 0.3};
    float before[15];
    memcpy(before, a.mlp.params, sizeof before);
    trainer_shuffle(&a, 0);
    trainer_epoch(&a, (Rates){.lr = rates, .groups = 2, .per_batch = true});
    CHECK(!memcmp(before, a.mlp.params, sizeof before)); /* w[5][2] and b[5] stay */
    CHECK(a.mlp.params[15] != b.mlp.params[15]);
    CHECK_BITS(a.clocks[0].steps, 3);
    CHECK_BITS(a.clocks[1].steps, 3);

    /* equal rates in two groups are one rate */
    Trainer c;
    char *third = small(&c, &config, 12, 2, 4, 0, false);
    trainer_init(&c);
    double two[] = {0.1, 0.1}, one = 0.1;
    trainer_shuffle(&b, 0), trainer_shuffle(&c, 0);
    trainer_epoch(&b, (Rates){.lr = two, .groups = 2});
    trainer_epoch(&c, (Rates){.lr = &one, .groups = 1});
    CHECK(!memcmp(b.mlp.params, c.mlp.params, sizeof(float) * 21));
    CHECK(!memcmp(b.state, c.state, sizeof(float) * 21 * 3));
    free(first), free(second), free(third);
}

TEST(the_momentum_of_an_epoch_replaces_the_configured_one) {
    TrainerConfig config = spiral_config(), other = spiral_config();
    other.optimizer.momentum = 0.5;
    Trainer a, b;
    char *first = spiral(&a, &config), *second = spiral(&b, &other);
    double lr = 0.1, momentum = 0.5;
    trainer_shuffle(&a, 0), trainer_shuffle(&b, 0);
    trainer_epoch(&a, (Rates){.lr = &lr, .momentum = &momentum, .groups = 1});
    trainer_epoch(&b, (Rates){.lr = &lr, .groups = 1});
    CHECK(!memcmp(a.mlp.params, b.mlp.params, sizeof(float) * (size_t)a.mlp.param_count));
    free(first), free(second);
}

TEST(divergence_is_recorded_and_leaves_the_weights_as_they_were_before_the_update) {
    static const char *const losses[] = {"cross-entropy", "mse", "bce"};
    for (int l = 0; l < 3; l++)
        for (int where = 0; where < 2; where++) {
            TrainerConfig config = spiral_config();
            config.loss = loss(losses[l]), config.batch_size = 100, config.shuffle = 0, config.validation = where ? 0.2 : 0;
            config.activation = activation("linear");
            Trainer t;
            char *block = lay_out(&t, &config);
            Rng rng = rng_stream(7, RNG_DATA, 0);
            for (int i = 0; i < 1000; i++) t.x[i] = (float)rng_normal(&rng);
            for (int i = 0; i < 500 && t.labels; i++) t.labels[i] = i % 2;
            for (int i = 0; i < 1000 && t.targets; i++) t.targets[i] = (float)(i % 2);
            trainer_init(&t);
            trainer_shuffle(&t, 0);
            t.x[t.order[250] * t.x_stride] = INFINITY; /* in the third batch */
            double lr = 0.01;
            TrainerRecord record = trainer_epoch(&t, (Rates){.lr = &lr, .groups = 1});
            CHECK_BITS(record.diverged, 1);
            CHECK(!isfinite(record.loss));
            CHECK(isnan(record.val_loss) && isnan(record.accuracy) && isnan(record.val_accuracy)); /* nothing is known of an epoch cut short */
            CHECK_BITS(t.clocks[0].steps, 2);
            for (int i = 0; i < t.mlp.param_count; i++) CHECK(isfinite(t.mlp.params[i]) && isfinite(t.state[i]));
            /* A healthy twin that stops by itself after the same two batches: its third batch is the first to see rate 0. */
            Trainer twin;
            char *other = lay_out(&twin, &config);
            rng = rng_stream(7, RNG_DATA, 0);
            for (int i = 0; i < 1000; i++) twin.x[i] = (float)rng_normal(&rng);
            for (int i = 0; i < 500 && t.labels; i++) twin.labels[i] = i % 2;
            for (int i = 0; i < 1000 && t.targets; i++) twin.targets[i] = (float)(i % 2);
            trainer_init(&twin);
            trainer_shuffle(&twin, 0);
            double rates[] = {0.01, 0.01, 0, 0, 0};
            trainer_epoch(&twin, (Rates){.lr = rates, .groups = 1, .per_batch = true});
            for (int i = 0; i < t.mlp.param_count; i++) CHECK_BITS(t.mlp.params[i], twin.mlp.params[i]);
            free(block), free(other);
        }
}

TEST(a_nan_of_a_result_is_the_one_nan) {
    float values[] = {-NAN, 1, NAN, float_from_bits(0x7f812345u), float_from_bits(0xffffffffu), INFINITY, -0.0f};
    trainer_one_nan(values, 7);
    static const uint32_t bits[] = {0x7fc00000u, 0x3f800000u, 0x7fc00000u, 0x7fc00000u, 0x7fc00000u, 0x7f800000u, 0x80000000u};
    for (int i = 0; i < 7; i++) CHECK_EQ(float_bits(values[i]), bits[i]);
}

TEST(predict_gives_a_row_the_same_bits_in_any_chunk) {
    TrainerConfig config = spiral_config();
    Trainer t;
    char *block = spiral(&t, &config);
    epoch(&t, 0, 0.1);
    static float x[128], together[128], alone[128];
    Rng rng = rng_stream(1, RNG_DATA, 0);
    for (int i = 0; i < 128; i++) x[i] = (float)rng_normal(&rng);
    trainer_predict(&t, together, x, 64);
    for (int size = 1; size < 64; size++)
        for (int at = 0; at < 64; at += size) {
            trainer_predict(&t, alone, x + 2 * at, at + size <= 64 ? size : 64 - at);
            for (int i = 0; i < 2 * size && 2 * at + i < 128; i++) CHECK_BITS(alone[i], together[2 * at + i]);
        }
    free(block);
}

TEST(predict_between_epochs_changes_nothing) {
    TrainerConfig config = spiral_config();
    Trainer a, b;
    char *first = spiral(&a, &config), *second = spiral(&b, &config);
    float x[2] = {0.5f, -0.5f}, out[2];
    for (uint32_t e = 0; e < 3; e++) {
        trainer_predict(&a, out, x, 1);
        TrainerRecord one = epoch(&a, e, 0.1), two = epoch(&b, e, 0.1);
        CHECK(!memcmp(&one, &two, sizeof one));
    }
    free(first), free(second);
}

TEST(an_absurd_trainer_is_measured_and_not_wrapped) {
    static int widths[] = {1048576, 1048576, 1048576};
    TrainerConfig config = spiral_config();
    config.widths = widths, config.depth = 2, config.rows = 268435456, config.method = method("Adam");
    CHECK(trainer_bytes(&config) > 5 * 2 * 4 * 1048576.0 * 1048576.0); /* two layers of 2^40 weights: gradient and three numbers of Adam each */
    /* 50,764 x 50,763: 2.577e9 weights, beyond int. Weight, gradient and three numbers of Adam: 5 x 4 bytes each. */
    static int near[] = {50763, 50764};
    config.widths = near, config.depth = 1, config.rows = 2;
    CHECK(trainer_bytes(&config) > 20 * 50764.0 * 50764.0);
}

void suite_trainer(void) {
    RUN(the_default_run_gives_its_golden_losses);
    RUN(the_default_run_equals_a_naive_implementation_bit_for_bit);
    RUN(the_same_seed_gives_the_same_bits_in_another_block);
    RUN(the_split_holds_out_the_rounded_share_and_keeps_the_order);
    RUN(every_row_is_held_out_equally_often);
    RUN(normalisation_is_fitted_on_the_training_rows_alone);
    RUN(a_run_of_any_batch_size_sees_every_row_once_an_epoch);
    RUN(batches_larger_than_the_data_all_give_the_same_bits);
    RUN(without_shuffle_the_rows_come_in_order_and_with_it_by_seed_and_epoch);
    RUN(the_given_order_decides_which_rows_form_a_batch);
    RUN(rates_may_differ_by_group_and_by_batch);
    RUN(the_momentum_of_an_epoch_replaces_the_configured_one);
    RUN(divergence_is_recorded_and_leaves_the_weights_as_they_were_before_the_update);
    RUN(a_nan_of_a_result_is_the_one_nan);
    RUN(predict_gives_a_row_the_same_bits_in_any_chunk);
    RUN(predict_between_epochs_changes_nothing);
    RUN(an_absurd_trainer_is_measured_and_not_wrapped);
}
