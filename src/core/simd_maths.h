/* simd_maths.h: the functions of float_maths.h on four floats at a time, operation by operation, so bit by bit. Read those first. */
#ifndef STEP_DECAY_SIMD_MATHS_H
#define STEP_DECAY_SIMD_MATHS_H

#include "simd.h"

/* p u + coefficient */
INLINE Float4 horner(Float4 p, Float4 u, float coefficient) {
    return float4_add(float4_multiply(p, u), float4_splat(coefficient));
}

INLINE Float4 float4_exp(Float4 x) {
    Float4 magic = float4_splat(12582912.0f);
    Float4 shifted = float4_add(float4_multiply(x, float4_splat(1.44269504f)), magic);
    Float4 n = float4_subtract(shifted, magic);
    Float4 r = float4_subtract(float4_subtract(x, float4_multiply(n, float4_splat(0.693145752f))), float4_multiply(n, float4_splat(1.42860677e-06f)));
    Float4 p = float4_splat(0.0013814587f);
    p = horner(p, r, 0.008368709f);
    p = horner(p, r, 0.04166839f);
    p = horner(p, r, 0.16666521f);
    p = horner(p, r, 0.49999994f);
    Float4 power = float4_from_bits(int4_add(int4_shift_left(float4_bits(shifted), 23), int4_splat(0x3f800000)));
    Float4 y = float4_multiply(float4_add(float4_add(float4_multiply(p, float4_multiply(r, r)), r), float4_splat(1.0f)), power);
    return float4_select(float4_less(x, float4_splat(-87.3f)), float4_splat(0.0f), y);
}

INLINE Float4 float4_log(Float4 x) {
    Int4 root_half = int4_splat(0x3f3504f3);
    Int4 offset = int4_add(float4_bits(x), int4_splat(-0x3f3504f3));
    Float4 n = float4_from_int(int4_shift_right(offset, 23));
    Float4 g = float4_subtract(float4_from_bits(int4_add(int4_and(offset, int4_splat(0x007fffff)), root_half)), float4_splat(1.0f));
    Float4 p = float4_splat(-0.076344766f);
    p = horner(p, g, 0.12761553f);
    p = horner(p, g, -0.1316018f);
    p = horner(p, g, 0.14201762f);
    p = horner(p, g, -0.16623358f);
    p = horner(p, g, 0.20001227f);
    p = horner(p, g, -0.2500082f);
    p = horner(p, g, 0.3333333f);
    Float4 square = float4_multiply(g, g);
    Float4 tail = float4_add(float4_multiply(float4_multiply(p, g), square), float4_multiply(n, float4_splat(1.42860677e-06f)));
    tail = float4_subtract(tail, float4_multiply(float4_splat(0.5f), square));
    Float4 y = float4_add(float4_add(tail, g), float4_multiply(n, float4_splat(0.693145752f)));
    return float4_add(y, float4_subtract(x, x));
}

INLINE Float4 float4_log1p(Float4 e) {
    Float4 one = float4_splat(1.0f), u = float4_add(one, e);
    return float4_add(float4_log(u), float4_divide(float4_subtract(e, float4_subtract(u, one)), u));
}

INLINE Float4 float4_tanh(Float4 x) {
    Float4 u = float4_at_most(float4_multiply(x, x), float4_splat(81.3604f));
    Float4 p1 = horner(horner(float4_splat(0.0172883142f), u, 23.300251f), u, 228.320999f);
    Float4 p2 = horner(float4_add(u, float4_splat(176.364639f)), u, 5527.27686f);
    Float4 q1 = horner(float4_add(u, float4_splat(24.756422f)), u, 54.9961014f);
    Float4 q2 = horner(float4_add(u, float4_splat(393.379333f)), u, 22946.9629f);
    Float4 y = float4_divide(float4_multiply(float4_multiply(x, p1), p2), float4_multiply(q1, q2));
    return float4_at_least(float4_at_most(y, float4_splat(1.0f)), float4_splat(-1.0f));
}

/* da times the slope of tanh where it is a */
INLINE Float4 float4_tanh_backward(Float4 da, Float4 a) {
    return float4_multiply(da, float4_subtract(float4_splat(1.0f), float4_multiply(a, a)));
}

INLINE Float4 float4_sigmoid(Float4 x) {
    Float4 zero = float4_splat(0.0f), one = float4_splat(1.0f);
    Int4 negative = float4_less(x, zero);
    Float4 e = float4_exp(float4_select(negative, x, float4_subtract(zero, x)));
    return float4_divide(float4_select(negative, e, one), float4_add(one, e));
}

#endif
