import LanguageModel
public import TrainingStrategy
import WaferArchitecture

extension AnalyticalModel {
    /// The operators of an iteration, each for one micro-batch on one device, forward and backward; empty for a design
    /// whose shape cannot run.
    ///
    /// A point counts how often one device of each stage runs the operator in an iteration: once for each micro-batch
    /// of its replica in each layer of the model that has it, and forward once more where it is made again for the
    /// backward pass, as fused attention does with its scores. Counts times operations, times the devices of a group
    /// and the replicas, are the operations of the iteration.
    ///
    /// On a wafer an operator's seconds are the slowest of multipliers, SRAM and the network between cores; its DRAM
    /// bytes are compared for a whole pass, because streams are fetched ahead.
    public func rooflinePoints(of design: TrainingDesign) -> [RooflinePoint] {
        guard design.strategyViolations().isEmpty else { return [] }
        if let cluster = design.hardware.cluster {
            let work = ClusterWork(design, on: cluster)
            return Self.points(
                design, work.memory, { _ in work.operators }, embedding: (work.embedding, work.embeddingBackward))
        }
        guard let work = TrainingWork(design, distribution: { PortDistribution($0) }) else { return [] }
        let operators = OperatorCost(
            die: work.die, distribution: PortDistribution(design.hardware), weightsStay: work.weightsStay)
        return Self.points(
            design, work.memory, { operators.with($0) }, embedding: (work.embedding, work.embedding),
            spread: work.spread)
    }

    private static func points<Operators: OperatorCosting>(
        _ design: TrainingDesign, _ memory: TrainingMemory, _ operators: (DieMapping) -> Operators,
        embedding: (forward: PassCost, backward: PassCost), spread: OperatorSpread? = nil
    ) -> [RooflinePoint] {
        let (model, share, batches) = (design.model, design.layerShare, memory.plan.microBatches)
        func forward(_ work: LayerOperator, _ mapping: DieMapping = DieMapping()) -> PassCost {
            var cost = PassCost()
            operators(mapping).addForward(work, to: &cost)
            return cost
        }
        func backward(_ work: LayerOperator, _ mapping: DieMapping = DieMapping()) -> PassCost {
            var cost = PassCost()
            operators(mapping).addBackward(work, to: &cost)
            return cost
        }
        func forEachOperator(hasExperts: Bool, _ body: (LayerOperator, DieMapping) -> Void) {
            if let spread {
                spread.forEachOperator(model, share, hasExperts: hasExperts, body)
            } else {
                model.forEachOperator(share, hasExperts: hasExperts) { body($0, DieMapping()) }
            }
        }
        /// Forward passes of an operator in one layer.
        func times(_ kind: LayerOperator.Kind) -> Int {
            batches * (1 + (memory.repeats.contains(kind) ? 1 : 0) + (share.makesAgain(kind) ? 1 : 0))
        }
        var list = RooflineGatherer(model: model)
        list.add(.embedding, .forward, embedding.forward, count: batches)
        list.addLayers(.forward, times: times) { hasExperts, body in
            forEachOperator(hasExperts: hasExperts) { body($0.kind, forward($0, $1)) }
        }
        model.forEachHeadOperator(share) { list.add($0.kind, .forward, forward($0), count: batches) }
        model.forEachHeadOperator(share) { list.add($0.kind, .backward, backward($0), count: batches) }
        list.addLayers(.backward, times: { _ in batches }) { hasExperts, body in
            forEachOperator(hasExperts: hasExperts) { body($0.kind, backward($0, $1)) }
        }
        list.add(.embedding, .backward, embedding.backward, count: batches)
        return list.points
    }
}
