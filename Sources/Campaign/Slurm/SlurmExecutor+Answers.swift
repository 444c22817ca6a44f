import Glibc
import Logging
import Synchronization

/// The side of the controller that reads the shared folder.
extension SlurmExecutor {
    /// What of an earlier controller's attempts is still here, by token; what nobody asks for is removed.
    func adopt(_ attempts: [TrialAttempt]) throws(SlurmFolder.Failure) -> [Int: Attempt] {
        var wanted: [String: TrialAttempt] = [:]
        for attempt in attempts {
            wanted[WorkMessage.name(trial: attempt.request.trial, token: attempt.token)] = attempt
        }
        var adopted: [Int: Attempt] = [:]
        // Who has claimed what is found, and told, at the next look.
        func note(_ name: String) {
            guard let attempt = wanted[name] else { return }
            adopted[attempt.token] = Attempt(name: name)
        }
        for name in try folder.names(in: .queue) {
            if wanted[name] == nil {
                try SlurmFolder.remove(folder.path(.queue, name))
            } else {
                note(name)
            }
        }
        for claimer in try folder.names(in: .claimed) {
            for name in try SlurmFolder.names(in: folder.claims(of: claimer)) { note(name) }
        }
        for name in try folder.names(in: .answers) { note(name) }
        // An answer that was read but never got into the checkpoint is read again.
        for name in try folder.names(in: .taken) where wanted[name] != nil {
            if try SlurmFolder.move(folder.path(.taken, name), to: folder.path(.answers, name)) { note(name) }
        }
        for name in try folder.names(in: .cancel) { try SlurmFolder.remove(folder.path(.cancel, name)) }
        return adopted
    }

    /// Reads answers until the controller ends: often while they come, seldom while none does.
    func watchAnswers() async {
        let clock = ContinuousClock()
        var pause = 0.01
        var claimsDue = clock.now
        while !Task.isCancelled {
            let isNews = attemptFile { try readAnswers() } ?? false
            if clock.now >= claimsDue {
                attemptFile { try readClaims() }
                claimsDue = clock.now + .milliseconds(250)
            }
            pause = isNews ? 0.01 : min(0.1, pause * 1.3)
            try? await Task.sleep(for: .seconds(pause))
        }
    }

    /// Takes every answer that is there; true where there was one.
    @discardableResult
    func readAnswers() throws -> Bool {
        try reading.withLock { _ in try takeAnswers() }
    }

    private func takeAnswers() throws(SlurmFolder.Failure) -> Bool {
        var isNews = false
        for name in try folder.names(in: .answers) {
            guard let token = WorkMessage.token(of: name) else {
                _ = try SlurmFolder.move(folder.path(.answers, name), to: folder.path(.unreadable, name))
                log.count(.unreadableAnswers)
                continue
            }
            isNews = true
            guard let answer = try readAnswer(name, token: token) else { continue }
            guard try SlurmFolder.move(folder.path(.answers, name), to: folder.path(.taken, name)) else { continue }
            let (isOpen, wasQueued, deliver) = state.withLock { state in
                let attempt = state.open[token]
                return (attempt != nil, attempt?.place == .queued, state.deliver)
            }
            if !isOpen { log.count(.lateAnswers) }
            if wasQueued { deliver?(.started(token: token, worker: answer.worker)) }
            finish(token, report: answer.report, seconds: answer.seconds)
            attemptFile { try SlurmFolder.remove(folder.path(.cancel, name)) }
        }
        return isNews
    }

    /// Reads one answer; one that is none is moved aside, its attempt is lost.
    private func readAnswer(_ name: String, token: Int) throws(SlurmFolder.Failure) -> WorkMessage.Answer? {
        let reason: String
        do {
            guard let bytes = try SlurmFolder.read(folder.path(.answers, name)) else { return nil }
            let answer = try WorkMessage.value(WorkMessage.Answer.self, from: bytes)
            if WorkMessage.name(trial: answer.trial, token: answer.token) == name { return answer }
            reason = "it is for trial \(answer.trial), token \(answer.token)"
        } catch let failure as SlurmFolder.Failure where failure.code != EFBIG {
            throw failure
        } catch {
            reason = "it cannot be read"
        }
        _ = try SlurmFolder.move(folder.path(.answers, name), to: folder.path(.unreadable, name))
        log.count(.unreadableAnswers)
        log.note(.warning, "answer \(name): \(reason)")
        lose(token, reason: "the answer \(name) is none: \(reason)")
        return nil
    }

    /// Notes which worker has which request, and which workers have begun and ended.
    func readClaims() throws {
        let isDraining = try reading.withLock { _ in try noteClaims() }
        if isDraining { drain() }
    }

    private func noteClaims() throws(SlurmFolder.Failure) -> Bool {
        var begun: Set<Int> = []
        var ended: Set<SlurmTask.Worker> = []
        for name in try folder.names(in: .workers) {
            guard let worker = SlurmTask.Worker(String(name.dropLast(6))) else { continue }
            if name.hasSuffix(".begun") { begun.insert(worker.id.job) }
            if name.hasSuffix(".ended") { ended.insert(worker) }
        }
        var claims: [(name: String, token: Int, worker: SlurmTask.Worker)] = []
        for claimer in try folder.names(in: .claimed) {
            guard let worker = SlurmTask.Worker(claimer) else { continue }
            for name in try SlurmFolder.names(in: folder.claims(of: claimer)) {
                if let token = WorkMessage.token(of: name) { claims.append((name, token, worker)) }
            }
        }
        let queue = try folder.names(in: .queue)
        let (started, deliver, unwanted, isDraining) = state.withLock { state in
            state.ended = ended
            state.seen = Set(queue).union(claims.map(\.name))
            if !state.barren.isDisjoint(with: begun) {
                state.barren.subtract(begun)
                state.barrenEnded = 0
            }
            var started: [(token: Int, worker: SlurmTask.Worker)] = []
            for claim in claims {
                guard let place = state.open[claim.token]?.place, place != .claimed(claim.worker) else { continue }
                state.open[claim.token]?.place = .claimed(claim.worker)
                started.append((claim.token, claim.worker))
            }
            var unwanted: [String] = []
            for name in queue {
                guard let token = WorkMessage.token(of: name) else { continue }
                if state.open[token] == nil {
                    unwanted.append(name)
                } else {
                    // Perhaps its worker was ended and gave it back.
                    state.open[token]?.place = .queued
                }
            }
            return (started, state.deliver, unwanted, state.isDraining && !state.isCancellingAll)
        }
        for claim in started { deliver?(.started(token: claim.token, worker: claim.worker.description)) }
        for name in unwanted { try SlurmFolder.remove(folder.path(.queue, name)) }
        return isDraining
    }
}
