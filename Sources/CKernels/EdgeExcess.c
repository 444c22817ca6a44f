#include "EdgeExcess.h"

INGOT_CLONES
void ingot_normal_tail(size_t count, const double *t, double *mills, double *rest) {
    for (size_t i = 0; i < count; i++) {
        const struct normal_tail tail = normal_tail(t[i]);
        mills[i] = tail.mass;
        rest[i] = tail.excess;
    }
}

INGOT_CLONES
void ingot_edge_excess(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict excess
) {
    excess_axis(count, edges, mean, deviation, impossible, excess);
}

INGOT_CLONES
void ingot_edge_excess_gradient(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict excess,
    double *restrict distribution, double *restrict density
) {
    gradient_axis(count, edges, mean, deviation, impossible, excess, distribution, density);
}

INGOT_CLONES
void ingot_edge_excess_scaled(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict decays,
    double *restrict excess, double *restrict distribution, double *restrict density
) {
    const double inverse = 1.0 / deviation;
    if (!(inverse <= DBL_MAX)) {
        for (size_t i = 0; i < count; i++) {
            const double gap = mean - edges[i];
            excess[i] = gap > 0 ? gap : 0.0;
            distribution[i] = gap > 0 ? 1.0 : 0.0;
            density[i] = 0.0;
            decays[i] = gap > 0 ? 0.0 : (double)INFINITY;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const double gap = mean - edges[i];
        const double t = fabs(gap * inverse);
        const double half = 0.5 * t * t;
        const double phi = 0.3989422804014327 * (gap > 0 ? decay(-half) : 1.0);
        const struct normal_tail tail = normal_tail(t);
        const double mass = phi * tail.mass;
        excess[i] = (gap > 0 ? gap : 0.0) + deviation * phi * tail.excess;
        distribution[i] = gap > 0 ? 1.0 - mass : mass;
        density[i] = phi;
        decays[i] = gap > 0 ? 0.0 : half;
    }
}
