/* simd_optimizer.h: the optimizers that run. The same numbers as those of optimizer.c, to the last bit, four at a time:
 * four parameters of one model, or one parameter of four models that each have their own rate and numbers. Read optimizer.c first. */
#ifndef STEP_DECAY_SIMD_OPTIMIZER_H
#define STEP_DECAY_SIMD_OPTIMIZER_H

#include "optimizer.h"

typedef struct {
    const char *name, *formula, *source;
    const Field *fields;
    size_t field_count;
    int states; /* numbers remembered for each parameter */
    /* One step of a run. models is 1; or 4, and then p, g and state hold four models' numbers side by side, n counts them all, and
     * configs and clocks have four items that agree in the flags and in whether momentum is 0. */
    void (*step)(const OptimizerRun *run, const OptimizerConfig *configs, const OptimizerClock *clocks, int models);
} OptimizerRow;

extern const OptimizerRow optimizer_rows[];
extern const size_t optimizer_row_count;

#endif
