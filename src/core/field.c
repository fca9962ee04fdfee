#include "field.h"

#include <math.h>
#include <string.h>

double field_get(const Field *field, const void *config) {
    double value;
    memcpy(&value, (const char *)config + field->offset, sizeof value);
    return value;
}

void field_set(const Field *field, void *config, double value) {
    memcpy((char *)config + field->offset, &value, sizeof value);
}

void field_defaults(const Field *fields, size_t count, void *config) {
    for (size_t i = 0; i < count; i++) field_set(&fields[i], config, fields[i].initial == FIELD_REQUIRED ? 0 : fields[i].initial);
}

#ifndef __wasm__
bool field_allows(const Field *field, double value) {
    bool above = field->above_min ? value > field->min : value >= field->min;
    bool below = field->below_max ? value < field->max : value <= field->max;
    bool whole = field->type == FIELD_NUMBER || value == floor(value);
    return above && below && whole;
}

const Field *field_check(const Field *fields, size_t count, const void *config) {
    for (size_t i = 0; i < count; i++) {
        double value = field_get(&fields[i], config);
        bool left_out = value == FIELD_NONE && fields[i].initial == FIELD_NONE;
        if (!left_out && !field_allows(&fields[i], value)) return &fields[i];
    }
    return NULL;
}
#endif
