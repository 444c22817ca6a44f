import GaussianProcess
import SearchSpace

/// Models whose acquisition `AcquisitionAscent` climbs: the expected hypervolume improvement times the probability of
/// every condition.
protocol AscentModels {
    /// What is optimised.
    var problem: OptimizationProblem { get }
    /// One process for each objective, then one for each condition.
    var processes: [GaussianProcess] { get }
    /// Scores improvements of the front; `nil` while a feasible point is still to be found.
    var improvement: ExpectedHypervolumeImprovement? { get }

    /// The logarithm of what a condition multiplies the acquisition by, with its derivatives by the mean and the
    /// variance of its quantity.
    ///
    /// - Parameters:
    ///   - quantity: The place among `processes`.
    ///   - mean: The mean of the quantity at the target.
    ///   - variance: Its variance.
    func logCondition(
        _ quantity: Int, mean: Double, variance: Double
    ) -> (value: Double, byMean: Double, byVariance: Double)
}
