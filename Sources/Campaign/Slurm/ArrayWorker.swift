import BayesianOptimization
import Foundation
import Synchronization

/// What one task of a job array does: takes requests from the shared folder, so many at a time, and answers them.
///
/// It ends when it has had nothing to do for a while, when the controller wants no more, or when it is told to by
/// `stop()`, in which case it gives back what it has not answered.
public final class ArrayWorker: Sendable {
    private struct State {
        var running: [String: Task<EvaluationReport, Never>] = [:]
        /// The tasks of the slots that are busy.
        var slots: [Int: Task<Void, Never>] = [:]
        var latestSlot = 0
        /// The requests that somebody asked to end.
        var cancelled: Set<String> = []
        var isStopping = false
        var failure: String?
    }

    /// How often an answer that cannot be written is tried again, a second apart.
    private static let answerTries = 60

    private let folder: SlurmFolder
    private let worker: SlurmTask.Worker
    private let slots: Int
    private let idleSeconds: Double
    private let specification: CampaignSpecification
    private let evaluator: any TrialEvaluator
    private let state = Mutex(State())
    private var claims: String { folder.claims(of: worker.description) }

    /// Makes the worker of the array task that runs now.
    ///
    /// - Parameters:
    ///   - folder: The absolute path of the campaign's shared folder.
    ///   - slots: How many evaluations run side by side.
    ///   - idleSeconds: How long it waits for requests.
    ///   - environment: Where Slurm says which task this is.
    /// - Throws: `CampaignError`.
    public init(
        folder path: String, slots: Int, idleSeconds: Double, environment: [String: String]
    ) throws(CampaignError) {
        guard let job = environment["SLURM_ARRAY_JOB_ID"].flatMap({ Int($0) }),
            let task = environment["SLURM_ARRAY_TASK_ID"].flatMap({ Int($0) })
        else {
            throw .executor(reason: "this is no task of a Slurm job array; accepted: work is run by `ingot run`")
        }
        let restarts = environment["SLURM_RESTART_COUNT"].flatMap { Int($0) } ?? 0
        worker = SlurmTask.Worker(id: SlurmTask.ID(job: job, task: task), restarts: restarts)
        folder = SlurmFolder(path: path)
        self.slots = max(1, slots)
        self.idleSeconds = idleSeconds
        let order: WorkMessage.Order
        do {
            guard let bytes = try SlurmFolder.read(folder.campaignFile) else {
                throw CampaignError.executor(reason: "\(folder.campaignFile) is not there; is the folder shared?")
            }
            order = try WorkMessage.value(WorkMessage.Order.self, from: bytes)
        } catch let error as CampaignError {
            throw error
        } catch {
            throw .executor(reason: "\(folder.campaignFile) cannot be read: \(error)")
        }
        guard order.softwareVersion == SoftwareVersion.current else {
            throw .executor(
                reason: "the controller is of version \(order.softwareVersion), this one \(SoftwareVersion.current)")
        }
        do {
            var specification = try CampaignSpecification(
                yaml: order.specification, file: order.file, folder: order.folder, purpose: .resumed(start: []))
            specification.seed = order.seed
            self.specification = specification
        } catch {
            throw .configuration(error)
        }
        evaluator = specification.evaluator
    }

    /// Takes no more requests, ends those that run, and gives them back.
    public func stop() {
        let running = state.withLock { state in
            state.isStopping = true
            return Array(state.running.values)
        }
        for task in running { task.cancel() }
    }

    /// Works until there is nothing to do.
    public func run() async throws(CampaignError) {
        do {
            try SlurmFolder.makeFolder(claims)
            // A cluster that was set up anew counts its jobs from 1 again.
            try SlurmFolder.remove(folder.path(.workers, "\(worker).ended"))
            try folder.write("", to: folder.path(.workers, "\(worker).begun"))
        } catch {
            throw .executor(reason: "the shared folder cannot be used: \(error)")
        }
        await serve()
        for slot in state.withLock({ Array($0.slots.values) }) { await slot.value }
        rmdir(claims)
        try? folder.write("", to: folder.path(.workers, "\(worker).ended"))
        if let failure = state.withLock({ $0.failure }) { throw .executor(reason: failure) }
    }

    /// Gives requests to slots that are free.
    private func serve() async {
        let clock = ContinuousClock()
        var idleSince = clock.now
        var pause = 0.02
        while true {
            let (busy, isStopping) = state.withLock { ($0.slots.count, $0.isStopping || $0.failure != nil) }
            if isStopping { return }
            if SlurmFolder.exists(folder.stopFile) {
                if busy == 0 { return }
            } else if busy < slots, begin(slots - busy) {
                pause = 0.02
                idleSince = clock.now
            }
            if busy > 0 {
                idleSince = clock.now
                endCancelled()
            } else if clock.now - idleSince > .seconds(idleSeconds) {
                return
            }
            try? await Task.sleep(for: .seconds(pause))
            pause = min(0.2, pause * 1.3)
        }
    }

    /// Claims requests for free slots; false where none waits.
    private func begin(_ count: Int) -> Bool {
        guard let names = try? folder.names(in: .queue) else { return false }
        var begun = 0
        for name in names where begun < count {
            guard let request = claim(name) else { continue }
            begun += 1
            state.withLock { state in
                state.latestSlot += 1
                let slot = state.latestSlot
                state.slots[slot] = Task.detached { [self] in
                    await work(from: request)
                    self.state.withLock { $0.slots[slot] = nil }
                }
            }
        }
        return begun > 0
    }

    /// Answers one request after the other, for as long as one waits.
    private func work(from first: Claim) async {
        var next: Claim? = first
        while let claim = next {
            await answer(claim)
            next = nil
            let isOver = state.withLock { $0.isStopping || $0.failure != nil }
            if isOver || SlurmFolder.exists(folder.stopFile) { return }
            for name in (try? folder.names(in: .queue)) ?? [] {
                next = self.claim(name)
                if next != nil { break }
            }
        }
    }

    private struct Claim: Sendable {
        var name: String
        var request: WorkMessage.Request
    }

    /// Takes one request; `nil` where another worker has it.
    private func claim(_ name: String) -> Claim? {
        guard WorkMessage.token(of: name) != nil,
            let isMine = try? SlurmFolder.move(folder.path(.queue, name), to: claims + "/" + name), isMine
        else { return nil }
        if let bytes = try? SlurmFolder.read(claims + "/" + name),
            let request = try? WorkMessage.value(WorkMessage.Request.self, from: bytes),
            WorkMessage.name(trial: request.trial, token: request.token) == name
        {
            return Claim(name: name, request: request)
        }
        // No request at all; the controller finds that it is not in line any more.
        _ = try? SlurmFolder.move(claims + "/" + name, to: folder.path(.fenced, name))
        return nil
    }

    private func answer(_ claim: Claim) async {
        let clock = ContinuousClock()
        let begin = clock.now
        let report: EvaluationReport
        do {
            let request = try claim.request.request(in: specification)
            let evaluator = evaluator
            let task = Task.detached { await evaluator.evaluate(request) }
            let isStopping = state.withLock { state in
                state.running[claim.name] = task
                return state.isStopping || state.cancelled.contains(claim.name)
            }
            if isStopping { task.cancel() }
            report = await task.value
        } catch {
            report = EvaluationReport(outcome: .failed(reason: "the request does not fit the campaign: \(error)"))
        }
        let isAskedFor = state.withLock { state in
            state.running[claim.name] = nil
            return state.cancelled.remove(claim.name) != nil
        }
        let place = claims + "/" + claim.name
        if report.isCancelled, !isAskedFor {
            _ = try? SlurmFolder.move(place, to: folder.path(.queue, claim.name))
            return
        }
        let answer = WorkMessage.Answer(
            claim.request, worker: worker.description, seconds: (clock.now - begin) / .seconds(1), report: report)
        for attempt in 1...Self.answerTries {
            do {
                try folder.write(
                    try WorkMessage.text(answer), to: folder.path(.answers, claim.name), isLasting: true)
                _ = try? SlurmFolder.remove(place)
                return
            } catch {
                let isOver = attempt == Self.answerTries || state.withLock { $0.isStopping }
                if isOver {
                    state.withLock { $0.failure = "an answer cannot be written: \(error)" }
                    return
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Ends the evaluations that the controller wants no more.
    private func endCancelled() {
        guard let names = try? folder.names(in: .cancel), !names.isEmpty else { return }
        let tasks = state.withLock { state in
            names.compactMap { name -> Task<EvaluationReport, Never>? in
                guard let task = state.running[name] else { return nil }
                state.cancelled.insert(name)
                return task
            }
        }
        for task in tasks { task.cancel() }
    }
}
