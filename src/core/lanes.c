#include "lanes.h"

#include "simd_product.h"
#include <math.h>

void lanes_layout(Lanes *lanes, Memory *memory, Trainer *trainer, double epochs) {
    const TrainerConfig *config = &trainer->config;
    uint64_t B = (uint64_t)trainer->capacity, params = (uint64_t)trainer->mlp.param_count, depth = (uint64_t)config->depth;
    Lanes l = {.trainer = trainer};
    l.params = memory_take(memory, params * LANES, sizeof(float));
    l.grads = memory_take(memory, params * LANES, sizeof(float));
    l.state = memory_take(memory, (uint64_t)config->method->states * params * LANES, sizeof(float));
    l.x = memory_take(memory, (uint64_t)trainer->row_width * B * LANES, sizeof(float));
    int most = trainer_batch_rows(config), last = trainer->train_count % most;
    uint64_t floats = (uint64_t)trainer->row_width * LANES * ((uint64_t)(trainer->train_count / most) * (uint64_t)padded(most) + (uint64_t)padded(last));
    uint64_t room = LANES_KEPT_BYTES / sizeof(float) / floats;
    l.kept_floats = (int)floats, l.kept_most = (int)(epochs < (double)room ? epochs : (double)room);
    l.kept = memory_take(memory, (uint64_t)l.kept_most * floats, sizeof(float));
    l.a = memory_take(memory, depth, sizeof(float *));
    l.da = memory_take(memory, depth, sizeof(float *));
    for (int layer = 0; layer < config->depth; layer++) {
        uint64_t count = (uint64_t)config->widths[layer + 1] * B * LANES;
        float *a = memory_take(memory, count, sizeof(float)), *da = memory_take(memory, count, sizeof(float));
        if (l.a) l.a[layer] = a, l.da[layer] = da;
    }
    l.losses = memory_take(memory, B * LANES, sizeof(float));
    l.hits = memory_take(memory, B * LANES, sizeof(float));
    *lanes = l;
}

void lanes_init(Lanes *lanes) {
    const Mlp *mlp = &lanes->trainer->mlp;
    for (int i = 0; i < mlp->param_count; i++) float4_store(lanes->params + LANES * i, float4_splat(mlp->params[i]));
    memset(lanes->state, 0, sizeof(float) * LANES * (size_t)lanes->trainer->config.method->states * (size_t)mlp->param_count);
    for (int lane = 0; lane < LANES; lane++) {
        lanes->clocks[lane] = optimizer_clock();
        lanes->epochs[lane] = 0;
    }
}

/* Where a layer's w, b and their gradients stand: as in the lone model, LANES times as far. */
static float *in_lanes(float *lanes_array, const float *view, const float *lone_array) {
    return lanes_array + LANES * (view - lone_array);
}

/* The products of a dense layer: those of simd_kernels.c, with a number of each model in every Float4. */
static NOT_INLINE void lanes_product(float *out, const float *in, const float *w, int row, int column, const float *start, int step, int B, int K, int rows) {
    product(out, in, (Weights){w, row, column, start, step}, LANES * B, K, rows, LANES);
}

/* From one output back to dz of tanh inputs, their number a multiple of 4: product and slope in one. */
static NOT_INLINE void thin_backward(float *dx, const float *dz, const float *w, const float *a, int B, int I) {
    for (int i = 0; i < I; i += 4) {
        int at = LANES * i * B;
        product_thin(dx + at, dz, (Weights){w + LANES * i, 1, I, float4_zeros, 0}, a + at, LANES * B, 1, 4, LANES);
    }
}

/* dw of P outputs and Q inputs, and the outputs' db. The four partial sums, by sample index mod 4, one after another: so a number that is loaded
 * serves several products. */
INLINE void gradient_tile(float *dw, float *db, const float *restrict dz, const float *restrict x, int B, int I, int P, int Q) {
    Float4 part[4][8];
    for (int j = 0; j < 4; j++) {
        Float4 sum[8], zero = float4_zero();
        UNROLL for (int i = 0; i < P * Q + P; i++) sum[i] = zero;
        for (int s = LANES * j; s < LANES * B; s += 4 * LANES) {
            Float4 x_s[4];
            UNROLL for (int q = 0; q < Q; q++) x_s[q] = float4_load(x + LANES * q * B + s);
            UNROLL for (int p = 0; p < P; p++) {
                Float4 dz_s = float4_load(dz + LANES * p * B + s);
                UNROLL for (int q = 0; q < Q; q++) sum[p * Q + q] = float4_add_product(sum[p * Q + q], dz_s, x_s[q]);
                sum[P * Q + p] = float4_add(sum[P * Q + p], dz_s);
            }
        }
        UNROLL for (int i = 0; i < P * Q + P; i++) part[j][i] = sum[i];
    }
    UNROLL for (int i = 0; i < P * Q + P; i++) {
        float *to = i < P * Q ? dw + LANES * (i / Q * I + i % Q) : db + LANES * (i - P * Q);
        float4_store(to, float4_add(float4_add(part[0][i], part[2][i]), float4_add(part[1][i], part[3][i])));
    }
}

/* Outputs in pairs by two inputs, or the last one by four. db comes again with each tile: its sums wait for nothing while products are made. */
static NOT_INLINE void backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O) {
    for (int o = 0; o < O;) {
        float *dw_o = dw + LANES * o * I, *db_o = db + LANES * o;
        const float *dz_o = dz + LANES * o * B;
        int i = 0;
        if (o + 2 <= O && I >= 2) {
            for (; i < I; i += 2) {
                int at = i + 2 <= I ? i : I - 2; /* the last of an odd number again with the one before it */
                gradient_tile(dw_o + LANES * at, db_o, dz_o, x + LANES * at * B, B, I, 2, 2);
            }
            o += 2;
        } else {
            for (; i + 4 <= I; i += 4) gradient_tile(dw_o + LANES * i, db_o, dz_o, x + LANES * i * B, B, I, 1, 4);
            for (; i < I; i++) gradient_tile(dw_o + LANES * i, db_o, dz_o, x + LANES * i * B, B, I, 1, 1);
            o++;
        }
    }
}

/* Packs the named rows, and puts each number into all lanes. */
static void pack_lanes(Trainer *t, float *x, const int *rows, int count) {
    int B = padded(count);
    trainer_pack(t, rows, count, B);
    for (int i = 0; i < t->row_width * B; i++) float4_store(x + LANES * i, float4_splat(t->batch_x[i]));
}

/* Forward and loss of count packed rows in all lanes; with learn, the gradient of the outputs too. Adds to the totals of each lane. */
static NOT_INLINE void evaluate(Lanes *lanes, const float *batch, int count, bool learn, TrainerTotals totals[LANES], double batch_loss[LANES]) {
    Trainer *t = lanes->trainer;
    int B = padded(count), last = t->mlp.depth - 1;
    Wanted wanted = trainer_wanted(t, batch, LANES * B);
    const float *x = batch;
    for (int l = 0; l <= last; l++) {
        const Layer *layer = &t->mlp.layers[l];
        const float *w = in_lanes(lanes->params, layer->w, t->mlp.params), *b = in_lanes(lanes->params, layer->b, t->mlp.params);
        lanes_product(lanes->a[l], x, w, layer->inputs, 1, b, 1, B, layer->inputs, layer->outputs);
        if (layer->activation->forward != linear_forward) layer->activation->forward(lanes->a[l], LANES * layer->outputs * B);
        x = lanes->a[l];
    }
    t->config.loss->evaluate(lanes->losses, lanes->hits, learn ? lanes->da[last] : NULL, x, &wanted, LANES * count, LANES, LANES * B, t->outputs);
    double hits[LANES] = {0};
    simd_sum_models(batch_loss, lanes->losses, count);
    if (t->config.loss->accuracy) simd_sum_models(hits, lanes->hits, count);
    for (int lane = 0; lane < LANES; lane++) totals[lane].loss += batch_loss[lane], totals[lane].hits += hits[lane];
}

static void backward(Lanes *lanes, const float *batch, int B) {
    const Mlp *mlp = &lanes->trainer->mlp;
    bool sloped = false;
    for (int l = mlp->depth - 1; l >= 0; l--) {
        const Layer *layer = &mlp->layers[l];
        int I = layer->inputs, O = layer->outputs;
        if (!sloped && layer->activation->backward != linear_backward) layer->activation->backward(lanes->da[l], lanes->a[l], LANES * O * B);
        const float *w = in_lanes(lanes->params, layer->w, mlp->params);
        float *dw = in_lanes(lanes->grads, layer->dw, mlp->grads), *db = in_lanes(lanes->grads, layer->db, mlp->grads);
        sloped = l && O == 1 && I % 4 == 0 && layer[-1].activation->backward == simd_tanh_backward;
        if (sloped) thin_backward(lanes->da[l - 1], lanes->da[l], w, lanes->a[l - 1], B, I);
        else if (l) lanes_product(lanes->da[l - 1], lanes->da[l], w, 1, I, float4_zeros, 0, B, O, I);
        backward_weights(dw, db, lanes->da[l], l ? lanes->a[l - 1] : batch, B, I, O);
    }
}

static void update(Lanes *lanes, const double *lr) {
    Trainer *t = lanes->trainer;
    for (int lane = 0; lane < LANES; lane++) {
        OptimizerConfig *c = &lanes->optimizer[lane];
        c->lr = lr[lane];
        optimizer_tick(&lanes->clocks[lane], c);
    }
    int n = LANES * t->mlp.param_count;
    OptimizerRun run = {.p = lanes->params, .g = lanes->grads, .state = lanes->state, .n = n, .stride = n};
    t->config.method->step(&run, lanes->optimizer, lanes->clocks, LANES);
}

static void validate(Lanes *lanes) {
    Trainer *t = lanes->trainer;
    TrainerTotals totals[LANES] = {{0}};
    double unused[LANES];
    for (int at = 0; at < t->validation_count; at += TRAINER_EVALUATION_ROWS) {
        int left = t->validation_count - at, count = left < TRAINER_EVALUATION_ROWS ? left : TRAINER_EVALUATION_ROWS;
        pack_lanes(t, lanes->x, t->held_out + at, count);
        evaluate(lanes, lanes->x, count, false, totals, unused);
    }
    for (int lane = 0; lane < LANES; lane++)
        if (!lanes->record[lane].diverged) trainer_record_validation(t, &lanes->record[lane], totals[lane]);
}

void lanes_run(Lanes *lanes, const double *lr, int epochs, bool per_batch) {
    Trainer *t = lanes->trainer;
    int most = trainer_batch_rows(&t->config), alive = LANES;
    for (int lane = 0; lane < LANES; lane++) lanes->record[lane].diverged = 0;
    for (int e = 0; e < epochs && alive; e++) {
        TrainerTotals totals[LANES] = {{0}};
        bool keeps = e < lanes->kept_most, packs = e >= lanes->kept_epochs;
        float *batch = keeps ? lanes->kept + (size_t)e * lanes->kept_floats : lanes->x;
        if (packs) trainer_shuffle(t, (uint32_t)e);
        for (int at = 0; at < t->train_count && alive; at += most) {
            int left = t->train_count - at, count = left < most ? left : most;
            double batch_loss[LANES];
            if (packs) pack_lanes(t, batch, t->order + at, count);
            evaluate(lanes, batch, count, true, totals, batch_loss);
            for (int lane = 0; lane < LANES; lane++) {
                if (lanes->record[lane].diverged || isfinite(batch_loss[lane])) continue;
                lanes->record[lane] = trainer_record_divergence(totals[lane]);
                lanes->epochs[lane] = e + 1;
                alive--;
            }
            if (!alive) return;
            backward(lanes, batch, padded(count));
            update(lanes, lr);
            if (per_batch) lr += LANES;
            if (keeps) batch += t->row_width * padded(count) * LANES;
        }
        if (keeps && packs) lanes->kept_epochs = e + 1;
        if (!per_batch) lr += LANES;
        for (int lane = 0; lane < LANES; lane++) {
            if (lanes->record[lane].diverged) continue;
            lanes->record[lane] = trainer_record(t, totals[lane]);
            lanes->epochs[lane] = e + 1;
        }
    }
    validate(lanes);
}
