import ConfigurationFile
import Testing

@testable import Campaign

struct SlurmTaskTests {
    @Test("What squeue prints is read, and what is no array task is left out")
    func queue() {
        let text = """
            12                  |3                   |RUNNING             |0                   |
            12|4|PENDING|2|
            77|N/A|RUNNING|0|
            slurm_load_jobs error: Unable to contact slurm controller
            12|5||0|
            12|99999999999999999999|RUNNING|0|

            """
        #expect(
            SlurmTask.list(queue: text) == [
                SlurmTask(id: .init(job: 12, task: 3), state: "RUNNING", restarts: 0),
                SlurmTask(id: .init(job: 12, task: 4), state: "PENDING", restarts: 2),
            ])
    }

    @Test("A worker lives while its task runs and has not been put in line again")
    func life() {
        let worker = SlurmTask.Worker(id: .init(job: 1, task: 2), restarts: 1)
        func isAlive(_ state: String, _ restarts: Int) -> Bool {
            SlurmTask(id: worker.id, state: state, restarts: restarts).isAlive(worker)
        }
        #expect(isAlive("RUNNING", 1) && isAlive("COMPLETING", 1) && isAlive("SUSPENDED", 1))
        #expect(!isAlive("PENDING", 2) && !isAlive("RUNNING", 2) && !isAlive("REQUEUED", 2))
        for state in ["NODE_FAIL", "FAILED", "TIMEOUT", "CANCELLED", "OUT_OF_MEMORY", "COMPLETED", "PREEMPTED"] {
            #expect(!isAlive(state, 1), "\(state)")
        }
    }

    @Test("A worker's name reads back, and nothing else is one", arguments: ["1_2.0", "4294967294_10000.12"])
    func names(text: String) {
        #expect(SlurmTask.Worker(text)?.description == text)
        for wrong in [text + ".1", "x" + text, "01_2.0", "1_2", "1_-2.0", "../" + text, text + "\n", ""] {
            #expect(SlurmTask.Worker(wrong) == nil, "\(wrong)")
        }
    }

    @Test("A file's name gives its token only in the one form that is written")
    func fileNames() {
        for (trial, token) in [(0, 1), (123_456_789, 987_654_321), (9_999_999_999, 12)] {
            #expect(WorkMessage.token(of: WorkMessage.name(trial: trial, token: token)) == token)
        }
        for wrong in [
            "1-2.json", "000000001-000000002", "000000001-000000002.json.part", "a-b.json", ".json", "-.json",
        ] {
            #expect(WorkMessage.token(of: wrong) == nil, "\(wrong)")
        }
    }

    @Test("The last state of a task is found in accounting and in a completion log")
    func lastState() {
        let id = SlurmTask.ID(job: 71, task: 33)
        #expect(SlurmTask.state(of: id, accounting: "71_3|FAILED\n71_33|CANCELLED by 1000\n") == "CANCELLED")
        #expect(SlurmTask.state(of: id, accounting: "71_3|FAILED\n") == nil)
        let log = """
            JobId=104 UserId=root(0) Name=x JobState=NODE_FAIL Partition=main ArrayJobId=71 ArrayTaskId=33 ExitCode=0:0
            JobId=105 UserId=root(0) Name=x JobState=COMPLETED Partition=main ArrayJobId=71 ArrayTaskId=34 ExitCode=0:0
            """
        #expect(SlurmTask.state(of: id, completions: log) == "NODE_FAIL")
        #expect(SlurmTask.state(of: .init(job: 104, task: 33), completions: log) == nil)
    }
}

/// What a campaign file may say of a cluster.
struct SlurmSettingsTests {
    private static func yaml(_ executor: String) -> String {
        """
        version: 1
        name: cluster
        seed: 3
        problem: {kind: synthetic, name: zdt1}
        budget: {evaluations: 12}
        optimizer: {method: sobol, lookahead: 63}
        executor: {kind: slurm, \(executor)}
        """
    }

    @Test("Every key is read, defaults are filled in, and what is printed reads back")
    func reading() throws {
        let least = try #require(try Campaigns.specification(Self.yaml("directory: runs, tasks: 4")).slurm)
        #expect(least == SlurmSettings(directory: "/tmp/runs", tasks: 4))
        let specification = try Campaigns.specification(
            Self.yaml(
                "directory: /shared/runs, tasks: 4, pack: 16, cpus: 2, memory_mb: 512, time_limit: 1-02:30, "
                    + "partition: 'main,long', account: a.b, qos: low, constraint: 'x&y', idle_s: 5, poll_s: 2.5, "
                    + "completion_log: /var/log/slurm.log"))
        let settings = try #require(specification.slurm)
        #expect(settings.directory == "/shared/runs" && settings.tasks == 4 && settings.pack == 16)
        #expect(settings.processors == 2 && settings.memoryMebibytes == 512 && settings.timeLimit == "1-02:30")
        #expect(settings.partition == "main,long" && settings.account == "a.b" && settings.qualityOfService == "low")
        #expect(settings.constraint == "x&y" && settings.idleSeconds == 5 && settings.pollSeconds == 2.5)
        #expect(settings.completionLog == "/var/log/slurm.log")
        #expect(specification.workers == 64)
        let again = try Campaigns.specification(specification.canonicalYAML)
        #expect(again.slurm == settings)
        #expect(again.canonicalYAML == specification.canonicalYAML)
    }

    @Test(
        "What does not fit is refused with its key",
        arguments: [
            ("tasks: 4", "executor", "'directory'"),
            ("directory: runs", "executor", "'tasks'"),
            ("directory: runs, tasks: 0", "executor.tasks", "from 1 to 1000"),
            ("directory: runs, tasks: 4, pack: 5000", "executor.pack", "from 1 to 1024"),
            ("directory: runs, tasks: 1000, pack: 1000", "executor", "at most 4096"),
            ("directory: runs, tasks: 4, workers: 4", "executor.workers", "tasks and pack"),
            ("directory: 'a%j', tasks: 4", "executor.directory", "without control characters"),
            ("directory: \"a\\nb\", tasks: 4", "executor.directory", "without control characters"),
            ("directory: runs, tasks: 4, partition: --wrap=x", "executor.partition", "letters, digits"),
            ("directory: runs, tasks: 4, partition: 'a b'", "executor.partition", "letters, digits"),
            ("directory: runs, tasks: 4, account: 'a;b'", "executor.account", "letters, digits"),
            ("directory: runs, tasks: 4, time_limit: soon", "executor.time_limit", "HH:MM:SS"),
            ("directory: runs, tasks: 4, time_limit: 0", "executor.time_limit", "above zero"),
            ("directory: runs, tasks: 4, time_limit: '1:2:3:4'", "executor.time_limit", "HH:MM:SS"),
            ("directory: runs, tasks: 4, poll_s: 0", "executor.poll_s", "from 0.5 to 3600"),
            ("directory: runs, tasks: 4, idle_s: .inf", "executor.idle_s", "number"),
            ("directory: runs, tasks: 4, task: 4", "executor.task", "did you mean tasks"),
        ])
    func misfits(executor: String, key: String, accepted: String) {
        let error = #expect(throws: ConfigurationError.self) { try Campaigns.specification(Self.yaml(executor)) }
        #expect(error?.key == key && error?.accepted.contains(accepted) == true, "\(error?.description ?? "")")
    }
}
