/// When an evolution counts as converged: the hypervolume of the feasible individuals above the problem's reference
/// point has hardly grown for a number of generations.
///
/// While nothing lies above the reference point there is no convergence.
public struct StagnationRule: Sendable, Hashable {
    /// Over how many generations growth is looked at.
    public var generations: Int
    /// The relative growth over these generations that counts as none.
    public var tolerance: Double

    /// Makes a rule.
    public init(generations: Int = 10, tolerance: Double = 1e-3) {
        self.generations = generations
        self.tolerance = tolerance
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(generations >= 1, "stagnationGenerations", generations, "at least 1")
        try OptionCheck.require(
            tolerance >= 0 && tolerance.isFinite, "stagnationTolerance", tolerance, "0 or more")
    }

    /// Whether an evolution with these hypervolumes, one a generation, has converged at the last one.
    func isConverged(_ volumes: ArraySlice<Double>) -> Bool {
        guard volumes.count > generations, let last = volumes.last, last > 0 else { return false }
        let before = volumes[volumes.endIndex - 1 - generations]
        return last - before <= tolerance * last
    }
}
