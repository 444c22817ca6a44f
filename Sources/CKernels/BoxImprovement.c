#include "ExpectedImprovement.h"
#include "NormalTail.h"

INGOT_CLONES
double ingot_box_improvement(
    size_t dimension, size_t boxes, const int *restrict lower, const int *restrict upper, const double *restrict excess
) {
#pragma clang fp reassociate(on)
    double sum = 0;
    if (dimension == 3) {
        for (size_t i = 0; i < boxes; i++) {
            const double x = excess[lower[i]] - excess[upper[i]];
            const double y = excess[lower[boxes + i]] - excess[upper[boxes + i]];
            const double z = excess[lower[2 * boxes + i]] - excess[upper[2 * boxes + i]];
            sum += x * y * z;
        }
        return sum;
    }
    for (size_t i = 0; i < boxes; i++) {
        double product = 1;
        for (size_t axis = 0; axis < dimension; axis++) {
            product *= excess[lower[axis * boxes + i]] - excess[upper[axis * boxes + i]];
        }
        sum += product;
    }
    return sum;
}

INGOT_INLINE double box_gradient(
    size_t dimension, size_t boxes, const int *restrict lower, const int *restrict upper, const double *restrict excess,
    const double *restrict distribution, const double *restrict density, double *restrict mean_gradient,
    double *restrict deviation_gradient, double *restrict width
) {
    double sum = 0;
    for (size_t i = 0; i < boxes; i++) {
        double before = 1;
        for (size_t axis = 0; axis < dimension; axis++) {
            width[axis] = excess[lower[axis * boxes + i]] - excess[upper[axis * boxes + i]];
            width[dimension + axis] = before;
            before *= width[axis];
        }
        sum += before;
        double after = 1;
        for (size_t axis = dimension; axis-- > 0;) {
            const int low = lower[axis * boxes + i], high = upper[axis * boxes + i];
            const double others = after * width[dimension + axis];
            mean_gradient[axis] += (distribution[low] - distribution[high]) * others;
            deviation_gradient[axis] += (density[low] - density[high]) * others;
            after *= width[axis];
        }
    }
    return sum;
}

INGOT_CLONES
double ingot_box_improvement_gradient(
    size_t dimension, size_t boxes, const int *restrict lower, const int *restrict upper, const double *restrict excess,
    const double *restrict distribution, const double *restrict density, double *restrict mean_gradient,
    double *restrict deviation_gradient, double *restrict width
) {
#pragma clang fp reassociate(on)
    if (dimension != 3) {
        memset(mean_gradient, 0, dimension * sizeof(double));
        memset(deviation_gradient, 0, dimension * sizeof(double));
        return box_gradient(
            dimension, boxes, lower, upper, excess, distribution, density, mean_gradient, deviation_gradient, width);
    }
    double sum = 0, m0 = 0, m1 = 0, m2 = 0, d0 = 0, d1 = 0, d2 = 0;
    for (size_t i = 0; i < boxes; i++) {
        const int lx = lower[i], ux = upper[i];
        const int ly = lower[boxes + i], uy = upper[boxes + i];
        const int lz = lower[2 * boxes + i], uz = upper[2 * boxes + i];
        const double x = excess[lx] - excess[ux];
        const double y = excess[ly] - excess[uy];
        const double z = excess[lz] - excess[uz];
        const double yz = y * z, xz = x * z, xy = x * y;
        sum += xy * z;
        m0 += (distribution[lx] - distribution[ux]) * yz;
        d0 += (density[lx] - density[ux]) * yz;
        m1 += (distribution[ly] - distribution[uy]) * xz;
        d1 += (density[ly] - density[uy]) * xz;
        m2 += (distribution[lz] - distribution[uz]) * xy;
        d2 += (density[lz] - density[uz]) * xy;
    }
    mean_gradient[0] = m0;
    mean_gradient[1] = m1;
    mean_gradient[2] = m2;
    deviation_gradient[0] = d0;
    deviation_gradient[1] = d1;
    deviation_gradient[2] = d2;
    return sum;
}

INGOT_CLONES
double ingot_box_improvement_scaled(
    size_t dimension, size_t boxes, const int *restrict lower, const int *restrict upper,
    const double *restrict edges, const double *restrict means, const double *restrict deviations,
    const double *restrict decays, const double *restrict excess, const double *restrict distribution,
    const double *restrict density, double *restrict mean_gradient, double *restrict deviation_gradient,
    double *restrict width, double *exponent
) {
    double least = (double)INFINITY;
    for (size_t i = 0; i < boxes; i++) {
        double total = 0;
        for (size_t axis = 0; axis < dimension; axis++) {
            total += decays[lower[axis * boxes + i]];
        }
        least = total < least ? total : least;
    }
    memset(mean_gradient, 0, dimension * sizeof(double));
    memset(deviation_gradient, 0, dimension * sizeof(double));
    *exponent = -least;
    if (!(least < (double)INFINITY)) {
        return 0;
    }
    double *restrict prefix = width + dimension;
    double *restrict slope = prefix + dimension;
    double *restrict bend = slope + dimension;
    double sum = 0;
    for (size_t i = 0; i < boxes; i++) {
        double total = 0;
        for (size_t axis = 0; axis < dimension; axis++) {
            total += decays[lower[axis * boxes + i]];
        }
        if (!(total - least < 708.0)) {
            continue;
        }
        double before = decay(least - total);
        for (size_t axis = 0; axis < dimension; axis++) {
            const int low = lower[axis * boxes + i], high = upper[axis * boxes + i];
            const double inverse = 1.0 / deviations[axis];
            const double ratio =
                decay_ratio(decays[low], decays[high], edges[low], edges[high], means[axis], inverse);
            width[axis] = excess[low] - excess[high] * ratio;
            slope[axis] = distribution[low] - distribution[high] * ratio;
            bend[axis] = density[low] - density[high] * ratio;
            prefix[axis] = before;
            before *= width[axis];
        }
        sum += before;
        double after = 1;
        for (size_t axis = dimension; axis-- > 0;) {
            const double others = after * prefix[axis];
            mean_gradient[axis] += slope[axis] * others;
            deviation_gradient[axis] += bend[axis] * others;
            after *= width[axis];
        }
    }
    return sum;
}
