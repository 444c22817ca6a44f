import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

struct CommandEvaluatorTests {
    private func report(
        _ script: String, extra: String = "", folder: TemporaryFolder? = nil
    ) async throws -> EvaluationReport {
        let folder = try folder ?? TemporaryFolder()
        _ = try folder.file("evaluate.sh", script)
        let specification = try Campaigns.specification(
            Campaigns.program("evaluate.sh", extra: extra), file: folder.path + "/campaign.yaml")
        let request = EvaluationRequest(
            trial: 7, attempt: 1, candidate: Candidate(values: [.real(0.25)]), fidelity: 0, seed: 12345)
        return await CommandEvaluator(specification: specification).evaluate(request)
    }

    @Test("A program gets the request in one JSON object, in the campaign file's folder, and its figures come back")
    func answers() async throws {
        let folder = try TemporaryFolder()
        let report = try await report(
            """
            cat > request.json
            pwd > place
            echo 'a note' >&2
            echo '{"objectives": {"f": 1.5}, "constraints": {"c": 3e-1}}'
            """, folder: folder)
        #expect(report.outcome == .evaluated(objectives: [1.5], constraints: [0.3]))
        #expect(report.standardErrorTail == "a note\n")
        let request = try String(contentsOfFile: folder.path + "/request.json", encoding: .utf8)
        #expect(
            request == #"{"attempt":1,"fidelity":"only","parameters":{"x":0.25},"seed":12345,"trial":7}"# + "\n")
        let place = try String(contentsOfFile: folder.path + "/place", encoding: .utf8)
        let name = try #require(folder.path.split(separator: "/").last)
        #expect(place.hasSuffix("/\(name)\n"))
    }

    @Test("A program may say that a candidate cannot be")
    func infeasible() async throws {
        let report = try await report(#"echo '{"status": "infeasible", "reason": "too wide"}'"#)
        #expect(report.outcome == .infeasible(reason: "too wide"))
    }

    @Test(
        "An answer that is not one is a failed attempt that says what is wrong",
        arguments: [
            ("echo hello", "not one JSON object: 'hello'"),
            ("true", "no answer"),
            ("exit 3", "exit code 3"),
            ("kill -9 $$", "signal 9"),
            (#"echo '{"objectives": {"f": NaN}, "constraints": {"c": 1}}'"#, "NaN, not a finite number"),
            (#"echo '{"objectives": {"f": Infinity}, "constraints": {"c": 1}}'"#, "Infinity, not a finite number"),
            (#"echo '{"objectives": {"f": "fast"}, "constraints": {"c": 1}}'"#, "objective 'f' is 'fast'"),
            (#"echo '{"objectives": {"f": true}, "constraints": {"c": 1}}'"#, "objective 'f' is true"),
            (#"echo '{"objectives": {"f": null}, "constraints": {"c": 1}}'"#, "objective 'f' is null"),
            (#"echo '{"objectives": {}, "constraints": {"c": 1}}'"#, "lacks the objective 'f'"),
            (#"echo '{"objectives": {"f": 1, "g": 2}, "constraints": {"c": 1}}'"#, "extra objective 'g'"),
            (#"echo '{"objectives": {"f": 1}}'"#, "no 'constraints'"),
            (#"echo '{"objectives": {"f": 1}, "constraints": {"c": 1}, "note": 1}'"#, "unknown key 'note'"),
            (#"echo '{"objectives": {"f": 1}, "constraints": {"c": 1}} more'"#, "not one JSON object"),
            (#"echo '[1]'"#, "not one JSON object"),
            (#"echo '{"status": "great"}'"#, "status is 'great'"),
            (#"printf '\377\376'"#, "not UTF-8"),
            ("yes | head -c 2000000", "more than 1048576 bytes"),
        ])
    func failures(script: String, part: String) async throws {
        let report = try await report(script)
        guard case .failed(let reason) = report.outcome else {
            Issue.record("\(report.outcome)")
            return
        }
        #expect(reason.contains(part))
        #expect(!reason.contains("\n"))
        #expect(reason.count < 300)
    }

    @Test("A program that takes too long is ended with every process it started")
    func timeout() async throws {
        // On a machine busy enough, the short time ends before the program has started its own.
        for seconds in ["0.4", "4", "40"] {
            let folder = try TemporaryFolder()
            let report = try await report(
                """
                sh -c 'trap "" TERM; sleep 600 & echo $! > inner; wait' &
                echo $! > outer
                sleep 600
                """, extra: ", timeout_s: \(seconds)", folder: folder)
            #expect(report.outcome == .failed(reason: "no answer within \(seconds) s"))
            let started = ["inner", "outer"].compactMap {
                try? String(contentsOfFile: folder.path + "/" + $0, encoding: .utf8)
            }
            for process in started where !process.isEmpty { #expect(try await isGone(process)) }
            if started.count(where: { !$0.isEmpty }) == 2 { return }
        }
        Issue.record("the program started no others in 40 s")
    }

    @Test("A process left behind in the background neither holds up the answer nor stays")
    func leftBehind() async throws {
        let folder = try TemporaryFolder()
        let report = try await report(
            """
            sleep 600 &
            echo $! > inner
            echo '{"objectives": {"f": 1}, "constraints": {"c": 1}}'
            """, folder: folder)
        #expect(report.outcome == .evaluated(objectives: [1], constraints: [1]))
        #expect(try await isGone(try String(contentsOfFile: folder.path + "/inner", encoding: .utf8)))
    }

    @Test("A failed attempt is tried again as often as the file says, with the attempt's number")
    func retries() async throws {
        let script = """
            read line
            case "$line" in
                *'"attempt":3'*) echo '{"objectives": {"f": 1}, "constraints": {"c": 1}}' ;;
                *) exit 1 ;;
            esac
            """
        for (retries, state) in [(1, TrialState.failed), (2, .completed)] {
            let folder = try TemporaryFolder()
            _ = try folder.file("evaluate.sh", script)
            let specification = try Campaigns.specification(
                Campaigns.program("evaluate.sh", extra: ", retries: \(retries)", trials: 1),
                file: folder.path + "/campaign.yaml")
            let path = folder.path + "/a.ingot"
            _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
            let trials = try CampaignSummary(checkpoint: path).trials
            #expect(trials.map(\.state) == [state])
            #expect(trials.map(\.attempts) == [retries + 1])
        }
    }

    @Test("Much standard error is kept only by its end, and stops nothing")
    func standardError() async throws {
        let report = try await report(
            #"yes note | head -c 300000 >&2; echo END >&2; echo '{"objectives": {"f": 1}, "constraints": {"c": 1}}'"#)
        #expect(report.outcome == .evaluated(objectives: [1], constraints: [1]))
        #expect(report.standardErrorTail.utf8.count == CommandEvaluator.standardErrorLimit)
        #expect(report.standardErrorTail.hasSuffix("END\n"))
    }

    @Test("A cancelled evaluation ends at once and has no result")
    func cancelled() async throws {
        let task = Task { try await report("sleep 600") }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        #expect(try await task.value == .cancelled)
    }

    private func isGone(_ text: String) async throws -> Bool {
        let number = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        for _ in 0..<1500 {
            let state = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
            if state.isEmpty || state.contains(") Z ") { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
