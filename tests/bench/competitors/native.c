/* native.c: trains a workload of the benchmark with the core as this machine's compiler makes it. Told by child.js what to do.
 *
 *   native FILE activation loss optimizer lr momentum batch rows cells epochs width...
 *
 * FILE holds the initial weights, x and y as written by child.js, then, for the map, rates[cells][epochs] in double. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include "trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *take(FILE *file, size_t count, size_t bytes_each) {
    void *data = malloc(count * bytes_each);
    if (!data || fread(data, bytes_each, count, file) != count) exit(2);
    return data;
}

/* Nanoseconds of a clock. */
static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static Trainer trainer;
static const float *weights;
static double lr;
static uint32_t epoch;

static void run_epochs(int epochs) {
    Rates rates = {.lr = &lr, .groups = 1};
    for (int i = 0; i < epochs; i++) {
        trainer_shuffle(&trainer, epoch++);
        trainer_epoch(&trainer, rates);
    }
}

/* One training of the map, from the initial weights. */
static void run_cell(const double *rates, int epochs) {
    memcpy(trainer.mlp.params, weights, sizeof *weights * (size_t)trainer.mlp.param_count);
    for (int e = 0; e < epochs; e++) {
        trainer_shuffle(&trainer, (uint32_t)e);
        trainer_epoch(&trainer, (Rates){.lr = rates + e, .groups = 1});
    }
}

static void print_outputs(const float *x, int rows) {
    int features = trainer.features, width = trainer.outputs;
    float *outputs = malloc(sizeof *outputs * (size_t)(trainer.capacity * width));
    for (int at = 0; at < rows; at += trainer.capacity) {
        int count = rows - at < trainer.capacity ? rows - at : trainer.capacity;
        trainer_predict(&trainer, outputs, x + (size_t)at * features, count);
        for (int i = 0; i < count * width; i++) printf("%.9g ", outputs[i]);
    }
    printf("\n");
    free(outputs);
}

#define FIND(pointer, table, count, wanted)                                    \
    do {                                                                       \
        for (size_t i = 0; i < count; i++)                                     \
            if (!strcmp(table[i].name, wanted)) pointer = &table[i];           \
    } while (0)

int main(int argc, char **argv) {
    int widths[16], depth = argc - 12, cells = atoi(argv[9]), epochs = atoi(argv[10]);
    TrainerConfig config = {.batch_size = atof(argv[7]), .seed = 7, .shuffle = 1, .rows = atoi(argv[8]), .depth = depth, .widths = widths};
    for (int l = 0; l <= depth; l++) widths[l] = atoi(argv[11 + l]);
    FIND(config.activation, activation_rows, activation_row_count, argv[2]);
    FIND(config.output_activation, activation_rows, activation_row_count, "linear");
    FIND(config.loss, loss_rows, loss_row_count, argv[3]);
    FIND(config.method, optimizer_rows, optimizer_row_count, argv[4]);
    field_defaults(config.method->fields, config.method->field_count, &config.optimizer);
    lr = config.optimizer.lr = atof(argv[5]);
    config.optimizer.momentum = atof(argv[6]);

    size_t bytes = (size_t)trainer_bytes(&config);
    Memory memory = {.block = aligned_alloc(64, (bytes + 63) / 64 * 64)};
    trainer_layout(&trainer, &memory, &config);
    FILE *file = fopen(argv[1], "rb");
    if (!file) return 2;
    size_t rows = (size_t)config.rows, features = (size_t)trainer.features, outputs = (size_t)trainer.outputs;
    weights = take(file, (size_t)trainer.mlp.param_count, sizeof(float));
    const float *x = take(file, rows * features, sizeof(float));
    memcpy(trainer.x, x, rows * features * sizeof(float));
    if (trainer.labels) memcpy(trainer.labels, take(file, rows, sizeof(int)), rows * sizeof(int));
    else memcpy(trainer.targets, take(file, rows * outputs, sizeof(float)), rows * outputs * sizeof(float));
    const double *rates = cells ? take(file, (size_t)cells * (size_t)epochs, sizeof(double)) : NULL;
    fclose(file);
    trainer_init(&trainer);
    memcpy(trainer.mlp.params, weights, sizeof *weights * (size_t)trainer.mlp.param_count);

    char line[64];
    int next = 0, epoch_steps = trainer_batches(&config);
    while (fgets(line, sizeof line, stdin)) {
        int count = 0;
        if (sscanf(line, "run %d", &count) == 1) {
            double wall = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);
            if (cells)
                for (int i = 0; i < count; i++) run_cell(rates + (size_t)(next++ % cells) * (size_t)epochs, epochs);
            else run_epochs(count / epoch_steps);
            printf("%.0f %.0f\n", now(CLOCK_MONOTONIC) - wall, now(CLOCK_PROCESS_CPUTIME_ID) - processor);
        } else {
            print_outputs(x, config.rows);
        }
        fflush(stdout);
    }
    return 0;
}
