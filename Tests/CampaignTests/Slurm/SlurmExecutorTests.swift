import BayesianOptimization
import Foundation
import SearchSpace
import Synchronization
import Testing

@testable import Campaign

/// The controller and its workers with commands that only pretend to be Slurm's.
@Suite(.serialized) struct SlurmExecutorTests {
    @Test("Trials packed into few tasks get the figures of the problem's own evaluator, each once")
    func packing() async throws {
        let cluster = try FakeCluster()
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<40)
        try await executor.submit(attempts)
        try await cluster.wait(for: "a job") { cluster.calls(of: "sbatch").count == 1 }
        #expect(cluster.calls(of: "sbatch")[0].contains("--array=1-2 "))
        async let first: Void = cluster.worker(job: 1, task: 1).run()
        async let second: Void = cluster.worker(job: 1, task: 2).run()
        _ = try await (first, second)
        try await cluster.wait(for: "all answers") { attempts.allSatisfy { !cluster.reports(of: $0.token).isEmpty } }
        for attempt in attempts {
            let expected = await cluster.expected(attempt)
            #expect(cluster.reports(of: attempt.token) == [expected])
            #expect(cluster.losses(of: attempt.token).isEmpty)
        }
        await executor.shutDown()
        #expect(cluster.calls(of: "scancel").contains { $0.contains("--name=ingot-test") })
        #expect(try cluster.shared.names(in: .queue).isEmpty && cluster.shared.names(in: .claimed).isEmpty)
        #expect(executor.counts["late_answers"] == 0 && executor.counts["client_errors"] == 0)
    }

    @Test("An attempt begins before it ends, and a worker that lives is heard of")
    func order() async throws {
        let cluster = try FakeCluster()
        let (executor, _) = try await cluster.begin()
        let attempt = try cluster.attempts(4..<5)[0]
        try await executor.submit([attempt])
        try await cluster.wait(for: "a job") { !cluster.calls(of: "sbatch").isEmpty }
        #expect(cluster.calls(of: "sbatch")[0].contains("--array=1-1 "), "one request needs one task")
        try cluster.claim(attempt, worker: "1_1.0")
        try await cluster.wait(for: "a heartbeat") {
            cluster.events.withLock { $0.contains(.heartbeat(token: attempt.token)) }
        }
        let text = try await cluster.answer(attempt)
        try cluster.shared.write(text, to: cluster.shared.path(.answers, cluster.name(attempt)))
        try await cluster.wait(for: "the answer") { !cluster.reports(of: attempt.token).isEmpty }
        let events = cluster.events.withLock { $0 }
        #expect(events.first == .started(token: attempt.token, worker: "1_1.0"))
        #expect(events.last == .finished(token: attempt.token, report: await cluster.expected(attempt), seconds: 0.5))
        await executor.shutDown()
    }

    @Test("A job that the cluster refuses ends the campaign with the cluster's words, and gives the trials back")
    func refused() async throws {
        let cluster = try FakeCluster()
        try cluster.write("sbatch: error: invalid partition specified: nope", to: "sbatch.fails")
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<3)
        try await executor.submit(attempts)
        try await cluster.wait(for: "a loss") { attempts.allSatisfy { !cluster.losses(of: $0.token).isEmpty } }
        #expect(cluster.calls(of: "sbatch").count == SlurmExecutor.barrenLimit)
        let error = await #expect(throws: CampaignError.self) { try await executor.submit(attempts) }
        #expect("\(try #require(error))".contains("invalid partition specified: nope"))
        await executor.shutDown()
    }

    @Test("A cluster that does not answer for a while is asked again")
    func unavailable() async throws {
        let cluster = try FakeCluster()
        let message = "error: Unable to contact slurm controller (connect failure)"
        try cluster.write(message, to: "sbatch.fails")
        let (executor, _) = try await cluster.begin()
        try await executor.submit(try cluster.attempts(0..<1))
        try await cluster.wait(for: "five tries") { cluster.calls(of: "sbatch").count >= 5 }
        try cluster.repair("sbatch")
        try await cluster.wait(for: "a job") { FileManager.default.fileExists(atPath: cluster.folder.path + "/jobs") }
        try cluster.write(message, to: "squeue.fails")
        let before = cluster.calls(of: "squeue").count
        try await cluster.wait(for: "polls that fail") { cluster.calls(of: "squeue").count >= before + 3 }
        try await cluster.worker(job: 1, task: 1).run()
        try await cluster.wait(for: "the answer") { !cluster.reports(of: 10).isEmpty }
        #expect(cluster.losses(of: 10).isEmpty, "not knowing is not losing")
        #expect((executor.counts["client_errors"] ?? 0) >= 8)
        await executor.shutDown()
    }

    @Test("A task that vanished loses its claims, with the reason that accounting has")
    func vanished() async throws {
        let cluster = try FakeCluster()
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<2)
        try await executor.submit(attempts)
        try await cluster.wait(for: "a job") { !cluster.calls(of: "sbatch").isEmpty }
        try cluster.claim(attempts[0], worker: "1_1.0")
        try await cluster.wait(for: "the claim") {
            cluster.events.withLock { $0.contains(.started(token: attempts[0].token, worker: "1_1.0")) }
        }
        try cluster.write("1_1|OUT_OF_MEMORY\n", to: "accounting")
        try cluster.write("", to: "queue")
        try await cluster.wait(for: "the loss") { !cluster.losses(of: attempts[0].token).isEmpty }
        #expect(cluster.losses(of: attempts[0].token)[0].contains("OUT_OF_MEMORY"))
        #expect(cluster.losses(of: attempts[1].token).isEmpty, "nobody had claimed the other")
        try await cluster.wait(for: "another job") { cluster.calls(of: "sbatch").count >= 2 }
        try await cluster.worker(job: 2, task: 1).run()
        try await cluster.wait(for: "the other's answer") { !cluster.reports(of: attempts[1].token).isEmpty }
        await executor.shutDown()
    }

    @Test("A node that fails loses its claims; the late answer of its worker is told apart from the one that counts")
    func nodeFailure() async throws {
        let cluster = try FakeCluster(tasks: 1)
        let (executor, _) = try await cluster.begin()
        let attempt = try cluster.attempts(0..<1)[0]
        try await executor.submit([attempt])
        try await cluster.wait(for: "a job") { !cluster.calls(of: "sbatch").isEmpty }
        try cluster.claim(attempt, worker: "1_1.0")
        // Slurm puts the same task in line again.
        try cluster.write("1|1|PENDING|1|\n", to: "queue")
        try await cluster.wait(for: "the loss") { !cluster.losses(of: attempt.token).isEmpty }
        #expect(cluster.losses(of: attempt.token)[0].contains("put in line again"))
        #expect(try cluster.shared.names(in: .fenced) == [cluster.name(attempt)])
        var again = attempt
        again.token = 99
        again.request.attempt = 2
        try await executor.submit([again])
        try cluster.write("1|1|RUNNING|1|\n", to: "queue")
        let late = try await cluster.answer(attempt)
        try cluster.shared.write(late, to: cluster.shared.path(.answers, cluster.name(attempt)))
        try await cluster.wait(for: "the late answer") { !cluster.reports(of: attempt.token).isEmpty }
        #expect(executor.counts["late_answers"] == 1)
        #expect(cluster.reports(of: 99).isEmpty)
        try await cluster.worker(job: 1, task: 1, restarts: 1).run()
        try await cluster.wait(for: "the answer that counts") { !cluster.reports(of: 99).isEmpty }
        #expect(cluster.reports(of: 99).count == 1 && cluster.losses(of: 99).isEmpty)
        #expect(cluster.calls(of: "sbatch").count == 1, "the task that waits is the one that is wanted")
        await executor.shutDown()
    }

    @Test("A half-written answer is not seen; one that is none is moved aside and its attempt is lost")
    func badAnswers() async throws {
        let cluster = try FakeCluster()
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<4)
        try await executor.submit(attempts)
        let texts = [
            "{\"token\": 10, \"tri", "", try await cluster.answer(attempts[0]), String(repeating: "[", count: 100_000),
        ]
        // Names of drafts, and of files that are none of ours.
        let half = try await cluster.answer(attempts[0])
        let shared = cluster.shared
        try half.prefix(40).write(
            toFile: shared.path(.drafts, cluster.name(attempts[0]) + "-host-1-2"), atomically: false, encoding: .utf8)
        try half.write(
            toFile: shared.path(.answers, cluster.name(attempts[0]) + ".part"), atomically: false, encoding: .utf8)
        try await cluster.wait(for: "the stranger to be moved") { try shared.names(in: .unreadable).count == 1 }
        #expect(cluster.events.withLock { $0.isEmpty })
        // The third is a good answer, but to another trial.
        for (attempt, text) in zip(attempts, texts) {
            try shared.write(text, to: shared.path(.answers, cluster.name(attempt)))
            if attempt.token == 12 { continue }
        }
        try await cluster.wait(for: "what came of them") {
            attempts.allSatisfy { !cluster.losses(of: $0.token).isEmpty }
        }
        #expect(attempts.allSatisfy { cluster.reports(of: $0.token).isEmpty })
        #expect(cluster.losses(of: 12)[0].contains("for trial 0, token 10"))
        #expect(executor.counts["unreadable_answers"] == 5)
        await executor.shutDown()
    }

    @Test("A controller that is started again has what waited, what was claimed and what was answered")
    func adoption() async throws {
        let cluster = try FakeCluster()
        let attempts = try cluster.attempts(0..<5)
        // What a controller left that was killed: it submitted four of five, and read one answer.
        let shared = cluster.shared
        try shared.create()
        for attempt in attempts.prefix(4) {
            try shared.write(
                try WorkMessage.text(WorkMessage.Request(attempt)), to: shared.path(.queue, cluster.name(attempt)))
        }
        let strange = try cluster.attempts(70..<71)[0]
        try shared.write("{}", to: shared.path(.queue, cluster.name(strange)))
        try cluster.claim(attempts[1], worker: "7_1.0")
        for index in [2, 3] {
            try SlurmFolder.remove(shared.path(.queue, cluster.name(attempts[index])))
            try shared.write(
                try await cluster.answer(attempts[index], worker: "7_1.0"),
                to: shared.path(index == 2 ? .answers : .taken, cluster.name(attempts[index])))
        }
        try cluster.write("7|1|RUNNING|0|\n", to: "queue")

        let (executor, adopted) = try await cluster.begin(adopting: attempts)
        #expect(adopted == [10, 11, 12, 13], "the fifth was never written")
        try await cluster.wait(for: "both answers") {
            !cluster.reports(of: 12).isEmpty && !cluster.reports(of: 13).isEmpty
        }
        try await cluster.wait(for: "the claim") {
            cluster.events.withLock { $0.contains(.started(token: 11, worker: "7_1.0")) }
        }
        #expect(try !shared.names(in: .queue).contains(cluster.name(strange)), "nobody asks for it")
        // The worker of the first controller goes on.
        try shared.write(
            try await cluster.answer(attempts[1], worker: "7_1.0"), to: shared.path(.answers, cluster.name(attempts[1]))
        )
        try SlurmFolder.remove(shared.claims(of: "7_1.0") + "/" + cluster.name(attempts[1]))
        try await cluster.worker(job: 7, task: 2).run()
        try await cluster.wait(for: "all answers") { (10...13).allSatisfy { !cluster.reports(of: $0).isEmpty } }
        #expect((10...13).allSatisfy { cluster.reports(of: $0).count == 1 && cluster.losses(of: $0).isEmpty })
        #expect(cluster.calls(of: "sbatch").isEmpty, "a task of the first controller is still there")
        await executor.shutDown()
    }

    @Test("A worker that is told to end gives back what it has not answered, and another one takes it")
    func givingBack() async throws {
        let cluster = try FakeCluster(tasks: 1)
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<6)
        let first = try cluster.worker(job: 1, task: 1)
        first.stop()
        try await executor.submit(attempts)
        try await first.run()
        #expect(try cluster.shared.names(in: .queue).count == 6)
        try await cluster.worker(job: 1, task: 1, restarts: 1).run()
        try await cluster.wait(for: "all answers") { attempts.allSatisfy { !cluster.reports(of: $0.token).isEmpty } }
        #expect(attempts.allSatisfy { cluster.reports(of: $0.token).count == 1 })
        await executor.shutDown()
    }

    @Test("Cancelling takes back what waits and ends the jobs; each attempt then ends once")
    func cancelling() async throws {
        let cluster = try FakeCluster()
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<4)
        try await executor.submit(attempts)
        try cluster.claim(attempts[0], worker: "1_1.0")
        executor.cancel([attempts[3].token])
        try await cluster.wait(for: "the cancelled one") { !cluster.reports(of: attempts[3].token).isEmpty }
        #expect(cluster.reports(of: attempts[3].token) == [.cancelled])
        executor.cancelAll()
        await executor.shutDown()
        for attempt in attempts { #expect(cluster.reports(of: attempt.token) == [.cancelled]) }
        #expect(!cluster.calls(of: "scancel").isEmpty)
    }

    @Test("Draining drops what nobody has claimed, without a word, and waits for the rest")
    func draining() async throws {
        let cluster = try FakeCluster()
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<3)
        try await executor.submit(attempts)
        try await cluster.wait(for: "a job") { !cluster.calls(of: "sbatch").isEmpty }
        try cluster.claim(attempts[0], worker: "1_1.0")
        executor.drain()
        async let end: Void = executor.shutDown()
        let text = try await cluster.answer(attempts[0])
        try cluster.shared.write(text, to: cluster.shared.path(.answers, cluster.name(attempts[0])))
        await end
        #expect(cluster.reports(of: attempts[0].token).count == 1)
        #expect(cluster.reports(of: attempts[1].token).isEmpty && cluster.losses(of: attempts[1].token).isEmpty)
        #expect(try cluster.shared.names(in: .queue).isEmpty)
    }

    @Test("Jobs that end before a worker begins are not submitted for ever, and their last words are told")
    func barrenJobs() async throws {
        let cluster = try FakeCluster(tasks: 1)
        let (executor, _) = try await cluster.begin()
        try await executor.submit(try cluster.attempts(0..<1))
        for job in 1...SlurmExecutor.barrenLimit {
            try await cluster.wait(for: "job \(job)") { cluster.calls(of: "sbatch").count == job }
            try cluster.shared.write("ingot: not found\n", to: cluster.shared.path(.logs, "\(job)_1.log"))
            try cluster.write("\(job)|1|FAILED|0|\n", to: "queue")
        }
        try await cluster.wait(for: "the loss") { !cluster.losses(of: 10).isEmpty }
        #expect(cluster.losses(of: 10)[0].contains("ingot: not found"))
        await executor.shutDown()
        #expect(cluster.calls(of: "sbatch").count == SlurmExecutor.barrenLimit)
    }

    @Test("No value of a parameter is in the script, and the paths in it are words whatever is in them")
    func script() async throws {
        let cluster = try FakeCluster(name: "a 'b' $(c) ; d")
        let (executor, _) = try await cluster.begin()
        let attempts = try cluster.attempts(0..<1)
        try await executor.submit(attempts)
        let script = try String(contentsOfFile: cluster.shared.scriptFile, encoding: .utf8)
        #expect(script.split(separator: "\n").count == 2)
        for value in attempts[0].request.candidate.values.compactMap({ $0?.number }) {
            #expect(!script.contains("\(value)"))
        }
        // A shell that has a program print its words in place of running it.
        let printing = script.replacingOccurrences(of: "exec '/nowhere/ingot'", with: "printf '%s\\n'")
        let result = await ClientCommand(searchPath: "/bin").run("sh", ["-c", printing])
        #expect(result.output == "work\n\(cluster.shared.path)\n--slots\n3\n--idle\n60.0\n")
        await executor.shutDown()
    }

    @Test("Where a command of Slurm is missing, the campaign says which")
    func missingCommand() async throws {
        let cluster = try FakeCluster()
        try FileManager.default.removeItem(atPath: cluster.folder.path + "/bin/squeue")
        let error = await #expect(throws: CampaignError.self) { _ = try await cluster.begin() }
        #expect("\(try #require(error))".contains("squeue is not installed"))
    }

    @Test("A command that hangs is ended when its time is up")
    func hangingCommand() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("squeue", "#!/bin/sh\nsleep 600\n", isExecutable: true)
        let command = ClientCommand(searchPath: folder.path, timeLimit: 0.2)
        let result = await command.run("squeue", [])
        #expect(result.code == nil && result.message.contains("no answer within 0.2 s"))
    }
}
