import BayesianOptimization

/// How trials get to the executor, and how what it says of them gets into the checkpoint.
extension CampaignRunner {
    /// Starts the executor, and gets the trials in line that a stopped campaign left without a result.
    func startExecutor() async throws(CampaignError) {
        let events = events
        _ = try await executor.start(adopting: []) { events.send($0) }
        waiting = trials.filter { !$0.state.isFinished }.map(\.number)
        try await submitWaiting()
    }

    /// Submits trials that wait, the earliest first, as many as the executor takes.
    func submitWaiting() async throws(CampaignError) {
        let count = min(waiting.count, executor.slots - open.count)
        guard count > 0, !control.isStopping else { return }
        var attempts: [TrialAttempt] = []
        for number in waiting.prefix(count) {
            trials[number].attempts += 1
            latestToken += 1
            open[latestToken] = number
            let record = trials[number]
            attempts.append(
                TrialAttempt(
                    token: latestToken,
                    request: EvaluationRequest(
                        trial: number, attempt: record.attempts, candidate: record.candidate,
                        fidelity: record.fidelity, seed: record.seed)))
        }
        waiting.removeFirst(count)
        do { try store.update(attempts.map { trials[$0.request.trial] }) } catch { throw .checkpoint(error) }
        try await executor.submit(attempts)
    }

    func commit(_ arrived: [ExecutorEvent?]) throws(CampaignError) {
        do { try absorb(arrived) } catch { throw .checkpoint(error) }
    }

    /// Stores what has happened in one transaction and takes it into account.
    func absorb(_ arrived: [ExecutorEvent?]) throws(CheckpointError) {
        var changed: Set<Int> = []
        for case let event? in arrived {
            // What comes of an attempt that has ended already counts for nothing.
            guard let number = open[event.token] else { continue }
            changed.insert(number)
            switch event {
            case .started: trials[number].state = .running
            case .heartbeat: break
            case .lost:
                open[event.token] = nil
                putBack(number)
            case .finished(_, let report, let seconds):
                open[event.token] = nil
                finish(number, report: report, seconds: seconds)
            }
        }
        guard !changed.isEmpty else { return }
        try store.update(changed.sorted().map { trials[$0] })
        while prefix.count < trials.count, let observation = trials[prefix.count].observation {
            prefix.append(observation)
        }
    }

    private func finish(_ number: Int, report: EvaluationReport, seconds: Double) {
        trials[number].evaluationSeconds += seconds
        trials[number].standardErrorTail = report.standardErrorTail
        if report.isCancelled { return putBack(number) }
        if case .failed = report.outcome {
            let retries = specification.fidelities[trials[number].fidelity].program?.retries ?? 0
            if failures[number, default: 0] < retries {
                failures[number, default: 0] += 1
                return putBack(number)
            }
        }
        failures[number] = nil
        var record = trials[number]
        record.arrival = arrivals
        arrivals += 1
        note(report.outcome, in: &record)
        trials[number] = record
        unfinished -= 1
        progress.addResult(record)
        addToFront(record)
    }

    /// Gets a trial in line again: before those of higher numbers, whose proposals wait for its result.
    private func putBack(_ number: Int) {
        trials[number].state = .proposed
        let index = waiting.firstIndex { $0 > number } ?? waiting.count
        waiting.insert(number, at: index)
    }
}
