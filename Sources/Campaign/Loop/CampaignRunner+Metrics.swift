import BayesianOptimization
import Logging

/// What the loop measures and logs of itself.
extension CampaignRunner {
    /// What the campaign has taken until now.
    var currentMetrics: CampaignMetrics {
        var metrics = metrics
        if let begin {
            let elapsed = (ContinuousClock.now - begin) / .seconds(1)
            metrics.elapsedSeconds += elapsed
            metrics.workerSeconds += elapsed * Double(executor.capacity)
        }
        metrics.storeSeconds += store.writeSeconds
        metrics.executor = executor.counts
        return metrics
    }

    /// Hands attempts to the executor.
    func submit(_ attempts: [TrialAttempt]) async throws(CampaignError) {
        let begin = ContinuousClock.now
        try await executor.submit(attempts)
        metrics.submitSeconds += (ContinuousClock.now - begin) / .seconds(1)
    }

    /// Takes over how often the sampler has taken fallbacks, and logs those that are new.
    func note(fallbacks: [String: Int], trial: Int) {
        for (name, count) in fallbacks.sorted(by: { $0.key < $1.key })
        where count > progress.fallbacks[name, default: 0] {
            logger.notice(
                "fallback",
                metadata: ["trial": .stringConvertible(trial), "name": "\(name)", "count": .stringConvertible(count)])
        }
        progress.fallbacks = fallbacks
    }

    func logProposal(_ record: TrialRecord, modelSeconds: Double) {
        logger.debug(
            "proposed",
            metadata: [
                "trial": .stringConvertible(record.number),
                "fidelity": "\(problem.fidelities[record.fidelity].name)", "origin": "\(record.origin)",
                "seconds": .stringConvertible(record.proposalSeconds),
                "model_seconds": .stringConvertible(modelSeconds),
            ])
    }

    func logStart(_ attempt: AttemptRecord, worker: String) {
        logger.debug("begun", metadata: Self.metadata(of: attempt).merging(["worker": "\(worker)"]) { $1 })
    }

    /// Logs a trial that has its result.
    func logResult(_ attempt: AttemptRecord, seconds: Double) {
        let record = trials[attempt.trial]
        var metadata = Self.metadata(of: attempt)
        metadata["state"] = "\(record.state.rawValue)"
        metadata["seconds"] = .stringConvertible(seconds)
        if !record.reason.isEmpty { metadata["reason"] = "\(record.reason)" }
        logger.log(level: record.state.isFailure ? .warning : .info, "result", metadata: metadata)
    }

    /// Logs an attempt that ended without a result for its trial.
    func log(_ level: Logger.Level, _ message: Logger.Message, _ attempt: AttemptRecord, reason: String) {
        logger.log(
            level: level, message, metadata: Self.metadata(of: attempt).merging(["reason": "\(reason)"]) { $1 })
    }

    func logEnd(_ outcome: Result<CampaignOutcome.End, CampaignError>) {
        let trials: Logger.Metadata = [
            "trials": .stringConvertible(self.trials.count), "front": .stringConvertible(progress.frontCount),
            "hypervolume": .stringConvertible(progress.hypervolume),
        ]
        switch outcome {
        case .success(.finished(let reason)):
            logger.info("campaign ends", metadata: trials.merging(["reason": "\(reason)"]) { $1 })
        case .success(.interrupted): logger.notice("campaign interrupted", metadata: trials)
        case .failure(let error):
            logger.error("campaign failed", metadata: trials.merging(["reason": "\(error)"]) { $1 })
        }
    }

    private static func metadata(of attempt: AttemptRecord) -> Logger.Metadata {
        ["trial": .stringConvertible(attempt.trial), "attempt": .stringConvertible(attempt.number)]
    }
}
