import Foundation
import GaussianProcess
import Testing

@Suite struct TransformedNormalTests {
    private static let maps: [OutputTransform] = [
        .identity, .standardized(location: -3, scale: 2), .logarithm(side: .positive, shift: 0.5),
        .logarithm(side: .negative, shift: 0.25), .bilogarithm(location: 0.3, scale: 0.7),
        .power(exponent: 0, location: 0.2, scale: 1.5), .power(exponent: 0.4, location: 0, scale: 1),
        .power(exponent: 1.7, location: -1, scale: 0.4), .power(exponent: 2, location: 0, scale: 1),
    ]

    /// Moments by the trapezoidal rule over 24 standard deviations, which converges fast for smooth integrands.
    private func moments(_ map: OutputTransform, _ mean: Double, _ variance: Double) -> (Double, Double) {
        let (deviation, steps) = (variance.squareRoot(), 6_000)
        func sum(_ value: (Double) -> Double) -> Double {
            (0...steps).reduce(0) { total, step in
                let z = -12 + 24 * Double(step) / Double(steps)
                return total + exp(-0.5 * z * z) / (2 * Double.pi).squareRoot() * value(mean + deviation * z) * 24
                    / Double(steps)
            }
        }
        let first = sum(map.inverse)
        return (first, sum { (map.inverse($0) - first) * (map.inverse($0) - first) })
    }

    @Test(arguments: maps) func `moments agree with fine integration`(map: OutputTransform) {
        for (mean, variance) in [(0.4, 0.3), (-1.2, 0.05), (0.0, 1.0), (2.0, 0.6), (0.05, 1e-4)] {
            let found = TransformedNormal(transform: map, latentMean: mean, latentVariance: variance)
            let (first, second) = moments(map, mean, variance)
            // The second derivative of bilog and power jumps at zero, where no rule of this kind is exact.
            let tolerance = map.kind == .logarithm || map.kind == .standardized || map.kind == .identity ? 1e-9 : 3e-3
            #expect(abs(found.mean - first) < tolerance * second.squareRoot())
            #expect(abs(found.variance - second) < 2 * tolerance * second)
        }
    }

    @Test(arguments: maps) func `derivatives are those of the moments`(map: OutputTransform) {
        for (mean, variance) in [(0.4, 0.3), (-1.2, 0.05), (2.0, 0.6), (0.7, 1e-20)] {
            let found = TransformedNormal(transform: map, latentMean: mean, latentVariance: variance)
            func value(_ mean: Double, _ variance: Double) -> (Double, Double) {
                let shifted = TransformedNormal(transform: map, latentMean: mean, latentVariance: variance)
                return (shifted.mean, shifted.variance)
            }
            let (step, width) = (1e-5, 1e-5 * variance)
            let (up, down) = (value(mean + step, variance), value(mean - step, variance))
            let (wide, narrow) = (value(mean, variance + width), value(mean, variance - width))
            func same(_ left: Double, _ right: Double, _ size: Double) -> Bool { abs(left - right) < 2e-4 * size }
            let slope = abs(found.meanByLatentMean)
            #expect(same((up.0 - down.0) / (2 * step), found.meanByLatentMean, slope))
            #expect(same((up.1 - down.1) / (2 * step), found.varianceByLatentMean, slope * slope))
            #expect(same((wide.1 - narrow.1) / (2 * width), found.varianceByLatentVariance, slope * slope))
            if variance > 1e-10 {
                #expect(same((wide.0 - narrow.0) / (2 * width), found.meanByLatentVariance, slope))
            }
        }
    }

    @Test(arguments: maps) func `density, probability and median belong together`(map: OutputTransform) {
        let normal = TransformedNormal(transform: map, latentMean: 0.4, latentVariance: 0.3)
        #expect(abs(normal.probability(above: normal.median) - 0.5) < 1e-12)
        // Minus the derivative of the probability by the bound is the density.
        for z in [-1.0, -0.2, 0.3, 1.4] {
            let bound = map.inverse(z)
            let step = 1e-5 * (1 + abs(bound))
            let slope = (normal.probability(above: bound - step) - normal.probability(above: bound + step)) / (2 * step)
            #expect(abs(slope - exp(normal.logDensity(bound))) < 1e-4 * slope)
            let found = normal.exceedance(of: bound)
            func shifted(_ mean: Double, _ variance: Double) -> Double {
                TransformedNormal(transform: map, latentMean: mean, latentVariance: variance).probability(above: bound)
            }
            #expect(abs((shifted(0.4 + 1e-6, 0.3) - shifted(0.4 - 1e-6, 0.3)) / 2e-6 - found.byLatentMean) < 1e-7)
            #expect(abs((shifted(0.4, 0.3 + 1e-6) - shifted(0.4, 0.3 - 1e-6)) / 2e-6 - found.byLatentVariance) < 1e-7)
        }
    }

    @Test func `bounds outside the logarithm's range are certain`() {
        let above = TransformedNormal(
            transform: .logarithm(side: .positive, shift: 0), latentMean: 0, latentVariance: 1)
        #expect(above.probability(above: -1) == 1)
        #expect(above.probability(above: .infinity) == 0)
        #expect(above.logDensity(-1) == -.infinity)
        let below = TransformedNormal(
            transform: .logarithm(side: .negative, shift: 0), latentMean: 0, latentVariance: 1)
        #expect(below.probability(above: 1) == 0)
        #expect(below.probability(above: -.infinity) == 1)
        // Far out, where 1 minus a distribution function would give zero.
        #expect(above.probability(above: exp(20)) > 0)
        #expect(above.probability(above: exp(20)) < 1e-80)
    }

    @Test func `no variance gives the map's own value`() {
        for map in Self.maps {
            let fixed = TransformedNormal(transform: map, latentMean: 0.7, latentVariance: 0)
            #expect(abs(fixed.mean - map.inverse(0.7)) < 1e-12)
            #expect(fixed.variance == 0)
            #expect(fixed.exceedance(of: map.inverse(0.6)).probability == 1)
        }
    }
}
