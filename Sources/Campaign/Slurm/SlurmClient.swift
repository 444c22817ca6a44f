import Logging
import Synchronization

/// The client commands of Slurm for the jobs of one campaign, with what went wrong counted and noted.
final class SlurmClient: Sendable {
    /// How a submission ended.
    enum Submission: Sendable, Equatable {
        case accepted(job: Int)
        /// The cluster could not be asked, or has no room now; a later try may do.
        case unavailable(reason: String)
        /// The cluster will not have such a job.
        case refused(reason: String)
    }

    private let settings: SlurmSettings
    private let folder: SlurmFolder
    private let command: ClientCommand
    private let log: SlurmLog
    private let hasAccounting = Mutex(true)
    /// The name of the campaign's jobs.
    let jobName: String

    init(settings: SlurmSettings, folder: SlurmFolder, jobName: String, command: ClientCommand, log: SlurmLog) {
        self.settings = settings
        self.folder = folder
        self.jobName = jobName
        self.command = command
        self.log = log
    }

    /// The first of the commands that is not installed.
    var missingProgram: String? {
        ["sbatch", "squeue", "scancel"].first { command.locate($0) == nil }
    }

    /// Submits an array of so many tasks.
    func submit(tasks: Int) async -> Submission {
        var arguments = [
            "--parsable", "--job-name=\(jobName)", "--array=1-\(tasks)", "--ntasks=1",
            "--cpus-per-task=\(settings.processors)", "--requeue", "--open-mode=append", "--signal=B:TERM@30",
            "--chdir=\(folder.path)", "--output=\(folder.path(.logs))/%A_%a.log", "--input=/dev/null",
        ]
        if let value = settings.memoryMebibytes { arguments.append("--mem=\(value)M") }
        if let value = settings.timeLimit { arguments.append("--time=\(value)") }
        if let value = settings.partition { arguments.append("--partition=\(value)") }
        if let value = settings.account { arguments.append("--account=\(value)") }
        if let value = settings.qualityOfService { arguments.append("--qos=\(value)") }
        if let value = settings.constraint { arguments.append("--constraint=\(value)") }
        log.count(.submissions)
        let result = await command.run("sbatch", arguments + [folder.scriptFile])
        if result.isSuccess {
            // "12" or "12;cluster"
            let text = result.output.split { $0 == ";" || $0.isWhitespace }.first.map(String.init) ?? ""
            if let job = Int(text) {
                log.note(.info, "submitted job \(job) of \(tasks) tasks")
                return .accepted(job: job)
            }
            return failed("sbatch", .unavailable(reason: "sbatch answered '\(text.prefix(80))', not a job's number"))
        }
        let reason = result.message.isEmpty ? "sbatch failed without a word" : result.message
        return failed("sbatch", isTransient(result) ? .unavailable(reason: reason) : .refused(reason: reason))
    }

    /// The tasks of the campaign that the cluster knows; `nil` where it could not be asked.
    func tasks() async -> [SlurmTask]? {
        let result = await command.run(
            "squeue",
            ["--noheader", "--array", "--states=all", "--name=\(jobName)", "--Format=\(SlurmTask.queueFormat)"])
        log.count(.polls)
        guard result.isSuccess else {
            // A controller that ends does not wait for an answer.
            guard !Task.isCancelled else { return nil }
            log.count(.clientErrors)
            log.note(.warning, "squeue: \(result.message)")
            return nil
        }
        return SlurmTask.list(queue: result.output)
    }

    /// Ends the campaign's jobs, or only those that have not begun; false where the cluster could not be asked.
    func cancel(pendingOnly: Bool = false) async -> Bool {
        let arguments = ["--name=\(jobName)"] + (pendingOnly ? ["--state=PENDING"] : [])
        for attempt in 1...3 {
            let result = await command.run("scancel", arguments)
            if result.isSuccess { return true }
            log.count(.clientErrors)
            log.note(.warning, "scancel: \(result.message)")
            try? await Task.sleep(for: .seconds(Double(attempt)))
        }
        return false
    }

    /// How a task ended that the cluster has forgotten: by its accounting, else by its completion log.
    func lastState(of id: SlurmTask.ID) async -> String? {
        if hasAccounting.withLock({ $0 }), command.locate("sacct") != nil {
            let result = await command.run(
                "sacct", ["--noheader", "--parsable2", "--allocations", "--jobs=\(id)", "--format=JobID,State"])
            if result.isSuccess {
                if let state = SlurmTask.state(of: id, accounting: result.output) { return state }
            } else if result.message.contains("accounting storage is disabled") {
                hasAccounting.withLock { $0 = false }
            } else {
                log.count(.clientErrors)
                log.note(.warning, "sacct: \(result.message)")
            }
        }
        guard let path = settings.completionLog, let bytes = try? SlurmFolder.read(path) else { return nil }
        return SlurmTask.state(of: id, completions: String(decoding: bytes, as: UTF8.self))
    }

    private func failed(_ program: String, _ submission: Submission) -> Submission {
        log.count(.clientErrors)
        switch submission {
        case .unavailable(let reason), .refused(let reason): log.note(.warning, "\(program): \(reason)")
        case .accepted: break
        }
        return submission
    }

    /// Whether the same command may do later: the controller was not reached in time, or is full.
    private func isTransient(_ result: ClientCommand.Result) -> Bool {
        guard result.code != nil else { return command.locate("sbatch") != nil }
        let text = result.message.lowercased()
        return [
            "unable to contact", "timed out", "temporarily", "connection refused", "connection reset", "zero bytes",
            "transport endpoint", "communication", "connect failure", "try again", "not responding",
            "no route to host", "in standby mode", "submitjob",
        ].contains { text.contains($0) }
    }
}
