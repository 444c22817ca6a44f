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
    /// What an operator costs.
    let operators: GPULayerCost
    /// Bytes of the vectors in collectives and between stages: `2 s b h`.
    let streamBytes: Double
    /// What groups exchange in a layer.
    let exchange: LayerExchange
    private(set) var dense = LayerCost()
    private var mixed = LayerCost()
    /// The embedding, forward.
    private(set) var embedding = PassCost()
    /// The same, backward.
    private(set) var embeddingBackward = PassCost()
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
        let share = design.layerShare
        var whole = share
        whole.sequenceParallel = false
        streamBytes = model.layerInputBytes(whole)
        exchange = LayerExchange(design)
        let operators = GPULayerCost(
            law: law, isGated: model.isGated,
            fusedFlopsPerSecond: share.isFused
                ? cluster.device.matrixFlopsPerSecond * Constants.fusedAttentionShare.value : nil)
        self.operators = operators
        (dense, mixed) = LayerCost.both(model, share, repeats: memory.repeats, operators: operators)
        var (ends, endsBackward) = (PassCost(), PassCost())
        model.forEachHeadOperator(share) { work in
            operators.addForward(work, to: &ends)
            operators.addBackward(work, to: &endsBackward)
        }
        (headForward, headBackward) = (ends, endsBackward)
        let lookUp = model.embeddingOperator(share)
        operators.addForward(lookUp, to: &embedding)
        operators.addBackward(lookUp, to: &embeddingBackward)
    }

    /// The work of some layers, with the embedding before them or the head behind them.
    ///
    /// A layer has four halves of a collective in each direction. With sequence parallelism the backward pass gathers
    /// the inputs of the two blocks once more; it runs beside a product, from which it takes as much as it hides.
    func work(layers count: LayerCount, isFirst: Bool, isLast: Bool) -> StageWork {
        let sequence = design.strategy.sequenceParallel
        var stage = StageWork(
            layers: count, dense: dense, mixed: mixed, exchange: exchange, strategy: design.strategy,
            repeats: memory.repeats)
        if sequence { stage.backwardHalves += 2 * stage.layers }
        if isFirst {
            stage.forward.add(embedding)
            stage.backward.add(embeddingBackward)
            stage.forwardHalves += sequence ? 1 : 2
            stage.backwardHalves += sequence ? 1 : 0
        }
        if isLast {
            stage.forward.add(headForward)
            stage.backward.add(headBackward)
            stage.forwardHalves += sequence ? 1 : 0
            stage.backwardHalves += 2
        }
        if design.strategy.tensor == 1 { stage.dropHalves() }
        return stage
    }

    /// The work of a whole stage.
    func work(stage: Int) -> StageWork {
        let plan = memory.plan
        return work(layers: plan.layerCount(stage: stage), isFirst: stage == 0, isLast: stage == plan.stages - 1)
    }
}
