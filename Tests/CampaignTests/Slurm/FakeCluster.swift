import BayesianOptimization
import Foundation
import SearchSpace
import Synchronization
import Testing

@testable import Campaign

/// A folder of scripts that answer as Slurm's client commands do, from files that a test writes.
final class FakeCluster: Sendable {
    let folder: TemporaryFolder
    let settings: SlurmSettings
    let specification: CampaignSpecification
    /// What the executor said, in order.
    let events = Mutex<[ExecutorEvent]>([])

    /// A cluster that shows the tasks that were submitted as running; 2 tasks of 3 evaluations.
    init(tasks: Int = 2, pack: Int = 3, name: String = "cluster") throws {
        folder = try TemporaryFolder()
        let shared = folder.path + "/" + name
        var settings = SlurmSettings(directory: shared, tasks: tasks)
        settings.pack = pack
        settings.pollSeconds = 0.05
        self.settings = settings
        specification = try Campaigns.specification(
            """
            version: 1
            name: on a cluster
            seed: 3
            problem: {kind: synthetic, name: zdt1}
            budget: {evaluations: 12}
            optimizer: {method: sobol}
            """)
        try FileManager.default.createDirectory(atPath: folder.path + "/bin", withIntermediateDirectories: true)
        // A call is noted when it has had its effect.
        let start = "#!/bin/sh\ncd '\(folder.path)'\ntrap 'echo \"$@\" >> \"${0##*/}.log\"' EXIT\n"
        let failing = "if [ -f \"${0##*/}.fails\" ]; then cat \"${0##*/}.fails\" >&2; exit 1; fi\n"
        try script(
            "sbatch",
            start + failing + """
                for word in "$@"; do case $word in --array=1-*) tasks=${word#--array=1-} ;; esac; done
                job=$(($(cat jobs 2>/dev/null || echo 0) + 1))
                echo $job > jobs
                task=1
                while [ $task -le $tasks ]; do
                    echo "$job|$task|RUNNING|0|" >> queue
                    task=$((task + 1))
                done
                echo $job
                """)
        try script("squeue", start + failing + "cat queue 2>/dev/null || true\n")
        try script("scancel", start + failing + ": > queue\n")
        try script("sacct", start + failing + "cat accounting\n")
        try write("", to: "accounting")
    }

    private func script(_ name: String, _ text: String) throws {
        _ = try folder.file("bin/" + name, text + "\n", isExecutable: true)
    }

    /// Writes a file that the scripts read.
    func write(_ text: String, to name: String) throws { _ = try folder.file(name, text) }

    /// Lets a command succeed again.
    func repair(_ program: String) throws {
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(program).fails")
    }

    /// What a command was called with, a line a call.
    func calls(of program: String) -> [String] {
        let text = (try? String(contentsOfFile: "\(folder.path)/\(program).log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// A controller of the campaign.
    func executor(program: String = "/nowhere/ingot") -> SlurmExecutor {
        var command = ClientCommand()
        command.searchPath = folder.path + "/bin"
        return SlurmExecutor(
            settings: settings, specification: specification, identity: "test", program: program, command: command)
    }

    /// A controller that has begun, its events kept.
    func begin(adopting attempts: [TrialAttempt] = []) async throws -> (executor: SlurmExecutor, adopted: Set<Int>) {
        let executor = executor()
        let adopted = try await executor.start(adopting: attempts) { event in
            self.events.withLock { $0.append(event) }
        }
        return (executor, adopted)
    }

    /// A worker of one task, in this process.
    func worker(job: Int, task: Int, restarts: Int = 0, slots: Int = 3, idle: Double = 0.3) throws -> ArrayWorker {
        try ArrayWorker(
            folder: shared.path, slots: slots, idleSeconds: idle,
            environment: [
                "SLURM_ARRAY_JOB_ID": "\(job)", "SLURM_ARRAY_TASK_ID": "\(task)",
                "SLURM_RESTART_COUNT": "\(restarts)",
            ])
    }

    /// The campaign's shared folder.
    var shared: SlurmFolder { SlurmFolder(path: settings.directory + "/ingot-test") }

    /// Attempts at trials of the campaign, the token ten above the trial.
    func attempts(_ trials: Range<Int>, tokenOffset: Int = 10) throws -> [TrialAttempt] {
        try trials.map { trial in
            var generator = RandomGenerator(seed: 5, stream: UInt64(trial))
            let candidate = try specification.problem.space.random(using: &generator)
            return TrialAttempt(
                token: trial + tokenOffset,
                request: EvaluationRequest(
                    trial: trial, attempt: 1, candidate: candidate, fidelity: 0, seed: UInt64(trial)))
        }
    }

    /// What the problem's own evaluator says.
    func expected(_ attempt: TrialAttempt) async -> EvaluationReport {
        await specification.evaluator.evaluate(attempt.request)
    }

    /// The answer of a worker to an attempt, as a file's text.
    func answer(_ attempt: TrialAttempt, worker: String = "1_1.0") async throws -> String {
        try WorkMessage.text(
            WorkMessage.Answer(
                WorkMessage.Request(attempt), worker: worker, seconds: 0.5, report: await expected(attempt)))
    }

    /// The name of an attempt's files.
    func name(_ attempt: TrialAttempt) -> String {
        WorkMessage.name(trial: attempt.request.trial, token: attempt.token)
    }

    /// Does what a worker does when it claims a request.
    func claim(_ attempt: TrialAttempt, worker: String) throws {
        try SlurmFolder.makeFolder(shared.claims(of: worker))
        let isMoved = try SlurmFolder.move(
            shared.path(.queue, name(attempt)), to: shared.claims(of: worker) + "/" + name(attempt))
        #expect(isMoved)
        try shared.write("", to: shared.path(.workers, "\(worker).begun"))
    }

    /// The reports of a token.
    func reports(of token: Int) -> [EvaluationReport] {
        events.withLock { events in
            events.compactMap { event in
                if case .finished(token, let report, _) = event { report } else { nil }
            }
        }
    }

    /// Why a token was lost, each time.
    func losses(of token: Int) -> [String] {
        events.withLock { events in
            events.compactMap { event in
                if case .lost(token, let reason) = event { reason } else { nil }
            }
        }
    }

    /// Waits for something to be so.
    func wait(
        for what: String, location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
    ) async throws {
        for _ in 0..<3000 {
            if try condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("never: \(what)", sourceLocation: location)
        throw CancellationError()
    }
}
