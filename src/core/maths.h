/* maths.h: the elementary functions in double, made of integer arithmetic alone: every engine and every compiler gives the same bits.
 *
 * Each is computed to about 110 bits and rounded once: within 0.5001 ulp, which is the correctly rounded double but for a few
 * exact ties, such as log(1 + 6 * 2^-52). A call costs 0.2 to 3 microseconds. */
#ifndef STEP_DECAY_MATHS_H
#define STEP_DECAY_MATHS_H

double maths_exp(double x);           /* e^x; 0 below -745.2, infinity above 709.8 */
double maths_log(double x);           /* natural logarithm; -infinity at 0, NaN below */
double maths_pow(double x, double y); /* x^y for x >= 0, as in C: x^0 = 1; NaN for x < 0 */
double maths_cos(double x);           /* x in radians, |x| < 2^63; NaN outside */
double maths_sin(double x);

#endif
