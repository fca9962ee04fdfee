/* extended.h: positive numbers with a 128-bit mantissa, for results that shall be rounded only once.
 *
 * A double has 53 bits, so a product of a thousand rounded factors is off by many units in its last place. Here each product
 * loses less than 2^-126 of its value: even gamma^(2^53) is known to 2^-72, and rounding it to a double is the only error left. */
#ifndef STEP_DECAY_EXTENDED_H
#define STEP_DECAY_EXTENDED_H

#include <stdint.h>

typedef unsigned __int128 Bits128;

/* mantissa * 2^exponent. The top bit of the mantissa is set, or all of them are 0: the number 0.
 * Exponents stop at +-2^40, far outside the doubles: such a number is rounded to infinity or 0. */
typedef struct {
    Bits128 mantissa;
    int64_t exponent;
} Extended;

/* x, exactly. x is finite and at least 0. */
Extended extended_from(double x);

/* mantissa * 2^exponent, the mantissa shifted until its top bit is set. */
Extended extended_of(Bits128 mantissa, int64_t exponent);

/* a * b */
Extended extended_multiply(Extended a, Extended b);

/* a^k by squaring; a^0 = 1, also 0^0. */
Extended extended_power(Extended a, uint64_t k);

/* The nearest double, ties to even; subnormal results and 0 included, infinity where no double is large enough. */
double extended_round(Extended a);

/* The upper 128 bits of the 256-bit product: a * b for fractions in units of 2^-128. */
Bits128 bits128_multiply(Bits128 a, Bits128 b);

#endif
