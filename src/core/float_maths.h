/* float_maths.h: exp, log and tanh in float32, out of + - x / and bits alone, so that every engine gives the same bits.
 *
 * No branches and no tables: a loop over any of them runs on four lanes at once with the same result.
 * The coefficients are minimax fits of the relative error, found by reweighted least squares and rounded to float; those of tanh then by trial, on the error
 * of the computed value.
 * Errors are the largest over all floats of the range, against the double-precision function (tests/c/test_float_maths.c). */
#ifndef STEP_DECAY_FLOAT_MATHS_H
#define STEP_DECAY_FLOAT_MATHS_H

#include <stdint.h>
#include <string.h>

static inline uint32_t float_bits(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float float_from_bits(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^x for x <= 88, within 2 ulp; below -87.3, where the result would be subnormal, 0. NaN stays NaN.
 * x = n ln 2 + r with |r| <= ln 2 / 2; e^x = 2^n (1 + r + r^2 P(r)). */
static inline float float_exp(float x) {
    float shifted = x * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: the low bits of the sum hold n */
    float n = shifted - 12582912.0f;
    float r = x - n * 0.693145752f - n * 1.42860677e-06f; /* ln 2 in two parts; n times the first is exact */
    float p = 0.0013814587f;
    p = p * r + 0.008368709f;
    p = p * r + 0.04166839f;
    p = p * r + 0.16666521f;
    p = p * r + 0.49999994f;
    float power = float_from_bits((float_bits(shifted) << 23) + 0x3f800000u); /* 2^n */
    float y = (p * (r * r) + r + 1.0f) * power;
    return x < -87.3f ? 0.0f : y;
}

/* ln x for normal positive x, within 2 ulp; infinity and NaN give NaN.
 * x = 2^n (1 + g) with 1 + g in [sqrt(1/2), sqrt(2)); ln x = n ln 2 + g - g^2/2 + g^3 P(g). */
static inline float float_log(float x) {
    uint32_t offset = float_bits(x) - 0x3f3504f3u; /* bits of sqrt(1/2): the exponent now counts from there */
    float n = (float)((int32_t)offset >> 23);
    float g = float_from_bits((offset & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
    float p = -0.076344766f;
    p = p * g + 0.12761553f;
    p = p * g - 0.1316018f;
    p = p * g + 0.14201762f;
    p = p * g - 0.16623358f;
    p = p * g + 0.20001227f;
    p = p * g - 0.2500082f;
    p = p * g + 0.3333333f;
    float square = g * g;
    float tail = p * g * square + n * 1.42860677e-06f - 0.5f * square;
    return tail + g + n * 0.693145752f + (x - x);
}

/* ln(1 + e) for e in [0, 1], small e included: ln u with the part of e that rounding 1 + e to u lost. */
static inline float float_log1p(float e) {
    float u = 1.0f + e;
    return float_log(u) + (e - (u - 1.0f)) / u;
}

/* tanh x, within 7 ulp (4.2e-7), never outside [-1, 1]: x P(x^2) / Q(x^2), where x^2 is held at 9.02^2, as tanh rounds to 1 there and no sooner:
 * an optimizer that divides by the gradient's size sees the difference between a small one and none. P and Q are of the fourth degree, each the
 * product of two of the second, which are found side by side: on four lanes it is the length of the chain that tanh waits for. NaN stays NaN. */
static inline float float_tanh(float x) {
    float u = x * x;
    u = u > 81.3604f ? 81.3604f : u;
    float p1 = (0.0172883142f * u + 23.300251f) * u + 228.320999f;
    float p2 = (u + 176.364639f) * u + 5527.27686f;
    float q1 = (u + 24.756422f) * u + 54.9961014f;
    float q2 = (u + 393.379333f) * u + 22946.9629f;
    float y = x * p1 * p2 / (q1 * q2);
    y = y > 1.0f ? 1.0f : y;
    return y < -1.0f ? -1.0f : y;
}

/* 1 / (1 + e^-x), within 3 ulp, symmetric: it never forms e^x of a large x. NaN stays NaN. */
static inline float float_sigmoid(float x) {
    float e = float_exp(x < 0.0f ? x : -x); /* e^-|x| */
    return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

#endif
