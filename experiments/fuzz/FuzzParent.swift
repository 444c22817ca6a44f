import Foundation
import Subprocess
import SystemPackage
import _IngotFuzzing

/// Runs cases in child processes, so that one that crashes is known and the others go on.
struct FuzzParent: Sendable {
    var kind: FuzzKind
    var seed: UInt64
    var corpus: String
    var limits: CaseLimits

    /// How many cases a process has.
    private static let batch = 200

    /// Runs the cases of some indices, some processes side by side.
    func run(_ indices: Range<Int>, jobs: Int) async -> FuzzAccount {
        let clock = ContinuousClock()
        let begin = clock.now
        var account = FuzzAccount()
        await withTaskGroup(of: FuzzAccount.self) { group in
            var next = indices.lowerBound
            func start() {
                guard next < indices.upperBound else { return }
                let part = next..<min(indices.upperBound, next + Self.batch)
                next = part.upperBound
                group.addTask { await run(part) }
            }
            for _ in 0..<jobs { start() }
            while let part = await group.next() {
                account.add(part)
                start()
            }
        }
        account.seconds = (clock.now - begin) / .seconds(1)
        return account
    }

    /// Runs the cases of one process; where it does not come to its end, another one goes on behind the case.
    private func run(_ part: Range<Int>) async -> FuzzAccount {
        var account = FuzzAccount()
        var left = part
        while !left.isEmpty {
            let (output, status) = await child(left)
            let end = read(output, into: &account)
            if end.isWhole { break }
            guard let index = end.index else {
                find("\(left.lowerBound) no case was begun: \(status)", in: &account)
                break
            }
            if !end.isJudged { account.cases += 1 }
            // A case that was judged is told of already, unless it took too much memory.
            if !end.isJudged || status.contains("memory") { find("\(index) \(status)", in: &account) }
            left = (index + 1)..<part.upperBound
        }
        return account
    }

    private func child(_ part: Range<Int>) async -> (output: String, status: String) {
        do {
            let result = try await Subprocess.run(
                .path(FilePath("/proc/self/exe")),
                arguments: [
                    "--child", corpus, "--kind", kind.rawValue, "--seed", "\(seed)", "--first", "\(part.lowerBound)",
                    "--cases", "\(part.count)", "--seconds", "\(limits.seconds)", "--megabytes",
                    "\(limits.bytes >> 20)",
                ], environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no", "TMPDIR": corpus]),
                output: .string(limit: 1 << 24), error: .string(limit: 1 << 24))
            let said = result.standardError.split(whereSeparator: \.isNewline).first.map { ": \($0.prefix(300))" } ?? ""
            let status =
                switch result.terminationStatus {
                case .exited(FuzzChild.Exit.slow): "took more than \(limits.seconds) CPU seconds"
                case .exited(FuzzChild.Exit.large): "took more memory than \(limits.bytes >> 20) MiB"
                case .exited(let code): "ended with exit code \(code)\(said)"
                case .signaled(let signal): "crashed with signal \(signal)\(said)"
                }
            return (result.standardOutput, status)
        } catch {
            return ("", "the process could not be run: \(error)")
        }
    }

    /// Counts what a child said; tells at which case it ended, and whether that one was judged.
    private func read(
        _ output: String, into account: inout FuzzAccount
    ) -> (isWhole: Bool, index: Int?, isJudged: Bool) {
        var index: Int?
        var isJudged = false
        for line in output.split(separator: "\n") {
            switch line.first {
            case "B":
                index = Int(line.dropFirst(2))
                isJudged = false
            case "A", "R":
                account.cases += 1
                if line == "A" { account.accepted += 1 } else { account.refused += 1 }
                isJudged = true
            case "F":
                account.cases += 1
                find(String(line.dropFirst(2)), in: &account)
                isJudged = true
            case "S":
                let words = line.split(separator: " ")
                guard words.count == 3, let seconds = Double(words[1]), let peak = Int(words[2]) else { continue }
                account.peakBytes = max(account.peakBytes, peak)
                if seconds > account.slowest.seconds { account.slowest = (seconds, index ?? 0) }
            case "E": return (true, index, true)
            default: continue
            }
        }
        return (false, index, isJudged)
    }

    private func find(_ text: String, in account: inout FuzzAccount) {
        account.finds += 1
        FuzzChild.say("find: \(kind.rawValue) seed \(seed) case \(text)")
    }
}
