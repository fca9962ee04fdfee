/* lanes.h: four trainings at once, one in each SIMD lane. Same data, network, loss and order of the rows; each its own rates and
 * optimizer's numbers. What comes out is, to the last bit, what trainer.c gives for each of them alone: a lane never looks at
 * its neighbours, and one that diverges leaves them alone.
 *
 * Pays for small networks, where a lone model spends more on loops and joins than on arithmetic: a tuning map is hundreds of those. */
#ifndef STEP_DECAY_LANES_H
#define STEP_DECAY_LANES_H

#include "trainer.h"

#define LANES 4

/* All arrays end in [LANES]: the four models' numbers side by side. B is the trainer's. */
typedef struct {
    Trainer *trainer; /* whose data, split and initial weights the lanes use; it is not trained itself */
    OptimizerConfig optimizer[LANES];
    OptimizerClock clocks[LANES];
    float *params, *grads;        /* [parameters][LANES] */
    float *state;                 /* [method states][parameters][LANES] */
    float *x;                     /* [numbers of a row][B][LANES]: the trainer's batch, the same number in all lanes */
    float *kept;                  /* [kept_most][kept_floats]: so are the batches of the first epochs, packed once for all models that come */
    int kept_epochs, kept_most;   /* epochs that are kept, and that there is room for */
    int kept_floats;              /* of an epoch's batches */
    float **a, **da;              /* [depth] of [outputs of the layer][B][LANES] */
    float *losses, *hits;         /* [B][LANES] */
    TrainerRecord record[LANES];  /* of the last epoch that each lane trained */
    int epochs[LANES];            /* epochs that each lane trained, the one that diverged included */
} Lanes;

/* Bytes of batches that are kept: what stays in the L2 cache. The order of the rows is the same for all models, so all but the first four save the shuffle and the packing. */
#define LANES_KEPT_BYTES (1 << 20)

/* Lays the lanes out in memory after a trainer that has its own, or measures them (block NULL; the trainer then is a measured one), for runs of so many epochs. */
void lanes_layout(Lanes *lanes, Memory *memory, Trainer *trainer, double epochs);

/* Four models at their initial weights, after trainer_init: the optimizer's numbers of each are in lanes->optimizer. */
void lanes_init(Lanes *lanes);

/* Trains `epochs` epochs from number 0 at the rates lr[epoch][LANES], or with per_batch lr[batch][LANES], all batches of all epochs. Validation is measured after each lane's last epoch only. Stops early when all lanes have diverged. */
void lanes_run(Lanes *lanes, const double *lr, int epochs, bool per_batch);

#endif
