#include "optimizer.h"

#include <math.h>

OptimizerClock optimizer_clock(void) {
    return (OptimizerClock){.steps = 0, .pushes = 0, .beta1_used = 0, .beta1_power = 1, .beta2_power = 1};
}

double optimizer_power(double base, double n) {
    double power = 1;
    for (; n >= 1; n = floor(n / 2), base *= base)
        if (n != 2 * floor(n / 2)) power *= base;
    return power;
}

/* The gradient as an optimizer sees it: turned around to maximize, with weight decay as a pull towards zero. */
static float seen_gradient(float g, float p, float sign, float weight_decay) {
    float turned = sign * g;
    return weight_decay != 0.0f ? turned + weight_decay * p : turned;
}

/* g += weight_decay p;  v = momentum v + (1 - dampening) g, at first v = g;  p -= lr v, or with nesterov lr (g + momentum v) */
void sgd_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock) {
    OptimizerNumbers k;
    optimizer_numbers(&k, config, clock, false);
    bool first = clock->pushes == 1;
    float *p = run->p, *v = run->state;
    for (int i = 0; i < run->n; i++) {
        float g = seen_gradient(run->g[i], p[i], k.sign, k.weight_decay);
        if (config->momentum != 0) {
            v[i] = first ? g : k.momentum * v[i] + k.rest * g;
            g = config->nesterov != 0 ? g + k.momentum * v[i] : v[i];
        }
        p[i] += k.rate * g;
    }
}

/* m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  p -= lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps) */
static void adam_moments(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerNumbers *k, float weight_decay) {
    float *p = run->p, *m = run->state, *v = m + run->stride, *largest = v + run->stride;
    for (int i = 0; i < run->n; i++) {
        float g = seen_gradient(run->g[i], p[i], k->sign, weight_decay);
        m[i] = k->beta1 * m[i] + k->rest1 * g;
        v[i] = k->beta2 * v[i] + k->rest2 * g * g;
        float spread = v[i];
        if (config->amsgrad != 0) spread = largest[i] = largest[i] > v[i] ? largest[i] : v[i];
        p[i] += k->rate * m[i] / (sqrtf(spread) / k->root + k->eps);
    }
}

/* Adam: weight decay is a part of the gradient */
void adam_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock) {
    OptimizerNumbers k;
    optimizer_numbers(&k, config, clock, true);
    adam_moments(run, config, &k, k.weight_decay);
}

/* AdamW: weight decay is apart from the gradient, p *= 1 - lr weight_decay before Adam's step */
void adamw_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock) {
    OptimizerNumbers k;
    optimizer_numbers(&k, config, clock, true);
    for (int i = 0; i < run->n; i++) run->p[i] *= k.keep;
    adam_moments(run, config, &k, 0.0f);
}

/* q = alpha q + (1 - alpha) g^2;  centered: a = alpha a + (1 - alpha) g;  step = g / (sqrt(q - a^2) + eps);  p -= lr step, or lr v with v = momentum v + step */
void rmsprop_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock) {
    OptimizerNumbers k;
    optimizer_numbers(&k, config, clock, false);
    float *p = run->p, *q = run->state, *v = q + run->stride, *a = v + run->stride;
    for (int i = 0; i < run->n; i++) {
        float g = seen_gradient(run->g[i], p[i], k.sign, k.weight_decay);
        q[i] = k.alpha * q[i] + k.rest_alpha * g * g;
        float spread = q[i];
        if (config->centered != 0) {
            a[i] = k.alpha * a[i] + k.rest_alpha * g;
            spread = q[i] - a[i] * a[i];
        }
        float root = sqrtf(spread) + k.eps;
        if (config->momentum != 0) {
            v[i] = k.momentum * v[i] + g / root;
            p[i] += k.rate * v[i];
        } else {
            p[i] += k.rate * g / root;
        }
    }
}

#define AT(member) offsetof(OptimizerConfig, member)
#define BETA(member, at_name, value) FIELD(at_name, "", "how slowly the running mean forgets", AT(member), FIELD_NUMBER, 0, 1, .below_max = true, .initial = value)
#define LR(value) FIELD("lr", "rate", "learning rate; a schedule multiplies it", AT(lr), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = value)
#define WEIGHT_DECAY(value) FIELD("weight_decay", "", "pull towards zero weights", AT(weight_decay), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = value)
#define EPS FIELD("eps", "", "added to the denominator", AT(eps), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = 1e-8)
#define MOMENTUM FIELD("momentum", "", "share of the last step that is kept, sensible 0 or 0.9", AT(momentum), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = 0)
#define FLAG(member, help) FIELD(#member, "", help, AT(member), FIELD_FLAG, 0, 1, .initial = 0)
#define MAXIMIZE FLAG(maximize, "climb the loss instead of descending")

const Field sgd_fields[SGD_FIELD_COUNT] = {
    LR(1e-3), MOMENTUM, FIELD("dampening", "", "share of the gradient that momentum leaves out", AT(dampening), FIELD_NUMBER, -FIELD_MAX_NUMBER, FIELD_MAX_NUMBER, .initial = 0),
    WEIGHT_DECAY(0), FLAG(nesterov, "look ahead; needs momentum above 0 and dampening 0"), MAXIMIZE,
};
const Field adam_fields[ADAM_FIELD_COUNT] = {LR(1e-3), BETA(beta1, "beta1", 0.9), BETA(beta2, "beta2", 0.999), EPS, WEIGHT_DECAY(0), FLAG(amsgrad, "divide by the largest v so far"), MAXIMIZE};
const Field adamw_fields[ADAM_FIELD_COUNT] = {LR(1e-3), BETA(beta1, "beta1", 0.9), BETA(beta2, "beta2", 0.999), EPS, WEIGHT_DECAY(1e-2), FLAG(amsgrad, "divide by the largest v so far"), MAXIMIZE};
const Field rmsprop_fields[RMSPROP_FIELD_COUNT] = {
    LR(1e-2), FIELD("alpha", "", "how slowly the mean square forgets", AT(alpha), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .initial = 0.99),
    EPS, WEIGHT_DECAY(0), MOMENTUM, FLAG(centered, "divide by the standard deviation instead of the root mean square"), MAXIMIZE,
};
