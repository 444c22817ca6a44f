import Glibc
import ParetoFront

/// The logarithm of the expected growth of the hypervolume by q candidates jointly, when the baseline is itself known
/// only through its posterior: observations with noise, pending trials, outcome constraints.
///
/// Every quasi-Monte-Carlo sample draws the outcomes of the baseline once, cuts what its feasible front leaves
/// undominated into boxes, and draws the candidates given the baseline. Over the boxes the growth by q points is the
/// alternating sum over their non-empty subsets, each with the product of its points' feasibilities: S. Daulton, M.
/// Balandat and E. Bakshy, "Parallel Bayesian optimization of multiple noisy objectives with expected hypervolume
/// improvement", NeurIPS 2021. For one candidate the positive parts are smoothed with fat tails, so that the mean never
/// underflows: S. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS
/// 2023.
///
/// A batch is best built greedily: append each choice, and every pending trial, to the baseline.
public struct NoisyExpectedHypervolumeImprovement: Sendable {
    /// A joint normal belief about one outcome at several points.
    public struct JointBelief: Sendable {
        /// One mean a point.
        public var mean: [Double]
        /// The covariance by rows, points squared.
        public var covariance: [Double]

        /// Makes a belief.
        public init(mean: [Double], covariance: [Double]) {
            self.mean = mean
            self.covariance = covariance
        }
    }

    /// The boxes of one sample, and the standard normal coordinates of its baseline.
    struct Sample: Sendable {
        var lower: [Double]
        var upper: [Double]
        /// Outcome by outcome.
        var normals: [[Double]]
    }

    /// The number of objectives.
    public let objectiveCount: Int
    /// The number of outcomes, the objectives first, then the constraints.
    public let outcomeCount: Int
    /// The number of baseline points.
    public let baselineCount: Int
    /// How many variances of baseline points, over all outcomes, count as 0, since what the points before leave open of
    /// them is nothing but rounding: a fallback that whoever uses the values ought to count.
    public let droppedBaselineVariances: Int
    let samples: [Sample]
    let factors: [SemidefiniteFactor]
    let scales: [FatPositivePart]

    /// The number of normals of one sample that the baseline takes.
    ///
    /// - Returns: One number for each outcome and point.
    public static func baselineNormalCount(outcomes: Int, points: Int) -> Int { outcomes * points }

    /// Draws the baseline and cuts its boxes.
    ///
    /// - Parameters:
    ///   - baseline: For each outcome the joint belief at the baseline points, the objectives first, then the
    ///     constraints, which hold where they are at least 0.
    ///   - reference: The reference point, one number an objective; larger is better.
    ///   - normals: For each sample outcomes times points standard normals, outcome by outcome.
    ///   - temperatures: For each outcome the width of the smoothing in its unit, above 0: a millionth of an
    ///     objective's range and a thousandth of a constraint's are usual.
    public init(baseline: [JointBelief], reference: [Double], normals: [[Double]], temperatures: [Double]) {
        precondition(baseline.count >= reference.count && temperatures.count == baseline.count && !reference.isEmpty)
        let points = baseline.first?.mean.count ?? 0
        precondition(baseline.allSatisfy { $0.mean.count == points && $0.covariance.count == points * points })
        precondition(normals.allSatisfy { $0.count == points * baseline.count })
        let factors = baseline.map { SemidefiniteFactor($0.covariance, count: points) }
        samples = normals.map { normal in
            let parts = baseline.indices.map { Array(normal[($0 * points)..<(($0 + 1) * points)]) }
            let draws = baseline.indices.map { factors[$0].draw(mean: baseline[$0].mean, normals: parts[$0]) }
            let front = (0..<points).filter { point in draws[reference.count...].allSatisfy { $0[point] >= 0 } }
                .map { point in draws[..<reference.count].map { $0[point] } }
            let boxes = BoxDecomposition(front: front, reference: reference)
            return Sample(lower: boxes.lower, upper: boxes.upper, normals: parts)
        }
        self.factors = factors
        droppedBaselineVariances = factors.reduce(0) { $0 + $1.droppedColumns.count }
        objectiveCount = reference.count
        outcomeCount = baseline.count
        baselineCount = points
        scales = temperatures.map(FatPositivePart.init)
    }

    /// The logarithm of the expected growth by q candidates jointly.
    ///
    /// For one candidate the value is finite wherever its square fits; for more a mean of 0 over the samples is minus
    /// infinity.
    ///
    /// - Parameters:
    ///   - candidates: For each outcome the joint belief at the q candidates.
    ///   - cross: For each outcome the covariances of candidate and baseline, q rows of as many numbers as baseline
    ///     points.
    ///   - normals: For each sample outcomes times q standard normals, outcome by outcome.
    /// - Complexity: Once q n^2 for n baseline points and each outcome, and for each sample q n for each outcome and
    ///   (2^q - 1) m for each of its boxes.
    public func logValue(candidates: [JointBelief], cross: [[Double]], normals: [[Double]]) -> Double {
        evaluation(candidates: candidates, cross: cross, normals: normals).logValue
    }

    /// As `logValue(candidates:cross:normals:)`, with how many variances of the candidates, over all outcomes, count as
    /// 0, since what the baseline and the candidates before leave open of them is nothing but rounding.
    public func evaluation(
        candidates: [JointBelief], cross: [[Double]], normals: [[Double]]
    ) -> (logValue: Double, droppedVariances: Int) {
        precondition(candidates.count == outcomeCount && cross.count == outcomeCount)
        precondition(normals.count == samples.count)
        let q = candidates.first?.mean.count ?? 0
        guard q > 0, !samples.isEmpty else { return (-.infinity, 0) }
        let conditional = (0..<outcomeCount).map { conditioned(candidates[$0], cross[$0], outcome: $0, q: q) }
        var draws = [Double](repeating: 0, count: q * outcomeCount)
        var sum = 0.0
        for (sample, normal) in zip(samples, normals) {
            precondition(normal.count == q * outcomeCount)
            for outcome in 0..<outcomeCount {
                let (weights, factor, _) = conditional[outcome]
                for point in 0..<q {
                    var value = candidates[outcome].mean[point]
                    for place in 0..<baselineCount {
                        value += weights[point * baselineCount + place] * sample.normals[outcome][place]
                    }
                    for place in 0...point {
                        value += factor.rows[point * q + place] * normal[outcome * q + place]
                    }
                    draws[point * outcomeCount + outcome] = value
                }
            }
            sum += q == 1 ? smoothGrowth(sample, draws) : growth(sample, draws, q: q)
        }
        let logValue = sum > 0 ? log(sum / Double(samples.count)) : (sum.isNaN ? .nan : -.infinity)
        return (logValue, conditional.reduce(0) { $0 + $1.dropped })
    }

    /// The weights of the baseline's normals in each candidate, the factor of what they leave open, and how many
    /// variances count as 0 in it.
    private func conditioned(
        _ belief: JointBelief, _ cross: [Double], outcome: Int, q: Int
    ) -> (weights: [Double], rest: SemidefiniteFactor, dropped: Int) {
        precondition(belief.mean.count == q && belief.covariance.count == q * q && cross.count == q * baselineCount)
        let weights = (0..<q).flatMap { point in
            factors[outcome].solve(Array(cross[(point * baselineCount)..<((point + 1) * baselineCount)]))
        }
        var rest = belief.covariance
        var explained = 0
        for row in 0..<q {
            for column in 0...row {
                for place in 0..<baselineCount {
                    rest[row * q + column] -=
                        weights[row * baselineCount + place] * weights[column * baselineCount + place]
                }
            }
            // What subtraction leaves of a variance that the baseline explains is rounding.
            let variance = belief.covariance[row * q + row]
            if rest[row * q + row] <= 1e-13 * Double(baselineCount + 1) * abs(variance) {
                if variance != 0 { explained += 1 }
                for column in 0..<q { (rest[row * q + column], rest[column * q + row]) = (0, 0) }
            }
        }
        let factor = SemidefiniteFactor(rest, count: q)
        return (weights, factor, explained + factor.droppedColumns.count)
    }

    /// The growth by one point with smooth positive parts: over each box the product of s(y - lower) - s(y - upper).
    private func smoothGrowth(_ sample: Sample, _ draws: [Double]) -> Double {
        var feasibility = 1.0
        for outcome in objectiveCount..<outcomeCount { feasibility *= scales[outcome].step(draws[outcome]) }
        var sum = 0.0
        for first in stride(from: 0, to: sample.lower.count, by: objectiveCount) {
            var product = 1.0
            for axis in 0..<objectiveCount {
                let (low, high) = (sample.lower[first + axis], sample.upper[first + axis])
                let above = high == .infinity ? 0 : scales[axis].value(draws[axis] - high)
                product *= max(0, scales[axis].value(draws[axis] - low) - above)
            }
            sum += product
        }
        return sum * feasibility
    }

    /// The growth by q points: the volume below each subset's minimum that the front leaves open, with alternating
    /// sign.
    private func growth(_ sample: Sample, _ draws: [Double], q: Int) -> Double {
        var sum = 0.0
        withUnsafeTemporaryAllocation(of: Double.self, capacity: objectiveCount) { corner in
            for subset in 1..<(1 << q) {
                var weight = subset.nonzeroBitCount % 2 == 1 ? 1.0 : -1.0
                for axis in 0..<objectiveCount { corner[axis] = .infinity }
                for point in 0..<q where (subset >> point) & 1 == 1 {
                    for axis in 0..<objectiveCount {
                        corner[axis] = min(corner[axis], draws[point * outcomeCount + axis])
                    }
                    for outcome in objectiveCount..<outcomeCount {
                        weight *= scales[outcome].step(draws[point * outcomeCount + outcome])
                    }
                }
                for first in stride(from: 0, to: sample.lower.count, by: objectiveCount) {
                    var product = weight
                    for axis in 0..<objectiveCount {
                        product *= max(0, min(sample.upper[first + axis], corner[axis]) - sample.lower[first + axis])
                    }
                    sum += product
                }
            }
        }
        return sum
    }
}
