// schedule.c: the table, the edges of every schedule, at against next. Rates from PyTorch are compared through the package (tests/js).

#include "schedule.h"
#include "test.h"

static ScheduleConfig config_of(const char *name) {
    ScheduleConfig c = {0};
    const ScheduleRow *row = schedule_find(name);
    field_defaults(row->fields, row->field_count, &c);
    c.lr = 0.1;
    return c;
}

static double at(const char *name, const ScheduleConfig *c, double t) { return schedule_find(name)->at(c, t); }

static const double LAST = FIELD_MAX_INTEGER;

TEST(the_table_has_torchs_fifteen_and_their_texts) {
    CHECK_EQ(schedule_row_count, 15);
    for (size_t i = 0; i < schedule_row_count; i++) {
        const ScheduleRow *row = &schedule_rows[i];
        CHECK(schedule_find(row->name) == row);
        CHECK(strlen(row->formula) > 0 && strstr(row->source, row->name));
        CHECK(row->at == NULL || row->next != NULL);
        for (size_t f = 0; f < row->field_count; f++) CHECK(strlen(row->fields[f].help) > 0);
    }
    CHECK(schedule_find("steplr") == NULL);
}

TEST(every_default_is_allowed) {
    for (size_t i = 0; i < schedule_row_count; i++)
        for (size_t f = 0; f < schedule_rows[i].field_count; f++) {
            const Field *field = &schedule_rows[i].fields[f];
            bool has_default = field->initial != FIELD_REQUIRED && field->initial != FIELD_NONE;
            CHECK(!has_default || field_allows(field, field->initial));
        }
}

TEST(step_lr_drops_at_step_size) {
    ScheduleConfig c = config_of("StepLR");
    c.lr = 0.01, c.step_size = 15, c.gamma = 0.5;
    CHECK_BITS(at("StepLR", &c, 0), 0.01);
    CHECK_BITS(at("StepLR", &c, 14), 0.01);
    CHECK_BITS(at("StepLR", &c, 15), 0.005);
    CHECK_BITS(at("StepLR", &c, 31), 0.0025);
    CHECK_BITS(at("StepLR", &c, LAST), 0);
}

TEST(no_count_passes_through_int32) {
    ScheduleConfig c = config_of("StepLR");
    c.lr = 1, c.gamma = 0.5, c.step_size = 4294967296.0;
    CHECK_BITS(at("StepLR", &c, 4294967295.0), 1);
    CHECK_BITS(at("StepLR", &c, 4294967296.0), 0.5);
    c.step_size = LAST;
    CHECK_BITS(at("StepLR", &c, LAST - 1), 1);
    CHECK_BITS(at("StepLR", &c, LAST), 0.5);
}

TEST(a_gamma_next_to_1_is_not_lost_in_2_to_the_53_drops) {
    ScheduleConfig c = config_of("ExponentialLR");
    c.lr = 1, c.gamma = 1 - 0x1p-53;
    CHECK_BITS(at("ExponentialLR", &c, LAST), 0.36787944117144233); // (1 - 2^-53)^(2^53 - 1) = e^-1 (1 + 2^-54), nearest double
    CHECK_BITS(at("ExponentialLR", &c, 1), 1 - 0x1p-53);
}

TEST(milestones_count_as_often_as_they_stand) {
    double milestones[] = {0, 3, 3, 7};
    ScheduleConfig c = config_of("MultiStepLR");
    c.lr = 1, c.gamma = 0.5, c.milestones = milestones, c.milestone_count = 4;
    double want[] = {0.5, 0.5, 0.5, 0.125, 0.125, 0.125, 0.125, 0.0625};
    double previous = 1;
    for (int t = 0; t < 8; t++) {
        CHECK_BITS(at("MultiStepLR", &c, t), want[t]);
        previous = schedule_find("MultiStepLR")->next(&c, previous, t);
        CHECK_BITS(previous, want[t]);
    }
    c.milestone_count = 0;
    CHECK_BITS(at("MultiStepLR", &c, LAST), 1);
}

TEST(schedules_with_an_end_hold_their_last_rate) {
    ScheduleConfig c = config_of("LinearLR");
    c.end_factor = 0.7;
    CHECK_BITS(at("LinearLR", &c, 5), 0.1 * 0.7);
    CHECK_BITS(at("LinearLR", &c, LAST), 0.1 * 0.7);
    c = config_of("ConstantLR");
    CHECK_BITS(at("ConstantLR", &c, 4), 0.1 * (1.0 / 3));
    CHECK_BITS(at("ConstantLR", &c, 5), 0.1);
    c = config_of("PolynomialLR");
    CHECK_BITS(at("PolynomialLR", &c, 5), 0);
    CHECK_BITS(at("PolynomialLR", &c, LAST), 0);
    c.power = 0;
    CHECK_BITS(at("PolynomialLR", &c, 5), 0.1); // 0^0 is 1, as in Python
    c = config_of("OneCycleLR");
    c.max_lr = 0.1, c.total_steps = 10;
    CHECK_BITS(at("OneCycleLR", &c, 9), 0.1 / 25 / 1e4);
    CHECK_BITS(at("OneCycleLR", &c, LAST), 0.1 / 25 / 1e4);
}

TEST(waves_return_exactly_after_each_period) {
    ScheduleConfig c = config_of("CosineAnnealingLR");
    c.T_max = 1000, c.eta_min = 0.003;
    CHECK_BITS(at("CosineAnnealingLR", &c, 1000), 0.003);
    CHECK_BITS(at("CosineAnnealingLR", &c, 2000), 0.1);
    CHECK_BITS(at("CosineAnnealingLR", &c, 4e15), 0.1);
    CHECK_BITS(at("CosineAnnealingLR", &c, 4e15 + 123), at("CosineAnnealingLR", &c, 123));
    CHECK_BITS(at("CosineAnnealingLR", &c, 4e15 - 123), at("CosineAnnealingLR", &c, 123));
    c = config_of("CyclicLR");
    c.base_lr = 0.01, c.max_lr = 0.1, c.step_size_up = 3, c.step_size_down = 4;
    CHECK_BITS(at("CyclicLR", &c, 7e14), 0.01);
    CHECK_BITS(at("CyclicLR", &c, 7e14 + 3), 0.1);
}

TEST(warm_restarts_are_counted_in_whole_numbers) {
    ScheduleConfig c = config_of("CosineAnnealingWarmRestarts");
    c.T_0 = 1, c.T_mult = 3;
    CHECK_BITS(at("CosineAnnealingWarmRestarts", &c, 121), 0.1); // PyTorch's log() puts the end of a wave here
    c.T_0 = LAST, c.T_mult = LAST;
    CHECK_BITS(at("CosineAnnealingWarmRestarts", &c, 0), 0.1);
    CHECK_BITS(at("CosineAnnealingWarmRestarts", &c, LAST), 0.1); // the first restart
    c.T_0 = 1, c.T_mult = 2;
    CHECK_BITS(at("CosineAnnealingWarmRestarts", &c, LAST), 0.1); // 2^53 - 1 = 1 + 2 + ... + 2^52
}

TEST(a_warm_up_of_no_length_starts_at_the_peak) {
    ScheduleConfig c = config_of("OneCycleLR");
    c.max_lr = 0.1, c.total_steps = 10, c.pct_start = 0.1; // PyTorch divides 0 by 0
    CHECK_BITS(at("OneCycleLR", &c, 0), 0.1);
    c.three_phase = 1;
    CHECK_BITS(at("OneCycleLR", &c, 0), 0.1);
    c.total_steps = 1;
    CHECK(at("OneCycleLR", &c, 0) > 0);
}

TEST(at_stays_next_to_the_recursion) {
    const char *names[] = {"StepLR", "ExponentialLR", "ConstantLR", "LinearLR", "PolynomialLR", "CosineAnnealingLR", "CosineAnnealingWarmRestarts"};
    for (int i = 0; i < 7; i++) {
        const ScheduleRow *row = schedule_find(names[i]);
        ScheduleConfig c = config_of(names[i]);
        c.step_size = 7, c.gamma = 0.93, c.total_iters = 40, c.power = 1.7, c.T_max = 90, c.T_0 = 9, c.T_mult = 2;
        double rate = c.lr;
        for (int t = 0; t < 90; t++) {
            rate = row->next(&c, rate, t);
            CHECK_NEAR(row->at(&c, t), rate, 1e-15); // 90 roundings of half an ulp of 0.1
        }
    }
}

TEST(values_are_at_one_after_the_other) {
    double milestones[] = {5, 60, 60, 200}, out[300];
    for (size_t i = 0; i < schedule_row_count; i++) {
        const ScheduleRow *row = &schedule_rows[i];
        if (!row->at) continue;
        ScheduleConfig c = config_of(row->name);
        c.step_size = 3, c.gamma = 0.8, c.milestones = milestones, c.milestone_count = 4, c.T_max = 50, c.T_0 = 20, c.base_lr = 0.01, c.max_lr = 0.2, c.total_steps = 150;
        for (int floored = 0; floored < 2; floored++)
            for (int from = 0; from < 130; from += 43) {
                c.min_lr = floored ? 0.02 : FIELD_NONE;
                schedule_values(out, row, &c, from, 300);
                for (int t = 0; t < 300; t++) CHECK_BITS(out[t], schedule_floor(&c, row->at(&c, from + t)));
            }
    }
}

TEST(patience_counts_bad_epochs_and_cooldown_forgives_them) {
    ScheduleConfig c = config_of("ReduceLROnPlateau");
    c.patience = 1, c.cooldown = 2;
    Plateau plateau = plateau_start(&c);
    double metrics[] = {1, 1, 1, 1, 1, 1, 1};
    bool cuts[] = {false, false, true, false, false, false, true}; // 2 bad ones, then 2 that cooldown forgives
    for (int i = 0; i < 7; i++) CHECK_EQ(plateau_step(&plateau, &c, metrics[i]), cuts[i]);
    const ScheduleRow *row = schedule_find("ReduceLROnPlateau");
    CHECK_BITS(row->next(&c, 0.5, 1), 0.05);
    CHECK_BITS(row->next(&c, 1e-8, 1), 1e-8); // a cut by less than eps
    c.min_lr = 0.2;
    CHECK_BITS(row->next(&c, 0.5, 1), 0.2);
    CHECK_BITS(row->next(&c, 0.1, 1), 0.1); // never raised
}

TEST(a_negative_metric_is_judged_by_its_magnitude_if_asked) {
    ScheduleConfig c = config_of("ReduceLROnPlateau");
    CHECK(plateau_better(&c, -0.99995, -1)); // rel: slightly worse, called better, as in PyTorch
    c.threshold_mode = THRESHOLD_MAGNITUDE;
    CHECK(!plateau_better(&c, -0.99995, -1));
    CHECK(!plateau_better(&c, -1.00005, -1));
    CHECK(plateau_better(&c, -1.001, -1));
    CHECK(plateau_better(&c, 0.5, 1));
    c.mode = PLATEAU_MAX;
    CHECK(plateau_better(&c, -0.999, -1));
    CHECK(!plateau_better(&c, -1.001, -1));
    c.threshold_mode = THRESHOLD_ABS;
    CHECK(plateau_better(&c, 1.1, 1));
    CHECK(!plateau_better(&c, 1.00005, 1));
}

void suite_schedule(void) {
    RUN(the_table_has_torchs_fifteen_and_their_texts);
    RUN(every_default_is_allowed);
    RUN(step_lr_drops_at_step_size);
    RUN(no_count_passes_through_int32);
    RUN(a_gamma_next_to_1_is_not_lost_in_2_to_the_53_drops);
    RUN(milestones_count_as_often_as_they_stand);
    RUN(schedules_with_an_end_hold_their_last_rate);
    RUN(waves_return_exactly_after_each_period);
    RUN(warm_restarts_are_counted_in_whole_numbers);
    RUN(a_warm_up_of_no_length_starts_at_the_peak);
    RUN(at_stays_next_to_the_recursion);
    RUN(values_are_at_one_after_the_other);
    RUN(patience_counts_bad_epochs_and_cooldown_forgives_them);
    RUN(a_negative_metric_is_judged_by_its_magnitude_if_asked);
}
