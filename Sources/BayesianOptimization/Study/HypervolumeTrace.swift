import ParetoFront
import SearchSpace

/// How the hypervolume grew with the target evaluations, in trial order whatever the order of telling.
///
/// ```swift
/// var trace = HypervolumeTrace(problem: optimizer.problem)
/// trace.update(optimizer.observations)
/// ```
public struct HypervolumeTrace: Sendable {
    /// The hypervolume after one target evaluation.
    public struct Point: Sendable, Hashable {
        /// The number of the trial.
        public var trial: Int
        /// The hypervolume of this and all earlier target evaluations.
        public var hypervolume: Double

        /// Makes a point.
        public init(trial: Int, hypervolume: Double) {
            self.trial = trial
            self.hypervolume = hypervolume
        }
    }

    /// Up to how many objectives hypervolumes are exact; beyond they come from 10,000 samples.
    public static let exactLimit = 8

    /// One point for each target evaluation taken in, feasible or not; the hypervolume never falls.
    public private(set) var points: [Point] = []
    /// How many leading trials have been taken in.
    public private(set) var trialCount = 0
    private let problem: OptimizationProblem
    private var archive = ParetoArchive<Int>()

    /// Makes an empty trace.
    public init(problem: OptimizationProblem) { self.problem = problem }

    /// Makes the trace of observations in trial order.
    public init(problem: OptimizationProblem, observations: some Sequence<Observation>) {
        self.problem = problem
        for observation in observations { append(observation) }
    }

    /// Takes in the results that are new, up to the first trial that has none.
    ///
    /// - Parameter observations: The results told so far, in trial order from trial 0, as `Optimizer.observations`.
    /// - Complexity: One hypervolume improvement for each new feasible target evaluation.
    public mutating func update(_ observations: [Observation]) {
        while trialCount < observations.count, observations[trialCount].trial == trialCount {
            append(observations[trialCount])
            trialCount += 1
        }
    }

    /// Takes in the next observation in trial order, whatever trials have no result; those below the target change
    /// nothing.
    ///
    /// - Complexity: One hypervolume improvement for a feasible target evaluation.
    public mutating func append(_ observation: Observation) {
        guard observation.fidelity == problem.target else { return }
        var hypervolume = points.last?.hypervolume ?? 0
        if let values = problem.targetValues(observation) {
            if problem.objectives.count <= Self.exactLimit {
                hypervolume += Hypervolume.improvement(
                    of: values, over: archive.entries.map(\.values), reference: problem.maximizedReference)
                archive.insert(values, id: observation.trial)
            } else if archive.insert(values, id: observation.trial) {
                var generator = RandomGenerator(seed: 0)
                let estimate = Hypervolume.estimate(
                    of: archive.entries.map(\.values), reference: problem.maximizedReference, samples: 10_000,
                    using: &generator)
                hypervolume = max(hypervolume, estimate.value)
            }
        }
        points.append(Point(trial: observation.trial, hypervolume: hypervolume))
    }
}
