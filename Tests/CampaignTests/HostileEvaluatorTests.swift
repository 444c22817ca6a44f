import Campaign
import Foundation
import Testing
import _IngotTestSupport

/// Programs that do what no evaluator should.
struct HostileEvaluatorTests {
    /// What a trial's program does, and what must come of the trial.
    private struct Misdeed: Sendable {
        var script: String
        var state: TrialState
        var reason: String
    }

    private static let answer = #"echo '{"objectives": {"f": 1}, "constraints": {"c": 1}}'"#

    private static let misdeeds: [Misdeed] = [
        Misdeed(script: "kill -SEGV $$", state: .failed, reason: "signal 11"),
        Misdeed(script: "sleep 600", state: .timedOut, reason: "no answer within 3.0 s"),
        Misdeed(script: "head -c 5000 /dev/urandom", state: .failed, reason: "the answer is not"),
        Misdeed(script: "yes", state: .failed, reason: "more than 1048576 bytes"),
        Misdeed(script: "yes >&2", state: .timedOut, reason: "no answer within"),
        Misdeed(
            script: #"echo '{"objectives": {"f": NaN}, "constraints": {"c": 1}}'"#, state: .failed,
            reason: "not a finite number"),
        Misdeed(
            script: #"echo '{"objectives": {"f": 1e999}, "constraints": {"c": 1}}'"#, state: .failed, reason: "answer"),
        Misdeed(
            script: #"echo '{"trial": 999, "objectives": {"f": 1}, "constraints": {"c": 1}}'"#, state: .failed,
            reason: "the answer is for trial 999"),
        Misdeed(
            script: #"echo '{"objectives": {"f": 1}, "constraints": {"c": 1}, "objectives": {"f": 2}}'"#,
            state: .failed, reason: "the answer has the key 'objectives' twice"),
        Misdeed(
            script: #"echo '{"attempt": 2, "objectives": {"f": 1}, "constraints": {"c": 1}}'"#, state: .failed,
            reason: "the answer is for attempt 2"),
        Misdeed(
            script: "sleep 600 & sleep 601 & (setsid sleep 602 &) ; setsid setsid sleep 603 & " + answer,
            state: .completed, reason: ""),
        Misdeed(
            script: "setsid sh -c 'setsid sleep 604 & exec sleep 605' > /dev/null 2>&1 < /dev/null & " + answer,
            state: .completed, reason: ""),
        Misdeed(
            script: "trap '' TERM INT HUP; while :; do sleep 1; done", state: .timedOut, reason: "no answer within"),
        Misdeed(script: "exit 0", state: .failed, reason: "the program wrote no answer"),
        Misdeed(script: answer + "; exit 4", state: .failed, reason: "exit code 4"),
        Misdeed(
            script: "head -c 900000000 /dev/zero | tail -c 900000000 > /dev/null || exit 7; " + answer,
            state: .failed, reason: "exit code 7"),
        Misdeed(script: "exec < /dev/null; " + answer, state: .completed, reason: ""),
        Misdeed(script: answer, state: .completed, reason: ""),
    ]

    @Test("A program's end ends what it left in other sessions, and nothing of the programs beside it")
    func stragglers() async throws {
        let folder = try TemporaryFolder()
        // Each leaves a process behind, and goes on only when that of the trial before it is gone; the last one's is
        // there until then.
        _ = try folder.file(
            "evaluate.sh",
            """
            read -r line
            trial=${line#*'"trial":'}
            trial=${trial%%[,\\}]*}
            setsid sh -c 'echo $$ > "$1"; exec sleep 600' sh "left-$trial" > /dev/null 2>&1 < /dev/null &
            while [ ! -s "left-$trial" ]; do sleep 0.01; done
            before=$((trial - 1))
            if [ "$trial" -gt 0 ]; then
                while [ ! -s "left-$before" ]; do sleep 0.01; done
                while kill -0 "$(cat "left-$before")" 2> /dev/null; do sleep 0.01; done
            fi
            kill -0 "$(cat "left-$trial")" || exit 9
            \(Self.answer)
            """)
        let yaml = Campaigns.program("evaluate.sh", extra: ", timeout_s: 200", trials: 12)
            .replacingOccurrences(of: "workers: 1", with: "workers: 4")
        let path = folder.path + "/a.ingot"
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml, file: folder.path + "/campaign.yaml"), checkpoint: path
        ).run()
        let trials = try CampaignSummary(checkpoint: path).trials
        #expect(trials.map(\.state) == Array(repeating: .completed, count: 12), "\(trials.map(\.reason))")
        #expect(try await RunningProcesses.areGone(from: folder.path))
    }

    /// Those that only the time limit ends; the others have all the time that a busy machine needs.
    @Test(
        "Each is handled as its own trial's failure, the campaign goes on, and no process is left behind",
        arguments: [true, false])
    func campaign(isHanging: Bool) async throws {
        let folder = try TemporaryFolder()
        let misdeeds = Self.misdeeds.filter { ($0.state == .timedOut) == isHanging }
        for (trial, misdeed) in misdeeds.enumerated() {
            _ = try folder.file("misdeed-\(trial).sh", misdeed.script + "\n")
        }
        _ = try folder.file(
            "evaluate.sh",
            """
            read -r line
            trial=${line#*'"trial":'}
            trial=${trial%%[,\\}]*}
            echo "trial $trial speaks" >&2
            . "./misdeed-$trial.sh"
            """)
        let yaml = Campaigns.program(
            "evaluate.sh", extra: ", timeout_s: \(isHanging ? 3 : 200), memory_mb: 400", trials: misdeeds.count
        ).replacingOccurrences(of: "workers: 1", with: "workers: 4")
        let path = folder.path + "/a.ingot"
        let outcome = try await CampaignRunner.begin(
            try Campaigns.specification(yaml, file: folder.path + "/campaign.yaml"), checkpoint: path
        ).run()
        #expect(outcome.progress.finished == [misdeeds.count])
        let trials = try CampaignSummary(checkpoint: path).trials
        for (trial, misdeed) in zip(trials, misdeeds) {
            #expect(trial.state == misdeed.state, "\(misdeed.script): \(trial.reason)")
            #expect(
                misdeed.reason.isEmpty ? trial.reason.isEmpty : trial.reason.contains(misdeed.reason),
                "\(misdeed.script): \(trial.reason)")
            #expect(trial.reason.count < 300 && !trial.reason.contains("\n"))
            #expect(trial.standardErrorTail.utf8.count <= CommandEvaluator.standardErrorLimit)
            if !isHanging {
                #expect(trial.standardErrorTail.hasPrefix("trial \(trial.number) speaks\n"))
            }
        }
        #expect(try await RunningProcesses.areGone(from: folder.path))
    }

    @Test("A limited program gets its memory up to the limit, and its children are limited as well")
    func memory() async throws {
        for (megabytes, state) in [(2000, TrialState.completed), (100, .failed)] {
            let folder = try TemporaryFolder()
            _ = try folder.file(
                "evaluate.sh",
                "read -r line; sh -c 'head -c 200000000 /dev/zero | tail -c 200000000 > /dev/null' || exit 7; "
                    + Self.answer)
            let yaml = Campaigns.program("evaluate.sh", extra: ", memory_mb: \(megabytes)", trials: 1)
            let path = folder.path + "/a.ingot"
            _ = try await CampaignRunner.begin(
                try Campaigns.specification(yaml, file: folder.path + "/campaign.yaml"), checkpoint: path
            ).run()
            #expect(try CampaignSummary(checkpoint: path).trials.map(\.state) == [state])
        }
    }

    @Test("Failed attempts are kept, each with its own standard error, and wait longer each time")
    func retries() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("evaluate.sh", #"read -r line; echo "$line" >&2; date +%s%N >> times; exit 3"#)
        let yaml = Campaigns.program("evaluate.sh", extra: ", retries: 3, retry_delay_s: 0.1", trials: 1)
        let path = folder.path + "/a.ingot"
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml, file: folder.path + "/campaign.yaml"), checkpoint: path
        ).run()
        let attempts = try CheckpointStore.read(path: path).attempts()
        #expect(attempts.map(\.number) == [1, 2, 3, 4])
        for attempt in attempts {
            #expect(attempt.state == .failed && attempt.reason == "the program ended with exit code 3")
            #expect(attempt.standardErrorTail.contains(#""attempt":\#(attempt.number),"#))
            #expect(attempt.worker == "local-1")
        }
        let text = try String(contentsOfFile: folder.path + "/times", encoding: .utf8)
        let times = text.split(separator: "\n").compactMap { Double($0) }
        try #require(times.count == 4)
        // No earlier than told; how much later is the machine's business.
        for (index, least) in [0.1, 0.2, 0.4].enumerated() {
            #expect(times[index + 1] - times[index] >= least * 1e9)
        }
    }
}
