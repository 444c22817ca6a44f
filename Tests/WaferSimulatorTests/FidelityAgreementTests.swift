import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import WaferSimulator
import _IngotTestSupport

/// The two fidelities on the same designs.
@Suite struct FidelityAgreementTests {
    @Test func rankAHundredFeasibleDesignsAlike() throws {
        var generator = DesignGenerator(seed: 1, model: try ModelShape.preset("gpt3-13b"))
        let detailed = DetailedModel()
        var (low, high): ([Double], [Double]) = ([], [])
        var (lowPower, highPower): ([Double], [Double]) = ([], [])
        while low.count < 100 {
            let design = generator.next()
            let cheap = AnalyticalModel().evaluate(design)
            guard cheap.isFeasible else { continue }
            let dear = detailed.evaluate(design)
            low.append(cheap.tokensPerSecond)
            high.append(dear.tokensPerSecond)
            lowPower.append(cheap.powerWatts)
            highPower.append(dear.powerWatts)
        }
        #expect(RankCorrelation.spearman(low, high) >= 0.97)
        #expect(RankCorrelation.spearman(lowPower, highPower) >= 0.97)
        // They are not the same model: events find contention that the closed form cannot see.
        #expect(zip(low, high).contains { $0 > 1.01 * $1 })
    }

    @Test func routingAndEventsNeverMakeADesignMuchFaster() throws {
        var generator = DesignGenerator(seed: 7, model: try ModelShape.preset("megatron-7.5b"))
        let detailed = DetailedModel()
        for _ in 0..<60 {
            let design = generator.next(globalBatch: 128)
            let cheap = AnalyticalModel().evaluate(design)
            let dear = detailed.evaluate(design)
            // Off the wafer the closed form takes every die to be as far from the rim as the farthest, and all of them
            // to be at work all the time.
            let least = design.hardware.memory.kind == .offWafer ? 0.65 : 0.97
            #expect(dear.iterationSeconds >= least * cheap.iterationSeconds, "\(design.strategy)")
            #expect(dear.memory == cheap.memory)
        }
    }
}
