/* simd.h: four floats at a time, the only place that knows how. GCC's and Clang's vector extension becomes wasm_simd128,
 * SSE or NEON; with STEP_DECAY_SCALAR it is four plain floats. A product and a sum stay two roundings, so all give the same bits. */
#ifndef STEP_DECAY_SIMD_H
#define STEP_DECAY_SIMD_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* Before a loop of few rounds, which would only grow if it were vectorised. */
#if defined(__clang__)
#define SHORT_LOOP _Pragma("clang loop vectorize(disable)")
#else
#define SHORT_LOOP
#endif

/* A call costs the engine some thirty cycles, a good part of a layer of a tiny network. What runs in every step is put in line where that takes
 * little room or there is one caller only; what is used in several places and large is kept apart. */
#define NOT_INLINE __attribute__((noinline))

/* Before a loop of constant length over an array of registers: unrolled, or the array would live in memory. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif

#ifndef STEP_DECAY_SCALAR

typedef float Float4 __attribute__((vector_size(16)));
typedef int32_t Int4 __attribute__((vector_size(16))); /* of a comparison: -1 where it holds, else 0 */
typedef uint32_t Uint4 __attribute__((vector_size(16))); /* wraps around */

typedef float Float2 __attribute__((vector_size(8)));
typedef double Double2 __attribute__((vector_size(16)));

INLINE Float4 float4_splat(float x) { return (Float4){x, x, x, x}; }
INLINE Float4 float4_of(float a, float b, float c, float d) { return (Float4){a, b, c, d}; }
INLINE Int4 int4_splat(int32_t x) { return (Int4){x, x, x, x}; }
INLINE Float4 float4_add(Float4 a, Float4 b) { return a + b; }
INLINE Float4 float4_subtract(Float4 a, Float4 b) { return a - b; }
INLINE Float4 float4_multiply(Float4 a, Float4 b) { return a * b; }
INLINE Float4 float4_divide(Float4 a, Float4 b) { return a / b; }
INLINE Int4 float4_less(Float4 a, Float4 b) { return a < b; }
INLINE Int4 int4_equal(Int4 a, Int4 b) { return a == b; }
INLINE Int4 int4_less(Int4 a, Int4 b) { return a < b; }
INLINE Int4 int4_add(Int4 a, Int4 b) { return (Int4)((Uint4)a + (Uint4)b); }
INLINE Int4 int4_and(Int4 a, Int4 b) { return a & b; }
INLINE Int4 int4_shift_left(Int4 a, int bits) { return (Int4)((Uint4)a << (uint32_t)bits); }
INLINE Int4 int4_shift_right(Int4 a, int bits) { return a >> bits; } /* keeps the sign */
INLINE Int4 float4_bits(Float4 a) { return (Int4)a; }
INLINE Float4 float4_from_bits(Int4 a) { return (Float4)a; }
INLINE Float4 float4_from_int(Int4 a) { return __builtin_convertvector(a, Float4); }

/* Of two numbers in double. */
INLINE Double2 float2_widen(Float2 a) { return __builtin_convertvector(a, Double2); }
INLINE Double2 double2_zero(void) { return (Double2){0, 0}; }
INLINE Double2 double2_add(Double2 a, Double2 b) { return a + b; }

#if defined(__clang__)
#define FLOAT4_PICK(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define FLOAT4_PICK(a, b, i, j, k, l) __builtin_shuffle(a, b, (Int4){i, j, k, l})
#endif

#else

typedef struct { float lane[4]; } Float4;
typedef struct { int32_t lane[4]; } Int4;

#define EACH_LANE(type, expression) type r; for (int i = 0; i < 4; i++) r.lane[i] = (expression); return r
INLINE Float4 float4_splat(float x) { EACH_LANE(Float4, x); }
INLINE Float4 float4_of(float a, float b, float c, float d) { return (Float4){{a, b, c, d}}; }
INLINE Int4 int4_splat(int32_t x) { EACH_LANE(Int4, x); }
INLINE Float4 float4_add(Float4 a, Float4 b) { EACH_LANE(Float4, a.lane[i] + b.lane[i]); }
INLINE Float4 float4_subtract(Float4 a, Float4 b) { EACH_LANE(Float4, a.lane[i] - b.lane[i]); }
INLINE Float4 float4_multiply(Float4 a, Float4 b) { EACH_LANE(Float4, a.lane[i] * b.lane[i]); }
INLINE Float4 float4_divide(Float4 a, Float4 b) { EACH_LANE(Float4, a.lane[i] / b.lane[i]); }
INLINE Int4 float4_less(Float4 a, Float4 b) { EACH_LANE(Int4, -(a.lane[i] < b.lane[i])); }
INLINE Int4 int4_equal(Int4 a, Int4 b) { EACH_LANE(Int4, -(a.lane[i] == b.lane[i])); }
INLINE Int4 int4_less(Int4 a, Int4 b) { EACH_LANE(Int4, -(a.lane[i] < b.lane[i])); }
INLINE Int4 int4_add(Int4 a, Int4 b) { EACH_LANE(Int4, (int32_t)((uint32_t)a.lane[i] + (uint32_t)b.lane[i])); }
INLINE Int4 int4_and(Int4 a, Int4 b) { EACH_LANE(Int4, a.lane[i] & b.lane[i]); }
INLINE Int4 int4_shift_left(Int4 a, int bits) { EACH_LANE(Int4, (int32_t)((uint32_t)a.lane[i] << bits)); }
INLINE Int4 int4_shift_right(Int4 a, int bits) { EACH_LANE(Int4, a.lane[i] >> bits); }
INLINE Float4 float4_from_int(Int4 a) { EACH_LANE(Float4, (float)a.lane[i]); }
INLINE Int4 float4_bits(Float4 a) { Int4 r; memcpy(&r, &a, sizeof r); return r; }
INLINE Float4 float4_from_bits(Int4 a) { Float4 r; memcpy(&r, &a, sizeof r); return r; }

typedef struct { float lane[2]; } Float2;
typedef struct { double lane[2]; } Double2;
INLINE Double2 float2_widen(Float2 a) { return (Double2){{(double)a.lane[0], (double)a.lane[1]}}; }
INLINE Double2 double2_zero(void) { return (Double2){{0, 0}}; }
INLINE Double2 double2_add(Double2 a, Double2 b) { return (Double2){{a.lane[0] + b.lane[0], a.lane[1] + b.lane[1]}}; }

INLINE float float4_lane(const Float4 *a, const Float4 *b, int i) { return i < 4 ? a->lane[i] : b->lane[i - 4]; }
#define FLOAT4_PICK(a, b, i, j, k, l) ((Float4){{float4_lane(&(a), &(b), i), float4_lane(&(a), &(b), j), float4_lane(&(a), &(b), k), float4_lane(&(a), &(b), l)}})

#endif

INLINE Float4 float4_load(const float *p) {
    Float4 v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void float4_store(float *p, Float4 v) {
    memcpy(p, &v, sizeof v);
}

/* sum + p[2], widened. Loaded by twos, as V8 makes the constant of a shuffle anew each time. */
INLINE Double2 double2_add_floats(Double2 sum, const float *p) {
    Float2 two;
    memcpy(&two, p, sizeof two);
    return double2_add(sum, float2_widen(two));
}

INLINE void double2_store(double *p, Double2 v) {
    memcpy(p, &v, sizeof v);
}

/* Stores the first two numbers, or with second the last two. */
INLINE void float4_store_pair(float *p, Float4 v, int second) {
    double pair[2];
    memcpy(pair, &v, sizeof pair);
    memcpy(p, &pair[second], sizeof pair[0]);
}

/* Stores one number. */
INLINE void float4_store_lane(float *p, Float4 v, int lane) {
    float lanes[4];
    memcpy(lanes, &v, sizeof lanes);
    *p = lanes[lane];
}

INLINE Int4 int4_load(const int *p) {
    Int4 v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* x, out of memory: a number that a loop needs now and then is otherwise computed there each time, as V8 puts every computation where its result is used. */
INLINE float from_memory(float x) {
    volatile float there = x;
    return there;
}

/* Zeros for several sums, from memory that no compiler looks into: as a constant each of them would take sixteen bytes of WebAssembly. */
extern const float float4_zeros[4];
INLINE Float4 float4_zero(void) { return float4_load(float4_zeros); }

/* sum + a b, rounded twice */
INLINE Float4 float4_add_product(Float4 sum, Float4 a, Float4 b) {
    return float4_add(sum, float4_multiply(a, b));
}

/* yes where the mask is -1, no where it is 0 */
INLINE Float4 float4_select(Int4 mask, Float4 yes, Float4 no) {
#ifdef STEP_DECAY_SCALAR
    EACH_LANE(Float4, mask.lane[i] ? yes.lane[i] : no.lane[i]);
#else
    return (Float4)((mask & (Int4)yes) | (~mask & (Int4)no));
#endif
}

/* x where it is not above / below the bound, else the bound; NaN stays NaN. One instruction, unlike IEEE 754's minimum. */
INLINE Float4 float4_at_most(Float4 x, Float4 bound) {
#if defined(__wasm_simd128__) && !defined(STEP_DECAY_SCALAR)
    return __builtin_wasm_pmin_f32x4(x, bound);
#elif defined(__SSE__) && !defined(STEP_DECAY_SCALAR)
    return __builtin_ia32_minps(bound, x);
#else
    return float4_select(float4_less(bound, x), bound, x);
#endif
}

INLINE Float4 float4_at_least(Float4 x, Float4 bound) {
#if defined(__wasm_simd128__) && !defined(STEP_DECAY_SCALAR)
    return __builtin_wasm_pmax_f32x4(x, bound);
#elif defined(__SSE__) && !defined(STEP_DECAY_SCALAR)
    return __builtin_ia32_maxps(bound, x);
#else
    return float4_select(float4_less(x, bound), bound, x);
#endif
}

INLINE Float4 float4_sqrt(Float4 x) {
#if defined(__wasm_simd128__) && !defined(STEP_DECAY_SCALAR)
    return __builtin_wasm_sqrt_f32x4(x);
#elif defined(__SSE__) && !defined(STEP_DECAY_SCALAR)
    return __builtin_ia32_sqrtps(x);
#else
    float lanes[4];
    float4_store(lanes, x);
    for (int i = 0; i < 4; i++) lanes[i] = sqrtf(lanes[i]);
    return float4_load(lanes);
#endif
}

/* {join a, join b, join c, join d}, where join v is (v0 + v2) + (v1 + v3). */
INLINE Float4 float4_join(Float4 a, Float4 b, Float4 c, Float4 d) {
    Float4 ab = float4_add(FLOAT4_PICK(a, b, 0, 1, 4, 5), FLOAT4_PICK(a, b, 2, 3, 6, 7));
    Float4 cd = float4_add(FLOAT4_PICK(c, d, 0, 1, 4, 5), FLOAT4_PICK(c, d, 2, 3, 6, 7));
    return float4_add(FLOAT4_PICK(ab, cd, 0, 2, 4, 6), FLOAT4_PICK(ab, cd, 1, 3, 5, 7));
}

/* Turns four rows into four columns, in place. */
INLINE void float4_transpose(Float4 rows[4]) {
    Float4 low01 = FLOAT4_PICK(rows[0], rows[1], 0, 4, 1, 5), high01 = FLOAT4_PICK(rows[0], rows[1], 2, 6, 3, 7);
    Float4 low23 = FLOAT4_PICK(rows[2], rows[3], 0, 4, 1, 5), high23 = FLOAT4_PICK(rows[2], rows[3], 2, 6, 3, 7);
    rows[0] = FLOAT4_PICK(low01, low23, 0, 1, 4, 5), rows[1] = FLOAT4_PICK(low01, low23, 2, 3, 6, 7);
    rows[2] = FLOAT4_PICK(high01, high23, 0, 1, 4, 5), rows[3] = FLOAT4_PICK(high01, high23, 2, 3, 6, 7);
}

#endif
