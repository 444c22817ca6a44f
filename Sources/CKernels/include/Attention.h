#ifndef INGOT_ATTENTION_H
#define INGOT_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes the product of two row-major matrices, left [rows x inner] and right [inner x columns], to result.
///
/// Strides are elements from row to row. Integers come out exact while every partial sum stays below 2^53.
void ingot_matrix_product(
    size_t rows, size_t inner, size_t columns, const double *left, size_t left_stride, const double *right,
    size_t right_stride, double *result, size_t result_stride);

/// Writes, for each index, the product of a vector with that row of a row-major float32 matrix; sums are float64.
void ingot_gathered_products(
    size_t count, const int32_t *indices, size_t width, const float *rows, const double *vector, double *result);

/// Adds to result, for each index, that row of a row-major float32 matrix times the weight of the index.
void ingot_add_gathered_rows(
    size_t count, const int32_t *indices, const double *weights, size_t width, const float *rows, double *result);

/// The number of values at or above a threshold.
size_t ingot_count_at_least(size_t count, const double *values, double threshold);

/// Writes first + i for each of the first `limit` values at or above a threshold, and returns how many there are.
///
/// The result needs room for one index more than the limit.
size_t ingot_indices_at_least(
    size_t count, const double *values, double threshold, int32_t first, size_t limit, int32_t *result);

/// Writes the smallest and the largest of the values to ends[0] and ends[1]; the count must not be 0.
void ingot_extremes(size_t count, const double *values, double *ends);

#ifdef __cplusplus
}
#endif

#endif
