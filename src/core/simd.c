#include "simd.h"

const float float4_zeros[4] = {0};
