/* wasm_api.c: what JavaScript sees of the core. The only file that knows WebAssembly.
 *
 * An instance of the module is one schedule desk, or one trainer, or one data set in the making; JavaScript makes as many
 * instances as it needs. Arguments are numbers and addresses. JavaScript checks them; what comes here is in range.
 * Memory above the static data is one arena, without an allocator: JavaScript asks how many bytes a thing needs,
 * grows the memory once, and has it laid out from the arena's start. */
#include "dataset.h"
#include "lanes.h"
#include "schedule.h"
#include "surface.h"

#define EXPORT(name) __attribute__((export_name(#name), used)) name

extern unsigned char __heap_base; /* the linker's: where static data and stack end */

/* The first byte of the arena, aligned to 16. */
char *EXPORT(arena)(void) {
    return (char *)(((uintptr_t)&__heap_base + 15) / 16 * 16);
}

/* Data sets ------------------------------------------------------------------------------------------------------- */

/* Writes x[points][features] and y[points] (labels) or y[points][outputs] (targets) of the row of dataset_rows. */
void EXPORT(dataset_generate)(int row, int points, double noise, double seed, float *x, void *y) {
    Rng rng = rng_stream((uint32_t)seed, RNG_DATA, 0);
    dataset_rows[row].generate(x, y, y, &rng, points, noise);
}

/* Surface --------------------------------------------------------------------------------------------------------- */

/* path[steps + 1][2], its start written, and rates[steps] behind it, from the arena's start. */
void EXPORT(surface_descend)(int steps, double noise, double seed) {
    double *path = (double *)arena();
    surface_walk(path, path + 2 * (steps + 1), steps, noise, (uint32_t)seed);
}
double EXPORT(surface_height)(double x, double y) {
    return surface_loss(x, y);
}

/* Trainer --------------------------------------------------------------------------------------------------------- */

static TrainerConfig config;
static Trainer trainer;

/* Epochs, and rates of each kind, that one call of trainer_run takes at most; more rates where one epoch needs more. */
#define RUN_EPOCHS 1024
#define RUN_RATES 4096

/* Buffers between JavaScript and the trainer. */
static struct {
    double *lr, *momentum;  /* [rates] */
    TrainerRecord *records; /* [RUN_EPOCHS] */
    float *in, *out;        /* [capacity][features], [capacity][outputs]: predict */
} exchange;

static uint64_t rate_capacity(void) {
    uint64_t epoch = (uint64_t)trainer_batches(&config) * (uint64_t)config.depth;
    return epoch > RUN_RATES ? epoch : RUN_RATES;
}

/* All that a trainer needs, in the order of addresses; the widths come first because JavaScript writes them first. */
static void lay_out(Trainer *t, Memory *memory) {
    memory_take(memory, (uint64_t)config.depth + 1, sizeof(int));
    trainer_layout(t, memory, &config);
    exchange.lr = memory_take(memory, rate_capacity(), sizeof(double));
    exchange.momentum = memory_take(memory, rate_capacity(), sizeof(double));
    exchange.records = memory_take(memory, RUN_EPOCHS, sizeof(TrainerRecord));
    exchange.in = memory_take(memory, (uint64_t)t->capacity * (uint64_t)t->features, sizeof(float));
    exchange.out = memory_take(memory, (uint64_t)t->capacity * (uint64_t)t->outputs, sizeof(float));
}

/* Sets number `field` of trainer_fields, or of the method's fields. */
void EXPORT(trainer_set)(int field, double value) {
    field_set(&trainer_fields[field], &config, value);
}
void EXPORT(optimizer_set)(int field, double value) {
    field_set(&config.method->fields[field], &config.optimizer, value);
}

/* Chooses rows of the core's tables. The optimizer's numbers return to their defaults. */
void EXPORT(trainer_choose)(int activation, int output_activation, int loss, int method, int normalize) {
    config.activation = &activation_rows[activation];
    config.output_activation = &activation_rows[output_activation];
    config.loss = &loss_rows[loss];
    config.method = &optimizer_rows[method];
    config.normalize = normalize;
    config.optimizer = (OptimizerConfig){0};
    field_defaults(config.method->fields, config.method->field_count, &config.optimizer);
}

/* Takes the shape, widths[depth + 1] at the arena's start, and returns the bytes of arena that the trainer needs.
 * The widths must lie within the memory there is: they need no more than the module's first pages. */
double EXPORT(trainer_bytes_for)(int rows, int depth) {
    config.rows = rows;
    config.depth = depth;
    config.widths = (const int *)arena();
    Memory measure = {0};
    lay_out(&trainer, &measure);
    return (double)measure.used;
}

/* Lays the trainer out. Returns the addresses, in this order:
 * x, y, params, state, clocks, order, train, held_out, lr, momentum, records, in, out. */
void *EXPORT(trainer_lay_out)(void) {
    static void *addresses[13];
    Memory memory = {.block = arena()};
    lay_out(&trainer, &memory);
    Trainer *t = &trainer;
    void *y = t->labels ? (void *)t->labels : (void *)t->targets;
    void *order[13] = {t->x, y, t->mlp.params, t->state, t->clocks, t->order, t->train, t->held_out,
                       exchange.lr, exchange.momentum, exchange.records, exchange.in, exchange.out};
    for (int i = 0; i < 13; i++) addresses[i] = order[i];
    return addresses;
}

/* Sizes that follow from the config. */
int EXPORT(trainer_train_rows)(void) {
    return trainer_train_count(&config);
}
int EXPORT(trainer_epoch_batches)(void) {
    return trainer_batches(&config);
}
int EXPORT(trainer_capacity)(void) {
    return trainer.capacity;
}
int EXPORT(trainer_rate_capacity)(void) {
    return (int)rate_capacity();
}
int EXPORT(trainer_params)(void) {
    return trainer.mlp.param_count;
}
int EXPORT(trainer_state_floats)(void) {
    return config.method->states * trainer.state_stride;
}

/* Splits, normalises, draws the weights, once x and y are written. */
void EXPORT(trainer_begin)(void) {
    trainer_init(&trainer);
}

/* Trains epochs (at most RUN_EPOCHS) from number `epoch` on at the rates that were written, `groups` numbers an epoch or a batch.
 * ordered: the order of the rows was written and stays; otherwise each epoch is shuffled. Returns the epochs run: fewer when a loss
 * was not finite. */
int EXPORT(trainer_run)(double epoch, int epochs, int groups, int per_batch, int with_momentum, int ordered) {
    int numbers = groups * (per_batch ? trainer_batches(&config) : 1);
    for (int e = 0; e < epochs; e++) {
        if (!ordered) trainer_shuffle(&trainer, (uint32_t)(epoch + e));
        Rates rates = {exchange.lr + e * numbers, with_momentum ? exchange.momentum + e * numbers : NULL, groups, per_batch};
        exchange.records[e] = trainer_epoch(&trainer, rates);
        if (exchange.records[e].diverged) return e + 1;
    }
    return epochs;
}

/* Outputs of the first count rows of `in`, count <= capacity. */
void EXPORT(trainer_forward)(int count) {
    trainer_predict(&trainer, exchange.out, exchange.in, count);
}

/* Makes every NaN among count floats the one that is exported. */
void EXPORT(one_nan)(float *values, int count) {
    trainer_one_nan(values, count);
}

/* Lanes ----------------------------------------------------------------------------------------------------------- */

/* Four models at once, configured as a trainer is; what differs between them is set lane by lane. */
static Lanes lanes;
static struct {
    double *lr;      /* [rates][LANES] */
    double *results; /* [LANES][6]: a TrainerRecord, and the epochs that were trained */
} lane_exchange;

static void lay_out_lanes(Memory *memory, double rates) {
    lay_out(&trainer, memory);
    lanes_layout(&lanes, memory, &trainer, rates); /* the epochs, or more where there is a rate for every batch */
    lane_exchange.lr = memory_take(memory, (uint64_t)rates * LANES, sizeof(double));
    lane_exchange.results = memory_take(memory, LANES * 6, sizeof(double));
}

/* Like trainer_bytes_for; rates is the number of epochs, or of all their batches. */
double EXPORT(lanes_bytes_for)(int rows, int depth, double rates) {
    trainer_bytes_for(rows, depth);
    Memory measure = {0};
    lay_out_lanes(&measure, rates);
    return (double)measure.used;
}

/* Lays the lanes out. Returns the addresses, in this order: x, y, lr, results. */
void *EXPORT(lanes_lay_out)(double rates) {
    static void *addresses[4];
    Memory memory = {.block = arena()};
    lay_out_lanes(&memory, rates);
    addresses[0] = trainer.x;
    addresses[1] = trainer.labels ? (void *)trainer.labels : (void *)trainer.targets;
    addresses[2] = lane_exchange.lr;
    addresses[3] = lane_exchange.results;
    return addresses;
}

/* Four models at the initial weights, with the numbers that optimizer_set gave. After trainer_begin. */
void EXPORT(lanes_begin)(void) {
    for (int lane = 0; lane < LANES; lane++) lanes.optimizer[lane] = config.optimizer;
    lanes_init(&lanes);
}

/* Sets number `field` of the method's fields in one lane. */
void EXPORT(lanes_set)(int lane, int field, double value) {
    field_set(&config.method->fields[field], &lanes.optimizer[lane], value);
}

/* Trains all lanes at the rates that were written, and writes the results. */
void EXPORT(lanes_train)(int epochs, int per_batch) {
    lanes_run(&lanes, lane_exchange.lr, epochs, per_batch);
    for (int lane = 0; lane < LANES; lane++) {
        const TrainerRecord *r = &lanes.record[lane];
        double result[6] = {r->loss, r->val_loss, r->accuracy, r->val_accuracy, r->diverged, lanes.epochs[lane]};
        for (int i = 0; i < 6; i++) lane_exchange.results[6 * lane + i] = result[i];
    }
}

/* Schedule desk --------------------------------------------------------------------------------------------------- */

/* One schedule at a time lies on the desk; JavaScript writes its numbers when another one has lain there since. */
static struct {
    const ScheduleRow *row;
    ScheduleConfig config;
} desk;

/* Puts an empty config of this row on the desk. Returns where its milestones are to be written: [count], ascending. */
double *EXPORT(desk_choose)(int row, int milestone_count) {
    double *milestones = (double *)arena();
    desk.row = &schedule_rows[row];
    desk.config = (ScheduleConfig){.milestones = milestones};
    field_defaults(desk.row->fields, desk.row->field_count, &desk.config);
    desk.config.milestone_count = milestone_count;
    return milestones;
}

/* Sets number `field` of the row's fields. */
void EXPORT(desk_set)(int field, double value) {
    field_set(&desk.row->fields[field], &desk.config, value);
}

double EXPORT(desk_at)(double t) {
    return schedule_floor(&desk.config, desk.row->at(&desk.config, t));
}
double EXPORT(desk_next)(double previous, double t) {
    return desk.row->next(&desk.config, previous, t);
}
double EXPORT(desk_momentum)(double t) {
    return desk.row->momentum(&desk.config, t);
}

/* Writes count values from epoch t on behind the milestones and returns their address. */
double *EXPORT(desk_values)(double t, int count) {
    double *out = (double *)arena() + (size_t)desk.config.milestone_count;
    schedule_values(out, desk.row, &desk.config, t, (size_t)count);
    return out;
}

/* Writes the recursion's rates of the epochs t, t + 1, ... behind the milestones, from the rate of epoch t - 1, and returns their address. */
double *EXPORT(desk_chain)(double previous, double t, int count) {
    double *out = (double *)arena() + (size_t)desk.config.milestone_count;
    for (int i = 0; i < count; i++) out[i] = previous = desk.row->next(&desk.config, previous, t + i);
    return out;
}

/* Takes one more metric. Returns the address of the state, [best, bad_epochs, cooldown_left, 1 if the rates are to be cut]. */
double *EXPORT(desk_plateau)(double best, double bad_epochs, double cooldown_left, double metric) {
    static double answer[4];
    Plateau plateau = {best, bad_epochs, cooldown_left};
    answer[3] = plateau_step(&plateau, &desk.config, metric);
    answer[0] = plateau.best;
    answer[1] = plateau.bad_epochs;
    answer[2] = plateau.cooldown_left;
    return answer;
}
