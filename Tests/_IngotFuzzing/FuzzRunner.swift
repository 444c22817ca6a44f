import SearchSpace

/// The cases of one kind and seed; each is a function of the kind, the seed and its index.
package struct FuzzRunner: Sendable {
    private let target: any FuzzTarget
    private let kind: FuzzKind
    private let seed: UInt64
    private let folder: String

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - kind: What the cases are.
    ///   - seed: The seed.
    ///   - folder: An existing folder of this process's own, for the files of cases.
    ///   - checkpoints: The checkpoints that cases begin with; needed for `FuzzKind.checkpoint` only.
    package init(_ kind: FuzzKind, seed: UInt64, folder: String, checkpoints: CheckpointCorpus?) throws {
        self.kind = kind
        self.seed = seed
        self.folder = folder
        switch kind {
        case .campaign: target = try CampaignTarget(folder: folder)
        case .design: target = try DesignTarget()
        case .answer: target = try AnswerTarget()
        case .checkpoint:
            target = CheckpointTarget(corpus: try checkpoints ?? CheckpointCorpus(folder: folder), folder: folder)
        }
    }

    /// The bytes of a case.
    package func input(_ index: Int) throws -> [UInt8] {
        var generator = generator(index)
        return try target.input(&generator)
    }

    /// Runs a case.
    package func run(_ index: Int) async -> FuzzVerdict {
        var generator = generator(index)
        do {
            let bytes = try target.input(&generator)
            return await target.judge(bytes, generator, folder: folder)
        } catch {
            return .broken("the case could not be made: \(error)")
        }
    }

    private func generator(_ index: Int) -> RandomGenerator {
        let place = UInt64(FuzzKind.allCases.firstIndex(of: kind) ?? 0)
        return RandomGenerator(seed: seed, stream: UInt64(index) &* 4 &+ place)
    }
}
