#include "dataset.h"

#include <math.h>

#define PI 3.141592653589793

/* The point at this angle on the unit circle, to 1e-12: Taylor's series within an eighth of a turn. maths.h has sine and cosine to the last bit,
 * but a data set of a million points is made faster by these. */
static void on_circle(double *x, double *y, double angle) {
    double quarters = floor(angle / (PI / 2) + 0.5), r = angle - quarters * (PI / 2), u = r * r;
    double c = 1 - u / 2 * (1 - u / 12 * (1 - u / 30 * (1 - u / 56 * (1 - u / 90 * (1 - u / 132)))));
    double s = r * (1 - u / 6 * (1 - u / 20 * (1 - u / 42 * (1 - u / 72 * (1 - u / 110 * (1 - u / 156))))));
    int turn = (int)(quarters - 4 * floor(quarters / 4));
    *x = turn == 0 ? c : turn == 1 ? -s : turn == 2 ? -c : s;
    *y = turn == 0 ? s : turn == 1 ? c : turn == 2 ? -s : -c;
}

/* Where point i stands among the points of its class, from 0 to 1: classes alternate, i = 2 * place + label. */
static double fraction(int i, int points) {
    int in_class = (points + 1 - i % 2) / 2;
    return in_class > 1 ? (double)(i / 2) / (in_class - 1) : 0;
}

static void put(float *x, Rng *rng, double noise, double first, double second) {
    x[0] = (float)(first + noise * rng_normal(rng));
    x[1] = (float)(second + noise * rng_normal(rng));
}

/* Two arms, half a turn apart: radius r from 0.2 to 2, angle 1.25 pi r + pi label. */
static void spiral(float *x, int *labels, float *targets, Rng *rng, int points, double noise) {
    (void)targets;
    for (int i = 0; i < points; i++) {
        double radius = 0.2 + 1.8 * fraction(i, points);
        double angle = 1.25 * PI * radius + PI * (i % 2);
        double c, s;
        on_circle(&c, &s, angle);
        put(x + 2 * i, rng, noise, radius * c, radius * s);
        labels[i] = i % 2;
    }
}

/* Two half circles that reach into each other: (cos a, sin a) and (1 - cos a, 1/2 - sin a), a from 0 to pi. */
static void moons(float *x, int *labels, float *targets, Rng *rng, int points, double noise) {
    (void)targets;
    for (int i = 0; i < points; i++) {
        double c, s;
        on_circle(&c, &s, PI * fraction(i, points));
        int lower = i % 2;
        put(x + 2 * i, rng, noise, lower ? 1 - c : c, lower ? 0.5 - s : s);
        labels[i] = lower;
    }
}

/* A ring of radius 1 around a ring of radius 1/2. */
static void circles(float *x, int *labels, float *targets, Rng *rng, int points, double noise) {
    (void)targets;
    for (int i = 0; i < points; i++) {
        double angle = 2 * PI * rng_double(rng), radius = i % 2 ? 0.5 : 1;
        double c, s;
        on_circle(&c, &s, angle);
        put(x + 2 * i, rng, noise, radius * c, radius * s);
        labels[i] = i % 2;
    }
}

/* Four squares of the plane: class 1 where the coordinates differ in sign; uniform on [-1, 1] before the noise. */
static void xor_squares(float *x, int *labels, float *targets, Rng *rng, int points, double noise) {
    (void)targets;
    for (int i = 0; i < points; i++) {
        double first = 2 * rng_double(rng) - 1, second = rng_double(rng);
        int differ = i % 2;
        put(x + 2 * i, rng, noise, first, (first < 0) == differ ? second : -second);
        labels[i] = differ;
    }
}

/* Two round clouds with centres (1, 1) and (-1, -1); noise is their standard deviation. */
static void gaussians(float *x, int *labels, float *targets, Rng *rng, int points, double noise) {
    (void)targets;
    for (int i = 0; i < points; i++) {
        double centre = i % 2 ? -1 : 1;
        put(x + 2 * i, rng, noise, centre, centre);
        labels[i] = i % 2;
    }
}

#define LINEAR_INPUTS 10
#define LINEAR_OUTPUTS 2

/* y = A x + c + noise, ten standard normal inputs, two outputs; A and c uniform on [-1, 1]: what Linear(10, 2) can learn. */
static void linear(float *x, int *labels, float *targets, Rng *rng, int points, double noise) {
    (void)labels;
    double a[LINEAR_OUTPUTS][LINEAR_INPUTS + 1];
    for (int o = 0; o < LINEAR_OUTPUTS; o++)
        for (int i = 0; i <= LINEAR_INPUTS; i++) a[o][i] = 2 * rng_double(rng) - 1;
    for (int row = 0; row < points; row++, x += LINEAR_INPUTS, targets += LINEAR_OUTPUTS) {
        for (int i = 0; i < LINEAR_INPUTS; i++) x[i] = (float)rng_normal(rng);
        for (int o = 0; o < LINEAR_OUTPUTS; o++) {
            double y = a[o][LINEAR_INPUTS];
            for (int i = 0; i < LINEAR_INPUTS; i++) y += a[o][i] * (double)x[i];
            targets[o] = (float)(y + noise * rng_normal(rng));
        }
    }
}

#define DATASET_FIELDS(noise_default) \
    { \
        FIELD("points", "points", "rows of the data", offsetof(DatasetConfig, points), FIELD_INTEGER, 2, DATASET_MAX_POINTS, .initial = 500), \
        FIELD("noise", "", "standard deviation of what is added to each coordinate", offsetof(DatasetConfig, noise), FIELD_NUMBER, 0, 100, .initial = noise_default), \
        FIELD("seed", "", "the same seed gives the same data", offsetof(DatasetConfig, seed), FIELD_INTEGER, 0, 4294967295.0, .initial = 0), \
    }

static const Field quiet_fields[] = DATASET_FIELDS(0.1);
static const Field cloud_fields[] = DATASET_FIELDS(0.5);

const size_t dataset_field_count = sizeof quiet_fields / sizeof *quiet_fields;

const DatasetRow dataset_rows[] = {
    {TEXT("spiral"), TEXT("two arms, radius 0.2 to 2, 1.125 turns"), 2, 2, 1, quiet_fields, spiral},
    {TEXT("moons"), TEXT("two half circles that reach into each other"), 2, 2, 1, quiet_fields, moons},
    {TEXT("circles"), TEXT("radius 1 around radius 1/2"), 2, 2, 1, quiet_fields, circles},
    {TEXT("xor"), TEXT("class 1 where the signs differ"), 2, 2, 1, quiet_fields, xor_squares},
    {TEXT("gaussians"), TEXT("two clouds at (1, 1) and (-1, -1)"), 2, 2, 1, cloud_fields, gaussians},
    {TEXT("linear"), TEXT("y = A x + c, ten inputs, two outputs"), LINEAR_INPUTS, 0, LINEAR_OUTPUTS, quiet_fields, linear},
};
const size_t dataset_row_count = sizeof dataset_rows / sizeof *dataset_rows;
