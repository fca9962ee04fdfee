#include "simd_optimizer.h"

#include "simd.h"

enum { NUMBERS = sizeof(OptimizerNumbers) / sizeof(float) };

/* OptimizerNumbers with a lane for each of four parameters or models. */
typedef union {
    struct {
        Float4 rate, sign, weight_decay, keep, momentum, rest, beta1, rest1, beta2, rest2, root, alpha, rest_alpha, eps;
    };
    Float4 all[NUMBERS];
} Numbers4;

static bool any_decay(const OptimizerConfig *configs, int models) {
    SHORT_LOOP for (int i = 0; i < models; i++)
        if (configs[i].weight_decay != 0) return true;
    return false;
}

/* Adding 0 p would turn -0 into 0 and carry NaN: a lane without decay keeps its gradient as it is. */
INLINE Float4 seen_gradient(Float4 g, Float4 p, const Numbers4 *k, bool decays) {
    Float4 turned = float4_multiply(k->sign, g);
    if (!decays) return turned;
    Float4 zero = float4_splat(0.0f);
    Int4 some = float4_less(zero, k->weight_decay);
    return float4_select(some, float4_add_product(turned, k->weight_decay, p), turned);
}

/* Four parameters of a step: reads and writes p[4] and the state[][4] that belongs to them. */
typedef struct {
    Numbers4 k;
    bool decays, moving, nesterov, first, amsgrad, centered;
} Step;
typedef void (*StepOfFour)(const Step *step, float *p, const float *g, float *state, int stride);

static NOT_INLINE void numbers_of_four(Numbers4 *k, const OptimizerConfig *configs, const OptimizerClock *clocks, bool corrected) {
    OptimizerNumbers own[4];
    for (int i = 0; i < 4; i++) optimizer_numbers(&own[i], &configs[i], &clocks[i], corrected);
    SHORT_LOOP for (int j = 0; j < NUMBERS; j++) {
        const float *lane = (const float *)own + j;
        k->all[j] = float4_of(lane[0], lane[NUMBERS], lane[2 * NUMBERS], lane[3 * NUMBERS]);
    }
}

/* Fills in place: a struct of this size that is returned is copied by the engine's slow block copy. */
INLINE void step_in_line(Step *step, const OptimizerConfig *configs, const OptimizerClock *clocks, int models, bool corrected) {
    if (models == 1) {
        OptimizerNumbers own;
        optimizer_numbers(&own, configs, clocks, corrected);
        UNROLL for (int j = 0; j < NUMBERS; j++) step->k.all[j] = float4_splat(((const float *)&own)[j]);
    } else {
        numbers_of_four(&step->k, configs, clocks, corrected);
    }
    step->decays = any_decay(configs, models);
    step->moving = configs->momentum != 0, step->nesterov = configs->nesterov != 0, step->first = clocks->pushes == 1;
    step->amsgrad = configs->amsgrad != 0, step->centered = configs->centered != 0;
}

static NOT_INLINE void step_of(Step *step, const OptimizerConfig *configs, const OptimizerClock *clocks, int models, bool corrected) {
    step_in_line(step, configs, clocks, models, corrected);
}

/* The run in fours; what is left over goes through a copy that is padded with zeros. */
INLINE void each_four(OptimizerRun run, int states, const Step *step, StepOfFour four) {
    int i = 0;
    for (; i + 4 <= run.n; i += 4) four(step, run.p + i, run.g + i, run.state + i, run.stride);
    if (i == run.n) return;
    float p[4] = {0}, g[4] = {0}, state[3][4] = {{0}};
    size_t rest = sizeof(float) * (size_t)(run.n - i);
    memcpy(p, run.p + i, rest), memcpy(g, run.g + i, rest);
    for (int s = 0; s < states; s++) memcpy(state[s], run.state + (size_t)s * run.stride + i, rest);
    four(step, p, g, state[0], 4);
    memcpy(run.p + i, p, rest);
    for (int s = 0; s < states; s++) memcpy(run.state + (size_t)s * run.stride + i, state[s], rest);
}

INLINE void sgd_four(const Step *step, float *at_p, const float *at_g, float *at_v, int stride) {
    (void)stride;
    const Numbers4 *k = &step->k;
    Float4 p = float4_load(at_p), g = seen_gradient(float4_load(at_g), p, k, step->decays);
    if (step->moving) {
        Float4 v = step->first ? g : float4_add(float4_multiply(k->momentum, float4_load(at_v)), float4_multiply(k->rest, g));
        float4_store(at_v, v);
        g = step->nesterov ? float4_add_product(g, k->momentum, v) : v;
    }
    float4_store(at_p, float4_add_product(p, k->rate, g));
}

/* Adam and AdamW: k->keep is 1 for Adam, so the product is p itself. */
INLINE void adam_four(const Step *step, float *at_p, const float *at_g, float *at_m, int stride) {
    const Numbers4 *k = &step->k;
    float *at_v = at_m + stride, *at_largest = at_v + stride;
    Float4 p = float4_multiply(float4_load(at_p), k->keep), g = seen_gradient(float4_load(at_g), p, k, step->decays);
    Float4 m = float4_add(float4_multiply(k->beta1, float4_load(at_m)), float4_multiply(k->rest1, g));
    Float4 v = float4_add(float4_multiply(k->beta2, float4_load(at_v)), float4_multiply(float4_multiply(k->rest2, g), g)), spread = v;
    float4_store(at_m, m), float4_store(at_v, v);
    if (step->amsgrad) {
        Float4 largest = float4_load(at_largest);
        spread = float4_select(float4_less(v, largest), largest, v);
        float4_store(at_largest, spread);
    }
    Float4 below = float4_add(float4_divide(float4_sqrt(spread), k->root), k->eps);
    float4_store(at_p, float4_add(p, float4_divide(float4_multiply(k->rate, m), below)));
}

INLINE void rmsprop_four(const Step *step, float *at_p, const float *at_g, float *at_q, int stride) {
    const Numbers4 *k = &step->k;
    float *at_v = at_q + stride, *at_a = at_v + stride;
    Float4 p = float4_load(at_p), g = seen_gradient(float4_load(at_g), p, k, step->decays);
    Float4 q = float4_add(float4_multiply(k->alpha, float4_load(at_q)), float4_multiply(float4_multiply(k->rest_alpha, g), g)), spread = q;
    float4_store(at_q, q);
    if (step->centered) {
        Float4 a = float4_add(float4_multiply(k->alpha, float4_load(at_a)), float4_multiply(k->rest_alpha, g));
        float4_store(at_a, a);
        spread = float4_subtract(q, float4_multiply(a, a));
    }
    Float4 root = float4_add(float4_sqrt(spread), k->eps);
    if (step->moving) {
        Float4 v = float4_add(float4_multiply(k->momentum, float4_load(at_v)), float4_divide(g, root));
        float4_store(at_v, v);
        float4_store(at_p, float4_add_product(p, k->rate, v));
    } else {
        float4_store(at_p, float4_add(p, float4_divide(float4_multiply(k->rate, g), root)));
    }
}

INLINE float signed_rate(const OptimizerConfig *c) {
    return (float)(c->maximize != 0 ? c->lr : -c->lr);
}

/* Without momentum and decay: p -= lr g, so much per step that most of SGD's other numbers would cost more than the step itself. */
static void plain_descent(OptimizerRun run, const OptimizerConfig *configs, int models) {
    Float4 rate = float4_splat(signed_rate(configs));
    if (models > 1) rate = float4_of(signed_rate(configs), signed_rate(configs + 1), signed_rate(configs + 2), signed_rate(configs + 3));
    int i = 0;
    for (; i + 4 <= run.n; i += 4) float4_store(run.p + i, float4_add_product(float4_load(run.p + i), rate, float4_load(run.g + i)));
    SHORT_LOOP for (; i < run.n; i++) run.p[i] += signed_rate(configs) * run.g[i];
}

static void simd_sgd_step(const OptimizerRun *run, const OptimizerConfig *configs, const OptimizerClock *clocks, int models) {
    if (configs->momentum == 0 && !any_decay(configs, models)) {
        plain_descent(*run, configs, models);
        return;
    }
    Step step;
    step_of(&step, configs, clocks, models, false);
    each_four(*run, 1, &step, sgd_four);
}

/* For one model whose parameters come in fours, as nearly all do: without a call: of a linear model's step that is a twentieth. */
static void adam_alone(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock) {
    Step step;
    step_in_line(&step, config, clock, 1, true);
    step.k.keep = float4_splat(1.0f);
    for (int i = 0; i < run->n; i += 4) adam_four(&step, run->p + i, run->g + i, run->state + i, run->stride);
}

static NOT_INLINE void adam_run(const OptimizerRun *run, const OptimizerConfig *configs, const OptimizerClock *clocks, int models, bool decoupled) {
    Step step;
    step_of(&step, configs, clocks, models, true);
    if (decoupled) step.decays = false;
    else step.k.keep = float4_splat(1.0f);
    each_four(*run, 3, &step, adam_four);
}

static void simd_adam_step(const OptimizerRun *run, const OptimizerConfig *configs, const OptimizerClock *clocks, int models) {
    if (models == 1 && run->n % 4 == 0) adam_alone(run, configs, clocks);
    else adam_run(run, configs, clocks, models, false);
}

static void simd_adamw_step(const OptimizerRun *run, const OptimizerConfig *configs, const OptimizerClock *clocks, int models) {
    adam_run(run, configs, clocks, models, true);
}

static void simd_rmsprop_step(const OptimizerRun *run, const OptimizerConfig *configs, const OptimizerClock *clocks, int models) {
    Step step;
    step_of(&step, configs, clocks, models, false);
    each_four(*run, 3, &step, rmsprop_four);
}

const OptimizerRow optimizer_rows[] = {
    {TEXT("SGD"), TEXT("p -= lr v, v = momentum v + g"), TEXT("torch.optim.SGD"), sgd_fields, SGD_FIELD_COUNT, 1, simd_sgd_step},
    {TEXT("Adam"), TEXT("p -= lr m' / (sqrt(v') + eps)"), TEXT("torch.optim.Adam"), adam_fields, ADAM_FIELD_COUNT, 3, simd_adam_step},
    {TEXT("AdamW"), TEXT("p -= lr (m' / (sqrt(v') + eps) + weight_decay p)"), TEXT("torch.optim.AdamW"), adamw_fields, ADAM_FIELD_COUNT, 3, simd_adamw_step},
    {TEXT("RMSprop"), TEXT("p -= lr g / (sqrt(q) + eps)"), TEXT("torch.optim.RMSprop"), rmsprop_fields, RMSPROP_FIELD_COUNT, 3, simd_rmsprop_step},
};
const size_t optimizer_row_count = sizeof optimizer_rows / sizeof *optimizer_rows;
