import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// The work of one training iteration on a cluster: what a layer costs a device and how often devices exchange.
struct ClusterWork {
    let design: TrainingDesign
    let cluster: GPUCluster
    let memory: TrainingMemory
    let network: ClusterNetwork
    let law: GPUOperatorLaw
    /// Bytes of the vectors in collectives and between stages: `2 s b h`.
    let streamBytes: Double
    private var layerForward = PassCost()
    private var layerBackward = PassCost()
    private var layerAgain = PassCost()
    private var embedding = PassCost()
    private var embeddingBackward = PassCost()
    private var headForward = PassCost()
    private var headBackward = PassCost()

    /// Works out the costs of a legal design.
    init(_ design: TrainingDesign, on cluster: GPUCluster) {
        let (model, strategy) = (design.model, design.strategy)
        self.design = design
        self.cluster = cluster
        memory = TrainingMemory(design)
        network = ClusterNetwork(cluster, strategy: strategy)
        let law = GPUOperatorLaw(cluster.device, isSustained: true)
        self.law = law
        let (micro, tensor, sequence) = (strategy.microBatchSequences, strategy.tensor, strategy.sequenceParallel)
        streamBytes = model.layerInputBytes(microBatch: micro, tensor: tensor, sequenceParallel: false)
        let operators = GPULayerCost(law: law, isGated: model.isGated)
        var (forward, backward, again) = (PassCost(), PassCost(), PassCost())
        let repeats = strategy.recompute
        model.forEachOperator(microBatch: micro, tensor: tensor, sequenceParallel: sequence) { work in
            var cost = PassCost()
            operators.addForward(work, to: &cost)
            forward.add(cost)
            operators.addBackward(work, to: &backward)
            switch repeats {
            case .none: break
            case .selective: if work.isAttentionCore { again.add(cost) }
            case .full: again.add(cost)
            }
        }
        (layerForward, layerBackward, layerAgain) = (forward, backward, again)
        var (ends, endsBackward) = (PassCost(), PassCost())
        model.forEachHeadOperator(microBatch: micro, tensor: tensor, sequenceParallel: sequence) { work in
            operators.addForward(work, to: &ends)
            operators.addBackward(work, to: &endsBackward)
        }
        (headForward, headBackward) = (ends, endsBackward)
        let lookUp = model.embeddingOperator(microBatch: micro, tensor: tensor, sequenceParallel: sequence)
        operators.addForward(lookUp, to: &embedding)
        operators.addBackward(lookUp, to: &embeddingBackward)
    }

    /// The work of some layers, with the embedding before them or the head behind them.
    ///
    /// A layer has four halves of a collective in each direction. With sequence parallelism the backward pass gathers
    /// the inputs of the two blocks once more; it runs beside a product, from which it takes as much as it hides.
    func work(layers count: Int, isFirst: Bool, isLast: Bool) -> StageWork {
        let layers = Double(count)
        let sequence = design.strategy.sequenceParallel
        var (forward, backward, again) = (PassCost(), PassCost(), PassCost())
        forward.add(layerForward, times: layers)
        backward.add(layerBackward, times: layers)
        again.add(layerAgain, times: layers)
        var (forwardHalves, backwardHalves) = (4 * layers, (sequence ? 6 : 4) * layers)
        if isFirst {
            forward.add(embedding)
            backward.add(embeddingBackward)
            forwardHalves += sequence ? 1 : 2
            backwardHalves += sequence ? 1 : 0
        }
        if isLast {
            forward.add(headForward)
            backward.add(headBackward)
            forwardHalves += sequence ? 1 : 0
            backwardHalves += 2
        }
        let single = design.strategy.tensor == 1
        return StageWork(
            layers: layers, forward: forward, backward: backward, again: again,
            forwardHalves: single ? 0 : forwardHalves, backwardHalves: single ? 0 : backwardHalves,
            againHalves: single || design.strategy.recompute != .full ? 0 : 4 * layers)
    }
}
