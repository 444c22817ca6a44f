public import BayesianOptimization
import ParetoFront

/// How the hypervolume grew with the target evaluations, in trial order.
public struct HypervolumeHistory: Sendable {
    /// The hypervolume after one target evaluation.
    public typealias Point = HypervolumeTrace.Point

    /// One point for each target evaluation with a result, feasible or not.
    public private(set) var points: [Point] = []
    private let problem: OptimizationProblem
    private var archive = ParetoArchive<Int>()

    /// Makes an empty history.
    public init(problem: OptimizationProblem) { self.problem = problem }

    /// Makes the history of observations in trial order.
    public init(problem: OptimizationProblem, observations: some Sequence<Observation>) {
        self.init(problem: problem)
        for observation in observations { append(observation) }
    }

    /// Takes the next observation in trial order; those below the target change nothing.
    public mutating func append(_ observation: Observation) {
        guard observation.fidelity == problem.target else { return }
        var hypervolume = points.last?.hypervolume ?? 0
        if let values = problem.targetValues(observation) {
            hypervolume += problem.gain(of: values, over: archive.entries.map(\.values))
            archive.insert(values, id: observation.trial)
        }
        points.append(Point(trial: observation.trial, hypervolume: hypervolume))
    }
}
