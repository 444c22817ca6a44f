import LanguageModel
public import TrainingStrategy
import WaferArchitecture

extension AnalyticalModel {
    /// The operators of one layer, for one micro-batch on one device, forward and backward; empty for a design whose
    /// shape cannot run.
    ///
    /// On a wafer an operator's seconds are the slowest of multipliers, SRAM and the network between cores; its DRAM
    /// bytes are compared for a whole pass, because streams are fetched ahead.
    public func rooflinePoints(of design: TrainingDesign) -> [RooflinePoint] {
        guard design.strategyViolations().isEmpty else { return [] }
        var points: [RooflinePoint] = []
        func add(_ kind: LayerOperator.Kind, _ pass: RooflinePoint.Pass, _ cost: PassCost) {
            points.append(
                RooflinePoint(
                    kind: kind, pass: pass, flops: cost.matrixFlops + cost.vectorFlops, memoryBytes: cost.dramBytes,
                    seconds: cost.operatorSeconds))
        }
        /// The operators of a layer; where some have experts and some have not, each operator that either has.
        func forEachKind(_ body: (LayerOperator) -> Void) {
            let model = design.model
            let hasExperts = model.expertLayers > 0
            model.forEachOperator(design.layerShare, hasExperts: hasExperts, body)
            guard hasExperts, model.expertLayers < model.layers else { return }
            model.forEachOperator(design.layerShare, hasExperts: false) { work in
                if [.up, .activation, .down].contains(work.kind) { body(work) }
            }
        }
        if let cluster = design.hardware.cluster {
            let operators = GPULayerCost(
                law: GPUOperatorLaw(cluster.device, isSustained: true), isGated: design.model.isGated,
                fusedFlopsPerSecond: design.layerShare.isFused
                    ? cluster.device.matrixFlopsPerSecond * Constants.fusedAttentionShare.value : nil)
            forEachKind { work in
                var (forward, backward) = (PassCost(), PassCost())
                operators.addForward(work, to: &forward)
                operators.addBackward(work, to: &backward)
                add(work.kind, .forward, forward)
                add(work.kind, .backward, backward)
            }
        } else if let work = TrainingWork(design, distribution: { IdealDistribution($0) }) {
            let operators = OperatorCost(
                die: work.die, distribution: IdealDistribution(design.hardware), weightsStay: work.weightsStay)
            forEachKind { work in
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
