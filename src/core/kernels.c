#include "kernels.h"

#include "float_maths.h"
#include <string.h>

/* z[O][B] = w[O][I] x[I][B] + b[O] */
void dense_forward(float *restrict z, const float *restrict x, const float *restrict w, const float *restrict b, int B, int I, int O) {
    for (int o = 0; o < O; o++) {
        float *z_o = z + (size_t)o * B;
        for (int s = 0; s < B; s++) z_o[s] = b[o];
        for (int i = 0; i < I; i++) {
            const float *x_i = x + (size_t)i * B;
            float w_oi = w[(size_t)o * I + i];
            for (int s = 0; s < B; s++) z_o[s] += w_oi * x_i[s];
        }
    }
}

/* forward was: z[o][s] += w[o][i] x[i][s], so dx[i][s] is the sum over o of w[o][i] dz[o][s] */
void dense_backward_input(float *restrict dx, const float *restrict dz, const float *restrict w, int B, int I, int O) {
    memset(dx, 0, sizeof *dx * (size_t)I * (size_t)B);
    for (int i = 0; i < I; i++) {
        float *dx_i = dx + (size_t)i * B;
        for (int o = 0; o < O; o++) {
            const float *dz_o = dz + (size_t)o * B;
            float w_oi = w[(size_t)o * I + i];
            for (int s = 0; s < B; s++) dx_i[s] += w_oi * dz_o[s];
        }
    }
}

static float join(const float s[4]) {
    return (s[0] + s[2]) + (s[1] + s[3]);
}

/* forward was: z[o][s] += w[o][i] x[i][s], so dw[o][i] is the sum over s of dz[o][s] x[i][s] */
void dense_backward_weights(float *restrict dw, float *restrict db, const float *restrict dz, const float *restrict x, int B, int I, int O) {
    for (int o = 0; o < O; o++) {
        const float *dz_o = dz + (size_t)o * B;
        for (int i = 0; i < I; i++) {
            const float *x_i = x + (size_t)i * B;
            float sum[4] = {0};
            for (int s = 0; s < B; s += 4)
                for (int lane = 0; lane < 4; lane++) sum[lane] += dz_o[s + lane] * x_i[s + lane];
            dw[(size_t)o * I + i] = join(sum);
        }
        /* forward was: z[o][s] = b[o] + ..., so db[o] is the sum over s of dz[o][s] */
        float sum[4] = {0};
        for (int s = 0; s < B; s += 4)
            for (int lane = 0; lane < 4; lane++) sum[lane] += dz_o[s + lane];
        db[o] = join(sum);
    }
}

/* a = tanh z */
void tanh_forward(float *a, int n) {
    for (int i = 0; i < n; i++) a[i] = float_tanh(a[i]);
}

/* forward was: a = tanh z, so dz = da (1 - a^2) */
void tanh_backward(float *restrict da, const float *restrict a, int n) {
    for (int i = 0; i < n; i++) da[i] *= 1.0f - a[i] * a[i];
}

/* a = max(z, 0); NaN stays NaN */
void relu_forward(float *a, int n) {
    for (int i = 0; i < n; i++) a[i] = a[i] < 0.0f ? 0.0f : a[i];
}

/* forward was: a = max(z, 0), so dz = da where a > 0, else 0 */
void relu_backward(float *restrict da, const float *restrict a, int n) {
    for (int i = 0; i < n; i++) da[i] = a[i] > 0.0f ? da[i] : 0.0f;
}

/* a = 1 / (1 + e^-z) */
void sigmoid_forward(float *a, int n) {
    for (int i = 0; i < n; i++) a[i] = float_sigmoid(a[i]);
}

/* forward was: a = sigmoid z, so dz = da a (1 - a) */
void sigmoid_backward(float *restrict da, const float *restrict a, int n) {
    for (int i = 0; i < n; i++) da[i] *= a[i] * (1.0f - a[i]);
}

/* a = z */
void linear_forward(float *a, int n) {
    (void)a, (void)n;
}

/* forward was: a = z, so dz = da */
void linear_backward(float *da, const float *a, int n) {
    (void)da, (void)a, (void)n;
}

/* loss = ln sum_o e^z[o] - z[label];  dz[o] = (softmax(z)[o] - [o is the label]) / samples. A hit: the first largest z is the label's. */
void cross_entropy(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    float scale = 1.0f / (float)(samples / models);
    for (int s = 0; s < B; s++) {
        const float *z_s = z + s;
        int label = wanted->labels[s], best = 0;
        float largest = z_s[0];
        for (int o = 1; o < O; o++) {
            float z_os = z_s[(size_t)o * B];
            best = z_os > largest ? o : best;
            largest = z_os > largest ? z_os : largest;
        }
        float sum = 0.0f;
        for (int o = 0; o < O; o++) sum += float_exp(z_s[(size_t)o * B] - largest);
        losses[s] = float_log(sum) + (largest - z_s[(size_t)label * B]);
        hits[s] = best == label;
        if (!dz) continue;
        float share = scale / sum, real = s < samples;
        for (int o = 0; o < O; o++) {
            float p = float_exp(z_s[(size_t)o * B] - largest) * share;
            dz[(size_t)o * B + s] = real ? (o == label ? p - scale : p) : 0.0f;
        }
    }
}

/* loss = mean over o of (z[o] - y[o])^2;  dz[o] = 2 (z[o] - y[o]) / (samples O) */
void mean_squared_error(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    (void)hits;
    float share = 1.0f / (float)O, scale = 2.0f / ((float)(samples / models) * (float)O);
    for (int s = 0; s < B; s++) {
        float sum = 0.0f;
        for (int o = 0; o < O; o++) {
            size_t at = (size_t)o * B + s;
            float difference = z[at] - wanted->targets[at];
            sum += difference * difference;
            if (dz) dz[at] = s < samples ? difference * scale : 0.0f;
        }
        losses[s] = sum * share;
    }
}

/* loss = mean over o of max(z, 0) - z y + ln(1 + e^-|z|);  dz[o] = (sigmoid(z[o]) - y[o]) / (samples O). A hit: z > 0 where y > 1/2. */
void binary_cross_entropy(float *losses, float *hits, float *dz, const float *z, const Wanted *wanted, int samples, int models, int B, int O) {
    float scale = 1.0f / ((float)(samples / models) * (float)O);
    for (int s = 0; s < B; s++) {
        float sum = 0.0f, right = 0.0f;
        for (int o = 0; o < O; o++) {
            size_t at = (size_t)o * B + s;
            float z_os = z[at], y = wanted->targets[at];
            float e = float_exp(z_os < 0.0f ? z_os : -z_os);
            sum += (z_os < 0.0f ? 0.0f : z_os) - z_os * y + float_log1p(e);
            right += (z_os > 0.0f) == (y > 0.5f) ? 1.0f : 0.0f;
            if (dz) dz[at] = s < samples ? (float_sigmoid(z_os) - y) * scale : 0.0f;
        }
        losses[s] = sum / (float)O;
        hits[s] = right / (float)O;
    }
}
