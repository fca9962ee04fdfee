/* trainer.h: trains a network on rows of data, one epoch at a time, at the rates it is given.
 *
 * The caller owns one block of memory, trainer_bytes long; nothing is allocated afterwards. The rates come from outside,
 * one an epoch or one a batch, for each group of parameters: the trainer knows no schedule. */
#ifndef STEP_DECAY_TRAINER_H
#define STEP_DECAY_TRAINER_H

#include "mlp.h"
#include "simd_optimizer.h"

/* Rows that one forward pass takes when nothing is learnt (validation, predict). Fixed, because it decides the order of sums. */
#define TRAINER_EVALUATION_ROWS 64

/* What is known after an epoch. Without validation, and accuracy where a loss has none, NaN. */
typedef struct {
    double loss;         /* mean over the training rows of each batch's loss before its update */
    double val_loss;     /* mean over the validation rows after the epoch */
    double accuracy;     /* share of the training rows that were right before their batch's update */
    double val_accuracy; /* share of the validation rows that are right after the epoch */
    double diverged;     /* 1 when a loss was not finite: the run stopped before that update */
} TrainerRecord;

typedef struct {
    double batch_size; /* rows of a step; the last step of an epoch takes what is left */
    double validation; /* share of the rows that is held out, 0 for none */
    double seed;       /* of the initial weights, the split and the shuffles */
    double shuffle;    /* 0: every epoch takes the rows in order */
    double normalize;  /* 1: features to mean 0, standard deviation 1, fitted on the training rows */
    OptimizerConfig optimizer;
    const OptimizerRow *method;
    const Activation *activation, *output_activation;
    const Loss *loss;
    int rows;          /* rows of the data */
    int depth;         /* layers with weights */
    const int *widths; /* [depth + 1]: features, hidden widths, outputs */
} TrainerConfig;

/* The rates of one epoch. lr and momentum hold a number for each group; a group is a layer, or all layers when groups is 1.
 * With per_batch, that many numbers for every batch of the epoch, one batch after another. momentum may be NULL: as configured. */
typedef struct {
    const double *lr, *momentum;
    int groups;
    bool per_batch;
} Rates;

/* Everything in the block, named. Between layout and trainer_init the caller writes x and y (labels or targets) as dense rows;
 * trainer_init spreads x and puts y's row behind each, so that one pass packs both and each row starts at a multiple of 4 floats, for SIMD. */
typedef struct {
    TrainerConfig config;
    Mlp mlp;
    int features, outputs, train_count, validation_count;
    int row_width, x_stride; /* numbers of a row of x and y, and that padded to a multiple of 4 */
    float *x;             /* [rows][x_stride]: features, then the bits of a label or the targets */
    int *labels;          /* [rows], for a loss that wants labels; else NULL */
    float *targets;       /* [rows][outputs], otherwise; else NULL */
    int *train, *held_out; /* rows of each part, ascending: [train_count], [validation_count] */
    int *order;           /* [train_count]: the order in which the epoch takes the rows */
    float *mean, *scale;  /* [features]: what normalize took away and multiplied by */
    int state_stride;     /* parameters, padded to a multiple of 4 */
    float *state;         /* [method states][state_stride]: the optimizer's memory */
    OptimizerClock *clocks; /* [depth]: one a group, the first alone when there is one group */
    int capacity;         /* rows of the batch arrays below, a multiple of 4 */
    float *batch_x;       /* [x_stride][B]: features, then what is wanted */
    float *losses, *hits; /* [B] */
} Trainer;

/* The fields of TrainerConfig that are numbers, for src/gen/describe.c and the checks. */
extern const Field trainer_fields[];
extern const size_t trainer_field_count;

/* Rows that are trained on when so many are held out: rows - floor(validation * rows + 1/2). */
int trainer_train_count(const TrainerConfig *config);

/* Batches of one epoch. */
int trainer_batches(const TrainerConfig *config);

/* Lays a trainer out in memory, or measures it. */
void trainer_layout(Trainer *trainer, Memory *memory, const TrainerConfig *config);

/* Bytes of the block that trainer_layout needs; a double, because an absurd config needs more than 2^32. */
double trainer_bytes(const TrainerConfig *config);

/* Splits the data, fits and applies the normalisation, draws the initial weights, clears the optimizer. Once x and y are written. */
void trainer_init(Trainer *trainer);

/* Puts the rows of this epoch into `order`: shuffled by (seed, epoch), or ascending. */
void trainer_shuffle(Trainer *trainer, uint32_t epoch);

/* Trains one epoch in the given order. A loss that is not finite stops it before the update and is recorded. */
TrainerRecord trainer_epoch(Trainer *trainer, Rates rates);

/* Outputs, [count][outputs] by rows, of count <= capacity rows x[count][features] that are not normalised yet. */
void trainer_predict(Trainer *trainer, float *outputs, const float *x, int count);

/* The parts of an epoch, for lanes.c, which runs four of them side by side. */

/* Totals over the rows seen so far in a pass. */
typedef struct {
    double loss, hits;
} TrainerTotals;

/* Rows of a full batch. */
int trainer_batch_rows(const TrainerConfig *config);

/* The next multiple of 4. */
INLINE int padded(int rows) {
    return (rows + 3) / 4 * 4;
}

/* Packs count named rows, padded to B, into batch_x. */
INLINE void trainer_pack(Trainer *t, const int *rows, int count, int B) {
    simd_pack(t->batch_x, t->x, rows, count, B, t->x_stride);
}

/* What is wanted, in a packed batch of B samples (of all lanes). */
INLINE Wanted trainer_wanted(const Trainer *t, const float *batch, int B) {
    const float *y = batch + (size_t)t->features * B;
    return (Wanted){.labels = (const int *)(const void *)y, .targets = y};
}

/* The record of an epoch with these totals, without validation; of one that was stopped; and validation added to a record. */
TrainerRecord trainer_record(const Trainer *trainer, TrainerTotals totals);
TrainerRecord trainer_record_divergence(TrainerTotals totals);
void trainer_record_validation(const Trainer *trainer, TrainerRecord *record, TrainerTotals totals);

/* Makes every NaN 0x7fc00000: engines differ in the sign and payload of a computed NaN, exported ones must not. */
void trainer_one_nan(float *values, int count);

#endif
