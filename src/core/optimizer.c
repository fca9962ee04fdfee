#include "optimizer.h"

#include <math.h>

OptimizerClock optimizer_clock(void) {
    return (OptimizerClock){.steps = 0, .beta1_used = 0, .beta1_power = 1, .beta2_power = 1};
}

/* base^n for a whole n, by squaring. */
static double whole_power(double base, double n) {
    double power = 1;
    for (; n >= 1; n = floor(n / 2), base *= base)
        if (n != 2 * floor(n / 2)) power *= base;
    return power;
}

void optimizer_tick(OptimizerClock *clock, const OptimizerConfig *config) {
    /* PyTorch takes today's beta1 to the power of all steps, also where a cycled momentum has just changed it. */
    if (config->beta1 != clock->beta1_used) clock->beta1_power = whole_power(config->beta1, clock->steps);
    clock->beta1_used = config->beta1;
    clock->steps += 1;
    clock->beta1_power *= config->beta1;
    clock->beta2_power *= config->beta2;
}

/* The gradient as an optimizer sees it: turned around to maximize, with weight decay as a pull towards zero. */
static inline float seen_gradient(float g, float p, float sign, float weight_decay) {
    float turned = sign * g;
    return weight_decay != 0.0f ? turned + weight_decay * p : turned;
}

static inline float gradient_sign(const OptimizerConfig *config) {
    return config->maximize ? -1.0f : 1.0f;
}

/* g += weight_decay p;  v = momentum v + (1 - dampening) g, at first v = g;  p -= lr v, or with nesterov lr (g + momentum v) */
void sgd_step(OptimizerRun run, const OptimizerConfig *config, const OptimizerClock *clock) {
    float rate = (float)-config->lr, momentum = (float)config->momentum, rest = (float)(1 - config->dampening);
    float weight_decay = (float)config->weight_decay, sign = gradient_sign(config);
    bool first = clock->steps == 1, nesterov = config->nesterov != 0;
    float *v = run.state;
    if (config->momentum == 0) {
        for (int i = 0; i < run.n; i++) run.p[i] += rate * seen_gradient(run.g[i], run.p[i], sign, weight_decay);
        return;
    }
    for (int i = 0; i < run.n; i++) {
        float g = seen_gradient(run.g[i], run.p[i], sign, weight_decay);
        v[i] = first ? g : momentum * v[i] + rest * g;
        run.p[i] += rate * (nesterov ? g + momentum * v[i] : v[i]);
    }
}

/* m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  p -= lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps) */
static void adam_moments(OptimizerRun run, const OptimizerConfig *config, const OptimizerClock *clock, float weight_decay) {
    float beta1 = (float)config->beta1, beta2 = (float)config->beta2;
    float rest1 = (float)(1 - config->beta1), rest2 = (float)(1 - config->beta2);
    float rate = (float)-(config->lr / (1 - clock->beta1_power));
    float root = (float)sqrt(1 - clock->beta2_power), eps = (float)config->eps, sign = gradient_sign(config);
    bool amsgrad = config->amsgrad != 0;
    float *restrict m = run.state, *restrict v = m + run.stride, *restrict largest = v + run.stride;
    for (int i = 0; i < run.n; i++) {
        float g = seen_gradient(run.g[i], run.p[i], sign, weight_decay);
        m[i] = beta1 * m[i] + rest1 * g;
        v[i] = beta2 * v[i] + rest2 * g * g;
        float spread = v[i];
        if (amsgrad) spread = largest[i] = largest[i] > v[i] ? largest[i] : v[i];
        run.p[i] += rate * m[i] / (sqrtf(spread) / root + eps);
    }
}

/* Adam: weight decay is a part of the gradient */
void adam_step(OptimizerRun run, const OptimizerConfig *config, const OptimizerClock *clock) {
    adam_moments(run, config, clock, (float)config->weight_decay);
}

/* AdamW: weight decay is apart from the gradient, p *= 1 - lr weight_decay before Adam's step */
void adamw_step(OptimizerRun run, const OptimizerConfig *config, const OptimizerClock *clock) {
    float keep = (float)(1 - config->lr * config->weight_decay);
    for (int i = 0; i < run.n; i++) run.p[i] *= keep;
    adam_moments(run, config, clock, 0.0f);
}

/* q = alpha q + (1 - alpha) g^2;  centered: a = alpha a + (1 - alpha) g;  step = g / (sqrt(q - a^2) + eps);  p -= lr step, or lr v with v = momentum v + step */
void rmsprop_step(OptimizerRun run, const OptimizerConfig *config, const OptimizerClock *clock) {
    (void)clock;
    float alpha = (float)config->alpha, rest = (float)(1 - config->alpha), eps = (float)config->eps;
    float rate = (float)-config->lr, momentum = (float)config->momentum;
    float weight_decay = (float)config->weight_decay, sign = gradient_sign(config);
    bool centered = config->centered != 0, moving = config->momentum > 0;
    float *restrict q = run.state, *restrict v = q + run.stride, *restrict a = v + run.stride;
    for (int i = 0; i < run.n; i++) {
        float g = seen_gradient(run.g[i], run.p[i], sign, weight_decay);
        q[i] = alpha * q[i] + rest * g * g;
        float spread = q[i];
        if (centered) {
            a[i] = alpha * a[i] + rest * g;
            spread = q[i] - a[i] * a[i];
        }
        float root = sqrtf(spread) + eps;
        if (moving) {
            v[i] = momentum * v[i] + g / root;
            run.p[i] += rate * v[i];
        } else {
            run.p[i] += rate * g / root;
        }
    }
}

#define AT(member) offsetof(OptimizerConfig, member)
#define BETA(member, at_name, value) {at_name, TEXT(""), TEXT("how slowly the running mean forgets"), AT(member), FIELD_NUMBER, 0, 1, .below_max = true, .initial = value}
#define LR(value) {"lr", TEXT("rate"), TEXT("learning rate; a schedule multiplies it"), AT(lr), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = value}
#define WEIGHT_DECAY(value) {"weight_decay", TEXT(""), TEXT("pull towards zero weights"), AT(weight_decay), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = value}
#define EPS {"eps", TEXT(""), TEXT("added to the denominator"), AT(eps), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = 1e-8}
#define MOMENTUM {"momentum", TEXT(""), TEXT("share of the last step that is kept, sensible 0 or 0.9"), AT(momentum), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = 0}
#define FLAG(member, help) {#member, TEXT(""), TEXT(help), AT(member), FIELD_FLAG, 0, 1, .initial = 0}
#define MAXIMIZE FLAG(maximize, "climb the loss instead of descending")

static const Field sgd_fields[] = {
    LR(1e-3), MOMENTUM, {"dampening", TEXT(""), TEXT("share of the gradient that momentum leaves out"), AT(dampening), FIELD_NUMBER, -FIELD_MAX_NUMBER, FIELD_MAX_NUMBER, .initial = 0},
    WEIGHT_DECAY(0), FLAG(nesterov, "look ahead; needs momentum above 0 and dampening 0"), MAXIMIZE,
};
static const Field adam_fields[] = {LR(1e-3), BETA(beta1, "beta1", 0.9), BETA(beta2, "beta2", 0.999), EPS, WEIGHT_DECAY(0), FLAG(amsgrad, "divide by the largest v so far"), MAXIMIZE};
static const Field adamw_fields[] = {LR(1e-3), BETA(beta1, "beta1", 0.9), BETA(beta2, "beta2", 0.999), EPS, WEIGHT_DECAY(1e-2), FLAG(amsgrad, "divide by the largest v so far"), MAXIMIZE};
static const Field rmsprop_fields[] = {
    LR(1e-2), {"alpha", TEXT(""), TEXT("how slowly the mean square forgets"), AT(alpha), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = 0.99},
    EPS, WEIGHT_DECAY(0), MOMENTUM, FLAG(centered, "divide by the standard deviation instead of the root mean square"), MAXIMIZE,
};

#define FIELDS(array) array, sizeof array / sizeof *array
const OptimizerRow optimizer_rows[] = {
    {"SGD", TEXT("p -= lr v, v = momentum v + g"), TEXT("torch.optim.SGD"), FIELDS(sgd_fields), 1, sgd_step},
    {"Adam", TEXT("p -= lr m' / (sqrt(v') + eps)"), TEXT("torch.optim.Adam"), FIELDS(adam_fields), 3, adam_step},
    {"AdamW", TEXT("p -= lr (m' / (sqrt(v') + eps) + weight_decay p)"), TEXT("torch.optim.AdamW"), FIELDS(adamw_fields), 3, adamw_step},
    {"RMSprop", TEXT("p -= lr g / (sqrt(q) + eps)"), TEXT("torch.optim.RMSprop"), FIELDS(rmsprop_fields), 3, rmsprop_step},
};
const size_t optimizer_row_count = sizeof optimizer_rows / sizeof *optimizer_rows;
