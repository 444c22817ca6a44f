public import BayesianOptimization
public import GaussianProcess
import LinearAlgebra
import SearchSpace

/// What a model of a campaign's results knows, for people: how far its predictions can be trusted, and which parameters
/// matter.
///
/// It is made anew from the trials, whatever the method was: a Gaussian process of each objective over the levels that
/// were asked, or over all settings of a continuous fidelity. No decision rests on it.
public struct ModelDiagnostics: Sendable {
    /// One objective's model.
    public struct Objective: Sendable, Hashable {
        /// The objective's name.
        public var name: String
        /// How well it predicts each observation at the target without it, or each one at whatever setting of a
        /// continuous fidelity; `nil` where the model gives no such thing.
        public var leaveOneOut: LeaveOneOutSummary?
        /// The share of the variance of its mean at the target that each parameter has a part in (total Sobol index),
        /// by parameter that varies, in the order of the space; empty where the mean is the same everywhere.
        ///
        /// Parameters count as independent, as they are drawn, whatever rules link them.
        public var importance: [Importance]
    }

    /// One parameter's part in an objective.
    public struct Importance: Sendable, Hashable {
        /// The parameter's name.
        public var parameter: String
        /// Its total Sobol index, about 0 to 1.
        public var share: Double
    }

    /// The fewest results with figures at the target, or at all settings of a continuous fidelity, feasible or not, for
    /// which models are made.
    public static let fewestRows = 8
    /// The most results that a model is made of: at most 150 of the target, the latest, and cheaper ones to fill up.
    static let mostRows = 200
    private static let mostTargetRows = 150
    private static let sampleCount = 128

    /// By objective; empty where too little is known.
    public let objectives: [Objective]
    /// How many results the models were made of.
    public let rows: Int
    /// How much hypervolume is left to gain, by models of the results at the target; `nil` where too little is known,
    /// nothing is better than the reference, there are too many objectives, or no model can be made.
    public let remaining: RemainingHypervolume?
    /// What all results of a continuous fidelity say about the target, where few or none of them are; `nil` for levels,
    /// where too little is known, or no model can be made.
    public let inference: ContinuousFidelitySampler.Inference?

    /// Makes the models; takes up to a second or so.
    public init(_ summary: CampaignSummary) {
        let problem = summary.specification.problem
        remaining = try? RemainingHypervolume(
            observations: summary.trials.compactMap(\.observation), problem: problem)
        // Hundreds of settings are no levels of an autoregressive model: the setting is one more column.
        if summary.specification.continuousFidelity != nil {
            let inference = Self.inference(summary)
            self.inference = inference
            objectives = inference.map { Self.objectives(of: $0, problem: problem) } ?? []
            rows = inference?.rows ?? 0
            return
        }
        inference = nil
        let sample = Self.sample(summary.trials, target: problem.target)
        guard sample.count(where: { $0.fidelity == problem.target }) >= Self.fewestRows else {
            (objectives, rows) = ([], 0)
            return
        }
        rows = sample.count
        BLASLibrary.setThreadCount(1)
        let levels = Set(sample.map(\.fidelity)).sorted()
        let features = try? sample.map { try problem.space.encode($0.candidate) }
        guard let features, let matrix = try? Matrix(rows: features, columns: problem.space.featureCount) else {
            objectives = []
            return
        }
        let inputs = Self.inputs(problem.space)
        let groups = problem.space.featureGroups
        let varying = Set(groups).sorted()
        objectives = problem.objectives.indices.compactMap { index in
            let data = try? TrainingData(
                features: matrix, groups: groups.map { varying.firstIndex(of: $0) ?? 0 },
                levels: sample.map { levels.firstIndex(of: $0.fidelity) ?? 0 }, levelCount: levels.count,
                targets: sample.map { $0.objectives[index] })
            guard let data,
                let model = try? GaussianProcess.fit(data, settings: FitSettings(starts: 1, evaluationsPerStart: 40))
            else { return nil }
            let summary = (try? model.leaveOneOut()).flatMap { LeaveOneOutSummary($0, level: levels.count - 1) }
            let indices = inputs.flatMap { try? model.importance(first: $0.first, second: $0.second) }
            return Objective(
                name: problem.objectives[index].name, leaveOneOut: summary,
                importance: Self.importance(indices, problem: problem))
        }
    }

    private static func inference(_ summary: CampaignSummary) -> ContinuousFidelitySampler.Inference? {
        let observations = summary.trials.compactMap(\.observation)
        guard summary.trials.count(where: { !$0.objectives.isEmpty }) >= fewestRows else { return nil }
        BLASLibrary.setThreadCount(1)
        let sampler = try? ContinuousFidelitySampler(
            problem: summary.specification.problem, seed: 0,
            options: ContinuousFidelityOptions(acquisition: .hvkg, maximumRows: mostRows))
        return try? sampler?.inference(observations: observations, generations: 50)
    }

    /// Every result left out in turn; the importance of the parameters at the target.
    private static func objectives(
        of inference: ContinuousFidelitySampler.Inference, problem: OptimizationProblem
    ) -> [Objective] {
        let inputs = inputs(problem.space, followedBy: [1])
        return zip(problem.objectives, inference.objectives).map { objective, model in
            let indices = inputs.flatMap { try? model.importance(first: $0.first, second: $0.second) }
            return Objective(
                name: objective.name, leaveOneOut: (try? model.leaveOneOut()).flatMap { LeaveOneOutSummary($0) },
                importance: importance(indices, problem: problem))
        }
    }

    /// By parameter that varies, in the order of the space; a column behind those of the space has no part.
    private static func importance(_ indices: SobolIndices?, problem: OptimizationProblem) -> [Importance] {
        let shares = indices.map { $0.variance > 0 ? $0.total : [] } ?? []
        return zip(Set(problem.space.featureGroups).sorted(), shares).map {
            Importance(
                parameter: $0 < problem.space.parameters.count ? problem.space.parameters[$0].name : "", share: $1)
        }
    }

    /// The trials with figures that a model is made of, by number: the latest at the target, then of the cheaper ones
    /// those whose candidates are among them, then others spread evenly over the campaign.
    private static func sample(_ trials: [TrialRecord], target: Int) -> [TrialRecord] {
        let withFigures = trials.filter { !$0.objectives.isEmpty }
        let dear = withFigures.filter { $0.fidelity == target }.suffix(mostTargetRows)
        let known = Set(dear.map(\.candidate))
        let cheap = withFigures.filter { $0.fidelity != target }
        let left = mostRows - dear.count
        let shared = cheap.filter { known.contains($0.candidate) }.suffix(left)
        let rest = cheap.filter { !known.contains($0.candidate) }
        let count = min(rest.count, left - shared.count)
        let spread = (0..<count).map { rest[$0 * rest.count / count] }
        return (Array(dear) + shared + spread).sorted { $0.number < $1.number }
    }

    /// Two samples of encoded points, each followed by fixed numbers; `nil` where the space gives none.
    private static func inputs(
        _ space: SearchSpace, followedBy fixed: [Double] = []
    ) -> (first: Matrix, second: Matrix)? {
        var generator = RandomGenerator(seed: 0)
        func matrix() -> Matrix? {
            var rows: [[Double]] = []
            for _ in 0..<sampleCount {
                guard let candidate = try? space.random(using: &generator), let row = try? space.encode(candidate)
                else { return nil }
                rows.append(row + fixed)
            }
            return try? Matrix(rows: rows, columns: space.featureCount + fixed.count)
        }
        guard let first = matrix(), let second = matrix() else { return nil }
        return (first, second)
    }
}
