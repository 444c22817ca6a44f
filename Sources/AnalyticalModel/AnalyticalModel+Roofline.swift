import LanguageModel
public import TrainingStrategy
import WaferArchitecture

extension AnalyticalModel {
    /// The operators of one layer, for one micro-batch on one device, forward and backward; empty for a design whose shape
    /// cannot run.
    ///
    /// On a wafer an operator's seconds are the slowest of multipliers, SRAM and the network between cores; its DRAM bytes
    /// are compared for a whole pass, because streams are fetched ahead.
    public func rooflinePoints(of design: TrainingDesign) -> [RooflinePoint] {
        guard design.strategyViolations().isEmpty else { return [] }
        var points: [RooflinePoint] = []
        func add(_ kind: LayerOperator.Kind, _ pass: RooflinePoint.Pass, _ cost: PassCost) {
            points.append(
                RooflinePoint(
                    kind: kind, pass: pass, flops: cost.matrixFlops + cost.vectorFlops, memoryBytes: cost.dramBytes,
                    seconds: cost.operatorSeconds))
        }
        let strategy = design.strategy
        if let cluster = design.hardware.cluster {
            let operators = GPULayerCost(
                law: GPUOperatorLaw(cluster.device, isSustained: true), isGated: design.model.isGated)
            design.model.forEachOperator(
                microBatch: strategy.microBatchSequences, tensor: strategy.tensor,
                sequenceParallel: strategy.sequenceParallel
            ) { work in
                var (forward, backward) = (PassCost(), PassCost())
                operators.addForward(work, to: &forward)
                operators.addBackward(work, to: &backward)
                add(work.kind, .forward, forward)
                add(work.kind, .backward, backward)
            }
        } else if let work = TrainingWork(design, distribution: { IdealDistribution($0) }) {
            let operators = OperatorCost(
                die: work.die, distribution: IdealDistribution(design.hardware), weightsStay: work.weightsStay)
            design.model.forEachOperator(
                microBatch: strategy.microBatchSequences, tensor: strategy.tensor,
                sequenceParallel: strategy.sequenceParallel
            ) { work in
                var (forward, backward) = (PassCost(), PassCost())
                operators.addForward(work, to: &forward)
                operators.addBackward(work, to: &backward)
                add(work.kind, .forward, forward)
                add(work.kind, .backward, backward)
            }
        }
        return points
    }
}
