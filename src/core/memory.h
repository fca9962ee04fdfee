/* memory.h: lays arrays out one after another in a block that the caller owns; run without a block, it measures.
 *
 * The same layout function serves both: a layout that is never written twice cannot disagree with itself. */
#ifndef STEP_DECAY_MEMORY_H
#define STEP_DECAY_MEMORY_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *block;   /* NULL while measuring; aligned to 16 bytes */
    uint64_t used; /* 64 bits, so that an absurd request is measured and not wrapped */
} Memory;

/* The next count items of so many bytes, aligned to 16 bytes; NULL while measuring. */
void *memory_take(Memory *memory, uint64_t count, uint64_t bytes_each);

#endif
