import LanguageModel
import Testing
import WaferArchitecture
import _IngotTestSupport

@testable import TrainingStrategy

@Suite struct OperatorSpreadTests {
    private static func wafer(_ model: ModelShape, _ strategy: Strategy, batch: Int = 64) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: model,
            job: TrainingJob(globalBatchSequences: batch), strategy: strategy)
    }

    private static func layer(
        _ design: TrainingDesign, _ spread: OperatorSpread, hasExperts: Bool = false
    ) -> (layer: SpreadLayer, memory: TrainingMemory, operators: OperatorCost<PortDistribution>) {
        let operators = OperatorCost(
            die: DieModel(design.hardware), distribution: PortDistribution(design.hardware), weightsStay: false)
        let memory = TrainingMemory(design)
        let layer = SpreadLayer(spread, design, hasExperts: hasExperts, repeats: memory.repeats) {
            operators.with($0)
        }
        return (layer, memory, operators)
    }

    private static func isClose(_ first: PassCost, _ second: PassCost) -> Bool {
        let pairs: [(Double, Double)] = [
            (first.computeSeconds, second.computeSeconds), (first.operatorSeconds, second.operatorSeconds),
            (first.matrixFlops, second.matrixFlops), (first.vectorFlops, second.vectorFlops),
            (first.sramBytes, second.sramBytes), (first.dramBytes, second.dramBytes),
            (first.nocByteHops, second.nocByteHops),
        ]
        return pairs.allSatisfy { abs($0 - $1) <= 1e-12 * max(abs($0), abs($1)) }
    }

    /// Megatron-LM's spread through the general account against its own, over random wafers and strategies.
    @Test func megatronsSpreadCostsAndHoldsWhatItAlwaysDid() throws {
        var generator = try WideDesignGenerator(seed: 21)
        var (seen, mixed) = (0, 0)
        while seen < 300 {
            var design = generator.next()
            design.strategy.context = 1
            if design.strategy.recompute != .full {
                // Plain attention has no such operator, whose bit would count as a product behind a gather.
                let repeats = design.strategy.recompute
                design.strategy.recompute = Recompute(
                    LayerOperator.Kind.ofLayers.filter { $0 != .queryUp && repeats.contains($0) })
            }
            guard design.model.latentAttention == nil, design.strategyViolations().isEmpty,
                let placement = Placement(design)
            else { continue }
            seen += 1
            let spread = OperatorSpread(design.strategy, shape: placement.shape)
            let single = design.strategy.tensor == 1
            for hasExperts in design.model.mixture == nil ? [false] : [false, true] {
                let (layer, memory, operators) = Self.layer(design, spread, hasExperts: hasExperts)
                let whole = LayerCost.both(
                    design.model, design.layerShare, repeats: memory.repeats, operators: operators)
                let expected = hasExperts ? whole.mixed : whole.dense
                #expect(Self.isClose(layer.cost.forward, expected.forward))
                #expect(Self.isClose(layer.cost.backward, expected.backward))
                #expect(Self.isClose(layer.cost.again, expected.again))
                let held = hasExperts ? memory.mixed : memory.dense
                #expect(abs(layer.parameters.total / held.parameters.total - 1) < 1e-12)
                #expect(abs(layer.activationBytes / held.activationBytes - 1) < 1e-12)
                #expect(abs(layer.wholeActivationBytes / held.wholeActivationBytes - 1) < 1e-12)
                let halves = single ? 0 : hasExperts ? LayerExchange(design).expertHalves : 4
                #expect(abs(layer.forwardHalves - halves) < 1e-12)
                #expect(abs(layer.backwardHalves - halves) < 1e-12)
                let count = hasExperts ? LayerCount(dense: 0, experts: 1) : LayerCount(dense: 1)
                let again = memory.repeats.halves(count, LayerExchange(design), design.strategy)
                #expect(abs(layer.againHalves - (single ? 0 : again)) < 1e-12)
                #expect(layer.gradientHalves == 0)
                if hasExperts { mixed += 1 }
            }
        }
        #expect(mixed > 30)
    }
}
