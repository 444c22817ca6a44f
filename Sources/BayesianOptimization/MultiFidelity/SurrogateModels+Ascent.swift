import GaussianProcess
import Glibc

extension SurrogateModels: AscentModels {
    /// Those of the objectives, of the constraints, and of whether an evaluation works.
    var processes: [GaussianProcess] {
        (objectives + constraints).map(\.process) + (viability.map { [$0.process] } ?? [])
    }

    /// The logarithm of the probability that a constraint holds, with widened deviations, or that the evaluation works,
    /// as often as that counts.
    func logCondition(
        _ quantity: Int, mean: Double, variance: Double
    ) -> (value: Double, byMean: Double, byVariance: Double) {
        let isConstraint = quantity < objectives.count + constraints.count
        let (bound, factor, weight) = isConstraint ? (0, caution, 1) : (0.5, 1, Self.viabilityWeight)
        let deviation = factor * variance.squareRoot()
        let logarithm = ProbabilityOfFeasibility.logValue(mean: mean, deviation: deviation, bound: bound)
        guard deviation > 0, logarithm > -.infinity else { return (weight * logarithm, 0, 0) }
        let u = (mean - bound) / deviation
        let hazard = exp(-0.5 * u * u - StandardNormal.logRootTwoPi - logarithm)
        return (
            weight * logarithm, weight * hazard / deviation,
            -0.5 * weight * hazard * u * factor * factor / (deviation * deviation)
        )
    }
}
