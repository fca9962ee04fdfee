#include "trainer.h"

#include "float_maths.h"
#include <float.h>
#include <math.h>
#include <string.h>

static int larger(int a, int b) {
    return a > b ? a : b;
}

int trainer_train_count(const TrainerConfig *config) {
    return config->rows - (int)floor(config->validation * config->rows + 0.5);
}

int trainer_batch_rows(const TrainerConfig *config) {
    double train = trainer_train_count(config);
    return (int)(config->batch_size < train ? config->batch_size : train);
}

int trainer_batches(const TrainerConfig *config) {
    int B = trainer_batch_rows(config);
    return (trainer_train_count(config) + B - 1) / B;
}

void trainer_layout(Trainer *trainer, Memory *memory, const TrainerConfig *config) {
    uint64_t rows = (uint64_t)config->rows, B = (uint64_t)larger(padded(trainer_batch_rows(config)), TRAINER_EVALUATION_ROWS);
    Trainer t = {.config = *config, .features = config->widths[0], .outputs = config->widths[config->depth], .capacity = (int)B};
    t.train_count = trainer_train_count(config);
    t.validation_count = config->rows - t.train_count;
    t.row_width = t.features + (config->loss->labels ? 1 : t.outputs), t.x_stride = padded(t.row_width);
    uint64_t x_stride = (uint64_t)t.x_stride;

    uint64_t params = mlp_layout(&t.mlp, memory, config->widths, config->depth, t.capacity);
    params = (params + 3) / 4 * 4;
    t.state_stride = (int)params;
    t.state = memory_take(memory, (uint64_t)config->method->states * params, sizeof(float));
    t.clocks = memory_take(memory, (uint64_t)config->depth, sizeof(OptimizerClock));
    t.x = memory_take(memory, rows * x_stride, sizeof(float));
    if (config->loss->labels) t.labels = memory_take(memory, rows, sizeof(int));
    else t.targets = memory_take(memory, rows * (uint64_t)t.outputs, sizeof(float));
    t.train = memory_take(memory, (uint64_t)t.train_count, sizeof(int));
    t.held_out = memory_take(memory, (uint64_t)t.validation_count, sizeof(int));
    t.order = memory_take(memory, (uint64_t)t.train_count, sizeof(int));
    t.mean = memory_take(memory, x_stride, sizeof(float));
    t.scale = memory_take(memory, x_stride, sizeof(float));
    t.batch_x = memory_take(memory, x_stride * B, sizeof(float));
    t.losses = memory_take(memory, B, sizeof(float));
    t.hits = memory_take(memory, B, sizeof(float));
    *trainer = t;
}

double trainer_bytes(const TrainerConfig *config) {
    Memory measure = {0};
    Trainer unused;
    trainer_layout(&unused, &measure, config);
    return (double)measure.used;
}

/* Draws the rows to hold out; both parts keep the order of the data. */
static void split(Trainer *t) {
    int rows = t->config.rows;
    Rng rng = rng_stream((uint32_t)t->config.seed, RNG_SPLIT, 0);
    int training = 0, held = 0;
    for (int row = 0; row < rows; row++) {
        /* Selection sampling: the row is held out with probability (still wanted) / (still to come). */
        bool hold = held < t->validation_count && (int)rng_below(&rng, (uint32_t)(rows - row)) < t->validation_count - held;
        if (hold) t->held_out[held++] = row;
        else t->train[training++] = row;
    }
}

/* mean and 1 / standard deviation of each feature over the training rows; a constant feature keeps scale 1. */
static void fit_normalisation(Trainer *t) {
    for (int f = 0; f < t->features; f++) {
        double sum = 0, squares = 0;
        bool constant = true;
        for (int i = 0; i < t->train_count; i++) {
            float x = t->x[(size_t)t->train[i] * t->x_stride + f];
            constant = constant && x == t->x[(size_t)t->train[0] * t->x_stride + f];
            sum += x;
        }
        double mean = sum / t->train_count;
        for (int i = 0; i < t->train_count; i++) {
            double from_mean = t->x[(size_t)t->train[i] * t->x_stride + f] - mean;
            squares += from_mean * from_mean;
        }
        double deviation = sqrt(squares / t->train_count);
        t->mean[f] = (float)mean;
        t->scale[f] = constant || deviation < FLT_MIN ? 1.0f : (float)(1 / deviation);
    }
}

static float normalised(const Trainer *t, float x, int feature) {
    return t->config.normalize ? (x - t->mean[feature]) * t->scale[feature] : x;
}

static void normalise_data(Trainer *t) {
    for (int row = 0; row < t->config.rows; row++)
        for (int f = 0; f < t->features; f++) {
            float *x = &t->x[(size_t)row * t->x_stride + f];
            *x = normalised(t, *x, f);
        }
}

/* Moves x's dense rows apart in place and puts y's behind them; what is left of the stride becomes zero. */
static void join_rows(Trainer *t) {
    int width = t->features, wanted = t->row_width - width;
    const char *y = t->labels ? (const char *)t->labels : (const char *)t->targets;
    for (int row = t->config.rows - 1; row >= 0; row--) {
        float *to = t->x + (size_t)row * t->x_stride;
        for (int f = t->x_stride - 1; f >= 0; f--) to[f] = f < width ? t->x[(size_t)row * width + f] : 0.0f;
        memcpy(to + width, y + sizeof(float) * (size_t)row * (size_t)wanted, sizeof(float) * (size_t)wanted);
    }
}

void trainer_init(Trainer *t) {
    join_rows(t);
    split(t);
    if (t->config.normalize) {
        fit_normalisation(t);
        normalise_data(t);
    }
    mlp_activate(&t->mlp, t->config.activation, t->config.output_activation);
    mlp_init(&t->mlp, (uint32_t)t->config.seed);
    memset(t->state, 0, sizeof *t->state * (size_t)t->config.method->states * (size_t)t->state_stride);
    for (int l = 0; l < t->mlp.depth; l++) t->clocks[l] = optimizer_clock();
}

void trainer_shuffle(Trainer *t, uint32_t epoch) {
    memcpy(t->order, t->train, sizeof *t->order * (size_t)t->train_count);
    if (!t->config.shuffle) return;
    Rng rng = rng_stream((uint32_t)t->config.seed, RNG_SHUFFLE, epoch);
    rng_shuffle(&rng, t->order, t->train_count);
}

/* One step of the optimizer on every group. */
static void update(Trainer *t, const double *lr, const double *momentum, int groups) {
    OptimizerConfig *config = &t->config.optimizer;
    float *state = t->state;
    for (int l = 0; l < t->mlp.depth; l++) {
        Layer *layer = &t->mlp.layers[l];
        int group = groups == 1 ? 0 : l;
        config->lr = lr[group];
        if (momentum) config->momentum = config->beta1 = momentum[group];
        optimizer_tick(&t->clocks[group], config);
        OptimizerRun run = {.p = layer->w, .g = layer->dw, .state = state, .stride = t->state_stride};
        run.n = groups == 1 ? t->state_stride : layer->outputs * (layer->inputs + 1);
        t->config.method->step(&run, config, &t->clocks[group], 1);
        if (groups == 1) return; /* all layers lie one after another */
        state += run.n;
    }
}

/* The one NaN that leaves the core: engines differ in the sign and payload of a computed one. */
static double one_nan(double value) {
    return isnan(value) ? (double)NAN : value;
}

TrainerRecord trainer_record(const Trainer *t, TrainerTotals totals) {
    TrainerRecord record = {.loss = totals.loss / t->train_count, .val_loss = (double)NAN, .accuracy = (double)NAN, .val_accuracy = (double)NAN};
    if (t->config.loss->accuracy) record.accuracy = totals.hits / t->train_count;
    return record;
}

TrainerRecord trainer_record_divergence(TrainerTotals totals) {
    return (TrainerRecord){.loss = one_nan(totals.loss), .val_loss = (double)NAN, .accuracy = (double)NAN, .val_accuracy = (double)NAN, .diverged = 1};
}

void trainer_record_validation(const Trainer *t, TrainerRecord *record, TrainerTotals totals) {
    if (!t->validation_count) return;
    record->val_loss = one_nan(totals.loss / t->validation_count);
    if (t->config.loss->accuracy) record->val_accuracy = totals.hits / t->validation_count;
}

/* Goes through rows in batches of at most so many; with rates, learns from each. A loss that is not finite ends it before that update. */
static TrainerTotals pass(Trainer *t, const int *rows, int row_count, int most, const Rates *rates, bool *diverged) {
    TrainerTotals totals = {0};
    for (int at = 0, batch = 0; at < row_count; at += most, batch++) {
        int left = row_count - at, count = left < most ? left : most, B = padded(count);
        trainer_pack(t, rows + at, count, B);
        const float *z = mlp_forward_with(activation_forward, &t->mlp, t->batch_x, B);
        Wanted wanted = trainer_wanted(t, t->batch_x, B);
        loss_evaluate(t->config.loss, t->losses, t->hits, rates ? mlp_output_gradient(&t->mlp) : NULL, z, &wanted, count, 1, B, t->outputs);
        double sums[2] = {0}; /* of the losses and, where they mean something, of the hits */
        for (int i = 0; i <= t->config.loss->accuracy; i++) sums[i] = simd_sum(i ? t->hits : t->losses, count);
        totals.loss += sums[0], totals.hits += sums[1];
        if (!rates) continue;
        *diverged = !isfinite(sums[0]);
        if (*diverged) break;
        mlp_backward(&t->mlp, t->batch_x, B);
        int number = rates->per_batch ? batch * rates->groups : 0;
        update(t, rates->lr + number, rates->momentum ? rates->momentum + number : NULL, rates->groups);
    }
    return totals;
}

TrainerRecord trainer_epoch(Trainer *t, Rates rates) {
    bool diverged = false;
    TrainerTotals totals = pass(t, t->order, t->train_count, trainer_batch_rows(&t->config), &rates, &diverged);
    if (diverged) return trainer_record_divergence(totals);
    TrainerRecord record = trainer_record(t, totals);
    trainer_record_validation(t, &record, pass(t, t->held_out, t->validation_count, TRAINER_EVALUATION_ROWS, NULL, NULL));
    return record;
}

void trainer_one_nan(float *values, int count) {
    for (int i = 0; i < count; i++) values[i] = isnan(values[i]) ? float_from_bits(0x7fc00000u) : values[i];
}

void trainer_predict(Trainer *t, float *outputs, const float *x, int count) {
    int B = padded(count);
    for (int s = 0; s < B; s++)
        for (int f = 0; f < t->features; f++) {
            float value = s < count ? x[(size_t)s * t->features + f] : 0.0f;
            t->batch_x[(size_t)f * B + s] = normalised(t, value, f);
        }
    const float *z = mlp_forward(&t->mlp, t->batch_x, B);
    for (int s = 0; s < count; s++)
        for (int o = 0; o < t->outputs; o++) outputs[(size_t)s * t->outputs + o] = z[(size_t)o * B + s];
    trainer_one_nan(outputs, count * t->outputs);
}

#define AT(member) offsetof(TrainerConfig, member)
const Field trainer_fields[] = {
    FIELD("batch_size", "rows", "rows of a step; more than there are means all", AT(batch_size), FIELD_INTEGER, 1, FIELD_MAX_INTEGER, .initial = 32),
    FIELD("validation", "", "share of the rows held out, 0 for none", AT(validation), FIELD_NUMBER, 0, 1, .below_max = true, .initial = 0),
    FIELD("seed", "", "of the initial weights, the split and the shuffles", AT(seed), FIELD_INTEGER, 0, 4294967295.0, .initial = 0),
    FIELD("shuffle", "", "a new order of the rows every epoch", AT(shuffle), FIELD_FLAG, 0, 1, .initial = 1),
};
const size_t trainer_field_count = sizeof trainer_fields / sizeof *trainer_fields;
