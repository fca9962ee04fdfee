/* schedule.h: learning-rate schedules. A schedule is a row with two functions of the epoch t = 0, 1, 2, ... (or step, or batch):
 *
 *     at(t)              the closed form: the rate of epoch t at once
 *     next(previous, t)  PyTorch's recursion: the rate of epoch t from that of epoch t - 1, in PyTorch's order of operations
 *
 * In exact arithmetic they agree; in doubles they differ by a few units in the last place, because the recursion rounds at
 * every step. A chart draws `at`; training that shall give PyTorch's numbers uses `next`.
 *
 * Both are defined for every whole t from 0 to 2^53 - 1; past its end a schedule holds its last rate. Epoch t uses at(t): with
 * step_size 30 the rates of the epochs 0 to 29 are alike, and the first drop is at t = 30.
 *
 * To add a schedule: its functions and its row in schedule.c, its expected values in tests/vectors. */
#ifndef STEP_DECAY_SCHEDULE_H
#define STEP_DECAY_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "field.h"

typedef enum { CYCLIC_TRIANGULAR, CYCLIC_TRIANGULAR2, CYCLIC_EXP_RANGE } CyclicMode;
typedef enum { ANNEAL_COS, ANNEAL_LINEAR } AnnealStrategy;
typedef enum { PLATEAU_MIN, PLATEAU_MAX } PlateauMode;
typedef enum { THRESHOLD_REL, THRESHOLD_ABS, THRESHOLD_MAGNITUDE } ThresholdMode;

/* The knobs of every schedule, under PyTorch's names. Units, ranges and defaults stand in the rows' fields (schedule.c). */
typedef struct {
    double lr;     /* alpha_0, the base rate of the parameter group */
    double min_lr; /* a floor under the rates that are given out, or FIELD_NONE */
    double gamma, step_size, factor, start_factor, end_factor, total_iters, power, eta_min, T_max, T_0, T_mult;
    double base_lr, max_lr, step_size_up, step_size_down; /* CyclicLR; OneCycleLR has max_lr too */
    double total_steps, pct_start, anneal_strategy, div_factor, final_div_factor, three_phase; /* OneCycleLR */
    double cycle_momentum, base_momentum, max_momentum;                                        /* CyclicLR, OneCycleLR */
    double mode;                                                                               /* CyclicMode or PlateauMode */
    double patience, threshold, threshold_mode, cooldown, eps;                                 /* ReduceLROnPlateau */
    double milestone_count;
    const double *milestones; /* [milestone_count], ascending; the last member, so that all offsets are alike on every machine */
} ScheduleConfig;

typedef struct {
    const char *name;    /* PyTorch's */
    const char *formula; /* of at(t), or where there is none of the recursion */
    const char *source;
    double (*at)(const ScheduleConfig *c, double t); /* NULL where only the recursion exists */
    double (*next)(const ScheduleConfig *c, double previous, double t); /* at t = 0, previous is the base rate; NULL: logic in JavaScript */
    double (*momentum)(const ScheduleConfig *c, double t);              /* of a schedule that cycles the momentum too, else NULL */
    void (*fill)(double *out, const ScheduleConfig *c, double t, size_t n); /* n values of `at` faster than one by one, or NULL */
    const Field *fields;
    size_t field_count;
} ScheduleRow;

extern const ScheduleRow schedule_rows[];
extern const size_t schedule_row_count;

/* The row of this name, or NULL. */
const ScheduleRow *schedule_find(const char *name);

/* The rate as it is given out: not below min_lr. The recursion goes on from the rate without the floor. */
double schedule_floor(const ScheduleConfig *c, double rate);

/* out[i] = floor(at(t + i)) for i = 0 .. n - 1, bit for bit. row->at is not NULL and t + n is at most 2^53. */
void schedule_values(double *out, const ScheduleRow *row, const ScheduleConfig *c, double t, size_t n);

/* What ReduceLROnPlateau remembers. best starts at the worst of all: infinity, for mode max -infinity. */
typedef struct {
    double best, bad_epochs, cooldown_left;
} Plateau;

/* The state before the first metric. */
Plateau plateau_start(const ScheduleConfig *c);

/* Whether metric is better than best by more than the threshold. */
bool plateau_better(const ScheduleConfig *c, double metric, double best);

/* Takes the metric of one more epoch, a finite number. True: patience is used up and the rates are to be cut (the row's next). */
bool plateau_step(Plateau *plateau, const ScheduleConfig *c, double metric);

#endif
