#include "maths.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "extended.h"

/* A fraction is a Bits128 in units of 2^-128. */
#define WORDS(high, low) ((Bits128)(high##ULL) << 64 | (low##ULL))
static const Bits128 LN_2 = WORDS(0xb17217f7d1cf79ab, 0xc9e3b39803f2f6af);       /* a fraction */
static const Bits128 QUARTER_PI = WORDS(0xc90fdaa22168c234, 0xc4c6628b80dc1cd1); /* a fraction */
static const Bits128 LOG2_E = WORDS(0xb8aa3b295c17f0bb, 0xbe87fed0691d3e89);     /* in units of 2^-127 */
static const uint64_t TWO_OVER_PI[4] = {0xfe5163abdebbc561, 0xdb6295993c439041, 0xfc2757d1f534ddc0, 0xa2f9836e4e441529}; /* units of 2^-256 */

/* x / n for n < 2^32, digit by digit in base 2^32. */
static Bits128 divided(Bits128 x, uint64_t n) {
    uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
    uint64_t middle = (high % n) << 32 | low >> 32;
    uint64_t last = (middle % n) << 32 | (low & 0xffffffff);
    return ((Bits128)(high / n) << 64) + ((Bits128)(middle / n) << 32) + last / n;
}

/* 2^-f for a fraction f. e^-y = 1 - y (1 - y/2 (1 - y/3 (...))) with y = f ln 2; ~v stands for 1 - v. */
static Bits128 exp2_of_minus(Bits128 f) {
    Bits128 y = bits128_multiply(f, LN_2), v = 0;
    for (uint64_t i = 33; i >= 1; i--) v = divided(bits128_multiply(y, ~v), i);
    return ~v;
}

/* The whole and the fractional part of p, which is below 2^64. */
static uint64_t split(Extended p, Bits128 *fraction) {
    int64_t top = p.exponent + 128; /* p < 2^top */
    *fraction = 0;
    if (top > 0) {
        *fraction = top < 128 ? p.mantissa << top : 0;
        return (uint64_t)(p.mantissa >> (128 - top));
    }
    if (top > -128) *fraction = p.mantissa >> -top;
    return 0;
}

/* 2^p, or 2^-p; p >= 0. */
static double exp2_round(Extended p, bool negative) {
    if (p.exponent + 128 > 12) return negative ? 0 : 1.0 / 0.0; /* p >= 2048 */
    Bits128 fraction;
    int64_t whole = (int64_t)split(p, &fraction);
    if (negative) return extended_round(extended_of(exp2_of_minus(fraction), -128 - whole));
    if (fraction == 0) return extended_round(extended_of(1, whole));
    return extended_round(extended_of(exp2_of_minus(-fraction), -128 + whole + 1)); /* 2^f = 2 * 2^-(1 - f) */
}

/* |log2 x| for finite x > 0; *negative tells whether x < 1. Digit by digit: squaring m, in [1, 2), doubles its logarithm,
 * and when the square reaches 2 the next binary digit is 1. */
static Extended log2_of(double x, bool *negative) {
    Extended a = extended_from(x);
    int64_t whole = a.exponent + 127;
    Bits128 m = a.mantissa, digits = 0;
    for (int i = 0; i < 120; i++) {
        Extended square = extended_multiply((Extended){m, 0}, (Extended){m, 0});
        digits = digits << 1 | (square.exponent == 128); /* a product of 256 bits, not 255: m * m >= 2 */
        m = square.mantissa;
    }
    *negative = whole < 0;
    Bits128 magnitude = (Bits128)(whole < 0 ? -whole : whole) << 112;
    /* whole takes up to 11 bits: keep 112 digits beside it, or all 120 where it is 0 or -1 and may cancel */
    if (whole == 0) return extended_of(digits, -120);
    if (whole == -1) return extended_of(((Bits128)1 << 120) - digits, -120);
    return extended_of(whole < 0 ? magnitude - (digits >> 8) : magnitude + (digits >> 8), -112);
}

double maths_exp(double x) {
    if (x != x) return x;
    if (fabs(x) > 2048) return x < 0 ? 0 : 1.0 / 0.0;
    if (x == 0) return 1;
    return exp2_round(extended_multiply(extended_from(fabs(x)), (Extended){LOG2_E, -127}), x < 0);
}

double maths_log(double x) {
    if (!(x > 0)) return x == 0 ? -1.0 / 0.0 : 0.0 / 0.0;
    if (x - x != 0) return x;
    bool negative;
    Extended binary = log2_of(x, &negative);
    double y = extended_round(extended_multiply(binary, (Extended){LN_2, -128}));
    return negative ? -y : y;
}

double maths_pow(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (!(x >= 0) || y != y) return 0.0 / 0.0;
    if (x == 0 || x - x != 0) return (x == 0) == (y > 0) ? 0 : 1.0 / 0.0;
    if (y > 0 && y <= 9007199254740992.0 && y == floor(y)) return extended_round(extended_power(extended_from(x), (uint64_t)y));
    if (y - y != 0) return (x > 1) == (y > 0) ? 1.0 / 0.0 : 0;
    bool negative;
    Extended binary = log2_of(x, &negative);
    return exp2_round(extended_multiply(binary, extended_from(fabs(y))), negative != (y < 0));
}

/* The 128 bits from bit `at` of a number of five words on, the lowest word first. */
static Bits128 bits_at(const uint64_t words[5], int at) {
    Bits128 bits = 0;
    for (int i = 0; i < 5; i++) {
        int shift = 64 * i - at;
        if (shift > -64 && shift < 0) bits |= words[i] >> -shift;
        if (shift >= 0 && shift < 128) bits |= (Bits128)words[i] << shift;
    }
    return bits;
}

/* |x| * 2/pi = quadrant + fraction; the quadrant modulo 4. 2/pi is known to 256 bits, so nothing is lost to cancellation. */
static int quadrant_of(double x, Bits128 *fraction) {
    Extended a = extended_from(fabs(x));
    uint64_t mantissa = (uint64_t)(a.mantissa >> 64), words[5], carry = 0; /* the lower 64 bits of a double's mantissa are 0 */
    for (int i = 0; i < 4; i++) {
        Bits128 sum = (Bits128)mantissa * TWO_OVER_PI[i] + carry;
        words[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    words[4] = carry;
    int64_t point = 256 - (a.exponent + 64); /* where the bits below 1 end */
    if (point >= 320 + 128) point = 320 + 128;
    *fraction = bits_at(words, (int)point - 128);
    return (int)(bits_at(words, (int)point) & 3);
}

/* cos of the angle f pi/2 for f <= 1/2: 1 - x^2/2 (1 - x^2/12 (1 - x^2/30 (...))). */
static Bits128 cos_of(Bits128 f) {
    Bits128 x = bits128_multiply(f << 1, QUARTER_PI), square = bits128_multiply(x, x), v = 0;
    for (uint64_t i = 28; i >= 2; i -= 2) v = divided(bits128_multiply(square, ~v), i * (i - 1));
    return ~v;
}

/* sin of the angle f pi/2 for f <= 1/2: x (1 - x^2/6 (1 - x^2/20 (...))). */
static Bits128 sin_of(Bits128 f) {
    Bits128 x = bits128_multiply(f << 1, QUARTER_PI), square = bits128_multiply(x, x), v = 0;
    for (uint64_t i = 29; i >= 3; i -= 2) v = divided(bits128_multiply(square, ~v), i * (i - 1));
    return bits128_multiply(x, ~v);
}

/* cos of (quadrant + fraction) pi/2; a quarter turn back makes it the sine. */
static double cos_of_quadrant(int quadrant, Bits128 fraction) {
    bool fold = fraction >> 127; /* beyond an eighth of a turn: cos x = sin(pi/2 - x) */
    Bits128 f = fold ? -fraction : fraction;
    double y = extended_round(extended_of(fold != (quadrant & 1) ? sin_of(f) : cos_of(f), -128));
    return quadrant == 1 || quadrant == 2 ? -y : y;
}

double maths_cos(double x) {
    if (!(fabs(x) < 9223372036854775808.0)) return 0.0 / 0.0;
    Bits128 fraction;
    int quadrant = quadrant_of(x, &fraction);
    return cos_of_quadrant(quadrant, fraction);
}

double maths_sin(double x) {
    if (!(fabs(x) < 9223372036854775808.0)) return 0.0 / 0.0;
    if (fabs(x) < 1e-9) return x; /* x - x^3/6 rounds to x */
    Bits128 fraction;
    int quadrant = quadrant_of(x, &fraction);
    double y = cos_of_quadrant((quadrant + 3) & 3, fraction);
    return x < 0 ? -y : y;
}
