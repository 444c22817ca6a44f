import BayesianOptimization
public import Campaign

/// A campaign's state as the JSON object that `status`, `run` and `resume` print with `--json`.
public struct StatusDocument: Encodable, Sendable {
    private struct FidelityCount: Encodable {
        let name: String
        let proposed: Int
        let finished: Int
        let cost: Double
    }

    private struct AttemptCount: Encodable {
        let total: Int
        let byState: [String: Int]
        let repeated: Int
        let retries: Int
        let lateAnswers: Int

        enum CodingKeys: String, CodingKey {
            case total
            case byState = "by_state"
            case repeated, retries
            case lateAnswers = "late_answers"
        }
    }

    private struct Metrics: Encodable {
        let processes: Int
        let elapsed: Double
        let idleShare: Double?
        let phases: [String: Double]
        let retries: Int
        let fallbacks: Int
        let jitter: Int
        let executor: [String: Int]

        enum CodingKeys: String, CodingKey {
            case processes, retries, fallbacks, jitter, executor
            case elapsed = "elapsed_s"
            case idleShare = "idle_share"
            case phases = "phases_s"
        }
    }

    private struct FrontPoint: Encodable {
        let trial: Int
        let objectives: [String: Double]
    }

    private struct WarmStartCount: Encodable {
        let checkpoint: String
        let campaign: String
        let taken: Int
        let leftOut: [String: Int]

        enum CodingKeys: String, CodingKey {
            case checkpoint, campaign, taken
            case leftOut = "left_out"
        }
    }

    private let campaign: String
    private let checkpoint: String
    private let finished: Bool
    private let seed: UInt64
    private let fidelities: [FidelityCount]
    private let budget: [String: Double]
    private let spent: [String: Double]
    private let feasible: Int
    private let infeasible: Int
    private let failed: Int
    private let timedOut: Int
    private let states: [String: Int]
    private let attempts: AttemptCount
    private let infeasibleReasons: [String: Int]
    private let failureReasons: [String: Int]
    private let hypervolume: Double
    private let front: [FrontPoint]
    private let fallbacks: [String: Int]
    private let proposalSeconds: Double
    private let evaluationSeconds: Double
    private let metrics: Metrics
    private let ingotVersion: String
    private let evaluatorVersions: [String: String]
    private let blas: String
    private let ended: String?
    private let warmStart: WarmStartCount?
    private let diagnostics: DiagnosticsDocument

    private enum CodingKeys: String, CodingKey {
        case campaign, checkpoint, finished, seed, fidelities, budget, spent, feasible, infeasible, failed
        case timedOut = "timed_out"
        case states, attempts
        case infeasibleReasons = "infeasible_reasons"
        case failureReasons = "failure_reasons"
        case hypervolume, front, fallbacks
        case proposalSeconds = "proposal_s"
        case evaluationSeconds = "evaluation_s"
        case metrics
        case ingotVersion = "ingot_version"
        case evaluatorVersions = "evaluator_versions"
        case blas, ended
        case warmStart = "warm_start"
        case diagnostics
    }

    /// Makes the object of a checkpoint.
    public init(_ summary: CampaignSummary, checkpoint: String) {
        let specification = summary.specification
        let progress = summary.progress
        campaign = specification.name
        self.checkpoint = checkpoint
        finished = summary.isFinished
        seed = specification.seed
        fidelities = specification.fidelities.indices.map { index in
            FidelityCount(
                name: specification.fidelities[index].name, proposed: progress.proposed[index],
                finished: progress.finished[index], cost: specification.fidelities[index].cost)
        }
        budget = [progress.budget.key: progress.budget.limit]
        spent = [
            "cost": progress.spending.cost, "evaluations": Double(progress.spending.evaluations),
            "target_fidelity_evaluations": Double(progress.spending.targetFidelityEvaluations),
        ]
        feasible = progress.feasible
        infeasible = progress.infeasible
        failed = progress.failed
        timedOut = progress.timedOut
        states = Dictionary(summary.trials.map { ($0.state.rawValue, 1) }, uniquingKeysWith: +)
        let counts = summary.attempts
        attempts = AttemptCount(
            total: counts.total,
            byState: Dictionary(counts.byState.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +),
            repeated: counts.repeated, retries: counts.retries, lateAnswers: counts.late)
        infeasibleReasons = Dictionary(uniqueKeysWithValues: summary.infeasibleReasons.map { ($0.name, $0.count) })
        failureReasons = Dictionary(uniqueKeysWithValues: summary.failureReasons.map { ($0.name, $0.count) })
        hypervolume = progress.hypervolume
        let names = specification.problem.objectives.map(\.name)
        front = summary.front.map { trial in
            FrontPoint(
                trial: trial.number,
                objectives: Dictionary(zip(names, trial.objectives), uniquingKeysWith: { first, _ in first }))
        }
        fallbacks = progress.fallbacks
        proposalSeconds = progress.proposalSeconds
        evaluationSeconds = progress.evaluationSeconds
        let taken = summary.metrics
        metrics = Metrics(
            processes: taken.processes, elapsed: taken.elapsedSeconds, idleShare: taken.idleShare,
            phases: [
                "models": taken.modelSeconds, "search": taken.searchSeconds, "store": taken.storeSeconds,
                "submit": taken.submitSeconds, "evaluation": taken.attemptSeconds,
            ],
            retries: counts.retries, fallbacks: progress.fallbacks.values.reduce(0, +),
            jitter: progress.fallbacks["jitter"] ?? 0, executor: taken.executor)
        ingotVersion = summary.campaign.softwareVersion
        evaluatorVersions = summary.campaign.evaluatorVersions
        blas = summary.campaign.blas
        ended = summary.end
        warmStart = specification.warmStart.map {
            WarmStartCount(
                checkpoint: $0.checkpoint, campaign: $0.campaign, taken: $0.results.count, leftOut: $0.leftOut)
        }
        diagnostics = DiagnosticsDocument(summary)
    }
}
