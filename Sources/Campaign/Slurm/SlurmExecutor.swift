import Foundation
public import Logging
import Synchronization

/// Evaluates on a Slurm cluster: array tasks take requests from a shared folder and put answers there.
///
/// A task is a worker that has `pack` evaluations at a time and goes on for as long as there are requests, so that a
/// submission is paid once and not for each trial. Everything between the two sides is a file: an attempt's request
/// waits under its token, is claimed by a rename, and its answer appears by a rename. So the cluster's commands are
/// only needed to have workers and to learn which are gone; while they fail, work goes on, and a controller that was
/// killed and is started again finds the workers, the claims and the answers where they were.
///
/// A request whose worker is gone is moved aside, its attempt reported as lost. Should that worker live on after all,
/// behind a broken network, then its answer comes with a token that has been given up, and is reported as such.
public final class SlurmExecutor: TrialExecutor {
    /// How many arrays in a row may end without one worker having begun, or be refused.
    static let barrenLimit = 3

    /// An attempt that was submitted and has not ended.
    struct Attempt: Sendable {
        enum Place: Sendable, Hashable {
            case queued
            case claimed(SlurmTask.Worker)
        }

        var name: String
        var place = Place.queued
        var isCancelled = false
    }

    /// What both loops of the controller share.
    struct State: Sendable {
        var open: [Int: Attempt] = [:]
        var deliver: (@Sendable (ExecutorEvent) -> Void)?
        var loops: [Task<Void, Never>] = []
        /// Tasks as the cluster showed them last; `nil` before it was ever asked.
        var tasks: [SlurmTask.ID: SlurmTask]?
        /// Arrays that the cluster has not shown yet: how many tasks, and how often it was asked since.
        var fresh: [Int: (tasks: Int, misses: Int)] = [:]
        /// Workers that have ended, by the files they left.
        var ended: Set<SlurmTask.Worker> = []
        /// The requests that were seen last, waiting or claimed.
        var seen: Set<String> = []
        /// How often in a row the cluster did not know a worker that has claims.
        var missing: [SlurmTask.Worker: Int] = [:]
        /// How often in a row the request of an attempt was nowhere.
        var nowhere: [Int: Int] = [:]
        /// Since when more tasks are wanted than there are, and when the next submission may be tried.
        var wantedSince: ContinuousClock.Instant?
        var nextSubmission: ContinuousClock.Instant?
        var failedSubmissions = 0
        var refusals = 0
        /// Arrays that were submitted by this controller and of which no worker has begun yet.
        var barren: Set<Int> = []
        /// How many arrays in a row have ended so.
        var barrenEnded = 0
        var isDraining = false
        var isCancellingAll = false
        /// Why nothing can be evaluated any more.
        var failure: String?
    }

    let settings: SlurmSettings
    let folder: SlurmFolder
    let client: SlurmClient
    let log: SlurmLog
    let state = Mutex(State())
    /// Held while the shared folder is read, so that each answer is taken once, and no older look follows a newer one.
    let reading = Mutex(())
    private let specification: CampaignSpecification
    private let program: String

    /// The number of evaluations side by side.
    public var capacity: Int { settings.capacity }

    /// One request waits for each that runs, so that a worker that ends one finds the next without waiting.
    public var slots: Int { 2 * capacity }

    /// Array tasks and the shared folder are there whether or not this process is.
    public var outlivesProcess: Bool { true }

    /// How often each thing happened: submissions, polls, errors of commands and files, losses, late answers.
    public var counts: [String: Int] { log.figures }

    /// Logs there too what the shared folder's own log says.
    public func attach(_ logger: Logger) { log.attach(logger) }

    /// Makes an executor.
    ///
    /// - Parameters:
    ///   - settings: How to use the cluster.
    ///   - specification: The campaign, which workers read again from the shared folder.
    ///   - identity: What tells this campaign from every other: letters, digits and `-`. The same on resume.
    ///   - program: The absolute path of `ingot` on the nodes; `nil` stands for the program that runs now.
    public convenience init(
        settings: SlurmSettings, specification: CampaignSpecification, identity: String, program: String? = nil
    ) {
        self.init(
            settings: settings, specification: specification, identity: identity,
            program: program ?? Self.ownPath, command: ClientCommand())
    }

    init(
        settings: SlurmSettings, specification: CampaignSpecification, identity: String, program: String,
        command: ClientCommand
    ) {
        self.settings = settings
        self.specification = specification
        self.program = program
        let name = "ingot-\(identity)"
        folder = SlurmFolder(path: settings.directory + "/" + name)
        log = SlurmLog(path: folder.logFile)
        client = SlurmClient(settings: settings, folder: folder, jobName: name, command: command, log: log)
    }

    private static var ownPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// Makes the shared folder, or finds in it what an earlier controller left.
    public func start(
        adopting attempts: [TrialAttempt], deliver: @escaping @Sendable (ExecutorEvent) -> Void
    ) async throws(CampaignError) -> Set<Int> {
        if let missing = client.missingProgram {
            throw .executor(reason: "\(missing) is not installed here; run where Slurm's client commands are")
        }
        let adopted: [Int: Attempt]
        do {
            try folder.create()
            try SlurmFolder.remove(folder.stopFile)
            let order = WorkMessage.Order(
                softwareVersion: SoftwareVersion.current, specification: specification.text,
                file: specification.file, folder: specification.folder, seed: specification.seed)
            try folder.write(try WorkMessage.text(order), to: folder.campaignFile)
            try folder.write(script, to: folder.scriptFile)
            adopted = try adopt(attempts)
        } catch {
            throw .executor(reason: "the shared folder cannot be used: \(error)")
        }
        log.count(.adoptedAttempts, by: adopted.count)
        log.note(.info, "controller begins; \(adopted.count) of \(attempts.count) attempts are still here")
        state.withLock { state in
            state.deliver = deliver
            state.open = adopted
            state.loops = [
                Task.detached { [self] in await watchAnswers() }, Task.detached { [self] in await watchTasks() },
            ]
        }
        return Set(adopted.keys)
    }

    /// Puts requests into the shared folder.
    public func submit(_ attempts: [TrialAttempt]) async throws(CampaignError) {
        if let failure = state.withLock({ $0.failure }) { throw .executor(reason: failure) }
        for attempt in attempts {
            let name = WorkMessage.name(trial: attempt.request.trial, token: attempt.token)
            state.withLock { $0.open[attempt.token] = Attempt(name: name) }
            do {
                try folder.write(
                    try WorkMessage.text(WorkMessage.Request(attempt)), to: folder.path(.queue, name))
            } catch {
                state.withLock { $0.open[attempt.token] = nil }
                throw .executor(reason: "a request cannot be written: \(error)")
            }
        }
    }

    /// Takes requests back, and tells the workers of those that were claimed.
    public func cancel(_ tokens: [Int]) {
        let attempts = state.withLock { state in
            for token in tokens { state.open[token]?.isCancelled = true }
            return tokens.compactMap { token in state.open[token].map { (token, $0.name) } }
        }
        for (token, name) in attempts {
            if !takeBack(token, name: name) { attemptFile { try folder.write("", to: folder.path(.cancel, name)) } }
        }
    }

    /// Takes every request back and ends the campaign's jobs.
    public func cancelAll() {
        state.withLock { state in
            state.isCancellingAll = true
            state.isDraining = true
        }
        attemptFile { try folder.write("", to: folder.stopFile) }
    }

    /// Takes requests back that nobody has claimed, without a report.
    public func drain() {
        let queued = state.withLock { state in
            state.isDraining = true
            return state.open.filter { $0.value.place == .queued }
        }
        for (token, attempt) in queued {
            guard attemptFile({ try SlurmFolder.remove(folder.path(.queue, attempt.name)) }) == true else { continue }
            state.withLock { $0.open[token] = nil }
        }
    }

    /// Waits for the claimed requests, then ends the workers.
    public func shutDown() async {
        if !state.withLock({ $0.isCancellingAll }) { drain() }
        while state.withLock({ !$0.open.isEmpty && !$0.loops.isEmpty }) {
            try? await Task.sleep(for: .milliseconds(20))
        }
        let loops = state.withLock { $0.loops }
        guard !loops.isEmpty else { return }
        for loop in loops { loop.cancel() }
        for loop in loops { await loop.value }
        attemptFile { try folder.write("", to: folder.stopFile) }
        let isClean = await client.cancel()
        log.note(isClean ? .info : .warning, isClean ? "controller ends" : "controller ends; jobs may be left")
    }

    /// Removes a request that nobody has claimed and reports it as cancelled; false where somebody has.
    func takeBack(_ token: Int, name: String) -> Bool {
        guard attemptFile({ try SlurmFolder.remove(folder.path(.queue, name)) }) == true else { return false }
        finish(token, report: .cancelled, seconds: 0)
        return true
    }

    /// Reports the end of an attempt once.
    func finish(_ token: Int, report: EvaluationReport, seconds: Double) {
        let deliver = state.withLock { state in
            state.open[token] = nil
            return state.deliver
        }
        deliver?(.finished(token: token, report: report, seconds: seconds))
    }

    /// Does something with files; what goes wrong is counted and noted, and tried again by whoever comes next.
    @discardableResult
    func attemptFile<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            log.count(.fileErrors)
            log.note(.warning, "\(error)")
            return nil
        }
    }

    /// What an array task runs: no value of any parameter is in it.
    private var script: String {
        """
        #!/bin/sh
        exec \(Self.quoted(program)) work \(Self.quoted(folder.path)) --slots \(settings.pack) \
        --idle \(settings.idleSeconds)

        """
    }

    /// A text as one word of a shell.
    static func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
