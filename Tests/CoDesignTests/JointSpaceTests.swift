import CoDesign
import SearchSpace
import Testing
import TrainingStrategy
import WaferArchitecture

/// What no candidate of a joint space ever breaks.
@Suite struct JointSpaceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var model = "gpt3-13b"
        var hardware = "watos-config3"
        var space = "{}"
        var testDescription: String { "\(model) on \(hardware), \(space)" }
    }

    static let cases = [
        Case(), Case(model: "gpt3-175b"), Case(model: "llama2-70b"), Case(model: "llama3-8b"),
        Case(model: "megatron-18.4b", hardware: "dojo-tile", space: "{wafer.dies_x: [4, 5, 6]}"),
        Case(space: "{strategy.schedule: 1f1b}"),
        Case(space: "{strategy.schedule: interleaved}"),
        Case(space: "{strategy.schedule: [gpipe, 1f1b]}"),
        Case(space: "{strategy.schedule: [gpipe, interleaved], strategy.chunks: 3}"),
        Case(space: "{strategy.chunks: [2, 4], strategy.schedule: interleaved}"),
        Case(space: "{wafer.dies_x: 8, wafer.dies_y: 7, strategy.tensor: {lower: 1, upper: 8}}"),
        Case(space: "{wafer.count: 2, strategy.zero: [0, 1, 2, 3], memory.kind: [edge, stacked]}"),
        Case(space: "{die.cores_x: {lower: 4, upper: 40}, core.frequency_ghz: {lower: 0.5, upper: 2.5}}"),
    ]

    @Test("Every random candidate obeys the strategy's rules and fits reticle, wafer and die edge", arguments: cases)
    func candidatesAreLegal(_ example: Case) throws {
        let problem = try Problems.problem(model: example.model, hardware: example.hardware, space: example.space)
        // What only an evaluation can tell.
        let unknown: Set<TrainingEvaluation.Limit> = [.memoryBytesPerDevice, .powerDensity, .powerWatts]
        let candidates = try Problems.candidates(200, of: problem, seed: 11)
        for candidate in candidates {
            #expect(problem.space.violations(of: candidate).isEmpty)
            let design = try problem.trainingDesign(for: candidate)
            let broken = design.strategyViolations()
            #expect(broken.isEmpty, "\(broken) of \(design.strategy)")
            let answer = try problem.evaluate(candidate, fidelity: "analytical")
            let limits = Set(answer.evaluation.violations.map(\.limit))
            #expect(limits.isSubset(of: unknown), "\(limits)")
        }
        #expect(Set(candidates).count > 100)
    }

    @Test("There is a chunk count exactly while the schedule interleaves")
    func chunksBelongToInterleaving() throws {
        let problem = try Problems.problem()
        var counts = [0, 0]
        for candidate in try Problems.candidates(400, of: problem, seed: 5) {
            let isInterleaved = Problems.value("strategy.schedule", candidate, problem) == .string("interleaved")
            let chunks = Problems.value("strategy.chunks", candidate, problem)
            #expect((chunks != nil) == isInterleaved)
            let design = try problem.trainingDesign(for: candidate)
            #expect(isInterleaved ? chunks == .integer(design.strategy.chunks) : design.strategy.chunks == 1)
            counts[isInterleaved ? 1 : 0] += 1
        }
        #expect(counts.min() ?? 0 > 10, "\(counts)")
    }

    @Test("Candidates reach the ends of every parameter, so that no rule closes a part of the space by mistake")
    func wholeRangesAreReached() throws {
        let problem = try Problems.problem(model: "gpt3-175b")
        let candidates = try Problems.candidates(3000, of: problem, seed: 2)
        for path in [
            "strategy.schedule", "strategy.recompute", "strategy.sequence_parallel", "wafer.integration",
            "strategy.micro_batch_sequences", "core.noc_bits_per_cycle", "die.d2d_gb_per_s_per_edge",
        ] {
            let index = try #require(problem.space.parameters.firstIndex { $0.name == path })
            let values: [ParameterValue]
            switch problem.space.parameters[index].domain {
            case .categorical(let all), .ordinal(let all): values = all
            default: values = []
            }
            let seen = Set(candidates.compactMap { $0.values[index] })
            // 2 TB/s through a die edge leaves no room for anything else on small dies; all else is reached.
            #expect(seen.count >= values.count - (path.hasPrefix("die.") ? 1 : 0), "\(path): \(seen)")
        }
    }
}
