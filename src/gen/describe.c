/* describe.c: prints the core's tables as one JSON object, so that names, units, ranges and defaults are typed once, in C.
 * Runs natively at build time; nothing of it reaches the wasm module. Names become camelCase here and nowhere else. */
#include "dataset.h"
#include "schedule.h"
#include "trainer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int depth;
static bool first = true;

static void line(void) {
    printf("%s\n%*s", first ? "" : ",", 2 * depth, "");
    first = false;
}

static void text(const char *s) {
    putchar('"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') putchar('\\');
        putchar(*s);
    }
    putchar('"');
}

/* step_size becomes stepSize, T_max tMax, T_0 t0. */
static void camel_case(const char *name) {
    putchar('"');
    for (const char *s = name; *s; s++) {
        if (s == name) putchar(tolower((unsigned char)*s));
        else if (*s == '_') putchar(toupper((unsigned char)*++s));
        else putchar(*s);
    }
    putchar('"');
}

static void key(const char *name) {
    line();
    text(name);
    printf(": ");
}

static void open(const char *name, char bracket) {
    if (name) key(name);
    else line();
    putchar(bracket);
    depth++;
    first = true;
}

static void close(char bracket) {
    depth--;
    printf("\n%*s%c", 2 * depth, "", bracket);
    first = false;
}

static void string(const char *name, const char *value) {
    key(name);
    text(value);
}

static void number(const char *name, double value) {
    key(name);
    printf("%.17g", value);
}

static void flag(const char *name, bool value) {
    key(name);
    printf(value ? "true" : "false");
}

/* The names of a FIELD_CHOICE, and its default among them. */
static void choices(const Field *f) {
    const char *name = f->choices;
    open("choices", '[');
    for (; *name; name += *name == ' ') {
        int length = (int)strcspn(name, " ");
        line();
        printf("\"%.*s\"", length, name);
        name += length;
    }
    close(']');
}

static void choice_default(const Field *f) {
    const char *name = f->choices;
    for (int i = 0; i < (int)f->initial; i++) name = strchr(name, ' ') + 1;
    key("default");
    printf("\"%.*s\"", (int)strcspn(name, " "), name);
}

static void fields(const Field *rows, size_t count) {
    static const char *const types[] = {[FIELD_NUMBER] = "number", [FIELD_INTEGER] = "integer", [FIELD_FLAG] = "flag", [FIELD_INTEGERS] = "integers", [FIELD_CHOICE] = "choice"};
    open("fields", '[');
    for (const Field *f = rows; f < rows + count; f++) {
        open(NULL, '{');
        key("name");
        camel_case(f->name);
        string("python", f->name);
        string("type", types[f->type]);
        number("min", f->min);
        number("max", f->max);
        if (f->above_min) flag("aboveMin", true);
        if (f->below_max) flag("belowMax", true);
        if (f->initial == FIELD_NONE) flag("optional", true);
        else if (f->initial != FIELD_REQUIRED && f->type == FIELD_FLAG) flag("default", f->initial != 0);
        else if (f->initial != FIELD_REQUIRED && f->type == FIELD_CHOICE) choice_default(f);
        else if (f->initial != FIELD_REQUIRED) number("default", f->initial);
        if (f->type == FIELD_CHOICE) choices(f);
        if (f->per_group) flag("perGroup", true);
        string("unit", f->unit);
        string("help", f->help);
        close('}');
    }
    close(']');
}

static void schedules(void) {
    open("schedules", '[');
    for (size_t i = 0; i < schedule_row_count; i++) {
        const ScheduleRow *row = &schedule_rows[i];
        open(NULL, '{');
        string("name", row->name);
        string("formula", row->formula);
        string("source", row->source);
        flag("closed", row->at != NULL);
        flag("momentum", row->momentum != NULL);
        fields(row->fields, row->field_count);
        close('}');
    }
    close(']');
}

static void optimizers(void) {
    open("optimizers", '[');
    for (size_t i = 0; i < optimizer_row_count; i++) {
        const OptimizerRow *row = &optimizer_rows[i];
        open(NULL, '{');
        string("name", row->name);
        string("formula", row->formula);
        string("source", row->source);
        number("states", row->states);
        fields(row->fields, row->field_count);
        close('}');
    }
    close(']');
}

static void activations(void) {
    open("activations", '[');
    for (size_t i = 0; i < activation_row_count; i++) {
        open(NULL, '{');
        string("name", activation_rows[i].name);
        string("formula", activation_rows[i].formula);
        close('}');
    }
    close(']');
}

static void losses(void) {
    open("losses", '[');
    for (size_t i = 0; i < loss_row_count; i++) {
        open(NULL, '{');
        string("name", loss_rows[i].name);
        string("formula", loss_rows[i].formula);
        string("source", loss_rows[i].source);
        flag("labels", loss_rows[i].labels);
        flag("accuracy", loss_rows[i].accuracy);
        close('}');
    }
    close(']');
}

static void datasets(void) {
    open("datasets", '[');
    for (size_t i = 0; i < dataset_row_count; i++) {
        const DatasetRow *row = &dataset_rows[i];
        open(NULL, '{');
        string("name", row->name);
        string("formula", row->formula);
        number("features", row->features);
        number("classes", row->classes);
        number("outputs", row->outputs);
        fields(row->fields, dataset_field_count);
        close('}');
    }
    close(']');
}

int main(void) {
    putchar('{');
    depth = 1;
    schedules();
    optimizers();
    activations();
    losses();
    datasets();
    open("trainer", '{');
    fields(trainer_fields, trainer_field_count);
    close('}');
    close('}');
    putchar('\n');
    return 0;
}
