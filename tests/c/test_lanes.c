// Four models in the lanes against each of them trained alone, bit for bit; and the optimizers that run against the plain ones.
#include "lanes.h"
#include "test.h"

#include <stdlib.h>

static uint32_t seed = 3;
static uint32_t draw(uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}
static float draw_float(void) { return (float)draw(1 << 20) / (1 << 19) - 1.0f; }

static uint32_t bits(float x) {
    uint32_t b;
    memcpy(&b, &x, sizeof b);
    return isnan(x) ? 0x7fc00000u : b;
}

typedef struct {
    TrainerConfig config;
    float x[60 * 5], targets[60 * 3];
    int labels[60];
} Problem;

// A trainer on the problem, in a block of its own; with lanes after it where asked for, for runs of so many epochs.
static void *start(Trainer *trainer, Lanes *lanes, const Problem *p, int epochs) {
    Memory memory = {0};
    trainer_layout(trainer, &memory, &p->config);
    if (lanes) lanes_layout(lanes, &memory, trainer, epochs);
    memory = (Memory){.block = aligned_alloc(16, memory.used)};
    trainer_layout(trainer, &memory, &p->config);
    if (lanes) lanes_layout(lanes, &memory, trainer, epochs);
    memcpy(trainer->x, p->x, sizeof(float) * (size_t)(p->config.rows * trainer->features));
    if (trainer->labels) memcpy(trainer->labels, p->labels, sizeof(int) * (size_t)p->config.rows);
    else memcpy(trainer->targets, p->targets, sizeof(float) * (size_t)(p->config.rows * trainer->outputs));
    trainer_init(trainer);
    if (lanes) lanes_init(lanes);
    return memory.block;
}

enum { EPOCHS = 7, MOST_BATCHES = 60 };

TEST(four_models_in_the_lanes_are_each_what_they_are_alone) {
    static const int widths[][4] = {{2, 8, 1}, {2, 5, 3}, {5, 7, 2}, {3, 1}, {4, 6, 3, 2}, {3, 8, 2}, {1, 4, 4, 1}};
    static const int depths[] = {2, 2, 2, 1, 3, 2, 3};
    for (int round = 0; round < 210; round++) {
        Problem p = {0};
        int shape = (int)draw(7);
        p.config = (TrainerConfig){
            .batch_size = 1 + draw(40), .validation = draw(2) ? 0.25 : 0, .seed = draw(1000), .shuffle = draw(2), .normalize = draw(2),
            .method = &optimizer_rows[round % (int)optimizer_row_count], .activation = &activation_rows[draw(4)], .output_activation = &activation_rows[3],
            .loss = &loss_rows[draw(3)], .rows = 20 + (int)draw(41), .depth = depths[shape], .widths = widths[shape],
        };
        for (int i = 0; i < 60 * 5; i++) p.x[i] = draw_float();
        for (int i = 0; i < 60 * 3; i++) p.targets[i] = (float)draw(2);
        int outputs = widths[shape][depths[shape]];
        for (int i = 0; i < 60; i++) p.labels[i] = (int)draw((uint32_t)outputs);
        bool per_batch = draw(3) == 0, decay = draw(2), momentum = draw(2);
        field_defaults(p.config.method->fields, p.config.method->field_count, &p.config.optimizer);
        p.config.optimizer.amsgrad = draw(2), p.config.optimizer.centered = draw(2), p.config.optimizer.nesterov = momentum && draw(2);

        Trainer shared;
        Lanes lanes;
        void *block = start(&shared, &lanes, &p, (int)draw(EPOCHS + 2)); // the batches of none, some or all epochs are kept
        int batches = trainer_batches(&p.config), numbers = EPOCHS * (per_batch ? batches : 1);
        static double lr[EPOCHS * MOST_BATCHES * LANES];
        for (int i = 0; i < numbers * LANES; i++) lr[i] = 0.001 * (1 + draw(300));
        if (draw(3) == 0) // lane 2 diverges, in the first epoch or later
            for (int i = (int)draw((uint32_t)numbers); i < numbers; i++) lr[LANES * i + 2] = 1e30;
        OptimizerConfig own[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            own[lane] = p.config.optimizer;
            own[lane].weight_decay = decay && lane != 1 ? 0.01 * (1 + draw(9)) : 0;
            own[lane].momentum = momentum ? 0.1 * (1 + draw(9)) : 0;
            own[lane].maximize = 0;
            lanes.optimizer[lane] = own[lane];
        }
        if (draw(2)) { // four others before, which leave their batches
            int some = 1 + (int)draw(EPOCHS);
            lanes_run(&lanes, lr, some, per_batch);
            lanes_init(&lanes);
        }
        lanes_run(&lanes, lr, EPOCHS, per_batch);

        for (int lane = 0; lane < LANES; lane++) {
            Trainer alone;
            p.config.optimizer = own[lane];
            void *its_block = start(&alone, NULL, &p, 0);
            TrainerRecord record = {0};
            int epochs = 0;
            double rates[MOST_BATCHES];
            while (epochs < EPOCHS && !record.diverged) {
                for (int b = 0; b < (per_batch ? batches : 1); b++) rates[b] = lr[LANES * (per_batch ? epochs * batches + b : epochs) + lane];
                trainer_shuffle(&alone, (uint32_t)epochs++);
                record = trainer_epoch(&alone, (Rates){rates, NULL, 1, per_batch});
            }
            CHECK_EQ(lanes.epochs[lane], epochs);
            CHECK_BITS(lanes.record[lane].diverged, record.diverged);
            CHECK_BITS(lanes.record[lane].loss, record.loss);
            CHECK_BITS(lanes.record[lane].val_loss, record.val_loss);
            CHECK_BITS(lanes.record[lane].accuracy, record.accuracy);
            CHECK_BITS(lanes.record[lane].val_accuracy, record.val_accuracy);
            if (!record.diverged)
                for (int i = 0; i < alone.mlp.param_count; i++) CHECK_EQ(bits(lanes.params[LANES * i + lane]), bits(alone.mlp.params[i]));
            free(its_block);
        }
        free(block);
    }
}

TEST(optimizers_have_the_bits_of_the_plain_ones) {
    void (*const plain[])(const OptimizerRun *, const OptimizerConfig *, const OptimizerClock *) = {sgd_step, adam_step, adamw_step, rmsprop_step};
    CHECK_EQ(optimizer_row_count, sizeof plain / sizeof *plain);
    for (int round = 0; round < 400; round++) {
        const OptimizerRow *row = &optimizer_rows[round % 4];
        OptimizerConfig c;
        field_defaults(row->fields, row->field_count, &c);
        c.lr = 0.01 * draw(100), c.momentum = draw(2) ? 0.05 * draw(20) : 0, c.weight_decay = draw(2) ? 0.01 * draw(20) : 0;
        c.dampening = draw(2) ? 0.3 : 0, c.nesterov = draw(2), c.amsgrad = draw(2), c.centered = draw(2), c.maximize = draw(2);
        enum { MOST = 23 };
        float p[2][MOST], g[MOST], state[2][3 * MOST] = {{0}};
        int n = 1 + (int)draw(MOST);
        for (int i = 0; i < MOST; i++) p[0][i] = p[1][i] = draw(9) ? draw_float() : -0.0f;
        OptimizerClock clock = optimizer_clock();
        for (int step = 0; step < 5; step++) {
            for (int i = 0; i < MOST; i++) g[i] = draw(9) ? draw_float() : draw(2) ? -0.0f : INFINITY;
            optimizer_tick(&clock, &c);
            plain[round % 4](&(OptimizerRun){p[0], g, state[0], n, MOST}, &c, &clock);
            row->step(&(OptimizerRun){p[1], g, state[1], n, MOST}, &c, &clock, 1);
            for (int i = 0; i < MOST; i++) CHECK_EQ(bits(p[1][i]), bits(p[0][i]));
            for (int i = 0; i < 3 * MOST; i++) CHECK_EQ(bits(state[1][i]), bits(state[0][i]));
        }
    }
}

void suite_lanes(void) {
    RUN(four_models_in_the_lanes_are_each_what_they_are_alone);
    RUN(optimizers_have_the_bits_of_the_plain_ones);
}
