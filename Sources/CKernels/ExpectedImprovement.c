#include "ExpectedImprovement.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// One body compiled for several processors, chosen at load time. The chooser runs before the thread sanitizer's
// runtime is ready, so sanitized builds keep the portable body only.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define INGOT_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define INGOT_SANITIZED 1
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(INGOT_SANITIZED)
#define INGOT_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define INGOT_CLONES
#endif

#define INGOT_INLINE static inline __attribute__((always_inline))

// Beyond `certain` standard deviations h(u) is u to rounding; below `impossible` it is 0 in double precision.
static const double certain = 8.0;
static const double impossible = -37.6;
// Edges further above the mean than this are left out where the sum shows that they do not matter.
static const double negligible = -20.0;

// exp(x) for x <= 0, 0 below -708: 2^k exp(r), ln 2 split in two parts (W. Cody and W. Waite, "Software Manual for the
// Elementary Functions", 1980), exp(r) by its Taylor polynomial of degree 13 in pairs (G. Estrin, 1960).
INGOT_INLINE double decay(double x) {
    const double magic = 0x1.8p52;
    const double clamped = x < -708.0 ? -708.0 : x;
    const double shifted = clamped * 1.4426950408889634 + magic;
    const double k = shifted - magic;
    double r = clamped - k * 0x1.62e42fee00000p-1;
    r = r - k * 0x1.a39ef35793c76p-33;
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double p23 = 0.5 + r * (1.0 / 6.0);
    const double p45 = 1.0 / 24.0 + r * (1.0 / 120.0);
    const double p67 = 1.0 / 720.0 + r * (1.0 / 5040.0);
    const double p89 = 1.0 / 40320.0 + r * (1.0 / 362880.0);
    const double pab = 1.0 / 3628800.0 + r * (1.0 / 39916800.0);
    const double pcd = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0);
    const double low = p23 + r2 * p45;
    const double middle = p67 + r2 * p89;
    const double high = pab + r2 * pcd;
    const double p = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)));
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    const double result = p * power;
    return x < -708.0 ? 0.0 : result;
}

// With s = (t - 5) / (t + 5) the Mills ratio (1 - Phi(t)) / phi(t) times t + 5, and 1 minus t times that ratio, times
// (t + 5)^2, as polynomials in s on [-1, 1]: the variable of M. Shepherd and J. Laframboise, Math. Comp. 36 (1981),
// the coefficients from Chebyshev expansions in 50-digit arithmetic; relative errors 1e-15 and 4e-15.
// h(-t) = phi(t) times the second function.
INGOT_INLINE double mills_polynomial(double s) {
    const double s2 = s * s, s4 = s2 * s2, s8 = s4 * s4;
    const double a = (1.9280810471531566 + s * -1.667866595188962) + s2 * (1.2415470615741044 + s * -0.7859110755463842);
    const double b =
        (0.4136447157230846 + s * -0.17325473409133701) + s2 * (0.05212550256359428 + s * -0.007503282770439661);
    const double c =
        (-0.0019999632011944283 + s * 0.0013658588260151037) + s2 * (-0.0001488272358924814 + s * -0.0001247342941194849);
    const double d =
        (4.1797300279029824e-05 + s * 9.971212523681669e-06) + s2 * (-6.91178660713918e-06 + s * -8.299517774871889e-07);
    const double e =
        (1.052048920024808e-06 + s * 8.984895452559291e-08) + s2 * (-1.4327136242702857e-07 + s * -1.2601401989761983e-08);
    const double f = 1.2420669039697046e-08 + s * 1.2681778701549666e-09;
    return (a + s4 * b) + s8 * ((c + s4 * d) + s8 * (e + s4 * f));
}

INGOT_INLINE double rest_polynomial(double s) {
    const double s2 = s * s, s4 = s2 * s2, s8 = s4 * s4;
    const double a = (3.595947642342117 + s * -5.818827313525735) + s2 * (6.082374411361461 + s * -4.79822316510971);
    const double b = (2.9344972490881926 + s * -1.3522814191846577) + s2 * (0.4174014968390122 + s * -0.0440265644998814);
    const double c =
        (-0.03029239226460264 + s * 0.015146906970273159) + s2 * (-0.00026505953773012486 + s * -0.001998540940598239);
    const double d =
        (0.00041387426363055044 + s * 0.00023671464589213555) + s2 * (-9.153032939530168e-05 + s * -3.0595656500480796e-05);
    const double e =
        (1.6781223419493895e-05 + s * 4.6015742991807096e-06) + s2 * (-2.8435650819098295e-06 + s * -6.901062598819818e-07);
    const double f = (4.050996751404481e-07 + s * 6.583288099657568e-08) + s2 * -3.452069888459675e-08;
    return (a + s4 * b) + s8 * ((c + s4 * d) + s8 * (e + s4 * f));
}

INGOT_INLINE void excess_block(
    const double *restrict edges, double mean, double inverse, double deviation, double *restrict a
) {
#pragma clang loop vectorize_width(8) interleave_count(1)
    for (size_t i = 0; i < ingot_edge_block; i++) {
        const double gap = mean - edges[i];
        const double t = fabs(gap * inverse);
        const double v = 1.0 / (t + 5.0);
        const double phi = 0.3989422804014327 * decay(-0.5 * t * t);
        const double lower = deviation * phi * (rest_polynomial(1.0 - 10.0 * v) * (v * v));
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
        const double v = 1.0 / (t + 5.0);
        const double s = 1.0 - 10.0 * v;
        const double phi = 0.3989422804014327 * decay(-0.5 * t * t);
        const double tail = phi * (mills_polynomial(s) * v);
        a[i] = (gap > 0 ? gap : 0.0) + deviation * phi * (rest_polynomial(s) * (v * v));
        distribution[i] = gap > 0 ? 1.0 - tail : tail;
        density[i] = phi;
    }
}

// Returns whether an edge lay between `impossible` and `cutoff` and was left out.
INGOT_INLINE int excess_axis(
    size_t count, const double *restrict edges, double mean, double deviation, double cutoff, double *restrict a
) {
    const double inverse = 1.0 / deviation;
    const int exact = !(inverse <= 1.7976931348623157e308);
    const double far = exact ? 0.0 : certain * deviation;
    const double none = exact ? 0.0 : cutoff * deviation;
    int skipped = 0;
    for (size_t b = 0; b < count; b += ingot_edge_block) {
        const double first = mean - edges[b], last = mean - edges[b + ingot_edge_block - 1];
        const double lowest = first < last ? first : last, highest = first < last ? last : first;
        if (lowest > far || exact) {
            for (size_t i = b; i < b + ingot_edge_block; i++) {
                a[i] = mean > edges[i] ? mean - edges[i] : 0.0;
            }
        } else if (highest < none) {
            memset(a + b, 0, ingot_edge_block * sizeof(double));
            skipped |= highest > impossible * deviation;
        } else {
            excess_block(edges + b, mean, inverse, deviation, a + b);
        }
    }
    return skipped;
}

INGOT_INLINE int gradient_axis(
    size_t count, const double *restrict edges, double mean, double deviation, double cutoff, double *restrict a,
    double *restrict distribution, double *restrict density
) {
    const double inverse = 1.0 / deviation;
    const int exact = !(inverse <= 1.7976931348623157e308);
    const double far = exact ? 0.0 : certain * deviation * 1.1;
    const double none = exact ? 0.0 : cutoff * deviation;
    int skipped = 0;
    for (size_t b = 0; b < count; b += ingot_edge_block) {
        const double first = mean - edges[b], last = mean - edges[b + ingot_edge_block - 1];
        const double lowest = first < last ? first : last, highest = first < last ? last : first;
        if (lowest > far || exact) {
            for (size_t i = b; i < b + ingot_edge_block; i++) {
                a[i] = mean > edges[i] ? mean - edges[i] : 0.0;
                distribution[i] = mean > edges[i] ? 1.0 : 0.0;
                density[i] = 0.0;
            }
        } else if (highest < none) {
            memset(a + b, 0, ingot_edge_block * sizeof(double));
            memset(distribution + b, 0, ingot_edge_block * sizeof(double));
            memset(density + b, 0, ingot_edge_block * sizeof(double));
            skipped |= highest > impossible * deviation;
        } else {
            gradient_block(edges + b, mean, inverse, deviation, a + b, distribution + b, density + b);
        }
    }
    return skipped;
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

// exp(E_low - E_high) where the exponents are near to each other and large: their difference is taken of the edges.
INGOT_INLINE double decay_ratio(
    double decay_low, double decay_high, double edge_low, double edge_high, double mean, double inverse
) {
    const double sum = (edge_low - mean) + (edge_high - mean);
    const double near = -0.5 * ((edge_high - edge_low) * inverse) * (sum * inverse);
    const double exponent = decay_low > 0.0 ? near : decay_low - decay_high;
    const double ratio = decay(exponent);
    return decay_low < (double)INFINITY && decay_high < (double)INFINITY ? ratio : 0.0;
}

// The excess times exp(E), E = u^2 / 2 where u < 0, else 0; where the excess is exactly 0, E is infinite.
INGOT_INLINE void scaled_axis(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict decays,
    double *restrict excess
) {
    const double inverse = 1.0 / deviation;
    if (!(inverse <= 1.7976931348623157e308)) {
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
        const double v = 1.0 / (t + 5.0);
        const double half = 0.5 * t * t;
        const double phi = 0.3989422804014327 * (gap > 0 ? decay(-half) : 1.0);
        excess[i] = (gap > 0 ? gap : 0.0) + deviation * phi * (rest_polynomial(1.0 - 10.0 * v) * (v * v));
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
void ingot_normal_tail(size_t count, const double *t, double *mills, double *rest) {
    for (size_t i = 0; i < count; i++) {
        const double v = 1.0 / (t[i] + 5.0);
        const double s = 1.0 - 10.0 * v;
        mills[i] = mills_polynomial(s) * v;
        rest[i] = rest_polynomial(s) * (v * v);
    }
}

INGOT_CLONES
void ingot_edge_excess_scaled(
    size_t count, const double *restrict edges, double mean, double deviation, double *restrict decays,
    double *restrict excess, double *restrict distribution, double *restrict density
) {
    const double inverse = 1.0 / deviation;
    if (!(inverse <= 1.7976931348623157e308)) {
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
        const double v = 1.0 / (t + 5.0);
        const double s = 1.0 - 10.0 * v;
        const double half = 0.5 * t * t;
        const double phi = 0.3989422804014327 * (gap > 0 ? decay(-half) : 1.0);
        const double tail = phi * (mills_polynomial(s) * v);
        excess[i] = (gap > 0 ? gap : 0.0) + deviation * phi * (rest_polynomial(s) * (v * v));
        distribution[i] = gap > 0 ? 1.0 - tail : tail;
        density[i] = phi;
        decays[i] = gap > 0 ? 0.0 : half;
    }
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
