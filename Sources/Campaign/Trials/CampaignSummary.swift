import BayesianOptimization

/// A stored campaign as people and exports see it.
public struct CampaignSummary: Sendable {
    /// The campaign as stored.
    public let campaign: StoredCampaign
    /// What it runs.
    public let specification: CampaignSpecification
    /// Every trial, by number.
    public let trials: [TrialRecord]
    /// Why it ended; `nil` while it goes on.
    public let end: String?
    /// How the attempts at them ended.
    public let attempts: AttemptCounts
    /// What it has taken so far.
    public let metrics: CampaignMetrics
    /// What the sampler says of its models, one JSON object; empty where it says nothing.
    public let samplerDiagnostics: String
    /// Counts, times, and the exact hypervolume.
    public let progress: CampaignProgress

    /// Reads a checkpoint, also while a campaign writes it.
    ///
    /// - Throws: `CampaignError`.
    public init(checkpoint: String) throws(CampaignError) {
        let store: CheckpointStore
        do throws(CheckpointError) {
            store = try CheckpointStore.read(path: checkpoint)
            campaign = try store.campaign()
        } catch {
            throw .checkpoint(error)
        }
        var specification = try CampaignSpecification(campaign, needsPrograms: false)
        let state: StoredSamplerState?
        do throws(CheckpointError) {
            trials = try store.trials(for: specification)
            attempts = try store.attemptCounts()
            metrics = try store.metrics()
            state = try store.samplerState()
            end = try store.end()
            specification.warmStart = try store.warmStart(for: specification)
            try store.close()
        } catch {
            throw .checkpoint(error)
        }
        self.specification = specification
        samplerDiagnostics = state?.diagnostics ?? ""
        var progress = CampaignProgress(
            fidelities: specification.fidelities.map(\.name), budget: specification.budget)
        for trial in trials {
            progress.addProposal(trial)
            if trial.state.isFinished { progress.addResult(trial) }
        }
        progress.fallbacks = state?.fallbacks ?? [:]
        let observations = trials.compactMap(\.observation)
        progress.hypervolume = specification.problem.hypervolume(of: observations)
        progress.frontCount = specification.problem.front(of: observations).count
        self.progress = progress
    }

    /// The feasible trials at the target fidelity that no other one dominates, by number.
    public var front: [TrialRecord] {
        specification.problem.front(of: trials.compactMap(\.observation)).map { trials[$0.trial] }
    }

    /// Why trials are infeasible and how many for each reason, the most frequent first.
    public var infeasibleReasons: [(name: String, count: Int)] { counts { $0 == .infeasible } }

    /// Why trials failed and how many for each reason, the most frequent first.
    public var failureReasons: [(name: String, count: Int)] { counts(where: \.isFailure) }

    /// Whether it ended by its budget or by a rule: no proposal at the target fidelity fits any more, or a reason is
    /// stored, and every trial has a result.
    public var isFinished: Bool {
        let problem = specification.problem
        return trials.allSatisfy(\.state.isFinished)
            && (end != nil
                || !specification.budget.allows(progress.spending, cost: problem.fidelities[problem.target].cost))
    }

    private func counts(where isCounted: (TrialState) -> Bool) -> [(name: String, count: Int)] {
        var counts: [String: Int] = [:]
        for trial in trials where isCounted(trial.state) {
            for name in trial.reasonNames { counts[name, default: 0] += 1 }
        }
        return counts.map { (name: $0.key, count: $0.value) }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}
