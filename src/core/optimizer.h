/* optimizer.h: from gradients to new parameters. An optimizer receives the learning rate as a number and knows no schedule.
 *
 * Formulas, names, order of operations and defaults are those of torch.optim (1.13, single tensor). Coefficients are
 * computed in double and rounded to float once, as PyTorch does. */
#ifndef STEP_DECAY_OPTIMIZER_H
#define STEP_DECAY_OPTIMIZER_H

#include "field.h"
#include "memory.h"

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
    double beta1_used;    /* the beta1 of which beta1_power is the power: a cycled momentum changes it */
    double beta1_power;   /* beta1^steps, a running product */
    double beta2_power;   /* beta2^steps */
} OptimizerClock;

/* A run of n parameters that share one rate: p and g [n], state [states][stride] with the run at its start. */
typedef struct {
    float *p;
    const float *g;
    float *state;
    int n, stride;
} OptimizerRun;

typedef struct {
    const char *name, *formula, *source;
    const Field *fields;
    size_t field_count;
    int states; /* numbers remembered for each parameter */
    void (*step)(OptimizerRun run, const OptimizerConfig *config, const OptimizerClock *clock);
} OptimizerRow;

extern const OptimizerRow optimizer_rows[];
extern const size_t optimizer_row_count;

/* A clock before the first step. */
OptimizerClock optimizer_clock(void);

/* Counts one more step. Call before `step`, once for all runs of parameters. */
void optimizer_tick(OptimizerClock *clock, const OptimizerConfig *config);

#endif
