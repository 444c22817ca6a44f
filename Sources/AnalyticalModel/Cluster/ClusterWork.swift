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
    /// What groups exchange in a layer.
    let exchange: LayerExchange
    private(set) var dense = LayerCost()
    private var mixed = LayerCost()
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
        let share = design.layerShare
        var whole = share
        whole.sequenceParallel = false
        streamBytes = model.layerInputBytes(whole)
        exchange = LayerExchange(design)
        let operators = GPULayerCost(
            law: law, isGated: model.isGated,
            fusedFlopsPerSecond: share.isFused
                ? cluster.device.matrixFlopsPerSecond * Constants.fusedAttentionShare.value : nil)
        dense = Self.layerCost(model, share, memory.repeats, hasExperts: false, operators)
        if model.mixture != nil {
            mixed = Self.layerCost(model, share, memory.repeats, hasExperts: true, operators)
        }
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

    /// One kind of layer, for one micro-batch.
    private static func layerCost(
        _ model: ModelShape, _ share: LayerShare, _ repeats: Recompute, hasExperts: Bool, _ operators: GPULayerCost
    ) -> LayerCost {
        var layer = LayerCost()
        model.forEachOperator(share, hasExperts: hasExperts) { work in
            var cost = PassCost()
            operators.addForward(work, to: &cost)
            layer.forward.add(cost)
            let before = layer.backward.operatorSeconds
            operators.addBackward(work, to: &layer.backward)
            if work.kind.bit & LayerOperator.Kind.coreBits != 0 {
                layer.coreForwardSeconds += cost.operatorSeconds
                layer.coreBackwardSeconds += layer.backward.operatorSeconds - before
                if repeats.contains(work.kind) { layer.coreAgainSeconds += cost.operatorSeconds }
            }
            if repeats.contains(work.kind) { layer.again.add(cost) }
            // Fused attention makes its scores again in the backward pass.
            if share.isFused, work.kind == .scores || work.kind == .softmax { layer.again.add(cost) }
        }
        return layer
    }

    /// The work of some layers, with the embedding before them or the head behind them.
    ///
    /// A layer has four halves of a collective in each direction. With sequence parallelism the backward pass gathers
    /// the inputs of the two blocks once more; it runs beside a product, from which it takes as much as it hides.
    func work(layers count: LayerCount, isFirst: Bool, isLast: Bool) -> StageWork {
        let layers = Double(count.total)
        let sequence = design.strategy.sequenceParallel
        var (forward, backward, again) = (PassCost(), PassCost(), PassCost())
        forward.add(dense.forward, times: Double(count.dense))
        backward.add(dense.backward, times: Double(count.dense))
        again.add(dense.again, times: Double(count.dense))
        var halves = 4 * Double(count.dense)
        if count.experts > 0 {
            forward.add(mixed.forward, times: Double(count.experts))
            backward.add(mixed.backward, times: Double(count.experts))
            again.add(mixed.again, times: Double(count.experts))
            halves += exchange.expertHalves * Double(count.experts)
        }
        var (forwardHalves, backwardHalves) = (halves, sequence ? halves + 2 * layers : halves)
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
        var stage = StageWork(
            layers: layers, forward: forward, backward: backward, again: again,
            forwardHalves: single ? 0 : forwardHalves, backwardHalves: single ? 0 : backwardHalves,
            againHalves: single ? 0 : memory.repeats.halves(count, exchange, design.strategy))
        stage.setExchanges(count, design.strategy, repeats: memory.repeats)
        return stage
    }
}
