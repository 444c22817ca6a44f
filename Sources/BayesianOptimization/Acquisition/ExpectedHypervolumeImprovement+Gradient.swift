import CKernels
import Glibc

extension ExpectedHypervolumeImprovement {
    /// The logarithm of the expected improvement of one point and its derivatives, without allocation.
    ///
    /// The derivatives of E[max(f - a, 0)] by the mean and by the deviation are Phi(u) and phi(u), u = (mean - a) /
    /// deviation; the product rule over the boxes gives the rest. Where no improvement is possible the derivatives are
    /// 0; at a deviation of 0 the one by the deviation is 0.
    ///
    /// - Parameters:
    ///   - means: `dimension` means.
    ///   - deviations: `dimension` standard deviations, at least 0.
    ///   - excess: A scratch buffer of `scratchCount` numbers.
    ///   - meanGradient: Receives the derivatives of the logarithm by the means.
    ///   - deviationGradient: Receives the derivatives of the logarithm by the deviations.
    public func logValue(
        means: UnsafeBufferPointer<Double>, deviations: UnsafeBufferPointer<Double>,
        excess: UnsafeMutableBufferPointer<Double>, meanGradient: UnsafeMutableBufferPointer<Double>,
        deviationGradient: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        precondition(means.count == dimension && deviations.count == dimension && excess.count >= scratchCount)
        precondition(meanGradient.count == dimension && deviationGradient.count == dimension)
        guard let mean = means.baseAddress, let deviation = deviations.baseAddress, let output = excess.baseAddress,
            let meanSlope = meanGradient.baseAddress, let deviationSlope = deviationGradient.baseAddress
        else { return -.infinity }
        let sum = linearSum(mean, deviation, output, meanSlope, deviationSlope)
        guard sum > Self.smallestLinear && sum < .infinity else {
            return logSum(mean, deviation, output, meanSlope, deviationSlope)
        }
        for axis in 0..<dimension {
            meanSlope[axis] /= sum
            deviationSlope[axis] /= sum
        }
        return log(sum)
    }

    private func linearSum(
        _ means: UnsafePointer<Double>, _ deviations: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>,
        _ meanSlope: UnsafeMutablePointer<Double>, _ deviationSlope: UnsafeMutablePointer<Double>
    ) -> Double {
        edges.withUnsafeBufferPointer { edges in
            guard let base = edges.baseAddress else { return 0 }
            if !heights.isEmpty {
                return heights.withUnsafeBufferPointer { heights in
                    ingot_staircase_improvement_gradient(
                        offsets[1], base, heights.baseAddress, means, deviations, output, meanSlope, deviationSlope)
                }
            }
            let (distribution, density) = (output + edges.count, output + 2 * edges.count)
            for axis in 0..<dimension {
                let first = offsets[axis]
                ingot_edge_excess_gradient(
                    offsets[axis + 1] - first, base + first, means[axis], deviations[axis], output + first,
                    distribution + first, density + first)
            }
            let infinity = edges.count - 1
            (output[infinity], distribution[infinity], density[infinity]) = (0, 0, 0)
            return lowerEdges.withUnsafeBufferPointer { lower in
                upperEdges.withUnsafeBufferPointer { upper in
                    ingot_box_improvement_gradient(
                        dimension, boxCount, lower.baseAddress, upper.baseAddress, output, distribution, density,
                        meanSlope, deviationSlope, output + 4 * edges.count)
                }
            }
        }
    }

    /// The same sum where it underflows: every normal tail is a factor exp(-u^2 / 2), held apart, times a ratio that
    /// stays within range; only differences of the exponents are taken to the exponential.
    func logSum(
        _ means: UnsafePointer<Double>, _ deviations: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>,
        _ meanSlope: UnsafeMutablePointer<Double>, _ deviationSlope: UnsafeMutablePointer<Double>
    ) -> Double {
        edges.withUnsafeBufferPointer { edges in
            guard let base = edges.baseAddress else { return -.infinity }
            let (distribution, density) = (output + edges.count, output + 2 * edges.count)
            let decays = output + 3 * edges.count
            for axis in 0..<dimension {
                let first = offsets[axis]
                ingot_edge_excess_scaled(
                    offsets[axis + 1] - first, base + first, means[axis], deviations[axis], decays + first,
                    output + first, distribution + first, density + first)
            }
            let infinity = edges.count - 1
            (output[infinity], distribution[infinity], density[infinity]) = (0, 0, 0)
            decays[infinity] = .infinity
            var exponent = 0.0
            let sum = lowerEdges.withUnsafeBufferPointer { lower in
                upperEdges.withUnsafeBufferPointer { upper in
                    ingot_box_improvement_scaled(
                        dimension, boxCount, lower.baseAddress, upper.baseAddress, base, means, deviations, decays,
                        output, distribution, density, meanSlope, deviationSlope, output + 4 * edges.count, &exponent)
                }
            }
            guard sum > 0 else {
                for axis in 0..<dimension { (meanSlope[axis], deviationSlope[axis]) = (0, 0) }
                return sum.isNaN ? .nan : -.infinity
            }
            for axis in 0..<dimension {
                meanSlope[axis] /= sum
                deviationSlope[axis] /= sum
            }
            return log(sum) + exponent
        }
    }
}
