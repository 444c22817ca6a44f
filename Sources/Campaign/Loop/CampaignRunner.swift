import BayesianOptimization
import Dispatch
import LinearAlgebra
public import Logging
import ParetoFront
import SearchSpace

/// Runs a campaign: proposes trials, has them evaluated, commits every result before the next decision.
///
/// ```swift
/// let specification = try CampaignSpecification(path: "campaign.yaml")
/// let runner = try CampaignRunner.begin(specification, checkpoint: "campaign.ingot")
/// let outcome = try await runner.run()
/// ```
///
/// A proposal is a function of the stored trials, of the sampler's stored state and of the trial's own generator, so
/// that a campaign that is stopped at any moment and resumed proposes what it would have proposed.
public actor CampaignRunner {
    /// The campaign.
    public nonisolated let specification: CampaignSpecification
    /// What people should know before it goes on, one line each.
    public nonisolated let warnings: [String]
    nonisolated let control = RunnerControl()

    let store: CheckpointStore
    let executor: any TrialExecutor
    let problem: OptimizationProblem
    let sampler: CampaignSampler
    var trials: [TrialRecord]
    /// The leading trials that have results, as the sampler sees them.
    var prefix: [Observation] = []
    /// What the latest proposal by order `trial` used: results of an earlier campaign, below trial 0, which nothing but
    /// the sampler ever sees, and then those of the first trials.
    var visible: [Observation]
    var arrivals = 0
    var unfinished = 0
    /// The trials that wait to be submitted, by number.
    var waiting: [Int] = []
    /// The attempts that count and have not ended, by token; every other answer is late.
    var open: [Int: AttemptRecord]
    /// The token of the latest attempt.
    var latestToken: Int
    /// How many attempts at each trial without a result have failed.
    var failures: [Int: (count: Int, latest: Double)]
    /// How often the executor has lost each trial without a result since this process began.
    var losses: [Int: Int] = [:]
    /// Why evaluations cannot begin; nil while they can.
    var obstacle: CampaignError?
    var progress: CampaignProgress
    var archive = ParetoArchive<Int>()
    /// Why no proposal is made any more.
    var end: String?
    /// The results of an earlier campaign that this one knows from the start.
    let warmObservations: [Observation]
    /// The hypervolume by target evaluation, over the first `historyCount` trials; kept only where a rule asks for it.
    var history: HypervolumeTrace
    var historyCount = 0
    /// Asks a model how much is left to gain, where a rule asks for it.
    var gainCheck: RemainingGainCheck?
    /// What the campaign has taken, but for what is measured elsewhere; see `currentMetrics`.
    var metrics: CampaignMetrics
    /// When this process began to work on it.
    var begin: ContinuousClock.Instant?
    var logger = Logger(label: "ingot.campaign") { _ in SwiftLogNoOpLogHandler() }

    let events = Mailbox<Signal>()
    private static let proposalQueue = DispatchQueue(label: "ingot.proposal")

    init(
        store: CheckpointStore, specification: CampaignSpecification, trials: [TrialRecord],
        samplerState: StoredSamplerState?, executor: any TrialExecutor, warnings: [String]
    ) throws(CampaignError) {
        do throws(CheckpointError) {
            let attempts = try store.openAttempts(of: trials.count)
            open = Dictionary(attempts.map { ($0.token, $0) }, uniquingKeysWith: { $1 })
            latestToken = try store.latestToken()
            metrics = try store.metrics()
            failures = try store.failedAttempts(of: trials.filter { !$0.state.isFinished }.map(\.number))
        } catch {
            throw .checkpoint(error)
        }
        self.store = store
        self.specification = specification
        self.warnings = warnings + specification.warnings
        self.trials = trials
        problem = specification.problem
        warmObservations = specification.warmStart?.observations(for: problem) ?? []
        visible = warmObservations
        history = HypervolumeTrace(problem: problem)
        gainCheck = specification.optimizer.stop.remainingGain.map { RemainingGainCheck(tolerance: $0) }
        self.executor = executor
        do throws(OptimizationError) {
            var sampler = try specification.optimizer.makeSampler(for: problem, seed: specification.seed)
            if let samplerState { try sampler.restore(state: samplerState.state) }
            self.sampler = CampaignSampler(sampler)
        } catch {
            throw .optimization(error)
        }
        var progress = CampaignProgress(fidelities: specification.fidelities.map(\.name), budget: specification.budget)
        for trial in trials {
            progress.addProposal(trial)
            if trial.state.isFinished { progress.addResult(trial) }
        }
        progress.fallbacks = samplerState?.fallbacks ?? [:]
        for trial in trials {
            if let values = trial.observation.flatMap(problem.targetValues) { archive.insert(values, id: trial.number) }
        }
        progress.hypervolume = archive.hypervolume(reference: problem.maximizedReference)
        progress.frontCount = archive.entries.count
        self.progress = progress
        arrivals = trials.count { $0.arrival != nil }
        unfinished = trials.count { !$0.state.isFinished }
        for trial in trials {
            guard let observation = trial.observation else { break }
            prefix.append(observation)
        }
    }

    /// Makes no more proposals, waits for the evaluations that run, and ends with `.interrupted`.
    public nonisolated func stop() { control.stop() }

    /// As `stop()`, but ends the evaluations that run; they are begun anew on resume.
    public nonisolated func cancel() { control.cancel() }

    /// Runs until the budget is used up or somebody stops it, then closes the checkpoint.
    ///
    /// - Parameters:
    ///   - logger: Told what happens: results at `info`, proposals and begun evaluations at `debug`, fallbacks at
    ///     `notice`, attempts that fail or are lost at `warning`.
    ///   - observer: Called after every proposal and every result.
    /// - Throws: `CampaignError`; what has been committed stays.
    public func run(
        logger: Logger? = nil, observer: @escaping @Sendable (CampaignProgress) -> Void = { _ in }
    ) async throws(CampaignError) -> CampaignOutcome {
        BLASLibrary.setThreadCount(1)
        if let logger {
            self.logger = logger
            executor.attach(logger)
        }
        begin = .now
        metrics.processes += 1
        self.logger.info(
            "campaign begins",
            metadata: [
                "campaign": "\(specification.name)", "checkpoint": "\(store.path)",
                "seed": .stringConvertible(specification.seed), "trials": .stringConvertible(trials.count),
                "workers": .stringConvertible(executor.capacity),
            ])
        for warning in warnings { self.logger.warning("\(warning)") }
        let watch = Stopwatch(usedAtStart: progress.budget.used(progress.spending))
        let (executor, events) = (executor, events)
        control.install(
            onStop: {
                executor.drain()
                events.send(.wake)
            }, onCancel: { executor.cancelAll() })
        let outcome: Result<CampaignOutcome.End, CampaignError>
        do throws(CampaignError) {
            outcome = .success(try await loop { progress in observer(watch.stamped(progress)) })
        } catch {
            outcome = .failure(error)
            executor.cancelAll()
        }
        await executor.shutDown()
        control.uninstall()
        do throws(CheckpointError) {
            try absorb(events.takeAll())
            try closeDropped()
            if case .success(.finished(let reason)) = outcome { try store.setEnd(reason) }
            try store.setMetrics(currentMetrics)
            try store.close()
        } catch {
            _ = try outcome.get()
            throw .checkpoint(error)
        }
        progress.hypervolume = archive.hypervolume(reference: problem.maximizedReference)
        logEnd(outcome)
        return CampaignOutcome(end: try outcome.get(), progress: watch.stamped(progress))
    }

    private func loop(
        observer: (CampaignProgress) -> Void
    ) async throws(CampaignError) -> CampaignOutcome.End {
        do { try store.setEnd(nil) } catch { throw .checkpoint(error) }
        try await startExecutor()
        observer(progress)
        while true {
            let arrived = events.takeAll()
            if !arrived.isEmpty {
                try commit(arrived)
                observer(progress)
            }
            if control.isStopping { return .interrupted }
            try await submitWaiting()
            if end == nil, isProposalDue {
                try await propose()
                observer(progress)
            } else if unfinished == 0, let end {
                return .finished(reason: end)
            } else if let event = await events.next() {
                try commit([event] + events.takeAll())
                observer(progress)
            }
        }
    }

    /// Asks a model what is left to gain, where proposals are computed.
    func computeReason(
        _ check: RemainingGainCheck, targetTrials: [Int], observations: [Observation]
    ) async -> (String?, RemainingGainCheck) {
        let problem = problem
        return await withCheckedContinuation { continuation in
            Self.proposalQueue.async {
                var check = check
                let reason = check.reason(targetTrials: targetTrials, observations: observations, problem: problem)
                continuation.resume(returning: (reason, check))
            }
        }
    }

    /// Computes a proposal on a thread of its own, so that results and observers are not held up.
    func computeProposal(
        trial: Int, observations: [Observation], pending: [Proposal], generator: RandomGenerator
    ) async -> Result<(proposal: Proposal, state: StoredSamplerState, modelSeconds: Double), OptimizationError> {
        await withCheckedContinuation { continuation in
            Self.proposalQueue.async { [sampler] in
                do throws(OptimizationError) {
                    let made = try sampler.propose(
                        trial: trial, observations: observations, pending: pending, generator: generator)
                    continuation.resume(returning: .success(made))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}
