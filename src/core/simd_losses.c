/* The losses of simd_kernels.h: four samples at a time, padding as if it were real. Then its gradients are made zero. */
#include "field.h"
#include "simd_kernels.h"

void simd_no_gradient_of_padding(float *dz, int samples, int B, int O) {
    for (int o = 0; o < O; o++)
        SHORT_LOOP for (int s = samples; s < B; s++) dz[(size_t)o * B + s] = 0.0f;
}

/* Samples that go through one stage before any goes through the next: an exponential, a logarithm and a division one after another would be waited for. */
#define STAGED 32

static void simd_cross_entropy(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    const int *labels = wanted->labels;
    Float4 scale = float4_splat(from_memory(1.0f / (float)(samples / models))), zero = float4_splat(0.0f);
    for (int start = 0; start < B; start += STAGED) {
        float sums[STAGED];
        int end = start + STAGED < B ? start + STAGED : B;
        for (int s = start; s < end; s += 4) {
            Int4 label = int4_load(labels + s), best = int4_splat(0);
            Float4 largest = float4_load(z + s), chosen = largest;
            for (int o = 1; o < O; o++) {
                Float4 z_o = float4_load(z + (size_t)o * B + s);
                Int4 larger = float4_less(largest, z_o), number = int4_splat(o);
                best = float4_bits(float4_select(larger, float4_from_bits(number), float4_from_bits(best)));
                largest = float4_select(larger, z_o, largest);
                chosen = float4_select(int4_equal(label, number), z_o, chosen);
            }
            Float4 sum = zero;
            for (int o = 0; o < O; o++) {
                Float4 e = float4_exp(float4_subtract(float4_load(z + (size_t)o * B + s), largest));
                sum = float4_add(sum, e);
                if (dz) float4_store(dz + (size_t)o * B + s, e);
            }
            float4_store(sums + (s - start), sum);
            float4_store(losses + s, float4_subtract(largest, chosen));
            float4_store(hits + s, float4_select(int4_equal(best, label), float4_splat(1.0f), zero));
        }
        for (int s = start; s < end; s += 4) float4_store(losses + s, float4_add(float4_log(float4_load(sums + (s - start))), float4_load(losses + s)));
        if (!dz) continue;
        for (int s = start; s < end; s += 4) {
            Int4 label = int4_load(labels + s);
            Float4 share = float4_divide(scale, float4_load(sums + (s - start)));
            for (int o = 0; o < O; o++) {
                Float4 p = float4_multiply(float4_load(dz + (size_t)o * B + s), share);
                float4_store(dz + (size_t)o * B + s, float4_select(int4_equal(label, int4_splat(o)), float4_subtract(p, scale), p));
            }
        }
    }
    if (dz && samples < B) simd_no_gradient_of_padding(dz, samples, B, O);
}

void simd_mean_squared_error(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    (void)hits;
    mean_squared_error_inline(losses, dz, z, wanted, samples, models, B, O);
}

static void simd_binary_cross_entropy(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    const float *targets = wanted->targets;
    Float4 outputs = float4_splat((float)O), scale = float4_splat(from_memory(1.0f / ((float)(samples / models) * (float)O))), zero = float4_splat(0.0f), one = float4_splat(1.0f);
    for (int s = 0; s < B; s += 4) {
        Float4 sum = zero, right = zero;
        for (int o = 0; o < O; o++) {
            size_t at = (size_t)o * B + s;
            Float4 z_o = float4_load(z + at), y = float4_load(targets + at);
            Int4 negative = float4_less(z_o, zero);
            Float4 e = float4_exp(float4_select(negative, z_o, float4_subtract(zero, z_o)));
            Float4 loss = float4_subtract(float4_select(negative, zero, z_o), float4_multiply(z_o, y));
            sum = float4_add(sum, float4_add(loss, float4_log1p(e)));
            right = float4_add(right, float4_select(int4_equal(float4_less(zero, z_o), float4_less(float4_splat(0.5f), y)), one, zero));
            if (dz) float4_store(dz + at, float4_multiply(float4_subtract(float4_sigmoid(z_o), y), scale));
        }
        float4_store(losses + s, float4_divide(sum, outputs));
        float4_store(hits + s, float4_divide(right, outputs));
    }
    if (dz && samples < B) simd_no_gradient_of_padding(dz, samples, B, O);
}

const Loss loss_rows[] = {
    {TEXT("cross-entropy"), TEXT("ln sum e^z - z[label]"), TEXT("torch.nn.CrossEntropyLoss"), true, true, simd_cross_entropy},
    {TEXT("mse"), TEXT("mean of (z - y)^2"), TEXT("torch.nn.MSELoss"), false, false, simd_mean_squared_error},
    {TEXT("bce"), TEXT("mean of max(z, 0) - z y + ln(1 + e^-|z|)"), TEXT("torch.nn.BCEWithLogitsLoss"), false, true, simd_binary_cross_entropy},
};
const size_t loss_row_count = sizeof loss_rows / sizeof *loss_rows;
