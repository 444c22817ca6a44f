#include "CKernels.h"
#include "Clones.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// sqrt() may set errno, which keeps loops from being vectorised; the builtin does not.
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_sqrt)
#define INGOT_SQRT(x) __builtin_elementwise_sqrt(x)
#endif
#endif
#ifndef INGOT_SQRT
#define INGOT_SQRT(x) sqrt(x)
#endif

// exp(x) = 2^k exp(r) with r in [-ln 2 / 2, ln 2 / 2], ln 2 split in two parts (W. Cody and W. Waite, "Software Manual
// for the Elementary Functions", 1980), exp(r) by its Taylor polynomial of degree 13.
INGOT_INLINE double exponential(double x) {
    const double magic = 0x1.8p52;
    double clamped = x < -708.0 ? -708.0 : x;
    clamped = clamped > 709.0 ? 709.0 : clamped;
    const double shifted = clamped * 1.4426950408889634 + magic;
    const double k = shifted - magic;
    double r = clamped - k * 0x1.62e42fee00000p-1;
    r = r - k * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * (r * r) + r;
    p = p + 1.0;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    double result = p * power;
    result = x < -708.0 ? 0.0 : result;
    result = x > 709.0 ? (double)INFINITY : result;
    return result;
}

// (1 + 2 x) exp(x^2) erfc(x) as a polynomial in t = (x - 3.75) / (x + 3.75): the form of M. Shepherd and J. Laframboise,
// "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity", Math. Comp. 36 (1981), with 25 terms
// computed anew in 60-digit arithmetic.
static const double scaled_erfc_terms[25] = {
    1.2375126308378275, -0.14024059858554697, 0.0035854154854644293, 0.0822767384901452,
    -0.10880393014174886, 0.09230432116037748, -0.05869339858963677, 0.028362277418956406,
    -0.009746579558029276, 0.0017556258528952954, 0.0002937136655913448, -0.0002901540805408417,
    5.164909889268241e-05, 2.238423915508223e-05, -1.1444146237700524e-05, -9.73559896736775e-07,
    1.751637648849062e-06, -5.7218230603224086e-08, -2.5866850716155884e-07, 2.3263508708859124e-08,
    3.8675334242222354e-08, -3.744210080962018e-09, -5.1739902140113095e-09, 3.1114333809799254e-10,
    4.2514714447963895e-10
};

INGOT_INLINE double scaled_erfc(double x) {
    const double t = (x - 3.75) / (x + 3.75);
    double p = scaled_erfc_terms[24];
#pragma clang loop unroll(full)
    for (int i = 23; i >= 0; i--) {
        p = p * t + scaled_erfc_terms[i];
    }
    return p / (1.0 + 2.0 * x);
}

// phi(t) (1 - t sqrt(pi / 2) erfcx(t / sqrt 2)) for t >= 0, that is h(-t) with h(u) = phi(u) + u Phi(u).
INGOT_INLINE double lower_improvement(double t) {
    const double density = 0.3989422804014327 * exponential(-0.5 * t * t);
    return density * (1.0 - t * 1.2533141373155003 * scaled_erfc(t * 0.7071067811865476));
}

INGOT_CLONES
void ingot_exp(size_t count, const double *x, double *result) {
    for (size_t i = 0; i < count; i++) {
        result[i] = exponential(x[i]);
    }
}

INGOT_CLONES
double ingot_exponentials(size_t count, double *values, double shift) {
    double lanes[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int l = 0; l < 8; l++) {
            values[i + l] = exponential(values[i + l] - shift);
            lanes[l] += values[i + l];
        }
    }
    double sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    for (; i < count; i++) {
        values[i] = exponential(values[i] - shift);
        sum += values[i];
    }
    return sum;
}

INGOT_CLONES
void ingot_scaled_erfc(size_t count, const double *x, double *result) {
    for (size_t i = 0; i < count; i++) {
        result[i] = scaled_erfc(x[i]);
    }
}

INGOT_CLONES
void ingot_normal_distribution(size_t count, const double *x, double *result) {
    for (size_t i = 0; i < count; i++) {
        const double t = fabs(x[i]);
        const double tail = 0.5 * exponential(-0.5 * t * t) * scaled_erfc(t * 0.7071067811865476);
        result[i] = x[i] > 0 ? 1.0 - tail : tail;
    }
}

INGOT_CLONES
void ingot_improvement(size_t count, const double *u, double *result) {
    for (size_t i = 0; i < count; i++) {
        const double lower = lower_improvement(fabs(u[i]));
        result[i] = u[i] > 0 ? u[i] + lower : lower;
    }
}

INGOT_CLONES
void ingot_expected_excess(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict result
) {
    const double inverse = 1.0 / deviation;
    for (size_t i = 0; i < count; i++) {
        const double gap = mean - edges[i];
        const double lower = deviation * lower_improvement(fabs(gap * inverse));
        result[i] = gap > 0 ? gap + lower : lower;
    }
}

// The covariance functions by squared distance q: with a = sqrt(2 nu q),
// nu = 1/2: exp(-a); 3/2: (1 + a) exp(-a); 5/2: (1 + a + a^2 / 3) exp(-a); squared exponential: exp(-q / 2)
// (C. Rasmussen and C. Williams, "Gaussian Processes for Machine Learning", 2006, section 4.2.1).
INGOT_CLONES
static void matern12(size_t n, double *q) {
    for (size_t i = 0; i < n; i++) {
        q[i] = exponential(-INGOT_SQRT(q[i]));
    }
}

INGOT_CLONES
static void matern32(size_t n, double *q) {
    for (size_t i = 0; i < n; i++) {
        const double a = INGOT_SQRT(3.0 * q[i]);
        q[i] = (1.0 + a) * exponential(-a);
    }
}

INGOT_CLONES
static void matern52(size_t n, double *q) {
    for (size_t i = 0; i < n; i++) {
        const double square = 5.0 * q[i];
        const double a = INGOT_SQRT(square);
        q[i] = (1.0 + a + square * (1.0 / 3.0)) * exponential(-a);
    }
}

INGOT_CLONES
static void squared_exponential(size_t n, double *q) {
    for (size_t i = 0; i < n; i++) {
        q[i] = exponential(-0.5 * q[i]);
    }
}

INGOT_CLONES
static void matern12_both(size_t n, double *restrict q, double *restrict derivative) {
    for (size_t i = 0; i < n; i++) {
        const double a = INGOT_SQRT(q[i]);
        const double e = exponential(-a);
        q[i] = e;
        derivative[i] = a > 0 ? -0.5 * e / a : 0.0;
    }
}

INGOT_CLONES
static void matern32_both(size_t n, double *restrict q, double *restrict derivative) {
    for (size_t i = 0; i < n; i++) {
        const double a = INGOT_SQRT(3.0 * q[i]);
        const double e = exponential(-a);
        q[i] = (1.0 + a) * e;
        derivative[i] = -1.5 * e;
    }
}

INGOT_CLONES
static void matern52_both(size_t n, double *restrict q, double *restrict derivative) {
    for (size_t i = 0; i < n; i++) {
        const double square = 5.0 * q[i];
        const double a = INGOT_SQRT(square);
        const double e = exponential(-a);
        q[i] = (1.0 + a + square * (1.0 / 3.0)) * e;
        derivative[i] = (-5.0 / 6.0) * (1.0 + a) * e;
    }
}

INGOT_CLONES
static void squared_exponential_both(size_t n, double *restrict q, double *restrict derivative) {
    for (size_t i = 0; i < n; i++) {
        const double e = exponential(-0.5 * q[i]);
        q[i] = e;
        derivative[i] = -0.5 * e;
    }
}

void ingot_covariance_values(int kind, size_t count, double *buffer) {
    switch (kind) {
    case ingot_covariance_matern12: matern12(count, buffer); break;
    case ingot_covariance_matern32: matern32(count, buffer); break;
    case ingot_covariance_matern52: matern52(count, buffer); break;
    default: squared_exponential(count, buffer); break;
    }
}

void ingot_covariance_values_and_derivatives(int kind, size_t count, double *buffer, double *derivative) {
    switch (kind) {
    case ingot_covariance_matern12: matern12_both(count, buffer, derivative); break;
    case ingot_covariance_matern32: matern32_both(count, buffer, derivative); break;
    case ingot_covariance_matern52: matern52_both(count, buffer, derivative); break;
    default: squared_exponential_both(count, buffer, derivative); break;
    }
}

// Rows in blocks whose sums stay in registers while the columns go by.
enum { row_block = 32 };

INGOT_CLONES
void ingot_squared_distances(
    size_t row_count, size_t column_count, const double *restrict rows, size_t stride, const double *restrict point,
    double *restrict result
) {
    size_t first = 0;
    for (; first + row_block <= row_count; first += row_block) {
        double sums[row_block] = {0};
        for (size_t c = 0; c < column_count; c++) {
            const double *column = rows + first + c * stride;
            const double here = point[c];
            for (size_t i = 0; i < row_block; i++) {
                const double gap = column[i] - here;
                sums[i] += gap * gap;
            }
        }
        memcpy(result + first, sums, sizeof sums);
    }
    if (first == row_count) {
        return;
    }
    memset(result + first, 0, (row_count - first) * sizeof(double));
    for (size_t c = 0; c < column_count; c++) {
        const double *column = rows + c * stride;
        const double here = point[c];
        for (size_t i = first; i < row_count; i++) {
            const double gap = column[i] - here;
            result[i] += gap * gap;
        }
    }
}

INGOT_CLONES
double ingot_weigh_gradient(
    size_t count, double scale, const double *restrict alpha, const double *restrict inverse,
    const double *restrict values, double multiplier, double *restrict factors
) {
#pragma clang fp reassociate(on)
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double weight = scale * alpha[i] - inverse[i];
        factors[i] = weight * factors[i] * multiplier;
        sum += weight * values[i];
    }
    return sum;
}

INGOT_CLONES
void ingot_add_weighted_squared_distances(
    size_t row_count, size_t column_count, const double *restrict rows, size_t stride, const double *restrict point,
    const double *restrict weights, double *restrict sums
) {
#pragma clang fp reassociate(on)
    for (size_t c = 0; c < column_count; c++) {
        const double *restrict column = rows + c * stride;
        const double here = point[c];
        double sum = 0;
        for (size_t i = 0; i < row_count; i++) {
            const double gap = column[i] - here;
            sum += weights[i] * (gap * gap);
        }
        sums[c] += sum;
    }
}

INGOT_CLONES
void ingot_add_squared_distance(
    size_t count, const double *restrict column, double here, double scale, double *restrict result
) {
    for (size_t i = 0; i < count; i++) {
        const double gap = (column[i] - here) * scale;
        result[i] += gap * gap;
    }
}

INGOT_CLONES
double ingot_weighted_square_sum(
    size_t count, const double *restrict column, double here, const double *restrict weights
) {
#pragma clang fp reassociate(on)
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double gap = column[i] - here;
        sum += weights[i] * (gap * gap);
    }
    return sum;
}

INGOT_CLONES
double ingot_weighted_gap_sum(
    size_t count, const double *restrict column, double here, const double *restrict weights
) {
#pragma clang fp reassociate(on)
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i] * (here - column[i]);
    }
    return sum;
}

INGOT_CLONES
void ingot_add_scaled(size_t count, double scale, const double *restrict values, double *restrict result) {
    for (size_t i = 0; i < count; i++) {
        result[i] += scale * values[i];
    }
}

INGOT_CLONES
void ingot_add_products(
    size_t count, double scale, const double *restrict left, const double *restrict right, double *restrict result
) {
    for (size_t i = 0; i < count; i++) {
        result[i] += scale * left[i] * right[i];
    }
}

INGOT_CLONES
void ingot_add_point_slopes(
    size_t row_count, size_t column_count, const double *restrict rows, size_t stride, const double *restrict point,
    const double *restrict first, const double *restrict second, const double *restrict scales,
    double *restrict first_result, double *restrict second_result
) {
#pragma clang fp reassociate(on)
    for (size_t c = 0; c < column_count; c++) {
        const double *restrict column = rows + c * stride;
        const double here = point[c];
        double sum = 0;
        double other = 0;
        for (size_t i = 0; i < row_count; i++) {
            const double gap = here - column[i];
            sum += first[i] * gap;
            other += second[i] * gap;
        }
        first_result[c] += scales[c] * sum;
        second_result[c] += scales[c] * other;
    }
}
