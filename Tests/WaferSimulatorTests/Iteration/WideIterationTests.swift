import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

@testable import WaferSimulator

/// Iterations of designs with every degree of freedom: mixtures, contexts, several wafers, memory off the wafer.
@Suite struct WideIterationTests {
    @Test func everyDesignComesToItsEndAndAddsUp() throws {
        var generator = try WideDesignGenerator(seed: 41)
        var kinds: [String: Int] = [:]
        for _ in 0..<120 {
            let design = generator.next()
            let (evaluation, found) = RoutedModel().record(of: design, spans: false)
            let record = try #require(found, "\(design.strategy)")
            let seconds = record.iterationSeconds
            #expect(seconds > 0 && seconds.isFinite)
            for stall in record.stalls {
                #expect(abs(stall.total - seconds) <= 1e-9 * seconds)
                #expect(
                    [stall.compute, stall.memory, stall.tensor, stall.expert, stall.context, stall.replicas]
                        .allSatisfy { $0 >= -1e-12 * seconds }, "\(design.strategy)")
            }
            for link in record.links {
                #expect(link.bytes <= link.bytesPerSecond * seconds * (1 + 1e-9), "\(design.strategy)")
            }
            let watts = record.dies.reduce(0) { $0 + $1.watts }
            let power = evaluation.powerWatts * Double(design.hardware.wafer.count)
            #expect(abs(watts - power) <= 1e-9 * power, "\(design.strategy)")
            if design.strategy.expert > 1 { kinds["expert", default: 0] += 1 }
            if design.strategy.context > 1 { kinds["context", default: 0] += 1 }
            if design.strategy.zeroStage >= 2, design.strategy.replicas > 1 { kinds["zero", default: 0] += 1 }
            if design.hardware.wafer.count > 1 { kinds["wafers", default: 0] += 1 }
            if design.hardware.memory.kind == .offWafer { kinds["offWafer", default: 0] += 1 }
        }
        for kind in ["expert", "context", "zero", "wafers", "offWafer"] {
            #expect(kinds[kind, default: 0] >= 5, "\(kind)")
        }
    }

    @Test func skippingWhatRepeatsChangesNothing() throws {
        var generator = try WideDesignGenerator(seed: 42)
        for _ in 0..<60 {
            let design = generator.next()
            let short = RoutedModel().evaluate(design).iterationSeconds
            let long = RoutedModel(IterationOptions(skipsSteadyState: false)).evaluate(design).iterationSeconds
            #expect(abs(short - long) <= 1e-4 * long, "\(design.strategy)")
        }
    }

    @Test func whatACacheKnowsChangesNoFigure() throws {
        var generator = try WideDesignGenerator(seed: 43)
        let cache = PatternCache()
        for _ in 0..<12 {
            let design = generator.next()
            // So small a budget that some designs spend it.
            let first = DetailedModel(cache: cache, flitBudget: 200_000).record(of: design, spans: false)
            let second = DetailedModel(cache: cache, flitBudget: 200_000).record(of: design, spans: false)
            let alone = DetailedModel(flitBudget: 200_000).record(of: design, spans: false)
            #expect(first.evaluation == second.evaluation && first.evaluation == alone.evaluation)
            #expect(first.record == second.record && first.record == alone.record)
        }
    }
}
