import Campaign
import Foundation
import GRDB
import Testing

struct CheckpointStoreTests {
    private static let yaml = Campaigns.twoLevels(method: "sobol", budget: "{evaluations: 6}")

    /// A finished campaign of six trials.
    private func finished(in folder: TemporaryFolder) async throws -> String {
        let path = folder.path + "/a.ingot"
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(Self.yaml), checkpoint: path, evaluator: SmoothEvaluator()
        ).run()
        return path
    }

    private func resumeError(_ path: String) -> CampaignError? {
        do {
            _ = try CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator())
            return nil
        } catch {
            return error
        }
    }

    private func readError(_ path: String) -> CampaignError? {
        do {
            _ = try CampaignSummary(checkpoint: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("A finished checkpoint is one file that needs no campaign file and can be copied and read")
    func oneFile() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.ingot"])
        let copy = folder.path + "/b.ingot"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        #expect(try TrialFigures.of(copy) == TrialFigures.of(path))
        #expect(try CampaignSummary(checkpoint: copy).campaign.specification == Self.yaml)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.ingot", "b.ingot"])
    }

    @Test("A new campaign never overwrites a file")
    func refusesToOverwrite() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let specification = try Campaigns.specification(Self.yaml)
        #expect(throws: CampaignError.checkpoint(.alreadyExists(path: path))) {
            try CampaignRunner.begin(specification, checkpoint: path)
        }
        #expect(throws: CampaignError.checkpoint(.isFolder(path: folder.path))) {
            try CampaignRunner.begin(specification, checkpoint: folder.path)
        }
        let missing = folder.path + "/no/such/folder/a.ingot"
        guard
            case .checkpoint(.unwritable(let named, _)) = #expect(
                throws: CampaignError.self,
                performing: {
                    try CampaignRunner.begin(specification, checkpoint: missing)
                })
        else {
            Issue.record("another error")
            return
        }
        #expect(named == missing)
    }

    @Test("A checkpoint in use is refused to a second writer and open to readers")
    func locked() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let runner = try CampaignRunner.begin(
            try Campaigns.specification(Self.yaml), checkpoint: path, evaluator: SmoothEvaluator())
        #expect(resumeError(path) == .checkpoint(.locked(path: path)))
        #expect(try CampaignSummary(checkpoint: path).trials.isEmpty)
        let seen = Counter()
        _ = try await runner.run { progress in
            if progress.spending.evaluations == 4, let count = try? CampaignSummary(checkpoint: path).trials.count {
                seen.set(count)
            }
        }
        #expect(seen.value == 4)
        #expect(resumeError(path) == nil)
    }

    /// Ways round the lock of a checkpoint.
    enum Detour: String, CaseIterable { case symbolicLink, hardLink, removedLock }

    @Test(
        "A second writer over another name, or after the lock was removed, damages nothing", arguments: Detour.allCases)
    func detour(_ detour: Detour) async throws {
        let folder = try TemporaryFolder()
        let (path, link) = (folder.path + "/a.ingot", folder.path + "/b.ingot")
        let specification = try Campaigns.specification(Self.yaml)
        let runner = try CampaignRunner.begin(specification, checkpoint: path, evaluator: SmoothEvaluator())
        let second: String
        switch detour {
        case .symbolicLink:
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            second = link
        case .hardLink:
            try FileManager.default.linkItem(atPath: path, toPath: link)
            second = link
        case .removedLock:
            try FileManager.default.removeItem(atPath: path + ".lock")
            second = path
        }
        switch detour {
        case .symbolicLink:
            // The link leads to the same lock.
            #expect(resumeError(second) == .checkpoint(.locked(path: second)))
            _ = try await runner.run()
        case .hardLink:
            // Each name has a log of its own.
            #expect(resumeError(second)?.description.contains("2 names (hard links)") == true)
            _ = try await runner.run()
        case .removedLock:
            // Who came last may write, and the first one is told so before it writes anything.
            let late = try CampaignRunner.resume(checkpoint: second, evaluator: SmoothEvaluator())
            let error = await #expect(throws: CampaignError.self) { _ = try await runner.run() }
            #expect(error == .checkpoint(.locked(path: path)))
            _ = try await late.run()
        }
        #expect(try CheckpointDoctor.examine(path, repairing: false).problems == [])
        let other = try TemporaryFolder()
        #expect(try await TrialFigures.of(path) == TrialFigures.of(finished(in: other)))
    }

    @Test("A file that is no checkpoint, cut short, damaged or newer is refused in one line")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let good = try Data(contentsOf: URL(fileURLWithPath: try await finished(in: folder)))
        func written(_ name: String, _ data: Data) throws -> String {
            let path = folder.path + "/" + name
            try data.write(to: URL(fileURLWithPath: path))
            return path
        }
        var scrambled = good
        for index in 4096..<(4096 + 2048) { scrambled[index] = UInt8(truncatingIfNeeded: index * 131) }
        let newer = try written("newer", good)
        try edit(newer, "PRAGMA user_version = 99")
        let foreign = folder.path + "/foreign"
        try edit(foreign, "CREATE TABLE t (x)")
        let unreadableTrial = try written("trial", good)
        try edit(unreadableTrial, "UPDATE trials SET candidate = '[3]' WHERE number = 2")
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let cases: [(path: String, part: String)] = [
            (pipe, "is not a checkpoint"),
            (folder.path + "/none", "no such file"), (folder.path, "a folder"),
            (try written("empty", Data()), "damaged checkpoint (the file is empty)"),
            (try written("text", Data("version: 1\n".utf8)), "not a checkpoint"),
            (try written("cut1", good.prefix(60)), "damaged"), (try written("cut2", good.prefix(5000)), "damaged"),
            (try written("cut3", good.prefix(good.count - 1)), "damaged"),
            (try written("scrambled", scrambled), "damaged"),
            (newer, "format 99"), (foreign, "not a checkpoint"), (unreadableTrial, "trial 2"),
        ]
        for (path, part) in cases {
            for error in [resumeError(path), readError(path)] {
                let text = error?.description ?? "no error"
                #expect(text.contains(part), "\(path)")
                #expect(text.hasPrefix(path) && !text.contains("\n") && text.contains("; accepted: "))
            }
        }
    }

    @Test("A campaign never mixes figures of two evaluator versions")
    func otherEvaluator() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        try edit(path, #"UPDATE campaign SET evaluator_versions = '{"high":"2","low":"command"}'"#)
        #expect(
            resumeError(path)
                == .checkpoint(
                    .otherEvaluator(path: path, fidelity: "high", stored: "2", present: "command")))
        #expect(readError(path) == nil)
    }

    @Test("A checkpoint of format 1 is read as it is and brought up to date when it goes on")
    func earlierFormat() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let whole = folder.path + "/whole.ingot"
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(
                Self.yaml.replacingOccurrences(of: "{evaluations: 6}", with: "{evaluations: 9}")), checkpoint: whole,
            evaluator: SmoothEvaluator()
        ).run()
        #expect(try CampaignSummary(checkpoint: path).end == "the budget evaluations=6 is used up")
        try edit(path, "DROP TABLE facts; DROP TABLE attempts; PRAGMA user_version = 1")
        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.end == nil && summary.isFinished && summary.specification.warmStart == nil)
        _ = try await CampaignRunner.resume(checkpoint: path, budget: "9", evaluator: SmoothEvaluator()).run()
        #expect(try CampaignSummary(checkpoint: path).end == "the budget evaluations=9 is used up")
        #expect(try TrialFigures.of(path) == TrialFigures.of(whole))
    }

    @Test("A trial that was running when the process died is evaluated again as its next attempt")
    func runsAgain() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let figures = try TrialFigures.of(path)
        try edit(
            path,
            """
            UPDATE trials SET state = 'running', objectives = '[]', constraints = '[]', feasible = 0, reason = '',
                arrival = NULL WHERE number >= 4
            """)
        _ = try await CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator()).run()
        #expect(try TrialFigures.of(path) == figures)
        #expect(try CampaignSummary(checkpoint: path).trials.map(\.attempts) == [1, 1, 1, 1, 2, 2])
    }

    @Test("A transaction that was cut short is undone, also for those who only look")
    func cutShort() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let figures = try TrialFigures.of(path)
        let cut = folder.path + "/cut.ingot"
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { database in
            // A cache of two pages: what is changed goes to the file before the transaction ends.
            try database.execute(sql: "PRAGMA cache_size = 2")
            try database.inTransaction {
                try database.execute(sql: "UPDATE trials SET reason = hex(zeroblob(3000)), state = 'failed'")
                try FileManager.default.copyItem(atPath: path, toPath: cut)
                try FileManager.default.copyItem(atPath: path + "-journal", toPath: cut + "-journal")
                return .rollback
            }
        }
        try queue.close()
        try #require(try Data(contentsOf: URL(fileURLWithPath: cut)) != Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(try TrialFigures.of(cut) == figures)
        #expect(FileManager.default.fileExists(atPath: cut + "-journal"))
        _ = try await CampaignRunner.resume(checkpoint: cut, evaluator: SmoothEvaluator()).run()
        #expect(try TrialFigures.of(cut) == figures)
    }

    private func edit(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}

/// A number that tasks share.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var stored = 0

    var value: Int { lock.withLock { stored } }
    func set(_ value: Int) { lock.withLock { stored = value } }
}
