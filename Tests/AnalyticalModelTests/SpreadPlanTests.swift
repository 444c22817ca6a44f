import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

@Suite struct SpreadPlanTests {
    /// A plan that says of every operator what Megatron-LM does is evaluated as one that says nothing.
    @Test func aPlanOfMegatronsSpreadIsEvaluatedAsNone() throws {
        var generator = try WideDesignGenerator(seed: 8)
        var seen = 0
        while seen < 200 {
            var design = generator.next()
            design.strategy.context = 1
            if design.strategy.recompute != .full {
                let repeats = design.strategy.recompute
                design.strategy.recompute = Recompute(
                    LayerOperator.Kind.ofLayers.filter { $0 != .queryUp && repeats.contains($0) })
            }
            guard design.model.latentAttention == nil, design.strategyViolations().isEmpty,
                let placement = Placement(design)
            else { continue }
            seen += 1
            var planned = design
            planned.strategy.plan = StrategyPlan()
            planned.strategy.plan?.operators =
                OperatorSpread(design.strategy, shape: placement.shape).plans
            let (plain, spread) = (AnalyticalModel().evaluate(design), AnalyticalModel().evaluate(planned))
            #expect(planned.strategyViolations().isEmpty)
            #expect(abs(spread.iterationSeconds / plain.iterationSeconds - 1) < 1e-9)
            #expect(abs(spread.memory.total / plain.memory.total - 1) < 1e-9)
            #expect(abs(spread.energyJoules / plain.energyJoules - 1) < 1e-9)
        }
    }
}
