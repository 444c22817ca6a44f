import BayesianOptimization
import CoDesign
import Foundation
import LanguageModel
import Reporting
import Testing
import TrainingStrategy
import WaferArchitecture

/// What can be listed without a campaign.
@Suite struct PresetTablesTests {
    @Test("Every preset and every constant has its line, with a source")
    func everyPreset() {
        let hardware = PresetTables.hardware()
        for preset in HardwarePreset.all {
            #expect(hardware.contains("\n\(preset.name) "))
            #expect(hardware.contains("\(preset.name): \(preset.source)"))
        }
        for preset in GPUClusterPreset.all {
            #expect(hardware.contains("\n\(preset.name) "))
            #expect(hardware.contains("\(preset.name): \(preset.source)"))
        }
        let models = PresetTables.models().split(separator: "\n")
        #expect(models.count == ModelPreset.all.count + 2)
        let constants = PresetTables.constants().split(separator: "\n")
        #expect(constants.count == Constants.all.count + 1)
        for (line, constant) in zip(constants.dropFirst(), Constants.all) {
            #expect(line.hasPrefix(constant.name) && line.contains(constant.source) && !constant.source.isEmpty)
        }
    }

    @Test("Every machine has its parts with their total, and every chip its published and modelled figures")
    func everyPart() throws {
        for name in PresetTables.partNames {
            let hardware = try #require(HardwarePreset.named(name)?.hardware ?? ReferenceChip.named(name)?.hardware)
            let text = try #require(PresetTables.parts(named: name))
            let lines = text.split(separator: "\n")
            let total = try #require(lines.first { $0.hasPrefix("total ") }).split(separator: " ")
            let figures = WaferFigures(of: hardware)
            #expect(total[2] == Quantity.fixed(figures.dieAreaSquareMillimetres, digits: 2))
            #expect(total[4] == Quantity.fixed(figures.densePower.staticWatts, digits: 1))
            for part in PartsList(of: hardware).die {
                #expect(lines.contains { $0.hasPrefix("\(part.name) ") }, "\(name): \(part.name)")
            }
        }
        #expect(PresetTables.parts(named: "z80") == nil)
        // 86 PFLOPS on 48 dies are more than cooling takes off them.
        #expect(PresetTables.parts(named: "temp")?.contains("power_w_per_mm2 is ") == true)
        #expect(PresetTables.parts(named: "wse-2")?.contains("broken") == false)
        let chips = PresetTables.chips()
        for chip in ReferenceChip.all {
            #expect(chips.contains("\n\(chip.name) ") && chips.contains("\(chip.name): \(chip.source)"))
        }
    }

    @Test("Every synthetic problem has its row, with its reference point and where its best front comes from")
    func everyProblem() {
        let text = ProblemTable.text()
        let lines = text.split(separator: "\n")
        for problem in SyntheticProblem.all {
            #expect(lines.contains { $0.hasPrefix("\(problem.name) ") }, "\(problem.name)")
            #expect(text.contains("\(problem.name): \(problem.source)"))
            if let best = problem.best { #expect(text.contains(best.source)) }
        }
        #expect(text.contains("s in 0 to 1 at exp(4.8 s)") && text.contains("low at 1, middle at 5, high at 25"))
    }

    @Test("The table of an evaluation has every part with its share, and names what is broken")
    func evaluationTable() throws {
        let design = TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-175b"),
            job: TrainingJob(globalBatchSequences: 512),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 14, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 3, recompute: .none))
        let timed = TimedEvaluation(of: design, at: try WaferFidelity.named("analytical"))
        let table = timed.table
        for part in timed.evaluation.time.parts + timed.evaluation.memory.parts + timed.evaluation.energy.parts {
            #expect(table.contains("\n  \(part.name) "), "\(part.name)")
        }
        #expect(table.contains("\ninfeasible:\n"))
        #expect(table.contains("strategy_shape: 3 chunks need the interleaved schedule"))
        #expect(!table.contains("strategy_shape: 1.0"))
        #expect(timed.cpuSeconds > 0)
    }
}
