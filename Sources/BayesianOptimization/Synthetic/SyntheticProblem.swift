public import SearchSpace

/// A benchmark problem whose answer is known: a formula, its bounds, its reference point, and how good a front can be.
///
/// ```swift
/// let synthetic = try SyntheticProblem.named("mf-biased")
/// var optimizer = try Optimizer(
///     problem: synthetic.problem, sampler: RandomSampler(problem: synthetic.problem), seed: 1)
/// let trial = try optimizer.ask()
/// try optimizer.tell(trial.number, synthetic.evaluate(trial.candidate, fidelity: trial.fidelity))
/// ```
///
/// Evaluation is a pure function of the candidate and the fidelity, without noise. Constraints are slacks: a candidate
/// is feasible where none is negative.
public struct SyntheticProblem: Sendable {
    /// The largest hypervolume that is known to be reachable.
    public struct BestKnown: Sendable, Hashable {
        /// The hypervolume above the problem's reference point; for one objective its distance from the reference.
        public var hypervolume: Double
        /// How it was found.
        public var source: String

        init(_ hypervolume: Double, _ source: String) {
            self.hypervolume = hypervolume
            self.source = source
        }
    }

    /// The figures of one evaluation.
    struct Figures {
        var objectives: [Double]
        var constraints: [Double] = []
    }

    /// The version of the formulas; one that changes any figure changes it.
    public static let version = "synthetic 1"

    /// The name in a campaign file, without dimension and number of objectives.
    public let name: String
    /// Where the problem was published.
    public let source: String
    /// The space, the objectives with the reference point, the constraints and the fidelities.
    public let problem: OptimizationProblem
    /// The fidelity as a range where it is continuous.
    public let continuousFidelity: ContinuousFidelity?
    /// How good a front can be; `nil` where it is not known.
    public let best: BestKnown?
    /// From the coordinates, with 0 for what is inactive or without a number, and the setting of the fidelity or the
    /// index of its level.
    let function: @Sendable ([Double], Double) -> Figures

    /// Evaluates a candidate.
    ///
    /// - Parameters:
    ///   - candidate: A candidate of the problem's space.
    ///   - fidelity: The index of a fidelity of the problem.
    /// - Returns: The figures; `failed` where the candidate or the fidelity is not the problem's.
    public func evaluate(_ candidate: Candidate, fidelity: Int) -> Observation.Outcome {
        guard problem.fidelities.indices.contains(fidelity) else {
            return .failed(reason: "fidelity \(fidelity) is none of the \(problem.fidelities.count) of '\(name)'")
        }
        return evaluate(candidate, at: problem.fidelities[fidelity].setting ?? Double(fidelity))
    }

    /// Evaluates a candidate at any setting of a continuous fidelity, on the grid or not.
    ///
    /// - Parameters:
    ///   - candidate: A candidate of the problem's space.
    ///   - setting: The setting; for a list of levels the index of one.
    /// - Returns: The figures; `failed` where the candidate is not of the problem's space.
    public func evaluate(_ candidate: Candidate, at setting: Double) -> Observation.Outcome {
        guard candidate.values.count == problem.space.parameters.count else {
            return .failed(
                reason: "the candidate has \(candidate.values.count) values, '\(name)' has "
                    + "\(problem.space.parameters.count) parameters")
        }
        let figures = function(candidate.values.map { $0?.number ?? 0 }, setting)
        return .evaluated(objectives: figures.objectives, constraints: figures.constraints)
    }
}
