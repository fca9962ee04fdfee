/* dataset.h: small generated problems. A point is a row of x; the rows of the classes alternate, so that any prefix is balanced.
 *
 * Two-dimensional sets lie within about [-2, 2] in both coordinates. noise is the standard deviation of what is added to each coordinate. */
#ifndef STEP_DECAY_DATASET_H
#define STEP_DECAY_DATASET_H

#include "field.h"
#include "rng.h"

#define DATASET_MAX_POINTS 1000000

typedef struct {
    double points; /* rows */
    double noise;
    double seed; /* 0 to 2^32 - 1 */
} DatasetConfig;

typedef struct {
    const char *name, *formula;
    int features;
    int classes; /* 0 for a regression */
    int outputs; /* numbers in a row of y: 1 class index, or the targets of a regression */
    const Field *fields;
    /* Writes x[points][features], and labels[points] or, for a regression, targets[points][outputs]. */
    void (*generate)(float *x, int *labels, float *targets, Rng *rng, int points, double noise);
} DatasetRow;

extern const DatasetRow dataset_rows[];
extern const size_t dataset_row_count;
extern const size_t dataset_field_count; /* each row has these fields; its defaults differ */

#endif
