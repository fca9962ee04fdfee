// The native tests: `tests-sanitized [FILTER...]`, see test.h.
#include "test.h"

int main(int argc, char **argv) {
    test_begin(argc, argv);
    SUITE(field);
    SUITE(rng);
    SUITE(float_maths);
    SUITE(maths);
    SUITE(schedule);
    SUITE(dataset);
    SUITE(kernels);
    SUITE(simd_kernels);
    SUITE(mlp);
    SUITE(optimizer);
    SUITE(trainer);
    SUITE(lanes);
    return test_end();
}
