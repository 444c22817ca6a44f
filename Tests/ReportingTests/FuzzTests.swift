import Foundation
import Testing
import _IngotFuzzing

/// A few of the cases of `make fuzz`; a trap ends the whole run, so the index of each case is not needed to see one.
struct FuzzTests {
    private static let seed: UInt64 = 20_261_122

    private func run(_ kind: FuzzKind, cases: Int, fewestAccepted: Int) async throws {
        let folder = NSTemporaryDirectory() + "/ingot-fuzz-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var checkpoints: CheckpointCorpus?
        if kind == .checkpoint {
            try await CheckpointCorpus.make(in: folder)
            checkpoints = try CheckpointCorpus(folder: folder)
        }
        let runner = try FuzzRunner(kind, seed: Self.seed, folder: folder, checkpoints: checkpoints)
        var accepted = 0
        var refused = 0
        for index in 0..<cases {
            switch await runner.run(index) {
            case .accepted: accepted += 1
            case .refused: refused += 1
            case .broken(let text): Issue.record("\(kind.rawValue) seed \(Self.seed) case \(index): \(text)")
            }
        }
        // Both happen, or the cases test nothing.
        #expect(accepted >= fewestAccepted && refused >= cases / 10, "\(accepted) accepted, \(refused) refused")
    }

    @Test("Answers of programs are figures that were asked for, all finite, or one line says what is wrong")
    func answers() async throws { try await run(.answer, cases: 4000, fewestAccepted: 400) }

    @Test("Designs have finite figures or a broken limit and read back equal, or one line says what is wrong")
    func designs() async throws { try await run(.design, cases: 300, fewestAccepted: 30) }

    @Test("Campaign files read back as they are printed and propose inside their space, or one line says what is wrong")
    func campaigns() async throws { try await run(.campaign, cases: 300, fewestAccepted: 30) }

    @Test("Checkpoints are read, repaired and resumed in agreement, or one line says what is wrong")
    func checkpoints() async throws { try await run(.checkpoint, cases: 60, fewestAccepted: 6) }

    @Test("A case is a function of its kind, seed and index", arguments: FuzzKind.allCases)
    func repeatable(kind: FuzzKind) async throws {
        var inputs: [[[UInt8]]] = []
        for _ in 0..<2 {
            let folder = NSTemporaryDirectory() + "/ingot-fuzz-test-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            if kind == .checkpoint { try await CheckpointCorpus.make(in: folder) }
            let runner = try FuzzRunner(
                kind, seed: Self.seed, folder: folder,
                checkpoints: kind == .checkpoint ? CheckpointCorpus(folder: folder) : nil)
            inputs.append(try (0..<40).map { index in try runner.input(index) })
        }
        #expect(inputs[0] == inputs[1])
        #expect(Set(inputs[0]).count > 30)
    }
}
