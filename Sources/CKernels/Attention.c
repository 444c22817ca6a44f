#include "CKernels.h"
#include "Clones.h"

#include <math.h>
#include <string.h>

// Eight lanes as one value, which loops over arrays do not reliably become.
typedef double lanes_of_double __attribute__((vector_size(64)));
typedef float lanes_of_float __attribute__((vector_size(32)));
#define LANES 8
#define TOGETHER 4

// Macros, since functions that return such a value have another calling convention on every processor.
#define LOAD(lanes, from) memcpy(&(lanes), (from), sizeof(lanes))
#define WIDEN(lanes, from)                                         \
    do {                                                           \
        lanes_of_float narrow;                                     \
        LOAD(narrow, from);                                        \
        lanes = __builtin_convertvector(narrow, lanes_of_double);  \
    } while (0)

// A block of the result stays in registers; the strip of the right matrix below it is packed, since its rows often lie
// a power of two apart and would fall into the same cache set.
#define BLOCK_ROWS 6
#define BLOCK_COLUMNS (2 * LANES)
#define BLOCK_INNER 128

// Writes one block, or adds to it where it is not the first along the inner dimension.
INGOT_INLINE void add_block(
    const int rows, size_t inner, size_t columns, const double *restrict left, size_t left_stride,
    const double *restrict strip, double *restrict result, size_t result_stride, int is_first
) {
    lanes_of_double sums[BLOCK_ROWS][2] = {{{0}}};
    for (size_t k = 0; k < inner; k++) {
        lanes_of_double first, second;
        LOAD(first, strip + k * BLOCK_COLUMNS);
        LOAD(second, strip + k * BLOCK_COLUMNS + LANES);
        for (int i = 0; i < rows; i++) {
            const double factor = left[i * left_stride + k];
            sums[i][0] += factor * first;
            sums[i][1] += factor * second;
        }
    }
    for (int i = 0; i < rows; i++) {
        double *target = result + i * result_stride;
        double row[BLOCK_COLUMNS];
        memcpy(row, sums[i], sizeof row);
        for (size_t j = 0; j < columns; j++) {
            target[j] = is_first ? row[j] : target[j] + row[j];
        }
    }
}

INGOT_CLONES
void ingot_matrix_product(
    size_t rows, size_t inner, size_t columns, const double *left, size_t left_stride, const double *right,
    size_t right_stride, double *result, size_t result_stride
) {
    double strip[BLOCK_INNER * BLOCK_COLUMNS];
    for (size_t column = 0; column < columns; column += BLOCK_COLUMNS) {
        const size_t width = columns - column < BLOCK_COLUMNS ? columns - column : BLOCK_COLUMNS;
        for (size_t start = 0; start < inner; start += BLOCK_INNER) {
            const size_t depth = inner - start < BLOCK_INNER ? inner - start : BLOCK_INNER;
            for (size_t k = 0; k < depth; k++) {
                const double *source = right + (start + k) * right_stride + column;
                for (size_t j = 0; j < BLOCK_COLUMNS; j++) {
                    strip[k * BLOCK_COLUMNS + j] = j < width ? source[j] : 0.0;
                }
            }
            size_t row = 0;
            for (; row + BLOCK_ROWS <= rows; row += BLOCK_ROWS) {
                add_block(
                    BLOCK_ROWS, depth, width, left + row * left_stride + start, left_stride, strip,
                    result + row * result_stride + column, result_stride, start == 0);
            }
            for (; row < rows; row++) {
                add_block(
                    1, depth, width, left + row * left_stride + start, left_stride, strip,
                    result + row * result_stride + column, result_stride, start == 0);
            }
        }
    }
}

// The products of a vector with `together` rows, which share the loads of the vector.
INGOT_INLINE void gather_products(
    const int together, const int32_t *restrict indices, size_t width, const float *restrict rows,
    const double *restrict vector, double *restrict result
) {
    const size_t whole = width - width % LANES;
    lanes_of_double sums[TOGETHER] = {{0}};
    const float *row[TOGETHER];
    for (int k = 0; k < together; k++) {
        row[k] = rows + (size_t)indices[k] * width;
    }
    for (size_t c = 0; c < whole; c += LANES) {
        lanes_of_double factor, elements;
        LOAD(factor, vector + c);
        for (int k = 0; k < together; k++) {
            WIDEN(elements, row[k] + c);
            sums[k] += factor * elements;
        }
    }
    for (int k = 0; k < together; k++) {
        const lanes_of_double s = sums[k];
        double sum = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
        for (size_t c = whole; c < width; c++) {
            sum += vector[c] * (double)row[k][c];
        }
        result[k] = sum;
    }
}

INGOT_CLONES
void ingot_gathered_products(
    size_t count, const int32_t *restrict indices, size_t width, const float *restrict rows,
    const double *restrict vector, double *restrict result
) {
    size_t t = 0;
    for (; t + TOGETHER <= count; t += TOGETHER) {
        gather_products(TOGETHER, indices + t, width, rows, vector, result + t);
    }
    for (; t < count; t++) {
        gather_products(1, indices + t, width, rows, vector, result + t);
    }
}

// Adds the weighted sum of `blocks` times eight columns, which stay in registers.
INGOT_INLINE void add_columns(
    const int blocks, size_t count, const int32_t *restrict indices, const double *restrict weights, size_t width,
    const float *restrict rows, double *restrict result
) {
    lanes_of_double sums[8];
    for (int b = 0; b < blocks; b++) {
        LOAD(sums[b], result + b * LANES);
    }
    for (size_t t = 0; t < count; t++) {
        const float *row = rows + (size_t)indices[t] * width;
        const double weight = weights[t];
        lanes_of_double elements;
        for (int b = 0; b < blocks; b++) {
            WIDEN(elements, row + b * LANES);
            sums[b] += weight * elements;
        }
    }
    for (int b = 0; b < blocks; b++) {
        memcpy(result + b * LANES, &sums[b], sizeof sums[b]);
    }
}

INGOT_CLONES
void ingot_add_gathered_rows(
    size_t count, const int32_t *restrict indices, const double *restrict weights, size_t width,
    const float *restrict rows, double *restrict result
) {
    size_t column = 0;
    for (; column + 8 * LANES <= width; column += 8 * LANES) {
        add_columns(8, count, indices, weights, width, rows + column, result + column);
    }
    for (; column + 4 * LANES <= width; column += 4 * LANES) {
        add_columns(4, count, indices, weights, width, rows + column, result + column);
    }
    for (; column + LANES <= width; column += LANES) {
        add_columns(1, count, indices, weights, width, rows + column, result + column);
    }
    for (size_t t = 0; column < width && t < count; t++) {
        const float *row = rows + (size_t)indices[t] * width;
        for (size_t c = column; c < width; c++) {
            result[c] += weights[t] * (double)row[c];
        }
    }
}

INGOT_CLONES
size_t ingot_count_at_least(size_t count, const double *values, double threshold) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += values[i] >= threshold ? 1 : 0;
    }
    return found;
}

size_t ingot_indices_at_least(
    size_t count, const double *restrict values, double threshold, int32_t first, size_t limit, int32_t *restrict result
) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        // Written always and kept only where it counts, since a branch here would be hard to predict.
        result[found] = first + (int32_t)i;
        found += (values[i] >= threshold) & (found < limit);
    }
    return found;
}

INGOT_CLONES
void ingot_extremes(size_t count, const double *values, double *ends) {
    double least[8], most[8];
    for (int l = 0; l < 8; l++) {
        least[l] = values[0];
        most[l] = values[0];
    }
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int l = 0; l < 8; l++) {
            const double value = values[i + l];
            least[l] = value < least[l] ? value : least[l];
            most[l] = value > most[l] ? value : most[l];
        }
    }
    for (; i < count; i++) {
        least[0] = values[i] < least[0] ? values[i] : least[0];
        most[0] = values[i] > most[0] ? values[i] : most[0];
    }
    for (int l = 1; l < 8; l++) {
        least[0] = least[l] < least[0] ? least[l] : least[0];
        most[0] = most[l] > most[0] ? most[l] : most[0];
    }
    ends[0] = least[0];
    ends[1] = most[0];
}
