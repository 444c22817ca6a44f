import Logging
import Synchronization

/// The side of the controller that speaks with the cluster.
extension SlurmExecutor {
    /// Keeps as many tasks as there is work for, and finds those that are gone, until the controller ends.
    func watchTasks() async {
        let clock = ContinuousClock()
        var pollDue = clock.now
        var failures = 0
        while !Task.isCancelled {
            if state.withLock({ $0.isCancellingAll }) {
                await endTasks()
                return
            }
            if clock.now >= pollDue {
                if let tasks = await client.tasks() {
                    failures = 0
                    await absorb(tasks)
                } else {
                    failures += 1
                }
                // Asked less often while it does not answer.
                pollDue = clock.now + .seconds(min(60, settings.pollSeconds * Double(1 << min(failures, 6))))
            }
            await submitTasks()
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Submits tasks for requests that no task is there for.
    private func submitTasks() async {
        let count = state.withLock { state -> Int in
            guard state.failure == nil, !state.isDraining, let live = state.liveTasks else { return 0 }
            let wanted = min(settings.tasks, (state.open.count + settings.pack - 1) / settings.pack)
            guard wanted > live else {
                state.wantedSince = nil
                return 0
            }
            // Requests come one by one when a campaign begins: those of the next moment go with the first.
            let now = ContinuousClock.now
            let since = state.wantedSince ?? now
            state.wantedSince = since
            if now - since < .milliseconds(200) { return 0 }
            if let next = state.nextSubmission, now < next { return 0 }
            return wanted - live
        }
        guard count > 0 else { return }
        let submission = await client.submit(tasks: count)
        let failure: String? = state.withLock { state in
            switch submission {
            case .accepted(let job):
                state.fresh[job] = (count, 0)
                state.barren.insert(job)
                state.failedSubmissions = 0
                state.refusals = 0
                return nil
            case .unavailable:
                state.failedSubmissions += 1
                let seconds = min(60, Double(1 << min(state.failedSubmissions - 1, 6)))
                state.nextSubmission = .now + .seconds(min(seconds, settings.pollSeconds * 6))
                return nil
            case .refused(let reason):
                state.refusals += 1
                state.nextSubmission = .now + .seconds(min(settings.pollSeconds, Double(state.refusals)))
                return state.refusals < Self.barrenLimit ? nil : "sbatch refuses the job: \(reason)"
            }
        }
        if let failure { giveUp(failure) }
    }

    /// Takes what the cluster says into account.
    func absorb(_ tasks: [SlurmTask]) async {
        // Files first: a worker that has ended has written its answers before the cluster knows of its end.
        attemptFile { try readClaims() }
        attemptFile { try readAnswers() }
        let (beats, lost, gone, barren, deliver) = state.withLock { state in
            let known = Dictionary(tasks.map { ($0.id, $0) }) { $1 }
            state.tasks = known
            let jobs = Set(tasks.map(\.id.job))
            for job in state.fresh.keys { state.fresh[job]?.misses += 1 }
            state.fresh = state.fresh.filter { !jobs.contains($0.key) && $0.value.misses < Self.barrenLimit }
            var beats: [Int] = []
            var lost: [(token: Int, worker: SlurmTask.Worker)] = []
            var missing: [SlurmTask.Worker: Int] = [:]
            var nowhere: [Int: Int] = [:]
            for (token, attempt) in state.open {
                if !state.seen.contains(attempt.name) { nowhere[token] = (state.nowhere[token] ?? 0) + 1 }
                guard case .claimed(let worker) = attempt.place else { continue }
                if !state.ended.contains(worker), known[worker.id]?.isAlive(worker) ?? false {
                    beats.append(token)
                } else {
                    missing[worker] = (state.missing[worker] ?? 0) + 1
                    // Seen twice: an answer that a network still holds back has come by then.
                    if missing[worker, default: 0] > 1 { lost.append((token, worker)) }
                }
            }
            state.missing = missing
            state.nowhere = nowhere
            let ended = state.barren.filter { job in
                state.fresh[job] == nil && !tasks.contains { $0.id.job == job && $0.isAlive }
            }
            state.barren.subtract(ended)
            state.barrenEnded += ended.count
            let gone = nowhere.filter { $0.value > Self.barrenLimit }.map(\.key)
            return (
                beats, lost, gone, state.barrenEnded >= Self.barrenLimit ? ended.max() : nil, state.deliver
            )
        }
        for token in beats { deliver?(.heartbeat(token: token)) }
        var reasons: [SlurmTask.Worker: String] = [:]
        for (token, worker) in lost {
            if reasons[worker] == nil {
                reasons[worker] = await reason(of: worker)
                log.count(.lostWorkers)
                log.note(.warning, "lost \(reasons[worker] ?? "")")
            }
            // Where it is not there, the worker gave it back, or answered: the next look tells.
            guard let name = state.withLock({ $0.open[token]?.name }),
                attemptFile({
                    try SlurmFolder.move(
                        folder.claims(of: worker.description) + "/" + name, to: folder.path(.fenced, name))
                }) == true
            else { continue }
            lose(token, reason: reasons[worker] ?? "")
        }
        for token in gone { lose(token, reason: "its request is not in the shared folder any more") }
        if let barren { giveUp("\(Self.barrenLimit) jobs ended before a worker began; \(lastWords(of: barren))") }
    }

    /// Reports that an attempt will never answer.
    func lose(_ token: Int, reason: String) {
        let deliver = state.withLock { state in state.open.removeValue(forKey: token) == nil ? nil : state.deliver }
        guard let deliver else { return }
        log.count(.lostAttempts)
        deliver(.lost(token: token, reason: reason))
    }

    /// Ends every job and reports what then has no answer as cancelled.
    private func endTasks() async {
        for (token, attempt) in state.withLock({ $0.open }) { _ = takeBack(token, name: attempt.name) }
        _ = await client.cancel()
        // A worker gives back what it had when it is told to end.
        for _ in 0..<60 {
            attemptFile { try readAnswers() }
            attemptFile { try readClaims() }
            for (token, attempt) in state.withLock({ $0.open }) { _ = takeBack(token, name: attempt.name) }
            if state.withLock({ $0.open.isEmpty }) { return }
            if let tasks = await client.tasks(), !tasks.contains(where: \.isAlive) { break }
            try? await Task.sleep(for: .milliseconds(500))
        }
        attemptFile { try readAnswers() }
        for token in state.withLock({ $0.open.keys }) { finish(token, report: .cancelled, seconds: 0) }
    }

    /// Lets every attempt that nobody has claimed be lost, and refuses any more.
    private func giveUp(_ reason: String) {
        log.note(.error, reason)
        let queued = state.withLock { state in
            state.failure = reason
            return state.open.filter { $0.value.place == .queued }
        }
        for (token, attempt) in queued
        where attemptFile({ try SlurmFolder.remove(folder.path(.queue, attempt.name)) }) == true {
            lose(token, reason: reason)
        }
    }

    /// How a worker's task ended, for people.
    private func reason(of worker: SlurmTask.Worker) async -> String {
        let task = state.withLock { $0.tasks?[worker.id] }
        var said = task.map { $0.restarts > worker.restarts ? "put in line again" : $0.state }
        if said == nil { said = await client.lastState(of: worker.id) }
        return "worker \(worker): its task \(said.map { "is \($0)" } ?? "is unknown to the cluster")"
    }

    /// The end of what a task of a job printed.
    private func lastWords(of job: Int) -> String {
        let names = (try? folder.names(in: .logs)) ?? []
        for name in names.reversed() where name.hasPrefix("\(job)_") {
            guard let bytes = try? SlurmFolder.read(folder.path(.logs, name)), !bytes.isEmpty else { continue }
            let text = String(decoding: bytes.suffix(400), as: UTF8.self)
            return "the last one said: \(text.split(whereSeparator: \.isNewline).joined(separator: " "))"
        }
        return "see \(folder.path(.logs))"
    }
}

extension SlurmExecutor.State {
    /// How many tasks run or wait, without those whose worker has left; `nil` before the cluster was asked.
    fileprivate var liveTasks: Int? {
        guard let tasks else { return nil }
        let known = tasks.values.count { task in
            task.isAlive && !ended.contains(SlurmTask.Worker(id: task.id, restarts: task.restarts))
        }
        return known + fresh.values.reduce(0) { $0 + $1.tasks }
    }
}
