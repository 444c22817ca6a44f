#ifndef INGOT_EDGE_EXCESS_H
#define INGOT_EDGE_EXCESS_H

#include "ExpectedImprovement.h"
#include "NormalTail.h"

// Beyond `certain` standard deviations h(u) is u to rounding; below `impossible` it is 0 in double precision.
static const double certain = 8.0;
static const double impossible = -37.6;
// Edges further above the mean than this are left out where the sum shows that they do not matter.
static const double negligible = -20.0;

INGOT_INLINE void excess_block(
    const double *restrict edges, double mean, double inverse, double deviation, double *restrict a
) {
#pragma clang loop vectorize_width(8) interleave_count(1)
    for (size_t i = 0; i < ingot_edge_block; i++) {
        const double gap = mean - edges[i];
        const double t = fabs(gap * inverse);
        const double phi = 0.3989422804014327 * decay(-0.5 * t * t);
        const double lower = deviation * phi * normal_tail(t).excess;
        a[i] = (gap > 0 ? gap : 0.0) + lower;
    }
}

INGOT_INLINE void gradient_block(
    const double *restrict edges, double mean, double inverse, double deviation, double *restrict a,
    double *restrict distribution, double *restrict density
) {
#pragma clang loop vectorize_width(8) interleave_count(1)
    for (size_t i = 0; i < ingot_edge_block; i++) {
        const double gap = mean - edges[i];
        const double t = fabs(gap * inverse);
        const double phi = 0.3989422804014327 * decay(-0.5 * t * t);
        const struct normal_tail tail = normal_tail(t);
        const double mass = phi * tail.mass;
        a[i] = (gap > 0 ? gap : 0.0) + deviation * phi * tail.excess;
        distribution[i] = gap > 0 ? 1.0 - mass : mass;
        density[i] = phi;
    }
}

// A mean that is more than `far` above an edge exceeds it by the difference to rounding; one that is below an edge by
// more than the magnitude of `none` does not exceed it. Where the deviation has no reciprocal the difference is exact.
struct axis_limits {
    double inverse;
    double far;
    double none;
    int exact;
};

INGOT_INLINE struct axis_limits axis_limits(double deviation, double margin, double cutoff) {
    const double inverse = 1.0 / deviation;
    const int exact = !(inverse <= DBL_MAX);
    const struct axis_limits limits = {
        inverse, exact ? 0.0 : certain * deviation * margin, exact ? 0.0 : cutoff * deviation, exact
    };
    return limits;
}

// How far the mean is above the edges of a block, at least and at most.
struct block_gaps {
    double lowest;
    double highest;
};

INGOT_INLINE struct block_gaps block_gaps(const double *restrict edges, double mean) {
    const double first = mean - edges[0], last = mean - edges[ingot_edge_block - 1];
    const struct block_gaps gaps = {first < last ? first : last, first < last ? last : first};
    return gaps;
}

// Returns whether an edge lay between `impossible` and `cutoff` and was left out.
INGOT_INLINE int excess_axis(
    size_t count, const double *restrict edges, double mean, double deviation, double cutoff, double *restrict a
) {
    const struct axis_limits limits = axis_limits(deviation, 1.0, cutoff);
    int skipped = 0;
    for (size_t b = 0; b < count; b += ingot_edge_block) {
        const struct block_gaps gaps = block_gaps(edges + b, mean);
        if (gaps.lowest > limits.far || limits.exact) {
            for (size_t i = b; i < b + ingot_edge_block; i++) {
                a[i] = mean > edges[i] ? mean - edges[i] : 0.0;
            }
        } else if (gaps.highest < limits.none) {
            memset(a + b, 0, ingot_edge_block * sizeof(double));
            skipped |= gaps.highest > impossible * deviation;
        } else {
            excess_block(edges + b, mean, limits.inverse, deviation, a + b);
        }
    }
    return skipped;
}

INGOT_INLINE int gradient_axis(
    size_t count, const double *restrict edges, double mean, double deviation, double cutoff, double *restrict a,
    double *restrict distribution, double *restrict density
) {
    const struct axis_limits limits = axis_limits(deviation, 1.1, cutoff);
    int skipped = 0;
    for (size_t b = 0; b < count; b += ingot_edge_block) {
        const struct block_gaps gaps = block_gaps(edges + b, mean);
        if (gaps.lowest > limits.far || limits.exact) {
            for (size_t i = b; i < b + ingot_edge_block; i++) {
                a[i] = mean > edges[i] ? mean - edges[i] : 0.0;
                distribution[i] = mean > edges[i] ? 1.0 : 0.0;
                density[i] = 0.0;
            }
        } else if (gaps.highest < limits.none) {
            memset(a + b, 0, ingot_edge_block * sizeof(double));
            memset(distribution + b, 0, ingot_edge_block * sizeof(double));
            memset(density + b, 0, ingot_edge_block * sizeof(double));
            skipped |= gaps.highest > impossible * deviation;
        } else {
            gradient_block(edges + b, mean, limits.inverse, deviation, a + b, distribution + b, density + b);
        }
    }
    return skipped;
}

#endif
