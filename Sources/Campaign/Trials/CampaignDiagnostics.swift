public import BayesianOptimization
import GaussianProcess

/// What a campaign's trials say about the campaign itself: derived from the checkpoint, nothing of it decides anything.
public struct CampaignDiagnostics: Sendable {
    /// What one fidelity took.
    public struct Usage: Sendable, Hashable {
        /// The name of the fidelity.
        public var fidelity: String
        /// How many trials were proposed there.
        public var proposed: Int
        /// The sum of their nominal costs.
        public var cost: Double
        /// The measured seconds of one evaluation, on average; `nil` before the first result.
        public var secondsPerEvaluation: Double?
    }

    /// How alike two fidelities rank the candidates that were seen at both.
    public struct Agreement: Sendable, Hashable {
        /// The name of the lower fidelity; the other one is the target.
        public var fidelity: String
        /// The name of an objective or a constraint.
        public var figure: String
        /// How many candidates have figures at both.
        public var count: Int
        /// Spearman's rank correlation, ties at their mean rank; `nil` where one of the two does not vary.
        public var rankCorrelation: Double?
    }

    /// The fewest candidates seen at both fidelities for which an agreement is stated.
    public static let fewestShared = 3

    /// The hypervolume by target evaluation, in trial order.
    public let history: [HypervolumeTrace.Point]
    /// What each fidelity took, cheap to dear; those that were never asked are left out of a continuous one.
    public let usage: [Usage]
    /// By lower fidelity and figure; only where enough candidates were seen at both.
    public let agreement: [Agreement]
    /// The measured seconds of one proposal, on average; `nil` before the first.
    public let secondsPerProposal: Double?

    /// Derives the diagnostics of a campaign.
    public init(_ summary: CampaignSummary) {
        let specification = summary.specification
        let problem = specification.problem
        let trials = summary.trials
        history =
            HypervolumeTrace(problem: problem, observations: trials.lazy.compactMap(\.observation)).points
        var usage: [Usage] = []
        for (index, fidelity) in problem.fidelities.enumerated() {
            let own = trials.filter { $0.fidelity == index }
            let finished = own.filter(\.state.isFinished)
            if own.isEmpty, specification.continuousFidelity != nil { continue }
            usage.append(
                Usage(
                    fidelity: fidelity.name, proposed: own.count, cost: own.reduce(0) { $0 + $1.cost },
                    secondsPerEvaluation: finished.isEmpty
                        ? nil : finished.reduce(0) { $0 + $1.evaluationSeconds } / Double(finished.count)))
        }
        self.usage = usage
        agreement = Self.agreement(trials, problem: problem)
        secondsPerProposal =
            trials.isEmpty ? nil : trials.reduce(0) { $0 + $1.proposalSeconds } / Double(trials.count)
    }

    private static func agreement(_ trials: [TrialRecord], problem: OptimizationProblem) -> [Agreement] {
        let names = problem.objectives.map(\.name) + problem.constraints.map(\.name)
        let withFigures = trials.filter { $0.objectives.count + $0.constraints.count == names.count }
        let target = Dictionary(
            withFigures.filter { $0.fidelity == problem.target }.map { ($0.candidate, $0.objectives + $0.constraints) },
            uniquingKeysWith: { first, _ in first })
        var agreement: [Agreement] = []
        for level in 0..<problem.target {
            let pairs = withFigures.filter { $0.fidelity == level }.compactMap { trial in
                target[trial.candidate].map { (low: trial.objectives + trial.constraints, high: $0) }
            }
            guard pairs.count >= fewestShared else { continue }
            for (index, name) in names.enumerated() {
                agreement.append(
                    Agreement(
                        fidelity: problem.fidelities[level].name, figure: name, count: pairs.count,
                        rankCorrelation: RankCorrelation.spearman(
                            pairs.map { $0.low[index] }, pairs.map { $0.high[index] })))
            }
        }
        return agreement
    }
}
