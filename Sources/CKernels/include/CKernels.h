#ifndef INGOT_CKERNELS_H
#define INGOT_CKERNELS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The stationary covariance functions, each with unit variance and as a function of the scaled squared distance.
enum ingot_covariance {
    ingot_covariance_matern12 = 0,
    ingot_covariance_matern32 = 1,
    ingot_covariance_matern52 = 2,
    ingot_covariance_squared_exponential = 3
};

/// Writes exp(x) for each element; arguments below -708 give 0, above 709 infinity, NaN stays NaN.
/// Relative error under 4e-16. Input and output may be the same buffer.
void ingot_exp(size_t count, const double *x, double *result);

/// Replaces each value by exp(value - shift), as `ingot_exp` has it, and returns their sum.
double ingot_exponentials(size_t count, double *values, double shift);

/// Writes the scaled complementary error function exp(x^2) erfc(x) for each element; every x must be >= 0.
/// Relative error under 2e-15. Input and output may be the same buffer.
void ingot_scaled_erfc(size_t count, const double *x, double *result);

/// Writes the standard normal distribution function for each element; the relative error in the lower tail stays under
/// 3e-16 (1 + x^2) down to arguments of -37.
void ingot_normal_distribution(size_t count, const double *x, double *result);

/// Writes phi(u) + u Phi(u), the expected improvement of a standard normal, for each element.
void ingot_improvement(size_t count, const double *u, double *result);

/// Writes sigma h((mu - edge) / sigma) with h(u) = phi(u) + u Phi(u), the expected excess of a normal over each edge.
void ingot_expected_excess(size_t count, const double *edges, double mean, double deviation, double *result);

/// Replaces each squared distance in a buffer by the covariance.
void ingot_covariance_values(int kind, size_t count, double *buffer);

/// Replaces each squared distance in a buffer by the covariance, and writes its derivative by the squared distance.
/// The derivative of the Matern-1/2 function at distance 0, which has no finite value, is written as 0.
void ingot_covariance_values_and_derivatives(int kind, size_t count, double *buffer, double *derivative);

/// Writes the squared distances between one point and every row of a column-major matrix.
///
/// Row i, column c of the matrix stands at rows[i + c * stride]; the point has one element a column.
void ingot_squared_distances(
    size_t row_count, size_t column_count, const double *rows, size_t stride, const double *point, double *result);

/// Adds to sums[c] the sum over i of weights[i] (rows(i, c) - point[c])^2, for each column c.
void ingot_add_weighted_squared_distances(
    size_t row_count, size_t column_count, const double *rows, size_t stride, const double *point,
    const double *weights, double *sums);

/// Adds ((column[i] - here) scale)^2 to result[i].
void ingot_add_squared_distance(size_t count, const double *column, double here, double scale, double *result);

/// The sum over i of weights[i] (column[i] - here)^2.
double ingot_weighted_square_sum(size_t count, const double *column, double here, const double *weights);

/// The sum over i of weights[i] (here - column[i]).
double ingot_weighted_gap_sum(size_t count, const double *column, double here, const double *weights);

/// Replaces factors[i] by w factors[i] multiplier with w = scale * alpha[i] - inverse[i], and returns the sum over i of
/// w values[i].
double ingot_weigh_gradient(
    size_t count, double scale, const double *alpha, const double *inverse, const double *values, double multiplier,
    double *factors);

/// Adds scale * values[i] to result[i].
void ingot_add_scaled(size_t count, double scale, const double *values, double *result);

/// Adds scale * left[i] * right[i] to result[i].
void ingot_add_products(size_t count, double scale, const double *left, const double *right, double *result);

/// Adds to first_result[c] scales[c] times the sum over i of first[i] (point[c] - rows(i, c)), and the same of second to
/// second_result[c], for each column c.
void ingot_add_point_slopes(
    size_t row_count, size_t column_count, const double *rows, size_t stride, const double *point, const double *first,
    const double *second, const double *scales, double *first_result, double *second_result);

#ifdef __cplusplus
}
#endif

#include "Attention.h"
#include "ExpectedImprovement.h"

#endif
