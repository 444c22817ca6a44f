#ifndef INGOT_EXPECTED_IMPROVEMENT_H
#define INGOT_EXPECTED_IMPROVEMENT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many numbers are worked on at once: the count of every array of edges is a multiple of it.
enum { ingot_edge_block = 8 };

/// Writes for each edge e of one axis the expected excess sigma h((mu - e) / sigma), h(u) = phi(u) + u Phi(u).
///
/// The edges ascend or descend in blocks of eight; infinity is allowed and gives 0. Relative error under 1e-13 while
/// h is above 1e-300. The deviation may be 0.
void ingot_edge_excess(size_t count, const double *edges, double mean, double deviation, double *excess);

/// As above, and writes Phi(u) and phi(u), the derivatives of the excess by the mean and by the deviation.
void ingot_edge_excess_gradient(
    size_t count, const double *edges, double mean, double deviation, double *excess, double *distribution,
    double *density);

/// The sum over k of (a_k - a_{k+1}) b_k, a and b being the excess over the edges x and y: the expected hypervolume
/// improvement over a staircase; 0 where the edges that were left out, more than 20 deviations above the mean, matter.
///
/// - count: the steps, padded to a multiple of eight: x ascends and is padded with infinity, y descends.
/// - scratch: 2 count + 8 numbers.
double ingot_staircase_improvement(
    size_t count, const double *x, const double *y, const double *means, const double *deviations, double *scratch);

/// The same sum, to be multiplied by exp(exponent), with every normal tail's exponential held apart.
///
/// - count: as above; x has at least one infinite number of padding, and may be read one past the count.
/// - scratch: 4 count + 32 numbers.
double ingot_staircase_improvement_scaled(
    size_t count, const double *x, const double *y, const double *means, const double *deviations, double *scratch,
    double *exponent);

/// As `ingot_staircase_improvement`, and writes the four derivatives of the sum, by the two means and by the two deviations.
///
/// - scratch: 6 count + 24 numbers.
double ingot_staircase_improvement_gradient(
    size_t count, const double *x, const double *y, const double *means, const double *deviations, double *scratch,
    double *mean_gradient, double *deviation_gradient);

/// The sum over boxes of the product over axes of excess[lower] - excess[upper].
///
/// The positions stand axis by axis, `boxes` to an axis.
double ingot_box_improvement(
    size_t dimension, size_t boxes, const int *lower, const int *upper, const double *excess);

/// As above, and writes the derivatives of the sum by the mean and the deviation of each axis.
///
/// - width: scratch, 2 dimension numbers.
double ingot_box_improvement_gradient(
    size_t dimension, size_t boxes, const int *lower, const int *upper, const double *excess,
    const double *distribution, const double *density, double *mean_gradient, double *deviation_gradient,
    double *width);

/// Writes the Mills ratio M(t) = (1 - Phi(t)) / phi(t) and 1 - t M(t) for each t >= 0; relative error under 1e-14.
void ingot_normal_tail(size_t count, const double *t, double *mills, double *rest);

/// Writes for each edge E = u^2 / 2 where u < 0, else 0, and excess, Phi(u) and phi(u), each times exp(E), so that
/// nothing underflows. Where the excess is exactly 0, E is infinite.
void ingot_edge_excess_scaled(
    size_t count, const double *edges, double mean, double deviation, double *decays, double *excess,
    double *distribution, double *density);

/// The sum over boxes and its derivatives from scaled edges, each to be multiplied by exp(exponent).
///
/// - edges: the edge at each position, infinite where the box is open.
/// - width: scratch, 4 dimension numbers.
double ingot_box_improvement_scaled(
    size_t dimension, size_t boxes, const int *lower, const int *upper, const double *edges, const double *means,
    const double *deviations, const double *decays, const double *excess, const double *distribution,
    const double *density, double *mean_gradient, double *deviation_gradient, double *width, double *exponent);

#ifdef __cplusplus
}
#endif

#endif
