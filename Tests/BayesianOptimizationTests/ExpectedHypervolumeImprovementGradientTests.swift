import BayesianOptimization
import Foundation
import ParetoFront
import SearchSpace
import Testing

@Suite struct ExpectedHypervolumeImprovementGradientTests {
    /// The logarithm, then the derivatives by the means and by the deviations.
    private func evaluate(
        _ improvement: ExpectedHypervolumeImprovement, _ means: [Double], _ deviations: [Double]
    ) -> [Double] {
        var scratch = [Double](repeating: .nan, count: improvement.scratchCount)
        var meanGradient = [Double](repeating: .nan, count: means.count)
        var deviationGradient = meanGradient
        let value = means.withUnsafeBufferPointer { means in
            deviations.withUnsafeBufferPointer { deviations in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    meanGradient.withUnsafeMutableBufferPointer { first in
                        deviationGradient.withUnsafeMutableBufferPointer { second in
                            improvement.logValue(
                                means: means, deviations: deviations, excess: scratch, meanGradient: first,
                                deviationGradient: second)
                        }
                    }
                }
            }
        }
        return [value] + meanGradient + deviationGradient
    }

    @Test func `two objectives agree with 400-digit arithmetic, underflow included`() {
        // From the definition over the columns of the staircase, with derivatives by central differences.
        let known: [(means: [Double], deviations: [Double], values: [Double])] = [
            (
                [0.5, 0.5], [0.25, 0.125],
                [-3.960888217251639, 6.254512208917276, 2.8577332628592824, 7.280754978469664, 0.6402061321846169]
            ),
            (
                [0.5, 0.5], [0.015625, 0.0078125],
                [-42.262076598064034, 527.3213764377642, 2.6666666666666665, 4282.571011502114, 0]
            ),
            (
                [0.5, 0.5], [0.0009765625, 0.001953125],
                [-8209.688185325636, 56182.855887812904, 37454.85630616098, 7191551.839354337, 4794367.892902892]
            ),
            (
                [-3, -2], [0.0625, 0.125],
                [-1460.7948941647064, 768.6658012372089, 192.66323593441192, 36911.95845938603, 4631.917662425886]
            ),
            (
                [2, -3], [0.125, 0.03125],
                [-4621.513696216237, 0.9999999999999993, 3072.666449817434, 5.052271083536892e-15, 295007.9791824737]
            ),
            ([0.375, 0.9375], [0.001953125, 0.001953125], [-3.7534179752515073, 8, 5.333333333333333, 0, 0]),
            (
                [1e6, 0.5], [1e6, 0.5],
                [
                    13.282415343466088, 7.766389558504305e-07, 1.5532776152450556, 2.233615157864866e-07,
                    0.44672285129614825,
                ]
            ),
            (
                [-40, -40], [0.0625, 0.0625],
                [-417365.26619022316, 10400.049230419669, 10272.049843873967, 6760047.999772785, 6594671.999767087]
            ),
        ]
        let boxes = BoxDecomposition(front: [[0.25, 1], [0.625, 0.75], [1, 0.125]], reference: [0, 0])
        let improvement = ExpectedHypervolumeImprovement(boxes)
        for (means, deviations, values) in known {
            let found = evaluate(improvement, means, deviations)
            #expect(abs(found[0] - values[0]) <= 1e-12 * max(1, abs(values[0])))
            for (found, value) in zip(found.dropFirst(), values.dropFirst()) {
                #expect(abs(found - value) <= 1e-11 * abs(value) + 1e-13)
            }
            // The value alone takes another way.
            let alone = improvement.logValues(means: means, deviations: deviations)[0]
            #expect(abs(alone - values[0]) <= 1e-12 * max(1, abs(values[0])))
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5], [1e-12, 1, 1e12])
    func `derivatives are the slopes of the value at every scale`(dimension: Int, scale: Double) {
        var generator = RandomGenerator(seed: UInt64(dimension))
        let front = (0..<(dimension == 5 ? 6 : 12)).map { _ in
            let parts = (0..<dimension).map { _ in abs(generator.normal()) }
            let length = parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return parts.map { scale * $0 / length }
        }
        let improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: front, reference: [Double](repeating: 0, count: dimension)))
        for round in 0..<40 {
            // From overlapping the front to hundreds of deviations below it.
            let spread = scale * [1, 0.1, 0.01, 1e-3][round % 4]
            let means = (0..<dimension).map { _ in scale * (1.5 * generator.uniform() - 0.5) }
            let deviations = (0..<dimension).map { _ in spread * (0.5 + generator.uniform()) }
            let found = evaluate(improvement, means, deviations)
            let finite = found.allSatisfy(\.isFinite)
            #expect(finite)
            for axis in 0..<(2 * dimension) {
                func value(_ step: Double) -> Double {
                    var (means, deviations) = (means, deviations)
                    if axis < dimension { means[axis] += step } else { deviations[axis - dimension] += step }
                    return evaluate(improvement, means, deviations)[0]
                }
                let step = 1e-3 * deviations[axis % dimension]
                let near = (value(step) - value(-step)) / (2 * step)
                let wide = (value(2 * step) - value(-2 * step)) / (4 * step)
                let slope = (4 * near - wide) / 3
                // The slopes of a log are of the order of its size over the deviation.
                let size = max(1, abs(found[0])) / deviations[axis % dimension]
                #expect(abs(found[1 + axis] - slope) <= 1e-6 * abs(slope) + 1e-8 * size)
            }
        }
    }

    @Test func `without uncertainty on one axis the rest stays as it is`() {
        let improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: [[1, 3], [2, 2], [3, 1]], reference: [0, 0]))
        // Above (3, .) the second objective counts in full: E[max(f, 0)] over the step of height 0.
        let found = evaluate(improvement, [3.5, -1], [0, 0.25])
        let near = evaluate(improvement, [3.5, -1], [1e-9, 0.25])
        for (first, second) in zip(found.dropLast(2), near.dropLast(2)) { #expect(abs(first - second) < 1e-6) }
        #expect(abs(found[4] - near[4]) < 1e-6 && found[3] == 0)
        #expect(evaluate(improvement, [0.5, 0.5], [0, 0]) == [-.infinity, 0, 0, 0, 0])
        // Far below the front on the uncertain axis, certain on the other.
        #expect(
            abs(evaluate(improvement, [2.5, -30], [0, 0.1])[0] - evaluate(improvement, [2.5, -30], [1e-7, 0.1])[0])
                < 1e-4)
    }

    @Test func `an empty front is the product of the expected improvements over the reference`() {
        for dimension in 1...4 {
            let reference = (0..<dimension).map { Double($0) * 0.3 }
            let improvement = ExpectedHypervolumeImprovement(BoxDecomposition(front: [], reference: reference))
            for mean in [-50.0, -1, 0.5, 7] {
                let means = (0..<dimension).map { mean + 0.1 * Double($0) }
                let deviations = (0..<dimension).map { 0.2 + 0.1 * Double($0) }
                let expected = (0..<dimension).reduce(0) {
                    $0
                        + ExpectedImprovement.logValue(
                            mean: means[$1], deviation: deviations[$1], best: reference[$1])
                }
                #expect(abs(evaluate(improvement, means, deviations)[0] - expected) < 1e-11 * max(1, abs(expected)))
            }
        }
    }

    @Test func `a front of a thousand points is no different from its boxes summed one by one`() {
        var generator = RandomGenerator(seed: 3)
        let front = (0..<1000).map { _ in
            let angle = generator.uniform() * Double.pi / 2
            return [cos(angle), sin(angle)]
        }
        let boxes = BoxDecomposition(front: front, reference: [0, 0])
        let improvement = ExpectedHypervolumeImprovement(boxes)
        for deviation in [0.001, 0.03, 0.3] {
            let means = [0.7 + generator.uniform() * 0.1, 0.6 + generator.uniform() * 0.2]
            var sum = 0.0
            func excess(_ axis: Int, _ edge: Double) -> Double {
                edge == .infinity
                    ? 0
                    : exp(ExpectedImprovement.logValue(mean: means[axis], deviation: deviation, best: edge))
            }
            for box in 0..<boxes.count {
                sum += [0, 1].reduce(1) {
                    $0 * (excess($1, boxes.lower[2 * box + $1]) - excess($1, boxes.upper[2 * box + $1]))
                }
            }
            let found = exp(evaluate(improvement, means, [deviation, deviation])[0])
            #expect(abs(found - sum) < 1e-11 * sum)
        }
    }
}
