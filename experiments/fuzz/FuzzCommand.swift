import ArgumentParser
import Foundation
import LinearAlgebra
import _IngotFuzzing

/// Hands mutated files and answers to the program, in processes of their own, and says what breaks.
@main
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingot-fuzz",
        abstract: "Runs mutated campaign files, design files, evaluator answers and checkpoints.",
        discussion: "Exit code 1 where a case crashed, took too long or too much memory, or broke a promise.")

    @Option(help: "How many cases, shared evenly by the kinds.") var cases = 1000
    @Option(help: "One kind: campaign, design, answer or checkpoint; all of them where it is left out.")
    var kind: String?
    @Option(help: "The seed.") var seed: UInt64 = 1
    @Option(help: "How many processes run side by side.") var jobs = max(
        1, ProcessInfo.processInfo.activeProcessorCount)
    @Option(help: "The index of the first case.") var first = 0
    @Option(help: "One case alone, in this process, by its index; needs --kind.") var only: Int?
    @Option(help: "With --only: write the case's bytes to this file.") var write: String?
    @Option(help: "CPU seconds that one case may take.") var seconds = 10.0
    @Option(help: "Memory that a process may have, in MiB.") var megabytes = 1024
    @Option(help: .hidden) var child: String?

    func validate() throws {
        if let kind, FuzzKind(rawValue: kind) == nil { throw ValidationError("there is no kind '\(kind)'") }
        if only != nil || child != nil, kind == nil { throw ValidationError("--only needs --kind") }
        guard cases > 0, jobs > 0, first >= 0, seconds > 0, megabytes > 0 else {
            throw ValidationError("a number is too small")
        }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let limits = CaseLimits(seconds: seconds, bytes: megabytes << 20)
        let named = kind.flatMap(FuzzKind.init(rawValue:))
        if let child, let named {
            return try await FuzzChild(kind: named, seed: seed, corpus: child, limits: limits)
                .run(first..<(first + cases))
        }
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let kinds = named.map { [$0] } ?? FuzzKind.allCases
        if kinds.contains(.checkpoint) {
            BLASLibrary.setThreadCount(1)
            try await CheckpointCorpus.make(in: folder.path)
        }
        if let only, let named {
            let runner = try FuzzRunner(
                named, seed: seed, folder: folder.path,
                checkpoints: named == .checkpoint ? CheckpointCorpus(folder: folder.path) : nil)
            let bytes = try runner.input(only)
            if let write { try Data(bytes).write(to: URL(filePath: write)) }
            print("\(named.rawValue) \(only): \(bytes.count) bytes")
            print(await runner.run(only))
            return
        }
        var finds = 0
        for (index, kind) in kinds.enumerated() {
            let count = (index + 1) * cases / kinds.count - index * cases / kinds.count
            let parent = FuzzParent(kind: kind, seed: seed, corpus: folder.path, limits: limits)
            let account = await parent.run(first..<(first + count), jobs: jobs)
            FuzzChild.say(account.line(kind: kind))
            finds += account.finds
        }
        if finds > 0 { throw ExitCode(1) }
    }
}
