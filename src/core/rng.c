#include "rng.h"

#include "float_maths.h"
#include <math.h>

static uint64_t splitmix64(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

Rng rng_stream(uint32_t seed, RngPurpose purpose, uint32_t epoch) {
    uint64_t key = splitmix64((uint64_t)purpose << 32 | seed);
    key = splitmix64(key ^ epoch);
    Rng rng = {.state = 0, .increment = splitmix64(key) | 1};
    rng_u32(&rng);
    rng.state += key;
    rng_u32(&rng);
    return rng;
}

/* In place where numbers are drawn in a loop, so that the state stays in registers. */
#define INLINE static inline __attribute__((always_inline))

INLINE uint32_t next_u32(Rng *rng) {
    uint64_t old = rng->state;
    rng->state = old * 6364136223846793005u + rng->increment;
    uint32_t shifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t turn = (uint32_t)(old >> 59);
    return shifted >> turn | shifted << (-turn & 31);
}

/* Lemire, "Fast Random Integer Generation in an Interval", 2019. */
INLINE uint32_t next_below(Rng *rng, uint32_t limit) {
    uint64_t product = (uint64_t)next_u32(rng) * limit;
    if ((uint32_t)product < limit) {
        uint32_t rest = -limit % limit;
        while ((uint32_t)product < rest) product = (uint64_t)next_u32(rng) * limit;
    }
    return (uint32_t)(product >> 32);
}

uint32_t rng_u32(Rng *rng) {
    return next_u32(rng);
}

uint32_t rng_below(Rng *rng, uint32_t limit) {
    return next_below(rng, limit);
}

float rng_float(Rng *rng) {
    return (float)(rng_u32(rng) >> 8) * 0x1p-24f;
}

double rng_double(Rng *rng) {
    uint64_t high = rng_u32(rng) >> 5, low = rng_u32(rng) >> 6;
    return (double)(high << 26 | low) * 0x1p-53;
}

double rng_normal(Rng *rng) {
    for (;;) {
        double u = 2 * rng_double(rng) - 1, v = 2 * rng_double(rng) - 1;
        double square = u * u + v * v;
        if (square > 1e-30 && square < 1) return u * sqrt(-2 * (double)float_log((float)square) / square);
    }
}

void rng_shuffle(Rng *rng, int *items, int count) {
    Rng own = *rng;
    for (int left = count; left > 1; left--) {
        int pick = (int)next_below(&own, (uint32_t)left);
        int last = items[left - 1];
        items[left - 1] = items[pick];
        items[pick] = last;
    }
    *rng = own;
}
