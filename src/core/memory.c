#include "memory.h"

void *memory_take(Memory *memory, uint64_t count, uint64_t bytes_each) {
    uint64_t start = memory->used;
    memory->used += (count * bytes_each + 15) / 16 * 16;
    return memory->block ? memory->block + start : NULL;
}
