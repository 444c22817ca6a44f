#include "EdgeExcess.h"

// The excess times exp(E), E = u^2 / 2 where u < 0, else 0; where the excess is exactly 0, E is infinite.
INGOT_INLINE void scaled_axis(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict decays,
    double *restrict excess
) {
    const double inverse = 1.0 / deviation;
    if (!(inverse <= DBL_MAX)) {
        for (size_t i = 0; i < count; i++) {
            const double gap = mean - edges[i];
            excess[i] = gap > 0 ? gap : 0.0;
            decays[i] = gap > 0 ? 0.0 : (double)INFINITY;
        }
        return;
    }
#pragma clang loop vectorize_width(8) interleave_count(1)
    for (size_t i = 0; i < count; i++) {
        const double gap = mean - edges[i];
        const double t = fabs(gap * inverse);
        const double half = 0.5 * t * t;
        const double phi = 0.3989422804014327 * (gap > 0 ? decay(-half) : 1.0);
        excess[i] = (gap > 0 ? gap : 0.0) + deviation * phi * normal_tail(t).excess;
        decays[i] = gap > 0 ? 0.0 : half;
    }
}

// What was left out is below h(-20) < 1e-89 of a deviation on its axis, times the whole excess on the other.
INGOT_INLINE int matters(double sum, const double *deviations, double whole_x, double whole_y) {
    return !(sum > 1e-74 * (deviations[0] * whole_y + deviations[1] * whole_x));
}

INGOT_CLONES
double ingot_staircase_improvement(
    size_t count, const double *restrict x, const double *restrict y, const double *restrict means,
    const double *restrict deviations, double *restrict scratch
) {
#pragma clang fp reassociate(on)
    double *restrict a = scratch;
    double *restrict b = scratch + count + ingot_edge_block;
    int skipped = excess_axis(count, x, means[0], deviations[0], negligible, a);
    skipped |= excess_axis(count, y, means[1], deviations[1], negligible, b);
    a[count] = 0;
    double sum = 0;
#pragma clang loop vectorize_width(8)
    for (size_t k = 0; k < count; k++) {
        sum += (a[k] - a[k + 1]) * b[k];
    }
    return skipped && matters(sum, deviations, a[0], b[count - 1]) ? 0 : sum;
}

INGOT_CLONES
double ingot_staircase_improvement_scaled(
    size_t count, const double *restrict x, const double *restrict y, const double *restrict means,
    const double *restrict deviations, double *restrict scratch, double *exponent
) {
#pragma clang fp reassociate(on)
    const size_t stride = count + ingot_edge_block;
    double *restrict decay_x = scratch;
    double *restrict a = decay_x + stride;
    double *restrict decay_y = a + stride;
    double *restrict b = decay_y + stride;
    scaled_axis(count, x, means[0], deviations[0], decay_x, a);
    scaled_axis(count, y, means[1], deviations[1], decay_y, b);
    a[count] = 0;
    decay_x[count] = (double)INFINITY;
    double least = (double)INFINITY;
    for (size_t k = 0; k < count; k++) {
        const double total = decay_x[k] + decay_y[k];
        least = total < least ? total : least;
    }
    *exponent = -least;
    if (!(least < (double)INFINITY)) {
        return 0;
    }
    const double mean = means[0], inverse = 1.0 / deviations[0];
    double sum = 0;
#pragma clang loop vectorize_width(8)
    for (size_t k = 0; k < count; k++) {
        const double ratio = decay_ratio(decay_x[k], decay_x[k + 1], x[k], x[k + 1], mean, inverse);
        const double weight = decay(least - (decay_x[k] + decay_y[k]));
        const double width = a[k] - a[k + 1] * ratio;
        sum += weight * width * b[k];
    }
    return sum;
}

INGOT_CLONES
double ingot_staircase_improvement_gradient(
    size_t count, const double *restrict x, const double *restrict y, const double *restrict means,
    const double *restrict deviations, double *restrict scratch, double *restrict mean_gradient,
    double *restrict deviation_gradient
) {
#pragma clang fp reassociate(on)
    const size_t stride = count + ingot_edge_block;
    double *restrict a = scratch;
    double *restrict ap = scratch + stride;
    double *restrict ad = scratch + 2 * stride;
    double *restrict b = ad + stride;
    double *restrict bp = b + count;
    double *restrict bd = bp + count;
    int skipped = gradient_axis(count, x, means[0], deviations[0], negligible, a, ap, ad);
    skipped |= gradient_axis(count, y, means[1], deviations[1], negligible, b, bp, bd);
    a[count] = 0;
    ap[count] = 0;
    ad[count] = 0;
    double sum = 0, m0 = 0, m1 = 0, d0 = 0, d1 = 0;
#pragma clang loop vectorize_width(8)
    for (size_t k = 0; k < count; k++) {
        const double step = a[k] - a[k + 1];
        sum += step * b[k];
        m0 += (ap[k] - ap[k + 1]) * b[k];
        d0 += (ad[k] - ad[k + 1]) * b[k];
        m1 += step * bp[k];
        d1 += step * bd[k];
    }
    mean_gradient[0] = m0;
    mean_gradient[1] = m1;
    deviation_gradient[0] = d0;
    deviation_gradient[1] = d1;
    return skipped && matters(sum, deviations, a[0], b[count - 1]) ? 0 : sum;
}
