import _IngotTestSupport
import Foundation
import Glibc
import Testing

/// However a campaign is stopped, going on gives what it would have given undisturbed.
@Suite(.serialized) struct ResumeTests {
    /// A campaign, and what an undisturbed run of it says.
    struct Reference: Sendable {
        var fixture: String
        var changes: [(String, String)]
        var files: [String]
        var front = ""
        var trials = ""
        var duration = Duration.zero

        private static let measuredWafer = Task {
            try await measured(fixture: "campaign.yaml", changes: [("budget: {cost: 7}", "budget: {cost: 8}")])
        }

        private static let measuredPrograms = Task {
            try await measured(
                fixture: "command.yaml", changes: [("budget: {cost: 9}", "budget: {cost: 20}")], files: ["evaluate.sh"])
        }

        private static let measuredArrival = Task {
            try await measured(
                fixture: "command.yaml",
                changes: [
                    ("budget: {cost: 9}", "budget: {cost: 12}"), ("order: trial", "order: arrival"),
                    ("workers: 2", "workers: 1"),
                ], files: ["evaluate.sh"])
        }

        static func wafer() async throws -> Reference { try await measuredWafer.value }
        static func arrival() async throws -> Reference { try await measuredArrival.value }
        static func programs() async throws -> Reference { try await measuredPrograms.value }

        private static func measured(
            fixture: String, changes: [(String, String)], files: [String] = []
        ) async throws -> Reference {
            var reference = Reference(fixture: fixture, changes: changes, files: files)
            let folder = try reference.folder()
            let start = ContinuousClock.now
            let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder)
            reference.duration = ContinuousClock.now - start
            try #require(ending.code == 0, "\(ending.error)")
            (reference.front, reference.trials) = try await csv(in: folder)
            try #require(reference.front.split(separator: "\r\n").count >= 3)
            return reference
        }

        /// A fresh folder with the campaign as `c.yaml`.
        func folder(changing more: [(String, String)] = []) throws -> TestFolder {
            let folder = try TestFolder()
            try folder.add(fixture, as: "c.yaml")
            for (old, new) in changes + more {
                let text = try folder.text("c.yaml")
                try #require(text.contains(old))
                try folder.write(text.replacingOccurrences(of: old, with: new), to: "c.yaml")
            }
            for file in files { try folder.add(file) }
            return folder
        }

        /// Both exports of a finished campaign are those of the undisturbed one, byte for byte.
        func expectSame(in folder: TestFolder, _ what: String) async throws {
            let (front, trials) = try await Self.csv(in: folder)
            #expect(front == self.front, "\(what)")
            #expect(trials == self.trials, "\(what)")
            #expect(try folder.text("c.csv") == self.front, "\(what)")
        }

        static func csv(in folder: TestFolder) async throws -> (front: String, trials: String) {
            let front = try await IngotProcess.run(["export", "pareto", "c.ingot"], in: folder)
            let all = try await IngotProcess.run(
                ["export", "pareto", "c.ingot", "--all-trials", "--output", "all.csv"], in: folder)
            try #require(front.code == 0 && all.code == 0, "\(front.error)\(all.error)")
            return (front.output, try folder.text("all.csv"))
        }
    }

    /// Starts or resumes the campaign and kills it after a share of the undisturbed duration.
    ///
    /// Returns whether a process was killed at work; it may be done before that.
    private func kill(_ reference: Reference, in folder: TestFolder, at share: Double) async throws -> Bool {
        let arguments = folder.has("c.ingot") ? ["resume", "c.ingot", "--quiet"] : ["run", "c.yaml", "--quiet"]
        let process = try IngotProcess(arguments, in: folder)
        try await Task.sleep(for: reference.duration * share)
        process.send(SIGKILL)
        let ending = await process.wait()
        if ending.signal == SIGKILL { return true }
        #expect(ending.code == 0, "\(ending.error)")
        return false
    }

    private func finish(in folder: TestFolder) async throws {
        // Killed before there was a checkpoint: begin anew, as a user would.
        let arguments = folder.has("c.ingot") ? ["resume", "c.ingot", "--quiet"] : ["run", "c.yaml", "--quiet"]
        let ending = try await IngotProcess.run(arguments, in: folder)
        #expect(ending.code == 0, "\(ending.error)")
    }

    /// Kills a fresh campaign at one random moment in each of so many equal parts of its duration.
    private func killFresh(_ reference: Reference, times: Int, seed: UInt64) async throws -> Int {
        var generator = SplitMix(seed)
        var killed = 0
        for index in 0..<times {
            var share = (Double(index) + Double.random(in: 0..<1, using: &generator)) / Double(times)
            // A machine that was busy while the reference ran makes it look longer than it is.
            while share > 0.01 {
                let folder = try reference.folder()
                let isKilled = try await kill(reference, in: folder, at: share)
                try await finish(in: folder)
                try await reference.expectSame(in: folder, "killed at \(share) of the duration")
                if isKilled {
                    killed += 1
                    break
                }
                share /= 2
            }
        }
        return killed
    }

    @Test("A wafer campaign killed at 8 random moments and resumed gives the same files, byte for byte")
    func killedWaferCampaign() async throws {
        let reference = try await Reference.wafer()
        #expect(try await killFresh(reference, times: 8, seed: 1) == 8)
    }

    @Test("A campaign over programs killed at 6 random moments and resumed gives the same files, byte for byte")
    func killedProgramCampaign() async throws {
        let reference = try await Reference.programs()
        #expect(try await killFresh(reference, times: 6, seed: 2) == 6)
    }

    @Test("A campaign in order of arrival with one worker, killed at 6 random moments, gives the same files")
    func killedArrivalCampaign() async throws {
        let reference = try await Reference.arrival()
        #expect(try await killFresh(reference, times: 6, seed: 5) == 6)
    }

    /// What was decided about each trial, and, once it is there, its result.
    private func recorded(in folder: TestFolder) async throws -> [(proposal: [String], result: [String]?)] {
        let table = try CSVTable(try await Reference.csv(in: folder).trials)
        return table.rows.map { row in
            func cells(_ names: [String]) -> [String] { names.map { row[$0] ?? "?" } }
            let isOver = !["proposed", "running"].contains(row["status"])
            return (
                cells(["trial", "fidelity", "a", "b", "x", "mode", "depth", "cost", "seed"]),
                isOver ? cells(["status", "feasible", "speed", "heat", "slack", "reason"]) : nil
            )
        }
    }

    @Test("What a campaign in order of arrival with four workers had stored before a kill is there after it")
    func killedArrivalsAreReplayed() async throws {
        let reference = try await Reference.arrival()
        var generator = SplitMix(6)
        var (killed, compared) = (0, 0)
        // With four workers it is done sooner; what is killed before it has a checkpoint says nothing.
        for _ in 0..<40 where killed < 6 {
            let folder = try reference.folder(changing: [("workers: 1", "workers: 4")])
            var before: [(proposal: [String], result: [String]?)] = []
            for _ in 0..<3 {
                let share = Double.random(in: 0.05..<0.5, using: &generator)
                guard try await kill(reference, in: folder, at: share) else { break }
                guard folder.has("c.ingot") else { continue }
                killed += 1
                let after = try await recorded(in: folder)
                compared += before.count
                expectKept(before, in: after)
                before = after
            }
            try await finish(in: folder)
            compared += before.count
            expectKept(before, in: try await recorded(in: folder))
        }
        #expect(killed >= 6 && compared > 20)
    }

    private func expectKept(
        _ before: [(proposal: [String], result: [String]?)], in after: [(proposal: [String], result: [String]?)]
    ) {
        #expect(after.count >= before.count)
        for (old, new) in zip(before, after) {
            #expect(old.proposal == new.proposal)
            if let result = old.result { #expect(result == new.result) }
        }
    }

    @Test("A campaign killed again and again gives the same files, byte for byte", arguments: [false, true])
    func killedAgainAndAgain(isWafer: Bool) async throws {
        let reference = isWafer ? try await Reference.wafer() : try await Reference.programs()
        var generator = SplitMix(isWafer ? 3 : 4)
        var folder = try reference.folder()
        var killed = 0
        var scale = 1.0
        // A machine that was busy while the reference ran makes it look longer than it is: then in smaller steps.
        while killed < 3, scale > 0.01 {
            folder = try reference.folder()
            killed = 0
            for _ in 0..<5 {
                let share = scale * Double.random(in: 0.05..<0.3, using: &generator)
                if try await kill(reference, in: folder, at: share) { killed += 1 } else { break }
            }
            scale /= 2
        }
        #expect(killed >= 3)
        try await finish(in: folder)
        try await reference.expectSame(in: folder, "killed \(killed) times")
        // A finished campaign that is resumed stays as it is.
        try await finish(in: folder)
        try await reference.expectSame(in: folder, "resumed after its end")
    }

    @Test("The same seed gives the same files with one worker, two or three; another seed gives others")
    func workersDoNotMatter() async throws {
        for reference in [try await Reference.wafer(), try await Reference.programs()] {
            for workers in [1, 3] {
                let folder = try reference.folder()
                let ending = try await IngotProcess.run(
                    ["run", "c.yaml", "--quiet", "--workers", "\(workers)"], in: folder)
                #expect(ending.code == 0, "\(ending.error)")
                try await reference.expectSame(in: folder, "\(workers) workers")
            }
            let folder = try reference.folder()
            let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet", "--seed", "99"], in: folder)
            #expect(ending.code == 0, "\(ending.error)")
            #expect(try await Reference.csv(in: folder).trials != reference.trials)
        }
    }

    @Test(
        "SIGINT and SIGTERM end a campaign with code 130 and a checkpoint that goes on", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
        let reference = try await Reference.programs()
        let folder = try reference.folder()
        // From its tenth evaluation at the target on, the program waits until it is let through.
        let script = try folder.text("evaluate.sh")
        let work = "    sleep 0.02\n"
        try #require(script.contains(work))
        try folder.write(
            script.replacingOccurrences(
                of: work,
                with: """
                        echo >> counted
                        if [ $(wc -l < counted) -ge 10 ]; then
                            : > waiting
                            while [ ! -e through ]; do sleep 0.02; done
                        fi

                    """), to: "evaluate.sh")
        let process = try IngotProcess(["run", "c.yaml"], in: folder)
        try await folder.waitForFile("waiting")
        process.send(signal)
        // The signal has been taken before the program ends; what runs is waited for.
        try await process.waitForError("stopping after")
        try folder.write("", to: "through")
        let ending = await process.wait()
        #expect(ending.code == 130, "\(ending)")
        #expect(ending.output.isEmpty)
        #expect(ending.error.contains("ingot resume c.ingot"))
        #expect(!folder.has("c.ingot.lock") && !folder.has("c.ingot-wal"))
        let status = try await IngotProcess.run(["status", "c.ingot"], in: folder)
        #expect(status.code == 0 && status.output.contains("shell: not finished"))
        try await finish(in: folder)
        try await reference.expectSame(in: folder, "interrupted")
    }

    @Test("A second SIGINT ends the running programs at once")
    func interruptedTwice() async throws {
        let folder = try TestFolder()
        // Whichever fidelity comes first, its program does not end by itself.
        try folder.add("command.yaml", as: "c.yaml")
        try folder.write(": > started\nsleep 600\n", to: "evaluate.sh")
        let process = try IngotProcess(["run", "c.yaml"], in: folder)
        try await folder.waitForFile("started")
        process.send(SIGINT)
        try await process.waitForError("stopping after")
        #expect(RunningProcesses.identifiers(in: folder.path).count >= 2)
        process.send(SIGINT)
        #expect(await process.wait().code == 130)
        #expect(try await RunningProcesses.areGone(from: folder.path))
    }

    @Test("A budget extended on resume gives what the larger budget would have given from the start")
    func extendedBudget() async throws {
        for reference in [try await Reference.wafer(), try await Reference.programs()] {
            let budget = try #require(reference.changes.first)
            let large = try #require(Double(budget.1.filter { $0.isNumber }))
            let folder = try reference.folder(changing: [(budget.1, "budget: {cost: 5}")])
            try await finish(in: folder)
            #expect(try await Reference.csv(in: folder).trials != reference.trials)
            let ending = try await IngotProcess.run(
                ["resume", "c.ingot", "--quiet", "--budget", "cost=\(large)"], in: folder)
            #expect(ending.code == 0, "\(ending.error)")
            try await reference.expectSame(in: folder, "extended")
        }
    }

    @Test("A quiet run writes nothing to standard error, and --json prints one object and nothing else")
    func quietJSON() async throws {
        let folder = try Reference(fixture: "command.yaml", changes: [], files: ["evaluate.sh"]).folder()
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet", "--json"], in: folder)
        #expect(ending.code == 0 && ending.error.isEmpty, "\(ending.error)")
        let object = try JSONObject(ending.output)
        #expect(object.text("campaign") == "shell" && object.flag("finished") == true)
        let status = try await IngotProcess.run(["status", "c.ingot", "--json"], in: folder)
        #expect(status.error.isEmpty)
        #expect(try JSONObject(status.output).number("hypervolume") == object.number("hypervolume"))
    }
}
