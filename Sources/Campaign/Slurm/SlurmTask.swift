/// One task of a job array as the cluster sees it.
struct SlurmTask: Sendable, Hashable {
    /// Which task it is, and of which array.
    struct ID: Sendable, Hashable, CustomStringConvertible {
        var job: Int
        var task: Int
        var description: String { "\(job)_\(task)" }
    }

    /// The name of a worker: a task that was put in line again is another worker.
    struct Worker: Sendable, Hashable, CustomStringConvertible {
        var id: ID
        var restarts: Int

        var description: String { "\(id).\(restarts)" }

        init(id: ID, restarts: Int) {
            self.id = id
            self.restarts = restarts
        }

        /// Reads `12_3.0`; `nil` for anything else.
        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let numbers = parts.first?.split(separator: "_", omittingEmptySubsequences: false) ?? []
            guard parts.count == 2, numbers.count == 2, let job = Int(numbers[0]), let task = Int(numbers[1]),
                let restarts = Int(parts[1]), min(job, task, restarts) >= 0
            else { return nil }
            self.init(id: ID(job: job, task: task), restarts: restarts)
            guard description == text else { return nil }
        }
    }

    var id: ID
    /// The state in Slurm's capitals, as `RUNNING`.
    var state: String
    /// How often it was put in line again.
    var restarts: Int

    /// States in which a task has ended for good.
    private static let ended: Set<String> = [
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "REVOKED", "SPECIAL_EXIT", "TIMEOUT",
    ]
    /// States in which a task has no processes now and may get some.
    private static let waiting: Set<String> = [
        "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "CONFIGURING",
    ]

    /// Whether it runs or may yet run.
    var isAlive: Bool { !Self.ended.contains(state) }
    /// Whether it waits for a node.
    var isWaiting: Bool { Self.waiting.contains(state) }

    /// Whether a worker may still be at work, by what the cluster says of its task.
    func isAlive(_ worker: Worker) -> Bool {
        isAlive && restarts <= worker.restarts && !(isWaiting && restarts != worker.restarts)
    }

    /// What `squeue` prints is asked for in this form.
    static let queueFormat = "ArrayJobID:|,ArrayTaskID:|,State:|,RestartCnt:|"

    /// Reads what `squeue --Format` printed; lines that are none of an array task are left out.
    static func list(queue text: String) -> [SlurmTask] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.filter { !$0.isWhitespace } }
            guard fields.count >= 4, let job = Int(fields[0]), let task = Int(fields[1]), !fields[2].isEmpty
            else { return nil }
            return SlurmTask(id: ID(job: job, task: task), state: fields[2], restarts: Int(fields[3]) ?? 0)
        }
    }

    /// The last state of one task in what `sacct --parsable2 --format=JobID,State` printed.
    static func state(of id: ID, accounting text: String) -> String? {
        let states: [String] = text.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            // A cancelled one reads "CANCELLED by 1000".
            guard fields.count >= 2, fields[0] == id.description else { return nil }
            return fields[1].split(separator: " ").first.map(String.init)
        }
        return states.last
    }

    /// The last state of one task in a log of `jobcomp/filetxt`.
    static func state(of id: ID, completions text: String) -> String? {
        var state: String?
        for line in text.split(whereSeparator: \.isNewline) {
            var fields: [Substring: Substring] = [:]
            for field in line.split(separator: " ") {
                guard let equals = field.firstIndex(of: "=") else { continue }
                fields[field[..<equals]] = field[field.index(after: equals)...]
            }
            if fields["ArrayJobId"] == Substring(String(id.job)), fields["ArrayTaskId"] == Substring(String(id.task)) {
                state = fields["JobState"].map(String.init) ?? state
            }
        }
        return state
    }
}
