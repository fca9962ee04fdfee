/* rng.h: the one seeded generator. Every use has its own stream, keyed by (seed, purpose, epoch), so that drawing more numbers
 * for the data never changes the initial weights, and epoch 40 shuffles alike whether or not the run was resumed there.
 *
 * The generator is PCG32 (M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
 * Random Number Generation", 2014: pcg32, XSH-RR 64/32); the key is mixed by SplitMix64 (Steele, Lea, Flood, 2014). */
#ifndef STEP_DECAY_RNG_H
#define STEP_DECAY_RNG_H

#include <stdint.h>

typedef enum { RNG_DATA = 1, RNG_INIT, RNG_SPLIT, RNG_SHUFFLE, RNG_NOISE } RngPurpose;

typedef struct {
    uint64_t state, increment; /* increment is odd */
} Rng;

/* The stream of this purpose; epoch is 0 where a purpose is used once. */
Rng rng_stream(uint32_t seed, RngPurpose purpose, uint32_t epoch);

uint32_t rng_u32(Rng *rng);                   /* uniform on [0, 2^32) */
uint32_t rng_below(Rng *rng, uint32_t limit); /* uniform on [0, limit), without bias; limit > 0 */
float rng_float(Rng *rng);                    /* uniform on [0, 1), a multiple of 2^-24 */
double rng_double(Rng *rng);                  /* uniform on [0, 1), a multiple of 2^-53 */
double rng_normal(Rng *rng);                  /* standard normal, to float's precision; Marsaglia's polar method */

/* Every order of the count items is equally likely (Fisher and Yates). */
void rng_shuffle(Rng *rng, int *items, int count);

#endif
