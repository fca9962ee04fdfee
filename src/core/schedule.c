#include "schedule.h"

#include <string.h>

#include "extended.h"
#include "maths.h"

#define PI 3.141592653589793 /* math.pi */

static double smaller(double a, double b) { return a < b ? a : b; }

/* floor(a / b) and a mod b of whole numbers, exact up to 2^63. */
static uint64_t whole_quotient(double a, double b) { return (uint64_t)a / (uint64_t)b; }
static uint64_t whole_remainder(double a, double b) { return (uint64_t)a % (uint64_t)b; }

/* lr * gamma^k, rounded once. Multiplied in two parts, k = 64 i + j, so that a thousand values in a row can share them. */
enum { DECAY_BLOCK = 64 };
static Extended decayed_to_block(double lr, double gamma, uint64_t k) {
    return extended_multiply(extended_from(lr), extended_power(extended_from(gamma), k - k % DECAY_BLOCK));
}
static Extended power_in_block(double gamma, uint64_t k) { return extended_power(extended_from(gamma), k % DECAY_BLOCK); }

static double decayed(double lr, double gamma, uint64_t k) {
    return extended_round(extended_multiply(decayed_to_block(lr, gamma, k), power_in_block(gamma, k)));
}

/* gamma^k, rounded once */
static double rounded_power(double gamma, double k) {
    return extended_round(extended_power(extended_from(gamma), (uint64_t)k));
}

/* StepLR: lr * gamma^floor(t / step_size) */
double step_lr_at(const ScheduleConfig *c, double t) {
    return decayed(c->lr, c->gamma, whole_quotient(t, c->step_size));
}

double step_lr_next(const ScheduleConfig *c, double previous, double t) {
    bool drop = t > 0 && whole_remainder(t, c->step_size) == 0;
    return drop ? previous * c->gamma : previous;
}

/* decayed(k) for k, k + 1, ..., each repeated `step` times; the first only `left` times. A rate that is 0, infinite or not
 * multiplied by anything but 1 stays for good. */
static void fill_decay(double *out, const ScheduleConfig *c, uint64_t k, uint64_t left, uint64_t step, size_t n) {
    Extended block = decayed_to_block(c->lr, c->gamma, k), powers[DECAY_BLOCK];
    uint64_t known = 0; /* bit j: powers[j] is there */
    for (size_t i = 0; i < n; left = step) {
        unsigned j = k % DECAY_BLOCK;
        if (!(known >> j & 1)) powers[j] = power_in_block(c->gamma, k);
        known |= (uint64_t)1 << j;
        double rate = extended_round(extended_multiply(block, powers[j]));
        bool stays = rate == 0 || rate - rate != 0 || c->gamma == 1;
        for (size_t until = stays || n - i < left ? n : i + (size_t)left; i < until; i++) out[i] = rate;
        k += 1;
        if (k % DECAY_BLOCK == 0) block = decayed_to_block(c->lr, c->gamma, k);
    }
}

static void step_lr_fill(double *out, const ScheduleConfig *c, double t, size_t n) {
    uint64_t step = (uint64_t)c->step_size;
    fill_decay(out, c, whole_quotient(t, c->step_size), step - whole_remainder(t, c->step_size), step, n);
}

/* How many milestones are at most t; they ascend. */
static uint64_t milestones_up_to(const ScheduleConfig *c, double t) {
    size_t low = 0, high = (size_t)c->milestone_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->milestones[middle] <= t) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* MultiStepLR: lr * gamma^(number of milestones <= t) */
double multi_step_lr_at(const ScheduleConfig *c, double t) {
    return decayed(c->lr, c->gamma, milestones_up_to(c, t));
}

double multi_step_lr_next(const ScheduleConfig *c, double previous, double t) {
    uint64_t here = milestones_up_to(c, t) - (t > 0 ? milestones_up_to(c, t - 1) : 0);
    return here ? previous * rounded_power(c->gamma, (double)here) : previous;
}

static void multi_step_lr_fill(double *out, const ScheduleConfig *c, double t, size_t n) {
    for (size_t i = 0; i < n;) {
        uint64_t k = milestones_up_to(c, t + (double)i);
        double rate = decayed(c->lr, c->gamma, k);
        double until = k < c->milestone_count ? smaller(c->milestones[k] - t, (double)n) : (double)n;
        for (; (double)i < until; i++) out[i] = rate;
    }
}

/* ConstantLR: lr * factor before total_iters, then lr */
double constant_lr_at(const ScheduleConfig *c, double t) {
    return t < c->total_iters ? c->lr * c->factor : c->lr;
}

double constant_lr_next(const ScheduleConfig *c, double previous, double t) {
    if (t == 0) return previous * c->factor;
    return t == c->total_iters ? previous * (1.0 / c->factor) : previous;
}

/* LinearLR: lr * (start_factor + (end_factor - start_factor) * t / total_iters), from total_iters on lr * end_factor */
double linear_lr_at(const ScheduleConfig *c, double t) {
    if (t >= c->total_iters) return c->lr * c->end_factor;
    return c->lr * (c->start_factor + (c->end_factor - c->start_factor) * t / c->total_iters);
}

double linear_lr_next(const ScheduleConfig *c, double previous, double t) {
    if (t == 0) return previous * c->start_factor;
    if (t > c->total_iters) return previous;
    double rise = c->end_factor - c->start_factor;
    return previous * (1.0 + rise / (c->total_iters * c->start_factor + (t - 1) * rise));
}

/* ExponentialLR: lr * gamma^t */
double exponential_lr_at(const ScheduleConfig *c, double t) {
    return decayed(c->lr, c->gamma, (uint64_t)t);
}

double exponential_lr_next(const ScheduleConfig *c, double previous, double t) {
    return t > 0 ? previous * c->gamma : previous;
}

static void exponential_lr_fill(double *out, const ScheduleConfig *c, double t, size_t n) {
    fill_decay(out, c, (uint64_t)t, 1, 1, n);
}

/* PolynomialLR: lr * (1 - t / total_iters)^power, from total_iters on its end */
double polynomial_lr_at(const ScheduleConfig *c, double t) {
    double left = c->total_iters - smaller(t, c->total_iters);
    return c->lr * maths_pow(left / c->total_iters, c->power);
}

double polynomial_lr_next(const ScheduleConfig *c, double previous, double t) {
    if (t == 0 || t > c->total_iters) return previous;
    double ratio = (1.0 - t / c->total_iters) / (1.0 - (t - 1) / c->total_iters);
    return previous * maths_pow(ratio, c->power);
}

/* From high at part 0 down to low at part 1, along half a cosine wave. */
static double cosine(double low, double high, double part) {
    return low + (high - low) * (1 + maths_cos(PI * part)) / 2;
}

/* CosineAnnealingLR: eta_min + (lr - eta_min) * (1 + cos(pi t / T_max)) / 2, down and up again with period 2 T_max */
double cosine_annealing_lr_at(const ScheduleConfig *c, double t) {
    double place = (double)whole_remainder(t, 2 * c->T_max);
    return cosine(c->eta_min, c->lr, smaller(place, 2 * c->T_max - place) / c->T_max);
}

double cosine_annealing_lr_next(const ScheduleConfig *c, double previous, double t) {
    if (t == 0) return previous;
    bool from_bottom = t > c->T_max && whole_remainder(t - 1 - c->T_max, 2 * c->T_max) == 0; /* the quotient below divides by 0 there */
    if (from_bottom) return previous + (c->lr - c->eta_min) * (1 - maths_cos(PI / c->T_max)) / 2;
    return (1 + maths_cos(PI * t / c->T_max)) / (1 + maths_cos(PI * (t - 1) / c->T_max)) * (previous - c->eta_min) + c->eta_min;
}

/* CosineAnnealingWarmRestarts: eta_min + (lr - eta_min) * (1 + cos(pi T_cur / T_i)) / 2
 * T_cur counts from the last restart; the lengths T_i are T_0, T_0 T_mult, T_0 T_mult^2, ... */
double cosine_annealing_warm_restarts_at(const ScheduleConfig *c, double t) {
    double T_i = c->T_0, T_cur = t;
    if (c->T_mult == 1) T_cur = (double)whole_remainder(t, T_i);
    else
        for (; T_cur >= T_i; T_i *= c->T_mult) T_cur -= T_i;
    return c->eta_min + (c->lr - c->eta_min) * (1 + maths_cos(PI * T_cur / T_i)) / 2;
}

double cosine_annealing_warm_restarts_next(const ScheduleConfig *c, double previous, double t) {
    (void)previous;
    return cosine_annealing_warm_restarts_at(c, t);
}

static double size_down(const ScheduleConfig *c) {
    return c->step_size_down == FIELD_NONE ? c->step_size_up : c->step_size_down;
}

/* How high the peak of a cycle (counted from 1) is at epoch t: 1, or halved with every cycle, or gamma^t */
static double cyclic_scale(const ScheduleConfig *c, double cycle, double t) {
    if (c->mode == CYCLIC_TRIANGULAR2) return rounded_power(0.5, cycle - 1);
    return c->mode == CYCLIC_EXP_RANGE ? rounded_power(c->gamma, t) : 1;
}

/* A triangle: 0 where a cycle starts, 1 after step_size_up epochs, 0 again step_size_down later */
static double cyclic_height(const ScheduleConfig *c, double t) {
    double total = c->step_size_up + size_down(c), place = (double)whole_remainder(t, total);
    return place <= c->step_size_up ? place / c->step_size_up : (total - place) / size_down(c);
}

/* CyclicLR: base_lr + (max_lr - base_lr) * triangle(t) * scale */
double cyclic_lr_at(const ScheduleConfig *c, double t) {
    double cycle = 1 + (double)whole_quotient(t, c->step_size_up + size_down(c));
    return c->base_lr + (c->max_lr - c->base_lr) * cyclic_height(c, t) * cyclic_scale(c, cycle, t);
}

/* The triangle times the scale in PyTorch's order of operations, between two ends. */
static double cyclic_between(const ScheduleConfig *c, double t, double start, double range) {
    double total = c->step_size_up + size_down(c), ratio = c->step_size_up / total;
    double cycle = (double)(uint64_t)(1 + t / total);
    double x = 1.0 + t / total - cycle;
    double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
    return start + range * height * cyclic_scale(c, cycle, t);
}

double cyclic_lr_next(const ScheduleConfig *c, double previous, double t) {
    (void)previous;
    return cyclic_between(c, t, c->base_lr, c->max_lr - c->base_lr);
}

/* The momentum goes down where the rate goes up. */
double cyclic_lr_momentum(const ScheduleConfig *c, double t) {
    return cyclic_between(c, t, c->max_momentum, -(c->max_momentum - c->base_momentum));
}

static double anneal(const ScheduleConfig *c, double from, double to, double start, double end, double t) {
    double part = end > start ? (t - start) / (end - start) : 1;
    if (c->anneal_strategy == ANNEAL_LINEAR) return (to - from) * part + from;
    return to + (from - to) / 2.0 * (maths_cos(PI * part) + 1);
}

/* From low to high until pct_start of the steps, then to the end; with three_phase back to low as long again, and then to the end. */
static double one_cycle(const ScheduleConfig *c, double t, double low, double high, double end) {
    double up = c->pct_start * c->total_steps - 1, down = 2 * c->pct_start * c->total_steps - 2, last = c->total_steps - 1;
    t = smaller(t, last);
    if (t <= up) return anneal(c, low, high, 0, up, t);
    if (!c->three_phase) return anneal(c, high, end, up, last, t);
    return t <= down ? anneal(c, high, low, up, down, t) : anneal(c, low, end, down, last, t);
}

/* OneCycleLR: max_lr / div_factor up to max_lr, then down to max_lr / div_factor / final_div_factor, and there it stays */
double one_cycle_lr_at(const ScheduleConfig *c, double t) {
    double initial = c->max_lr / c->div_factor;
    return one_cycle(c, t, initial, c->max_lr, initial / c->final_div_factor);
}

double one_cycle_lr_next(const ScheduleConfig *c, double previous, double t) {
    (void)previous;
    return one_cycle_lr_at(c, t);
}

double one_cycle_lr_momentum(const ScheduleConfig *c, double t) {
    return one_cycle(c, t, c->max_momentum, c->base_momentum, c->max_momentum);
}

Plateau plateau_start(const ScheduleConfig *c) {
    return (Plateau){.best = c->mode == PLATEAU_MAX ? -1.0 / 0.0 : 1.0 / 0.0};
}

/* The margin is threshold times best (rel), threshold (abs), or threshold times |best| (magnitude).
 * rel is PyTorch's: for a negative best it calls slightly worse values better; magnitude does not. */
bool plateau_better(const ScheduleConfig *c, double metric, double best) {
    if (best - best != 0) return true; /* nothing was measured before */
    double sign = c->mode == PLATEAU_MAX ? 1 : -1;
    double margin = c->threshold_mode == THRESHOLD_ABS ? c->threshold : c->threshold * (best < 0 ? -best : best);
    double bar = c->threshold_mode == THRESHOLD_REL ? best * (1 + sign * c->threshold) : best + sign * margin;
    return c->mode == PLATEAU_MAX ? metric > bar : metric < bar;
}

bool plateau_step(Plateau *plateau, const ScheduleConfig *c, double metric) {
    bool better = plateau_better(c, metric, plateau->best);
    if (better) plateau->best = metric;
    plateau->bad_epochs = better ? 0 : plateau->bad_epochs + 1;
    if (plateau->cooldown_left > 0) { /* bad epochs do not count during cooldown */
        plateau->cooldown_left -= 1;
        plateau->bad_epochs = 0;
    }
    if (plateau->bad_epochs <= c->patience) return false;
    plateau->cooldown_left = c->cooldown;
    plateau->bad_epochs = 0;
    return true;
}

/* ReduceLROnPlateau, when patience is used up: lr * factor, but not below min_lr, and no cut of eps or less */
double reduce_lr_on_plateau_next(const ScheduleConfig *c, double previous, double t) {
    (void)t;
    double cut = previous * c->factor, floor_rate = c->min_lr == FIELD_NONE ? 0 : c->min_lr;
    if (cut < floor_rate) cut = floor_rate;
    return previous - cut > c->eps ? cut : previous;
}

/* The fields: name, unit, help, offset, type, range, default. */
#define AT(member)             offsetof(ScheduleConfig, member)
#define NUMBER(member)         AT(member), FIELD_NUMBER, 0, FIELD_MAX_NUMBER
#define INTEGER(member, least) AT(member), FIELD_INTEGER, least, FIELD_MAX_INTEGER
#define CHOICE(member, names, count) AT(member), FIELD_CHOICE, 0, count - 1, .choices = TEXT(names), .initial = 0
#define LR      FIELD("lr", "rate", "the rate at the start", NUMBER(lr), .initial = FIELD_REQUIRED, .per_group = true)
#define MIN_LR  FIELD("min_lr", "rate", "no rate below this is given out", NUMBER(min_lr), .initial = FIELD_NONE, .per_group = true)
#define GAMMA(value) FIELD("gamma", "", "each drop multiplies the rate by this; 0.1 and 0.5 are common", NUMBER(gamma), .initial = value)
#define TOTAL_ITERS  FIELD("total_iters", "epochs", "how long the change takes", INTEGER(total_iters, 1), .initial = 5)
#define ETA_MIN      FIELD("eta_min", "rate", "the lowest rate of the wave", NUMBER(eta_min), .initial = 0)
#define MAX_LR       FIELD("max_lr", "rate", "the highest rate of a cycle", NUMBER(max_lr), .initial = FIELD_REQUIRED, .per_group = true)
#define CYCLE_MOMENTUM FIELD("cycle_momentum", "", "move the momentum against the rate", AT(cycle_momentum), FIELD_FLAG, 0, 1, .initial = 1)
#define BASE_MOMENTUM(value) FIELD("base_momentum", "", "the momentum where the rate is highest", NUMBER(base_momentum), .initial = value, .per_group = true)
#define MAX_MOMENTUM(value)  FIELD("max_momentum", "", "the momentum where the rate is lowest", NUMBER(max_momentum), .initial = value, .per_group = true)

static const Field lr_fields[] = {LR, MIN_LR};
static const Field step_lr_fields[] = {
    LR, FIELD("step_size", "epochs", "epochs between two drops", INTEGER(step_size, 1), .initial = FIELD_REQUIRED), GAMMA(0.1), MIN_LR,
};
static const Field multi_step_lr_fields[] = {
    LR,
    FIELD("milestones", "epochs", "epochs of the drops; one that is given twice drops twice", AT(milestone_count), FIELD_INTEGERS, 0, FIELD_MAX_INTEGER, .initial = FIELD_REQUIRED),
    GAMMA(0.1), MIN_LR,
};
static const Field constant_lr_fields[] = {
    LR, FIELD("factor", "", "the rate is multiplied by this until total_iters", AT(factor), FIELD_NUMBER, 0, 1, .above_min = true, .initial = 1.0 / 3),
    TOTAL_ITERS, MIN_LR,
};
static const Field linear_lr_fields[] = {
    LR, FIELD("start_factor", "", "the rate is multiplied by this at first", AT(start_factor), FIELD_NUMBER, 0, 1, .above_min = true, .initial = 1.0 / 3),
    FIELD("end_factor", "", "the rate is multiplied by this from total_iters on", AT(end_factor), FIELD_NUMBER, 0, 1, .initial = 1),
    TOTAL_ITERS, MIN_LR,
};
static const Field exponential_lr_fields[] = {LR, GAMMA(FIELD_REQUIRED), MIN_LR};
static const Field polynomial_lr_fields[] = {
    LR, TOTAL_ITERS, FIELD("power", "", "1: a straight line; above 1: fast at first", NUMBER(power), .initial = 1), MIN_LR,
};
static const Field cosine_annealing_lr_fields[] = {
    LR, FIELD("T_max", "epochs", "from the highest rate to the lowest", INTEGER(T_max, 1), .initial = FIELD_REQUIRED), ETA_MIN, MIN_LR,
};
static const Field warm_restarts_fields[] = {
    LR, FIELD("T_0", "epochs", "to the first restart", INTEGER(T_0, 1), .initial = FIELD_REQUIRED),
    FIELD("T_mult", "", "each wave is so many times as long as the one before", INTEGER(T_mult, 1), .initial = 1), ETA_MIN, MIN_LR,
};
static const Field cyclic_lr_fields[] = {
    FIELD("base_lr", "rate", "the lowest rate of a cycle", NUMBER(base_lr), .initial = FIELD_REQUIRED, .per_group = true), MAX_LR,
    FIELD("step_size_up", "steps", "from base_lr up to max_lr", INTEGER(step_size_up, 1), .initial = 2000),
    FIELD("step_size_down", "steps", "from max_lr down to base_lr; left out: step_size_up", INTEGER(step_size_down, 1), .initial = FIELD_NONE),
    FIELD("mode", "", "cycles of one height, halved each time, or shrinking by gamma every step", CHOICE(mode, "triangular triangular2 exp_range", 3)),
    FIELD("gamma", "", "of mode exp_range: the height is multiplied by this every step", NUMBER(gamma), .initial = 1),
    CYCLE_MOMENTUM, BASE_MOMENTUM(0.8), MAX_MOMENTUM(0.9), MIN_LR,
};
static const Field one_cycle_lr_fields[] = {
    MAX_LR, FIELD("total_steps", "steps", "length of the cycle", INTEGER(total_steps, 1), .initial = FIELD_REQUIRED),
    FIELD("pct_start", "", "the part of the steps in which the rate rises", AT(pct_start), FIELD_NUMBER, 0, 1, .initial = 0.3),
    FIELD("anneal_strategy", "", "along a cosine wave or a straight line", CHOICE(anneal_strategy, "cos linear", 2)),
    CYCLE_MOMENTUM, BASE_MOMENTUM(0.85), MAX_MOMENTUM(0.95),
    FIELD("div_factor", "", "the first rate is max_lr / div_factor", AT(div_factor), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .above_min = true, .initial = 25),
    FIELD("final_div_factor", "", "the last rate is the first one divided by this", AT(final_div_factor), FIELD_NUMBER, 0, FIELD_MAX_NUMBER, .above_min = true, .initial = 1e4),
    FIELD("three_phase", "", "down to the first rate as fast as up, then to the last", AT(three_phase), FIELD_FLAG, 0, 1, .initial = 0), MIN_LR,
};
static const Field plateau_fields[] = {
    LR, FIELD("mode", "", "whether a small or a large metric is good", CHOICE(mode, "min max", 2)),
    FIELD("factor", "", "each cut multiplies the rate by this", AT(factor), FIELD_NUMBER, 0, 1, .below_max = true, .initial = 0.1),
    FIELD("patience", "epochs", "bad epochs that are let pass; the next one cuts the rate", INTEGER(patience, 0), .initial = 10),
    FIELD("threshold", "", "a metric must be better than the best by more than this", NUMBER(threshold), .initial = 1e-4),
    FIELD("threshold_mode", "", "the threshold times the best, or as it is, or times the size of the best, which also suits negative metrics", CHOICE(threshold_mode, "rel abs magnitude", 3)),
    FIELD("cooldown", "epochs", "bad epochs do not count so long after a cut", INTEGER(cooldown, 0), .initial = 0),
    FIELD("min_lr", "rate", "no cut goes below this", NUMBER(min_lr), .initial = 0, .per_group = true),
    FIELD("eps", "rate", "a cut by less is left out", NUMBER(eps), .initial = 1e-8),
};

#define TORCH(name)   TEXT("torch.optim.lr_scheduler." name)
#define FIELDS(array) .fields = array, .field_count = sizeof array / sizeof *array
const ScheduleRow schedule_rows[] = {
    {TEXT("LambdaLR"), TEXT("lr * lr_lambda(t)"), TORCH("LambdaLR"), FIELDS(lr_fields)},
    {TEXT("MultiplicativeLR"), TEXT("lr * lr_lambda(1) * ... * lr_lambda(t)"), TORCH("MultiplicativeLR"), FIELDS(lr_fields)},
    {TEXT("StepLR"), TEXT("lr * gamma^floor(t / step_size)"), TORCH("StepLR"), step_lr_at, step_lr_next, .fill = step_lr_fill, FIELDS(step_lr_fields)},
    {TEXT("MultiStepLR"), TEXT("lr * gamma^(number of milestones <= t)"), TORCH("MultiStepLR"), multi_step_lr_at, multi_step_lr_next, .fill = multi_step_lr_fill, FIELDS(multi_step_lr_fields)},
    {TEXT("ConstantLR"), TEXT("t < total_iters: lr * factor; then lr"), TORCH("ConstantLR"), constant_lr_at, constant_lr_next, FIELDS(constant_lr_fields)},
    {TEXT("LinearLR"), TEXT("lr * (start_factor + (end_factor - start_factor) * min(t / total_iters, 1))"), TORCH("LinearLR"), linear_lr_at, linear_lr_next, FIELDS(linear_lr_fields)},
    {TEXT("ExponentialLR"), TEXT("lr * gamma^t"), TORCH("ExponentialLR"), exponential_lr_at, exponential_lr_next, .fill = exponential_lr_fill, FIELDS(exponential_lr_fields)},
    {TEXT("PolynomialLR"), TEXT("lr * (1 - min(t / total_iters, 1))^power"), TORCH("PolynomialLR"), polynomial_lr_at, polynomial_lr_next, FIELDS(polynomial_lr_fields)},
    {TEXT("CosineAnnealingLR"), TEXT("eta_min + (lr - eta_min) * (1 + cos(pi * t / T_max)) / 2"), TORCH("CosineAnnealingLR"), cosine_annealing_lr_at, cosine_annealing_lr_next, FIELDS(cosine_annealing_lr_fields)},
    {TEXT("CosineAnnealingWarmRestarts"), TEXT("eta_min + (lr - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2"), TORCH("CosineAnnealingWarmRestarts"), cosine_annealing_warm_restarts_at, cosine_annealing_warm_restarts_next, FIELDS(warm_restarts_fields)},
    {TEXT("CyclicLR"), TEXT("base_lr + (max_lr - base_lr) * triangle(t) * scale"), TORCH("CyclicLR"), cyclic_lr_at, cyclic_lr_next, cyclic_lr_momentum, FIELDS(cyclic_lr_fields)},
    {TEXT("OneCycleLR"), TEXT("max_lr / div_factor up to max_lr, then down to max_lr / div_factor / final_div_factor"), TORCH("OneCycleLR"), one_cycle_lr_at, one_cycle_lr_next, one_cycle_lr_momentum, FIELDS(one_cycle_lr_fields)},
    {TEXT("ReduceLROnPlateau"), TEXT("after more than patience bad epochs: max(lr * factor, min_lr)"), TORCH("ReduceLROnPlateau"), NULL, reduce_lr_on_plateau_next, FIELDS(plateau_fields)},
    {TEXT("SequentialLR"), TEXT("before milestones[0] the first schedule, then the second from its own epoch 0, and so on"), TORCH("SequentialLR"), FIELDS(lr_fields)},
    {TEXT("ChainedScheduler"), TEXT("each schedule in turn changes the rate that the one before has left"), TORCH("ChainedScheduler"), FIELDS(lr_fields)},
};
const size_t schedule_row_count = sizeof schedule_rows / sizeof *schedule_rows;

const ScheduleRow *schedule_find(const char *name) {
    for (size_t i = 0; i < schedule_row_count; i++)
        if (strcmp(schedule_rows[i].name, name) == 0) return &schedule_rows[i];
    return NULL;
}

double schedule_floor(const ScheduleConfig *c, double rate) {
    return c->min_lr != FIELD_NONE && rate < c->min_lr ? c->min_lr : rate;
}

void schedule_values(double *out, const ScheduleRow *row, const ScheduleConfig *c, double t, size_t n) {
    if (row->fill) row->fill(out, c, t, n);
    else
        for (size_t i = 0; i < n; i++) out[i] = row->at(c, t + (double)i);
    if (c->min_lr == FIELD_NONE) return;
    for (size_t i = 0; i < n; i++) out[i] = schedule_floor(c, out[i]);
}
