/* field.h: describes one number of a config struct, so that defaults, checks, menus and types follow from a table.
 *
 * Every number of a config is a double: a table can then read and write it by offset, and no count passes through int32.
 * src/gen/describe.c prints these tables; the JavaScript checks and the page's controls are made from that print. */
#ifndef STEP_DECAY_FIELD_H
#define STEP_DECAY_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#define FIELD_REQUIRED (-1.0 / 0.0) /* as a default: the field has none */
#define FIELD_NONE (1.0 / 0.0)      /* as a default: the field may be left out, and then does nothing */

/* Names, texts and limits are printed at build time by src/gen/describe.c and take no bytes in the wasm module: rows go by their numbers there,
 * and what comes in was checked by the JavaScript. */
#ifdef __wasm__
#define TEXT(text) NULL
#else
#define TEXT(text) text
#endif

#define FIELD_MAX_INTEGER 9007199254740991.0 /* 2^53 - 1, the largest integer that JavaScript counts exactly */
#define FIELD_MAX_NUMBER 1.7976931348623157e308

typedef enum {
    FIELD_NUMBER,  /* a finite double */
    FIELD_INTEGER, /* a double that holds an integer */
    FIELD_FLAG,    /* 0 or 1 */
    FIELD_INTEGERS, /* a list of integers; the offset is that of its length, the list stands elsewhere in the struct */
    FIELD_CHOICE   /* one of `choices`: the double is its place among them, from 0 */
} FieldType;

typedef struct {
#ifndef __wasm__
    const char *name; /* PyTorch's, in snake_case; JavaScript gets it in camelCase */
    const char *unit; /* "rate", "epochs", "" for a plain number */
    const char *help; /* one line: what it does, what is sensible */
#endif
    size_t offset;    /* of a double in the config struct */
#ifndef __wasm__
    FieldType type;
    double min, max;
#endif
    bool above_min; /* min itself is not allowed */
    bool below_max; /* max itself is not allowed */
    double initial; /* the default; FIELD_REQUIRED or FIELD_NONE where there is no number */
    bool per_group; /* may also be a list, one value for each parameter group */
    const char *choices; /* of a FIELD_CHOICE: its names, space separated */
} Field;

/* A row: FIELD(name, unit, help, offset, type, min, max, .initial = default, and what else there is). */
#define FIELD(...) FIELD_ROW(__VA_ARGS__)
#ifdef __wasm__
#define FIELD_ROW(name_, unit_, help_, offset_, type_, min_, max_, ...) {.offset = offset_, __VA_ARGS__}
#else
#define FIELD_ROW(name_, unit_, help_, offset_, type_, min_, max_, ...) \
    {.name = name_, .unit = unit_, .help = help_, .offset = offset_, .type = type_, .min = min_, .max = max_, __VA_ARGS__}
#endif

#ifndef __wasm__
/* Whether value may be written into the field. NaN never may. */
bool field_allows(const Field *field, double value);

/* The first field of the table whose value is not allowed, or NULL. A FIELD_NONE value is allowed where it is the default. */
const Field *field_check(const Field *fields, size_t count, const void *config);
#endif

/* Reads and writes a field of the struct at config. */
double field_get(const Field *field, const void *config);
void field_set(const Field *field, void *config, double value);

/* Writes every default of the table (count rows) into config; a field without one is left at 0. */
void field_defaults(const Field *fields, size_t count, void *config);

#endif
