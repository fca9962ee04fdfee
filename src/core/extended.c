#include "extended.h"

#include <string.h>

#define EXPONENT_LIMIT ((int64_t)1 << 40)

static int leading_zeros(Bits128 x) {
    uint64_t high = (uint64_t)(x >> 64);
    return high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)x);
}

Extended extended_of(Bits128 mantissa, int64_t exponent) {
    if (mantissa == 0) return (Extended){0, 0};
    int shift = leading_zeros(mantissa);
    return (Extended){mantissa << shift, exponent - shift};
}

Extended extended_from(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t exponent = (int64_t)(bits >> 52 & 0x7ff);
    uint64_t fraction = bits & 0xfffffffffffffULL;
    if (exponent == 0) return extended_of(fraction, -1074); /* subnormal, or 0 */
    return extended_of(fraction | 0x10000000000000ULL, exponent - 1075);
}

/* a * b from four products of 32 bits: WebAssembly has no wider one, and the compiler's own routine for it is slower. */
static inline Bits128 multiply_words(uint64_t a, uint64_t b) {
    uint64_t a1 = a >> 32, a0 = (uint32_t)a, b1 = b >> 32, b0 = (uint32_t)b;
    uint64_t low = a0 * b0, cross = a1 * b0 + (low >> 32), other = a0 * b1 + (uint32_t)cross;
    uint64_t high = a1 * b1 + (cross >> 32) + (other >> 32);
    return (Bits128)high << 64 | (other << 32 | (uint32_t)low);
}

/* The 256-bit product: the upper half is returned, the next 64 bits are written to *below. */
static Bits128 multiply_wide(Bits128 a, Bits128 b, uint64_t *below) {
    uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a, b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
    Bits128 high = multiply_words(a1, b1), cross = multiply_words(a1, b0), other = multiply_words(a0, b1), low = multiply_words(a0, b0);
    Bits128 middle = (low >> 64) + (uint64_t)cross + (uint64_t)other;
    *below = (uint64_t)middle;
    return high + (cross >> 64) + (other >> 64) + (middle >> 64);
}

Bits128 bits128_multiply(Bits128 a, Bits128 b) {
    uint64_t below;
    return multiply_wide(a, b, &below);
}

Extended extended_multiply(Extended a, Extended b) {
    uint64_t below;
    Bits128 mantissa = multiply_wide(a.mantissa, b.mantissa, &below);
    int64_t exponent = a.exponent + b.exponent + 128;
    if (mantissa == 0) return (Extended){0, 0};
    if (!(mantissa >> 127)) { /* two numbers of 128 bits make one of 255 or 256 */
        mantissa = mantissa << 1 | below >> 63;
        exponent -= 1;
    }
    if (exponent > EXPONENT_LIMIT) exponent = EXPONENT_LIMIT;
    if (exponent < -EXPONENT_LIMIT) exponent = -EXPONENT_LIMIT;
    return (Extended){mantissa, exponent};
}

Extended extended_power(Extended a, uint64_t k) {
    Extended power = extended_from(1);
    for (; k > 0; k >>= 1) {
        if (k & 1) power = extended_multiply(power, a);
        if (k > 1) a = extended_multiply(a, a);
    }
    return power;
}

/* a lies in [2^(top - 1), 2^top). A normal double keeps 53 bits of it, a subnormal one as many as stand at or above 2^-1074. */
double extended_round(Extended a) {
    int64_t top = a.exponent + 128;
    if (a.mantissa == 0 || top < -1074) return 0;
    if (top > 1024) return 1.0 / 0.0;
    int kept_bits = top - 1 >= -1022 ? 53 : (int)(top + 1074);
    Bits128 kept = kept_bits ? a.mantissa >> (128 - kept_bits) : 0;
    Bits128 rest = a.mantissa << kept_bits, half = (Bits128)1 << 127;
    if (rest > half || (rest == half && (kept & 1))) kept += 1;
    /* The bits of a double count through: a carry out of the fraction raises the exponent, at the end to infinity. */
    uint64_t bits = (uint64_t)kept;
    if (kept_bits == 53) bits += (uint64_t)(top - 1 + 1022) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
