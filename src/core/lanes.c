#include "lanes.h"

#include "simd.h"
#include <math.h>

void lanes_layout(Lanes *lanes, Memory *memory, Trainer *trainer) {
    const TrainerConfig *config = &trainer->config;
    uint64_t B = (uint64_t)trainer->capacity, params = (uint64_t)trainer->mlp.param_count, depth = (uint64_t)config->depth;
    Lanes l = {.trainer = trainer};
    l.params = memory_take(memory, params * LANES, sizeof(float));
    l.grads = memory_take(memory, params * LANES, sizeof(float));
    l.state = memory_take(memory, (uint64_t)config->method->states * params * LANES, sizeof(float));
    l.x = memory_take(memory, (uint64_t)trainer->row_width * B * LANES, sizeof(float));
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

/* The products of a dense layer, with a number of each model in every Float4. Same sums in the same order as kernels.c:
 * out[m][s] = start[m] + sum over k of w[m row + k column] in[k][s]; a tile is M rows of out by four samples. */
INLINE void product_tile(float *restrict out, const float *restrict in, const float *restrict w, int row, int column, const float *start, int B, int K, int M) {
    Float4 sum[2][4];
    UNROLL for (int m = 0; m < M; m++)
        UNROLL for (int s = 0; s < 4; s++) sum[m][s] = start ? float4_load(start + LANES * m) : float4_splat(0.0f);
    for (int k = 0; k < K; k++, in += LANES * B, w += LANES * column) {
        Float4 x[4];
        UNROLL for (int s = 0; s < 4; s++) x[s] = float4_load(in + LANES * s);
        UNROLL for (int m = 0; m < M; m++) {
            Float4 w_mk = float4_load(w + LANES * row * m);
            UNROLL for (int s = 0; s < 4; s++) sum[m][s] = float4_add_product(sum[m][s], w_mk, x[s]);
        }
    }
    UNROLL for (int m = 0; m < M; m++)
        UNROLL for (int s = 0; s < 4; s++) float4_store(out + LANES * (m * B + s), sum[m][s]);
}

static void product(float *out, const float *in, const float *w, int row, int column, const float *start, int B, int K, int rows) {
    for (int m = 0; m < rows;) {
        int M = m + 2 <= rows ? 2 : 1;
        const float *begin = start ? start + LANES * m : NULL;
        for (int s = 0; s < B; s += 4) {
            if (M == 2) product_tile(out + LANES * (m * B + s), in + LANES * s, w + LANES * m * row, row, column, begin, B, K, 2);
            else product_tile(out + LANES * (m * B + s), in + LANES * s, w + LANES * m * row, row, column, begin, B, K, 1);
        }
        m += M;
    }
}

/* dw and db: four partial sums by sample index mod 4, joined (s0 + s2) + (s1 + s3). */
static Float4 join(const Float4 sum[4]) {
    return float4_add(float4_add(sum[0], sum[2]), float4_add(sum[1], sum[3]));
}

INLINE void gradient_tile(float *dw, const float *dz, const float *x, int B, int I, int P) {
    Float4 sum[2][4];
    UNROLL for (int p = 0; p < P; p++)
        UNROLL for (int j = 0; j < 4; j++) sum[p][j] = float4_splat(0.0f);
    for (int s = 0; s < B; s += 4)
        UNROLL for (int j = 0; j < 4; j++) {
            Float4 x_s = float4_load(x + LANES * (s + j));
            UNROLL for (int p = 0; p < P; p++) sum[p][j] = float4_add_product(sum[p][j], float4_load(dz + LANES * (p * B + s + j)), x_s);
        }
    UNROLL for (int p = 0; p < P; p++) float4_store(dw + LANES * p * I, join(sum[p]));
}

static void backward_weights(float *dw, float *db, const float *dz, const float *x, int B, int I, int O) {
    for (int o = 0; o < O; o++) {
        Float4 sum[4] = {float4_splat(0.0f), float4_splat(0.0f), float4_splat(0.0f), float4_splat(0.0f)};
        for (int s = 0; s < B; s += 4)
            UNROLL for (int j = 0; j < 4; j++) sum[j] = float4_add(sum[j], float4_load(dz + LANES * (o * B + s + j)));
        float4_store(db + LANES * o, join(sum));
    }
    for (int i = 0; i < I; i++) {
        int o = 0;
        for (; o + 2 <= O; o += 2) gradient_tile(dw + LANES * (o * I + i), dz + LANES * o * B, x + LANES * i * B, B, I, 2);
        if (o < O) gradient_tile(dw + LANES * (o * I + i), dz + LANES * o * B, x + LANES * i * B, B, I, 1);
    }
}

/* Packs the named rows, and puts each number into all lanes. */
static Wanted pack_lanes(Lanes *lanes, const int *rows, int count, int B) {
    Trainer *t = lanes->trainer;
    trainer_pack(t, rows, count, B);
    for (int i = 0; i < t->row_width * B; i++) float4_store(lanes->x + LANES * i, float4_splat(t->batch_x[i]));
    return trainer_wanted(t, lanes->x, LANES * B);
}

/* Forward and loss of count rows in all lanes; with learn, the gradient of the outputs too. Adds to the totals of each lane. */
static void evaluate(Lanes *lanes, const int *rows, int count, bool learn, TrainerTotals totals[LANES], double batch_loss[LANES]) {
    Trainer *t = lanes->trainer;
    int B = (count + 3) / 4 * 4, last = t->mlp.depth - 1;
    Wanted wanted = pack_lanes(lanes, rows, count, B);
    const float *x = lanes->x;
    for (int l = 0; l <= last; l++) {
        const Layer *layer = &t->mlp.layers[l];
        const float *w = in_lanes(lanes->params, layer->w, t->mlp.params), *b = in_lanes(lanes->params, layer->b, t->mlp.params);
        product(lanes->a[l], x, w, layer->inputs, 1, b, B, layer->inputs, layer->outputs);
        layer->activation->forward(lanes->a[l], LANES * layer->outputs * B);
        x = lanes->a[l];
    }
    t->config.loss->evaluate(lanes->losses, lanes->hits, learn ? lanes->da[last] : NULL, x, wanted, LANES * count, LANES, LANES * B, t->outputs);
    double hits[LANES] = {0};
    simd_sum_models(batch_loss, lanes->losses, count);
    if (t->config.loss->accuracy) simd_sum_models(hits, lanes->hits, count);
    for (int lane = 0; lane < LANES; lane++) totals[lane].loss += batch_loss[lane], totals[lane].hits += hits[lane];
}

static void backward(Lanes *lanes, int B) {
    const Mlp *mlp = &lanes->trainer->mlp;
    for (int l = mlp->depth - 1; l >= 0; l--) {
        const Layer *layer = &mlp->layers[l];
        int I = layer->inputs, O = layer->outputs;
        layer->activation->backward(lanes->da[l], lanes->a[l], LANES * O * B);
        float *dw = in_lanes(lanes->grads, layer->dw, mlp->grads), *db = in_lanes(lanes->grads, layer->db, mlp->grads);
        backward_weights(dw, db, lanes->da[l], l ? lanes->a[l - 1] : lanes->x, B, I, O);
        if (l) product(lanes->da[l - 1], lanes->da[l], in_lanes(lanes->params, layer->w, mlp->params), 1, I, NULL, B, O, I);
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
    t->config.method->step(run, lanes->optimizer, lanes->clocks, LANES);
}

static void validate(Lanes *lanes) {
    Trainer *t = lanes->trainer;
    TrainerTotals totals[LANES] = {{0}};
    double unused[LANES];
    for (int at = 0; at < t->validation_count; at += TRAINER_EVALUATION_ROWS) {
        int left = t->validation_count - at;
        evaluate(lanes, t->held_out + at, left < TRAINER_EVALUATION_ROWS ? left : TRAINER_EVALUATION_ROWS, false, totals, unused);
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
        trainer_shuffle(t, (uint32_t)e);
        for (int at = 0; at < t->train_count && alive; at += most) {
            int left = t->train_count - at, count = left < most ? left : most;
            double batch_loss[LANES];
            evaluate(lanes, t->order + at, count, true, totals, batch_loss);
            for (int lane = 0; lane < LANES; lane++) {
                if (lanes->record[lane].diverged || isfinite(batch_loss[lane])) continue;
                lanes->record[lane] = trainer_record_divergence(totals[lane]);
                lanes->epochs[lane] = e + 1;
                alive--;
            }
            if (!alive) return;
            backward(lanes, (count + 3) / 4 * 4);
            update(lanes, lr);
            if (per_batch) lr += LANES;
        }
        if (!per_batch) lr += LANES;
        for (int lane = 0; lane < LANES; lane++) {
            if (lanes->record[lane].diverged) continue;
            lanes->record[lane] = trainer_record(t, totals[lane]);
            lanes->epochs[lane] = e + 1;
        }
    }
    validate(lanes);
}
