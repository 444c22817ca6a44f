import CoDesign
import ConfigurationFile
import SearchSpace
import Testing
import TrainingStrategy
import WaferArchitecture

/// `problem.space`: a value, a list or a range for a parameter.
@Suite struct SpaceNarrowingTests {
    @Test("Without a narrowing the space has the documented parameters in their order")
    func defaults() throws {
        let names = try Problems.problem().space.parameters.map(\.name)
        #expect(
            names == [
                "wafer.dies_x", "wafer.dies_y", "wafer.integration", "die.cores_x", "die.cores_y",
                "die.d2d_gb_per_s_per_edge", "core.macs", "core.sram_kb", "core.noc_bits_per_cycle",
                "memory.stacks_per_die", "strategy.tensor", "strategy.pipeline", "strategy.data",
                "strategy.micro_batch_sequences", "strategy.sequence_parallel", "strategy.schedule",
                "strategy.chunks", "strategy.recompute",
            ])
    }

    @Test("A value fixes a parameter, which is then no dimension but stands in every design")
    func scalar() throws {
        let problem = try Problems.problem(
            space: "{core.macs: 512, strategy.zero: 1, core.frequency_ghz: 1.5, strategy.recompute: full}")
        let names = problem.space.parameters.map(\.name)
        #expect(!names.contains("core.macs") && !names.contains("strategy.zero") && names.count == 16)
        for candidate in try Problems.candidates(20, of: problem, seed: 1) {
            let design = try problem.trainingDesign(for: candidate)
            #expect(design.hardware.core.macs == 512 && design.strategy.zeroStage == 1)
            #expect(design.hardware.core.frequencyHertz == 1.5e9 && design.strategy.recompute == .full)
        }
    }

    @Test("A list narrows a parameter to its values, or adds one")
    func list() throws {
        let problem = try Problems.problem(
            space: "{core.macs: [256, 1024], core.dataflow: [ws, os], strategy.sequence_parallel: [true]}")
        let names = problem.space.parameters.map(\.name)
        // New ones stand at the end, known ones in their place.
        #expect(names.last == "core.dataflow" && names[6] == "core.macs" && names.count == 19)
        let designs = try Problems.candidates(100, of: problem, seed: 1).map(problem.trainingDesign(for:))
        #expect(Set(designs.map(\.hardware.core.macs)) == [256, 1024])
        #expect(Set(designs.map(\.hardware.core.dataflow)).count == 2)
        #expect(designs.allSatisfy { $0.strategy.sequenceParallel })
    }

    @Test("A range narrows a number between its ends, on a linear or a log scale")
    func range() throws {
        let problem = try Problems.problem(
            space: """
                {memory.stacks_per_die: {lower: 3, upper: 5}, core.macs: {lower: 200, upper: 1000, scale: log},
                 memory.gb_per_stack: {lower: 16.0, upper: 48.0, scale: log}}
                """)
        let parameters = Dictionary(uniqueKeysWithValues: problem.space.parameters.map { ($0.name, $0.domain) })
        #expect(parameters["memory.stacks_per_die"] == .integer(lower: 3, upper: 5, scale: .linear))
        #expect(parameters["core.macs"] == .integer(lower: 200, upper: 1000, scale: .log))
        #expect(parameters["memory.gb_per_stack"] == .continuous(lower: 16, upper: 48, scale: .log))
        for candidate in try Problems.candidates(50, of: problem, seed: 1) {
            let hardware = try problem.trainingDesign(for: candidate).hardware
            #expect((3...5).contains(hardware.memory.stacksPerDie))
            #expect((200...1000).contains(hardware.core.macs))
            #expect((16e9...48.0000001e9).contains(hardware.memory.bytesPerStack))
        }
    }

    @Test("A fixed chunk count counts for interleaved schedules only")
    func fixedChunks() throws {
        let problem = try Problems.problem(space: "{strategy.chunks: 4}")
        let designs = try Problems.candidates(300, of: problem, seed: 1).map(problem.trainingDesign(for:))
        for design in designs {
            #expect(design.strategy.chunks == (design.strategy.schedule == .interleaved ? 4 : 1))
        }
        #expect(Set(designs.map(\.strategy.schedule)).count == 2)
        // Without chunks a pipeline may be as deep as the model: the fixed count does not narrow it.
        #expect(designs.contains { $0.strategy.schedule != .interleaved && $0.strategy.pipeline * 4 > 40 })
    }

    @Test("A schedule without chunks leaves the count out, whatever the order of the keys")
    func noChunks() throws {
        for space in [
            "{strategy.schedule: 1f1b}", "{strategy.schedule: gpipe}", "{strategy.schedule: [gpipe, 1f1b]}",
            "{strategy.chunks: 1, strategy.schedule: 1f1b}", "{strategy.schedule: 1f1b, strategy.chunks: 1}",
        ] {
            let problem = try Problems.problem(space: space)
            #expect(!problem.space.parameters.contains { $0.name == "strategy.chunks" }, "\(space)")
            let designs = try Problems.candidates(50, of: problem, seed: 1).map(problem.trainingDesign(for:))
            #expect(designs.allSatisfy { $0.strategy.chunks == 1 && $0.strategyViolations().isEmpty }, "\(space)")
        }
    }

    /// A narrowing that cannot be, its key, and what the message says.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var space: String
        var key: String
        var fragment: String
        var testDescription: String { space }
    }

    static let mistakes = [
        Mistake(space: "{core.mac: 512}", key: "core.mac", fragment: "did you mean core.macs"),
        Mistake(
            space: "{strategy.chunks: [2, 4], strategy.schedule: 1f1b}", key: "strategy.chunks", fragment: "interleaved"
        ),
        Mistake(
            space: "{strategy.schedule: 1f1b, strategy.chunks: [2, 4]}", key: "strategy.chunks", fragment: "interleaved"
        ),
        Mistake(
            space: "{strategy.schedule: 1f1b, strategy.chunks: 2}", key: "strategy.chunks", fragment: "interleaved"),
        Mistake(space: "{strategy.chunks: 1}", key: "strategy.chunks", fragment: "2 and more"),
        Mistake(space: "{strategy.chunks: [1, 2]}", key: "strategy.chunks", fragment: "2 and more"),
        Mistake(space: "{strategy.chunks: {lower: 1, upper: 4}}", key: "strategy.chunks", fragment: "2 and more"),
        Mistake(space: "{wafer.spare_core_rows: {lower: 0, upper: 4, scale: log}}", key: "lower", fragment: "above 0"),
        Mistake(space: "{memory.gb_per_stack: {lower: 0, upper: 4, scale: log}}", key: "lower", fragment: "above 0"),
        Mistake(space: "{core.macs: {lower: 4, upper: 2}}", key: "core.macs", fragment: "lower 4 above upper 2"),
        Mistake(space: "{core.macs: {lower: 4}}", key: "core.macs", fragment: "'upper'"),
        Mistake(space: "{core.macs: {lower: 4, upper: 8, step: 2}}", key: "core.macs.step", fragment: "unknown key"),
        Mistake(space: "{core.macs: [512, 512]}", key: "core.macs", fragment: "each value once"),
        Mistake(space: "{core.macs: [512, 256]}", key: "core.macs", fragment: "rising"),
        Mistake(space: "{core.macs: 0}", key: "core.macs", fragment: "from 1"),
        Mistake(space: "{core.macs: [many]}", key: "core.macs", fragment: "whole number"),
        Mistake(
            space: "{strategy.sequence_parallel: [maybe]}", key: "strategy.sequence_parallel", fragment: "true or false"
        ),
        Mistake(space: "{core.frequency_ghz: -1}", key: "core.frequency_ghz", fragment: "value from"),
        Mistake(
            space: "{core.frequency_ghz: {lower: -1, upper: 1}}", key: "core.frequency_ghz", fragment: "value from"),
        Mistake(space: "[core.macs]", key: "space", fragment: "a mapping"),
        Mistake(
            space: "{wafer.dies_x: 4, wafer.dies_y: 4, strategy.tensor: 64}", key: "space",
            fragment: "without a usable design"),
        Mistake(space: "{die.cores_x: 400, die.cores_y: 400}", key: "space", fragment: "without a usable design"),
    ]

    @Test("What cannot be is refused at its place", arguments: mistakes)
    func refuses(_ mistake: Mistake) throws {
        let error = try #require(Problems.error(space: mistake.space))
        #expect(error.key.contains(mistake.key), "\(error)")
        #expect(error.description.contains(mistake.fragment), "\(error)")
        #expect(error.line == 4 && error.file == "test.yaml")
    }
}
