/* optimizer.h: from gradients to new parameters. An optimizer receives the learning rate as a number and knows no schedule.
 *
 * Formulas, names, order of operations and defaults are those of torch.optim (1.13, single tensor). Coefficients are
 * computed in double and rounded to float once, as PyTorch does. */
#ifndef STEP_DECAY_OPTIMIZER_H
#define STEP_DECAY_OPTIMIZER_H

#include "field.h"
#include "memory.h"
#include "simd.h"

typedef struct {
    double lr;
    double momentum, dampening, nesterov;       /* SGD; RMSprop uses momentum too */
    double beta1, beta2, amsgrad;               /* Adam, AdamW */
    double alpha, centered;                     /* RMSprop */
    double eps, weight_decay, maximize;         /* several */
} OptimizerConfig;

/* What an optimizer remembers between steps beside its per-parameter state; all doubles, so that it can be saved as it is. */
typedef struct {
    double steps;         /* taken so far */
    double pushes;        /* those of them that had momentum */
    double beta1_used;    /* the beta1 of which beta1_power is the power: a cycled momentum changes it */
    double beta1_power;   /* beta1^steps, a running product */
    double beta2_power;   /* beta2^steps */
} OptimizerClock;

/* The numbers of one step as it uses them: computed in double, rounded to float once. */
typedef struct {
    float rate;                         /* -lr; corrected: -lr / (1 - beta1^t) */
    float sign, weight_decay, keep;     /* -1 to maximize; keep is 1 - lr weight_decay */
    float momentum, rest;               /* rest is 1 - dampening */
    float beta1, rest1, beta2, rest2;   /* rest is 1 - beta */
    float root;                         /* sqrt(1 - beta2^t) */
    float alpha, rest_alpha, eps;
} OptimizerNumbers;

/* The numbers of this step; with correction for Adam's bias, or without. */
INLINE void optimizer_numbers(OptimizerNumbers *k, const OptimizerConfig *c, const OptimizerClock *clock, bool corrected) {
    k->rate = (float)-(corrected ? c->lr / (1 - clock->beta1_power) : c->lr);
    k->sign = c->maximize != 0 ? -1.0f : 1.0f, k->weight_decay = (float)c->weight_decay, k->keep = (float)(1 - c->lr * c->weight_decay);
    k->momentum = (float)c->momentum, k->rest = (float)(1 - c->dampening);
    k->beta1 = (float)c->beta1, k->rest1 = (float)(1 - c->beta1), k->beta2 = (float)c->beta2, k->rest2 = (float)(1 - c->beta2);
    k->root = corrected ? (float)sqrt(1 - clock->beta2_power) : 1.0f;
    k->alpha = (float)c->alpha, k->rest_alpha = (float)(1 - c->alpha), k->eps = (float)c->eps;
}

/* A run of n parameters that share one rate: p and g [n], state [states][stride] with the run at its start. */
typedef struct {
    float *p;
    const float *g;
    float *state;
    int n, stride;
} OptimizerRun;

/* The formulas in plain C, for reading and for testing; simd_optimizer.c computes the same bits, and is what runs. */
void sgd_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock);
void adam_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock);
void adamw_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock);
void rmsprop_step(const OptimizerRun *run, const OptimizerConfig *config, const OptimizerClock *clock);

/* The fields of each optimizer: names, ranges and defaults. */
extern const Field sgd_fields[], adam_fields[], adamw_fields[], rmsprop_fields[];
enum { SGD_FIELD_COUNT = 6, ADAM_FIELD_COUNT = 7, RMSPROP_FIELD_COUNT = 7 };

/* A clock before the first step. */
OptimizerClock optimizer_clock(void);

/* base^n for a whole n, by squaring. */
double optimizer_power(double base, double n);

/* power beta, or 0 where that has become so small that 1 less it is 1 for long: processors are slow with numbers below 2.3e-308, and there it would stay. */
INLINE double optimizer_next_power(double power, double beta) {
    double next = power * beta;
    return next < 1e-300 ? 0 : next;
}

/* Counts one more step. Call before `step`, once for all runs of parameters. */
INLINE void optimizer_tick(OptimizerClock *clock, const OptimizerConfig *config) {
    /* PyTorch takes today's beta1 to the power of all steps, also where a cycled momentum has just changed it. */
    if (config->beta1 != clock->beta1_used) clock->beta1_power = optimizer_power(config->beta1, clock->steps);
    clock->beta1_used = config->beta1;
    clock->steps += 1;
    clock->pushes += config->momentum != 0;
    clock->beta1_power = optimizer_next_power(clock->beta1_power, config->beta1);
    clock->beta2_power = optimizer_next_power(clock->beta2_power, config->beta2);
}

#endif
