import BayesianOptimization
import Foundation
import Logging

/// How trials get to the executor, and how what it says of them gets into the checkpoint.
extension CampaignRunner {
    /// What the loop waits for.
    enum Signal: Sendable {
        /// The executor has something to say.
        case event(ExecutorEvent)
        /// A trial may be tried again.
        case due(trial: Int)
        /// Look whether to stop.
        case wake
    }

    /// Starts the executor, and gets the trials in line that an earlier process left without a result.
    ///
    /// Attempts that the executor still has go on; any other that had not ended is lost.
    func startExecutor() async throws(CampaignError) {
        let events = events
        let left = open.values.sorted { $0.token < $1.token }
        let adopted = try await executor.start(adopting: left.map(handed)) { events.send(.event($0)) }
        do throws(CheckpointError) {
            var ended: [AttemptRecord] = []
            for attempt in left where !adopted.contains(attempt.token) {
                ended.append(try close(attempt.token, as: .lost, reason: "the process that had submitted it is gone"))
                try change(attempt.trial, to: .proposed)
            }
            var changed = Set(ended.map(\.trial))
            for trial in trials where !trial.state.isFinished {
                // Without an attempt that goes on, also where the checkpoint lacks what it should have.
                if trial.state == .cancelled || (trial.state.isSubmitted && !isOpen(trial.number)) {
                    try change(trial.number, to: .proposed)
                    changed.insert(trial.number)
                }
            }
            try store.update(changed.sorted().map { trials[$0] }, attempts: ended)
        } catch {
            throw .checkpoint(error)
        }
        for trial in trials where trial.state == .proposed {
            // What is left of the pause before another attempt.
            let program = specification.fidelities[trial.fidelity].program
            guard let program, let failed = failures[trial.number] else {
                waiting.append(trial.number)
                continue
            }
            let pause = program.delay(beforeRetry: failed.count)
            wait(seconds: min(pause, pause - (Machine.seconds - failed.latest)), thenTry: trial.number)
        }
        try await submitWaiting()
    }

    /// Closes the attempts that ended with the executor before they had begun.
    func closeDropped() throws(CheckpointError) {
        guard !executor.outlivesProcess, !open.isEmpty else { return }
        var ended: [AttemptRecord] = []
        for attempt in open.values.sorted(by: { $0.token < $1.token }) {
            ended.append(try close(attempt.token, as: .cancelled, reason: "stopped on request"))
            try change(attempt.trial, to: .cancelled)
        }
        try store.update(ended.map { trials[$0.trial] }, attempts: ended)
    }

    /// Submits trials that wait, the earliest first, as many as the executor takes.
    func submitWaiting() async throws(CampaignError) {
        let count = min(waiting.count, executor.slots - open.count)
        guard count > 0, !control.isStopping else { return }
        let numbers = Array(waiting.prefix(count))
        var attempts: [AttemptRecord] = []
        do throws(CheckpointError) {
            for number in numbers { attempts.append(try beginAttempt(at: &trials[number])) }
            try store.update(numbers.map { trials[$0] }, attempts: attempts)
        } catch {
            throw .checkpoint(error)
        }
        waiting.removeFirst(count)
        for attempt in attempts { open[attempt.token] = attempt }
        try await submit(attempts.map(handed))
    }

    /// Begins the next attempt at a trial; it is to be stored, and then submitted.
    func beginAttempt(at record: inout TrialRecord) throws(CheckpointError) -> AttemptRecord {
        try store.legally { () throws(LifeCycleError) in try record.become(.queued) }
        record.attempts += 1
        latestToken += 1
        return AttemptRecord(
            token: latestToken, trial: record.number, number: record.attempts, queuedTime: Machine.seconds)
    }

    /// An attempt as the executor gets it.
    func handed(_ attempt: AttemptRecord) -> TrialAttempt {
        let record = trials[attempt.trial]
        return TrialAttempt(
            token: attempt.token,
            request: EvaluationRequest(
                trial: record.number, attempt: attempt.number, candidate: record.candidate,
                fidelity: record.fidelity, seed: record.seed))
    }

    func commit(_ arrived: [Signal]) throws(CampaignError) {
        do { try absorb(arrived) } catch { throw .checkpoint(error) }
        if let obstacle, !control.isStopping { throw obstacle }
    }

    /// Stores what has happened in one transaction and takes it into account.
    func absorb(_ arrived: [Signal]) throws(CheckpointError) {
        var changed: Set<Int> = []
        var attempts: [Int: AttemptRecord] = [:]
        for case .event(let event) in arrived {
            let token = event.token
            guard let attempt = open[token] else {
                if let late = try lateAnswer(event, changed: attempts[token]) { attempts[token] = late }
                continue
            }
            switch event {
            case .started(_, let worker): try start(attempt, worker: worker)
            case .heartbeat: open[token]?.heartbeatTime = Machine.seconds
            case .lost(_, let reason):
                attempts[token] = try lose(attempt, reason: reason)
            case .finished(_, let report, let seconds):
                attempts[token] = try finish(attempt, report: report, seconds: seconds)
            }
            if let still = open[token] { attempts[token] = still }
            changed.insert(attempt.trial)
        }
        for case .due(let trial) in arrived { getInLine(trial) }
        guard !attempts.isEmpty else { return }
        try store.update(
            changed.sorted().map { trials[$0] }, attempts: attempts.values.sorted { $0.token < $1.token })
        while prefix.count < trials.count, let observation = trials[prefix.count].observation {
            prefix.append(observation)
        }
    }

    /// The attempt with the answer that came after it had been given up; `nil` where nothing is to be kept.
    private func lateAnswer(
        _ event: ExecutorEvent, changed: AttemptRecord?
    ) throws(CheckpointError) -> AttemptRecord? {
        guard case .finished(let token, let report, _) = event else { return nil }
        let found: AttemptRecord?
        if let changed { found = changed } else { found = try store.attempt(token: token) }
        // An attempt that has ended by an answer does not get a second one.
        guard var attempt = found, [.lost, .cancelled, .timedOut].contains(attempt.state), attempt.lateAnswer == nil,
            !report.isCancelled
        else { return nil }
        attempt.lateAnswer = report.text
        log(.notice, "late answer", attempt, reason: attempt.reason)
        return attempt
    }

    private func start(_ attempt: AttemptRecord, worker: String) throws(CheckpointError) {
        var attempt = attempt
        guard attempt.state == .queued else { return }
        try store.legally { () throws(LifeCycleError) in try attempt.become(.running) }
        attempt.worker = worker
        attempt.startedTime = Machine.seconds
        attempt.heartbeatTime = attempt.startedTime
        open[attempt.token] = attempt
        try change(attempt.trial, to: .running)
        logStart(attempt, worker: worker)
    }

    private func finish(
        _ attempt: AttemptRecord, report: EvaluationReport, seconds: Double
    ) throws(CheckpointError) -> AttemptRecord {
        let number = attempt.trial
        metrics.attemptSeconds += seconds
        if report.isCancelled {
            try change(number, to: .cancelled)
            if !control.isStopping { try putBack(number) }
            return try close(attempt.token, as: .cancelled, reason: "stopped on request")
        }
        if case .notStarted(let reason) = report.ending { return try notStarted(attempt, reason: reason) }
        // What ended had begun, whether or not the executor said so.
        try start(attempt, worker: "")
        trials[number].evaluationSeconds += seconds
        trials[number].standardErrorTail = report.standardErrorTail
        let outcome = checked(report.outcome)
        guard case .failed(let reason) = outcome else {
            failures[number] = nil
            try record(outcome, of: number, isTimedOut: false)
            logResult(attempt, seconds: seconds)
            return try close(attempt.token, as: .answered, reason: "", standardErrorTail: report.standardErrorTail)
        }
        let isTimedOut = report.isTimedOut
        let count = (failures[number]?.count ?? 0) + 1
        failures[number] = (count, Machine.seconds)
        if let program = specification.fidelities[trials[number].fidelity].program, count <= program.retries {
            try change(number, to: .proposed)
            log(.warning, "attempt failed and is made again", attempt, reason: reason)
            wait(seconds: program.delay(beforeRetry: count), thenTry: number)
        } else {
            failures[number] = nil
            try record(outcome, of: number, isTimedOut: isTimedOut)
            logResult(attempt, seconds: seconds)
        }
        return try close(
            attempt.token, as: isTimedOut ? .timedOut : .failed, reason: reason,
            standardErrorTail: report.standardErrorTail)
    }

    /// How often a trial is tried again whose evaluation cannot even begin.
    static let mostStarts = 5

    /// Gives an attempt up whose evaluation could not begin: the trial is tried again after a pause, and after some of
    /// them the campaign ends, as no trial could begin then.
    private func notStarted(_ attempt: AttemptRecord, reason: String) throws(CheckpointError) -> AttemptRecord {
        let number = attempt.trial
        log(.warning, "attempt lost", attempt, reason: reason)
        losses[number, default: 0] += 1
        let count = losses[number, default: 0]
        try change(number, to: .proposed)
        if count >= Self.mostStarts {
            obstacle = .executor(reason: "evaluations cannot begin (\(reason))")
        } else {
            wait(seconds: Double(1 << (count - 1)) / 2, thenTry: number)
        }
        return try close(attempt.token, as: .lost, reason: reason)
    }

    /// How often an executor may lose a trial before that counts as its failure: a trial that takes every machine down
    /// with it must not go on for ever.
    static let mostLosses = 10

    private func lose(_ attempt: AttemptRecord, reason: String) throws(CheckpointError) -> AttemptRecord {
        let number = attempt.trial
        log(.warning, "attempt lost", attempt, reason: reason)
        losses[number, default: 0] += 1
        if losses[number, default: 0] < Self.mostLosses {
            try putBack(number)
        } else {
            try start(attempt, worker: "")
            failures[number] = nil
            try record(
                .failed(reason: "lost \(Self.mostLosses) times, the last time as \(reason)"), of: number,
                isTimedOut: false)
        }
        return try close(attempt.token, as: .lost, reason: reason)
    }

    /// Ends an attempt, which counts no more from then on.
    private func close(
        _ token: Int, as state: AttemptState, reason: String, standardErrorTail: String = ""
    ) throws(CheckpointError) -> AttemptRecord {
        guard var attempt = open[token] else {
            throw .corrupt(path: store.path, detail: "attempt \(token) is not known")
        }
        try store.legally { () throws(LifeCycleError) in try attempt.become(state) }
        attempt.endedTime = Machine.seconds
        attempt.reason = reason
        attempt.standardErrorTail = standardErrorTail
        open[token] = nil
        return attempt
    }

    private func change(_ number: Int, to state: TrialState) throws(CheckpointError) {
        try store.legally { () throws(LifeCycleError) in try trials[number].become(state) }
    }

    private func isOpen(_ number: Int) -> Bool { open.values.contains { $0.trial == number } }

    /// Proposes a trial again as it is.
    private func putBack(_ number: Int) throws(CheckpointError) {
        try change(number, to: .proposed)
        getInLine(number)
    }

    /// Before the trials of higher numbers, whose proposals wait for its result.
    private func getInLine(_ number: Int) {
        waiting.insert(number, at: waiting.firstIndex { $0 > number } ?? waiting.count)
    }

    private func wait(seconds: Double, thenTry number: Int) {
        guard seconds > 0 else { return getInLine(number) }
        let events = events
        Task.detached {
            try? await Task.sleep(for: .seconds(seconds))
            events.send(.due(trial: number))
        }
    }
}
