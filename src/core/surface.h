/* surface.h: a loss that can be seen. Two weights, an elongated bowl, and stochastic gradient descent on it: the gradient that a step
 * sees is the true one plus noise, as that of a mini-batch is. For the lesson's first figure; nothing else depends on it. */
#ifndef STEP_DECAY_SURFACE_H
#define STEP_DECAY_SURFACE_H

#include <stdint.h>

#define SURFACE_STEEP 8.0 /* curvature across the valley; along it 1. Descent is stable below a rate of 2 / 8 */

/* loss = (x^2 + 8 y^2) / 2, lowest at (0, 0) */
double surface_loss(double x, double y);

/* Descends from path[0], path[1]: writes the positions after 1, 2, ... steps into path[steps + 1][2]. rates[steps] is the learning rate of
 * each step; noise is the standard deviation of what each coordinate of the gradient is off. The same seed gives every walker the same noise. */
void surface_walk(double *path, const double *rates, int steps, double noise, uint32_t seed);

#endif
