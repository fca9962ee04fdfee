#include "simd_optimizer.h"
#include "rng.h"
#include "test.h"

#include <float.h>

static const OptimizerRow *method(const char *name) {
    for (size_t i = 0; i < optimizer_row_count; i++)
        if (!strcmp(optimizer_rows[i].name, name)) return &optimizer_rows[i];
    return NULL;
}

static OptimizerConfig defaults(const char *name) {
    OptimizerConfig config = {0};
    field_defaults(method(name)->fields, method(name)->field_count, &config);
    return config;
}

/* One parameter at 1, and what its optimizer remembers. Numbers are chosen so that every result is an exact float. */
typedef struct {
    const char *name;
    OptimizerConfig config;
    OptimizerClock clock;
    float p, state[3];
} One;

static One one(const char *name) {
    return (One){.name = name, .config = defaults(name), .clock = optimizer_clock(), .p = 1};
}

static void step(One *o, float g) {
    optimizer_tick(&o->clock, &o->config);
    method(o->name)->step(&(OptimizerRun){.p = &o->p, .g = &g, .state = o->state, .n = 1, .stride = 1}, &o->config, &o->clock, 1);
}

TEST(sgd_steps_against_the_gradient) {
    One o = one("SGD");
    o.config.lr = 0.5;
    step(&o, 1); /* 1 - 0.5 * 1 */
    CHECK_BITS(o.p, 0.5);
    step(&o, -3); /* 0.5 + 0.5 * 3 */
    CHECK_BITS(o.p, 2);
}

TEST(sgd_momentum_starts_with_the_gradient_itself_whatever_the_dampening) {
    One o = one("SGD");
    o.config.lr = 0.5, o.config.momentum = 0.5, o.config.dampening = 0.25;
    step(&o, 1); /* v = g = 1; p = 1 - 0.5 */
    CHECK_BITS(o.p, 0.5);
    step(&o, 2); /* v = 0.5 * 1 + 0.75 * 2 = 2; p = 0.5 - 0.5 * 2 */
    CHECK_BITS(o.p, -0.5);
    step(&o, 0); /* v = 0.5 * 2 = 1; p = -0.5 - 0.5 */
    CHECK_BITS(o.p, -1);
}

TEST(sgd_nesterov_looks_one_step_ahead) {
    One o = one("SGD");
    o.config.lr = 0.5, o.config.momentum = 0.5, o.config.nesterov = 1;
    step(&o, 1); /* v = 1; step = 1 + 0.5 * 1; p = 1 - 0.5 * 1.5 */
    CHECK_BITS(o.p, 0.25);
    step(&o, 1); /* v = 0.5 + 1 = 1.5; step = 1 + 0.5 * 1.5 = 1.75; p = 0.25 - 0.875 */
    CHECK_BITS(o.p, -0.625);
}

TEST(sgd_weight_decay_adds_to_the_gradient_and_maximize_turns_only_the_gradient) {
    One o = one("SGD");
    o.config.lr = 0.5, o.config.weight_decay = 0.25;
    step(&o, 1); /* g = 1 + 0.25 * 1; p = 1 - 0.625 */
    CHECK_BITS(o.p, 0.375);
    o = one("SGD");
    o.config.lr = 0.5, o.config.weight_decay = 0.25, o.config.maximize = 1;
    step(&o, 1); /* g = -1 + 0.25 * 1 = -0.75; p = 1 + 0.375: decay pulls to 0 still */
    CHECK_BITS(o.p, 1.375);
}

TEST(adam_corrects_both_running_means_for_their_start) {
    One o = one("Adam");
    o.config.lr = 0.25, o.config.beta1 = 0.5, o.config.beta2 = 0.75, o.config.eps = 0;
    step(&o, 2); /* m = 1, v = 1; m / (1 - 0.5) = 2, sqrt(v / (1 - 0.75)) = 2; p = 1 - 0.25 * 2 / 2 */
    CHECK_BITS(o.p, 0.75);
    step(&o, 2); /* m = 1.5, v = 1.75; m / 0.75 = 2, v / 0.4375 = 4; p = 0.75 - 0.25 */
    CHECK_BITS(o.p, 0.5);
    step(&o, -2); /* m = -0.25, / 0.875; v = 2.3125, 1 - 0.421875 = 0.578125: v / that = 4; p = 0.5 + 0.25 * (0.25 / 0.875) / 2 */
    CHECK_NEAR(o.p, 0.5 + 0.125 * 0.25 / 0.875, 1e-7); /* 1/7 is no float: a few roundings of 2^-25 */
}

TEST(powers_of_beta_end_at_zero_and_are_never_subnormal) {
    OptimizerConfig config = {.beta1 = 0.9, .beta2 = 0.99};
    OptimizerClock clock = optimizer_clock();
    for (int t = 1; t <= 80000; t++) {
        optimizer_tick(&clock, &config);
        CHECK(clock.beta1_power == 0 || clock.beta1_power >= DBL_MIN);
        CHECK(clock.beta2_power == 0 || clock.beta2_power >= DBL_MIN);
        if (t == 6500) CHECK_NEAR(log(clock.beta1_power), 6500 * log(0.9), 1e-9); /* 3.8e-298: still there */
    }
    CHECK_BITS(clock.beta1_power, 0);
    CHECK_BITS(clock.beta2_power, 0);
}

TEST(adam_adds_eps_after_the_correction) {
    One o = one("Adam");
    o.config.lr = 1, o.config.beta1 = 0.5, o.config.beta2 = 0.75, o.config.eps = 2;
    step(&o, 2); /* 2 / (2 + 2) */
    CHECK_BITS(o.p, 0.5);
}

TEST(adam_weight_decay_enters_the_means_and_adamw_shrinks_the_weight) {
    One a = one("Adam"), w = one("AdamW");
    a.config.lr = w.config.lr = 0.25, a.config.beta1 = w.config.beta1 = 0.5, a.config.beta2 = w.config.beta2 = 0.75;
    a.config.eps = w.config.eps = 0, a.config.weight_decay = w.config.weight_decay = 0.5;
    step(&a, -0.25); /* g = -0.25 + 0.5 * 1 = 0.25: the sign of the step is that of the sum; p = 1 - 0.25 */
    CHECK_BITS(a.p, 0.75);
    CHECK_BITS(a.state[0], 0.125);
    step(&w, -0.25); /* p = 1 * (1 - 0.25 * 0.5) = 0.875, and then + 0.25 */
    CHECK_BITS(w.p, 1.125);
    CHECK_BITS(w.state[0], -0.125);
}

TEST(amsgrad_divides_by_the_largest_v_so_far) {
    for (int i = 0; i < 2; i++) {
        One o = one(i ? "AdamW" : "Adam");
        o.config.lr = 1, o.config.beta1 = 0, o.config.beta2 = 0.75, o.config.eps = 0, o.config.amsgrad = 1, o.config.weight_decay = 0;
        step(&o, 8); /* v = 16; sqrt(16 / 0.25) = 8; p = 1 - 1 */
        CHECK_BITS(o.p, 0);
        step(&o, 0); /* v = 12, but the largest is 16 */
        CHECK_BITS(o.state[1], 12);
        CHECK_BITS(o.state[2], 16);
        step(&o, 1); /* v = 9.25; divided by sqrt(16 / (1 - 0.75^3)) */
        CHECK_NEAR(o.p, -1 / sqrt(16 / 0.578125), 2e-8); /* float32 roundings at 0.19 */
    }
}

TEST(rmsprop_divides_by_the_root_of_the_mean_square) {
    One o = one("RMSprop");
    o.config.lr = 0.25, o.config.alpha = 0.75, o.config.eps = 0;
    step(&o, 2); /* q = 0.25 * 4 = 1; p = 1 - 0.25 * 2 / 1 */
    CHECK_BITS(o.p, 0.5);
    o.config.eps = 0.5;
    step(&o, 5); /* q = 0.75 + 0.25 * 25 = 7: no square; with eps outside the root */
    CHECK_NEAR(o.p, 0.5 - 0.25 * 5 / (sqrt(7) + 0.5), 6e-8); /* one float of 0.1 and its parts */
}

TEST(rmsprop_centered_divides_by_the_standard_deviation) {
    One o = one("RMSprop");
    o.config.lr = 0.5, o.config.alpha = 0.5, o.config.eps = 0, o.config.centered = 1;
    step(&o, 2); /* q = 0.5 * 4 = 2, a = 0.5 * 2 = 1; q - a^2 = 1; p = 1 - 0.5 * 2 */
    CHECK_BITS(o.p, 0);
    step(&o, 0); /* q = 1, a = 0.5: nothing to step */
    CHECK_BITS(o.p, 0);
    CHECK_BITS(o.state[0], 1);
    CHECK_BITS(o.state[2], 0.5);
}

TEST(rmsprop_momentum_runs_on_the_scaled_gradient) {
    One o = one("RMSprop");
    o.config.lr = 0.5, o.config.alpha = 0.75, o.config.eps = 0, o.config.momentum = 0.5;
    step(&o, 2); /* q = 1, v = 2; p = 1 - 0.5 * 2 */
    CHECK_BITS(o.p, 0);
    step(&o, 0); /* q = 0.75, v = 0.5 * 2 + 0; p = 0 - 0.5 */
    CHECK_BITS(o.p, -0.5);
}

TEST(rmsprop_weight_decay_and_maximize_change_the_gradient) {
    One o = one("RMSprop");
    o.config.lr = 0.25, o.config.alpha = 0.75, o.config.eps = 0, o.config.weight_decay = 3, o.config.maximize = 1;
    step(&o, 1); /* g = -1 + 3 = 2, as above */
    CHECK_BITS(o.p, 0.5);
}

TEST(defaults_are_those_of_torch_1_13) {
    OptimizerConfig sgd = defaults("SGD"), adam = defaults("Adam"), adamw = defaults("AdamW"), rms = defaults("RMSprop");
    CHECK(sgd.momentum == 0 && sgd.dampening == 0 && sgd.weight_decay == 0 && sgd.nesterov == 0 && sgd.maximize == 0);
    CHECK(adam.lr == 1e-3 && adam.beta1 == 0.9 && adam.beta2 == 0.999 && adam.eps == 1e-8 && adam.weight_decay == 0 && adam.amsgrad == 0);
    CHECK(adamw.lr == 1e-3 && adamw.beta1 == 0.9 && adamw.beta2 == 0.999 && adamw.eps == 1e-8 && adamw.weight_decay == 1e-2 && adamw.amsgrad == 0);
    CHECK(rms.lr == 1e-2 && rms.alpha == 0.99 && rms.eps == 1e-8 && rms.weight_decay == 0 && rms.momentum == 0 && rms.centered == 0);
}

TEST(the_powers_of_the_betas_are_running_products) {
    OptimizerConfig config = defaults("Adam");
    OptimizerClock clock = optimizer_clock();
    double first = 1, second = 1;
    for (int i = 1; i <= 3000; i++) {
        optimizer_tick(&clock, &config);
        first *= 0.9, second *= 0.999;
        CHECK_BITS(clock.beta1_power, first);
        CHECK_BITS(clock.beta2_power, second);
        CHECK_BITS(clock.steps, i);
    }
}

TEST(a_cycled_beta1_is_taken_to_the_power_of_all_steps) {
    OptimizerConfig config = defaults("Adam");
    OptimizerClock clock = optimizer_clock();
    for (int i = 1; i <= 200; i++) {
        config.beta1 = 0.85 + 0.1 * ((i * 7) % 10) / 10;
        optimizer_tick(&clock, &config);
        /* relative: by squaring, as by a product, up to i roundings of 2^-53 */
        CHECK_NEAR(clock.beta1_power / pow(config.beta1, i), 1, i * 1.2e-16);
    }
}

/* The oracle: one step in double, straight from torch's documentation. s[0..2] is what torch keeps. */
static double reference(const char *name, const OptimizerConfig *c, double p, double g, double *s, int t) {
    g = c->maximize ? -g : g;
    if (!strcmp(name, "AdamW")) p -= c->lr * c->weight_decay * p;
    else g += c->weight_decay * p;
    if (!strcmp(name, "SGD")) {
        if (c->momentum == 0) return p - c->lr * g;
        s[0] = t == 1 ? g : c->momentum * s[0] + (1 - c->dampening) * g;
        return p - c->lr * (c->nesterov ? g + c->momentum * s[0] : s[0]);
    }
    if (!strcmp(name, "RMSprop")) {
        s[0] = c->alpha * s[0] + (1 - c->alpha) * g * g;
        s[2] = c->alpha * s[2] + (1 - c->alpha) * g;
        double step_size = g / (sqrt(c->centered ? s[0] - s[2] * s[2] : s[0]) + c->eps);
        s[1] = c->momentum * s[1] + step_size;
        return p - c->lr * (c->momentum > 0 ? s[1] : step_size);
    }
    s[0] = c->beta1 * s[0] + (1 - c->beta1) * g;
    s[1] = c->beta2 * s[1] + (1 - c->beta2) * g * g;
    double v = s[1] / (1 - pow(c->beta2, t));
    if (c->amsgrad) s[2] = fmax(s[2], s[1]), v = s[2] / (1 - pow(c->beta2, t));
    return p - c->lr * s[0] / (1 - pow(c->beta1, t)) / (sqrt(v) + c->eps);
}

TEST(forty_steps_with_every_combination_of_options_follow_the_formulas_in_double) {
    enum { N = 7, STEPS = 40 };
    for (size_t row = 0; row < optimizer_row_count; row++)
        for (int options = 0; options < 16; options++) {
            const char *name = optimizer_rows[row].name;
            OptimizerConfig config = defaults(name);
            config.lr = 0.01;
            if (options & 1) config.weight_decay = 0.1;
            if (options & 2) config.maximize = 1;
            if (options & 4) config.momentum = 0.9, config.amsgrad = 1;
            if (options & 8) config.nesterov = options & 4 ? 1 : 0, config.centered = 1, config.eps = 1e-3;
            if ((options & 12) == 4) config.dampening = 0.3;
            OptimizerClock clock = optimizer_clock();
            Rng rng = rng_stream(1, RNG_DATA, (uint32_t)options);
            float p[N], g[N], state[3 * N] = {0};
            double exact[N], remembered[N][3] = {{0}};
            for (int i = 0; i < N; i++) exact[i] = p[i] = rng_float(&rng) - 0.5f;
            for (int t = 1; t <= STEPS; t++) {
                for (int i = 0; i < N; i++) g[i] = (i == 3 ? 1e-3f : 1.0f) * (rng_float(&rng) - 0.3f);
                optimizer_tick(&clock, &config);
                optimizer_rows[row].step(&(OptimizerRun){.p = p, .g = g, .state = state, .n = N, .stride = N}, &config, &clock, 1);
                for (int i = 0; i < N; i++) exact[i] = reference(name, &config, exact[i], g[i], remembered[i], t);
            }
            for (int i = 0; i < N; i++) {
                if (!(fabs(p[i] - exact[i]) <= 2e-5)) printf("  %s, options %d, parameter %d\n", name, options, i);
                /* 40 steps of at most 0.1, each rounded to 2^-24; where q - a^2 cancels (centered), 1e-3 of the step of 0.01 */
                CHECK_NEAR(p[i], exact[i], 2e-5);
            }
        }
}

TEST(a_run_touches_nothing_but_its_n_parameters_and_their_state) {
    for (size_t row = 0; row < optimizer_row_count; row++)
        for (int n = 1; n <= 13; n++) {
            OptimizerConfig config = defaults(optimizer_rows[row].name);
            config.momentum = 0.9, config.amsgrad = config.centered = 1;
            OptimizerClock clock = optimizer_clock();
            optimizer_tick(&clock, &config);
            enum { STRIDE = 20, FIRST = 4 };
            float p[STRIDE], g[STRIDE], state[3 * STRIDE];
            for (int i = 0; i < STRIDE; i++) p[i] = 5, g[i] = 1;
            for (int i = 0; i < 3 * STRIDE; i++) state[i] = 9;
            optimizer_rows[row].step(&(OptimizerRun){.p = p + FIRST, .g = g + FIRST, .state = state + FIRST, .n = n, .stride = STRIDE}, &config, &clock, 1);
            for (int i = 0; i < STRIDE; i++) {
                bool inside = i >= FIRST && i < FIRST + n;
                CHECK_EQ(p[i] != 5, inside);
                for (int k = 0; k < 3; k++)
                    if (!inside || k >= optimizer_rows[row].states) CHECK_BITS(state[k * STRIDE + i], 9);
            }
            for (int i = FIRST + 1; i < FIRST + n; i++) CHECK_BITS(p[i], p[FIRST]); /* the same arithmetic in every place of the run */
        }
}

void suite_optimizer(void) {
    RUN(sgd_steps_against_the_gradient);
    RUN(sgd_momentum_starts_with_the_gradient_itself_whatever_the_dampening);
    RUN(sgd_nesterov_looks_one_step_ahead);
    RUN(sgd_weight_decay_adds_to_the_gradient_and_maximize_turns_only_the_gradient);
    RUN(adam_corrects_both_running_means_for_their_start);
    RUN(powers_of_beta_end_at_zero_and_are_never_subnormal);
    RUN(adam_adds_eps_after_the_correction);
    RUN(adam_weight_decay_enters_the_means_and_adamw_shrinks_the_weight);
    RUN(amsgrad_divides_by_the_largest_v_so_far);
    RUN(rmsprop_divides_by_the_root_of_the_mean_square);
    RUN(rmsprop_centered_divides_by_the_standard_deviation);
    RUN(rmsprop_momentum_runs_on_the_scaled_gradient);
    RUN(rmsprop_weight_decay_and_maximize_change_the_gradient);
    RUN(defaults_are_those_of_torch_1_13);
    RUN(the_powers_of_the_betas_are_running_products);
    RUN(a_cycled_beta1_is_taken_to_the_power_of_all_steps);
    RUN(forty_steps_with_every_combination_of_options_follow_the_formulas_in_double);
    RUN(a_run_touches_nothing_but_its_n_parameters_and_their_state);
}
