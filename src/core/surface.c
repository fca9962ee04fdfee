#include "surface.h"

#include "rng.h"

/* loss = (x^2 + 8 y^2) / 2 */
double surface_loss(double x, double y) {
    return (x * x + SURFACE_STEEP * y * y) / 2;
}

/* w -= rate * (gradient + noise), with gradient (x, 8 y) */
void surface_walk(double *path, const double *rates, int steps, double noise, uint32_t seed) {
    Rng rng = rng_stream(seed, RNG_NOISE, 0);
    for (int i = 0; i < steps; i++, path += 2) {
        path[2] = path[0] - rates[i] * (path[0] + noise * rng_normal(&rng));
        path[3] = path[1] - rates[i] * (SURFACE_STEEP * path[1] + noise * rng_normal(&rng));
    }
}
