#ifndef INGOT_NORMAL_TAIL_H
#define INGOT_NORMAL_TAIL_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "Clones.h"

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

// Beyond t >= 0, in units of phi(t): the mass of the normal distribution, and its excess h(-t) = phi(t) - t (1 - Phi(t)).
struct normal_tail {
    double mass;
    double excess;
};

INGOT_INLINE struct normal_tail normal_tail(double t) {
    const double v = 1.0 / (t + 5.0);
    const double s = 1.0 - 10.0 * v;
    const struct normal_tail tail = {mills_polynomial(s) * v, rest_polynomial(s) * (v * v)};
    return tail;
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

#endif
