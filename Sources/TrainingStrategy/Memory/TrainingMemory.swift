public import LanguageModel

/// What the devices of each stage of a pipeline hold, on wafers and clusters alike.
///
/// State: 2 bytes a parameter for the working copy, 4 for its gradient, 12 for master weight and moments (18 in all,
/// Korthikanti et al., MLSys 2023; 14 with moments in bfloat16); ZeRO 1, 2, 3 divide the last, the last two, all by the
/// replicas (S. Rajbhandari et al., SC 2020). Routed experts have as many copies as replicas over the expert degree,
/// which divide their state. ZeRO 3 holds the gathered layer in use beside, and of the next one as much as keeps the
/// gathered parameters within ``largestLiveParameters``.
public struct TrainingMemory: Sendable, Hashable {
    /// Gathered parameters up to which DeepSpeed fetches ahead: `stage3_max_live_parameters` of its documentation,
    /// whose default is 1e9.
    public static let largestLiveParameters = 1e9

    /// The model.
    public let model: ModelShape
    /// How it is spread.
    public let strategy: Strategy
    /// Bytes of state for each parameter.
    public let state: TrainingStateBytes
    /// Layers and live micro-batches by stage.
    public let plan: StagePlan
    let exchangedGradientBytes: Double
    /// One kind of layer on one device, for one micro-batch.
    public struct Layer: Sendable, Hashable {
        /// Its parameters.
        public let parameters: HeldParameters
        /// Bytes of its activations under the policy.
        public let activationBytes: Double
        /// Bytes of its activations when nothing is dropped.
        public let wholeActivationBytes: Double
        /// Bytes of the activations that exist for a moment while it is made again.
        public let transientBytes: Double
    }

    /// A policy of recomputation, with what layers keep under it.
    public struct Policy: Sendable, Hashable {
        /// What runs again, but for what a fused kernel makes of it.
        public let repeats: Recompute
        /// A layer without experts.
        public let dense: Layer
        /// A layer with experts; as ``dense`` in a model without any.
        public let mixed: Layer
    }

    /// Layers of a stage that follow each other under the same policy.
    public struct Run: Sendable, Hashable {
        /// An index of ``policies``.
        public let policy: Int
        /// Its layers, by kind.
        public let layers: LayerCount
    }

    /// How a layer is shared out.
    public let share: LayerShare
    /// What the strategy says of all layers; a plan may say otherwise of each stage.
    public let common: Policy
    /// The policies that a plan names; empty without one.
    public let policies: [Policy]
    /// By stage, its layers in a plan; empty without one.
    public let runs: [[Run]]
    /// What stages keep in the memory of others; nil for nothing.
    public let loans: LoanedBytes?
    /// Weights that come in from off the wafer; nil where they are on the dies.
    public let streaming: WeightStreaming?

    /// What runs again: what the strategy says, but for what a fused kernel makes of it.
    public var repeats: Recompute { common.repeats }
    /// A layer without experts.
    public var dense: Layer { common.dense }
    /// A layer with experts; as ``dense`` in a model without any.
    public var mixed: Layer { common.mixed }

    /// Works out the shares of a legal design.
    public init(_ design: TrainingDesign) {
        let (model, strategy) = (design.model, design.strategy)
        self.model = model
        self.strategy = strategy
        let plan = StagePlan(design)
        self.plan = plan
        state = design.job.stateBytes
        streaming = WeightStreaming(design)
        exchangedGradientBytes = design.job.exchangedGradientBytes
        let share = design.layerShare
        self.share = share
        let spread = OperatorSpread(
            planned: strategy, shape: TensorShape(width: strategy.tensor, height: 1))
        common = Policy(strategy.recompute, model: model, share: share, spread: spread)
        guard let stages = strategy.plan?.stages, !stages.isEmpty else {
            (policies, runs) = ([], [])
            loans = strategy.plan.flatMap { LoanedBytes($0.loans, plan: plan) }
            return
        }
        var named: [Recompute] = []
        runs = stages.enumerated().map { stage, layers in
            var first = plan.firstLayers[stage]
            return layers.runs.map { run in
                defer { first += run.count }
                let known = named.firstIndex(of: run.recompute)
                if known == nil { named.append(run.recompute) }
                return Run(
                    policy: known ?? named.count - 1, layers: plan.layerCount(from: first, count: run.count))
            }
        }
        policies = named.map { Policy($0, model: model, share: share, spread: spread) }
        loans = strategy.plan.flatMap { LoanedBytes($0.loans, plan: plan) }
    }

    /// Parameters of some layers on one device.
    private func parameters(layers count: LayerCount) -> HeldParameters {
        var parameters = HeldParameters(common: Double(count.dense) * dense.parameters.common)
        if count.experts > 0 {
            parameters.common += Double(count.experts) * mixed.parameters.common
            parameters.experts = Double(count.experts) * mixed.parameters.experts
        }
        return parameters
    }

    /// Parameters that the devices of all stages hold, one of each tensor group.
    public var parametersOfAllStages: HeldParameters {
        let tensor = strategy.tensor
        var parameters = parameters(layers: plan.layerCount)
        parameters.common += model.embeddingParameters(tensor: tensor)
        parameters.common += model.normParameters
        if plan.stages > 1 || !model.isHeadTied { parameters.common += model.headParameters(tensor: tensor) }
        return parameters
    }

    /// Parameters that one device of a stage holds.
    ///
    /// A head that shares the token table has its own copy on the last stage when that is not the first.
    public func parameters(stage: Int) -> HeldParameters {
        let tensor = strategy.tensor
        var parameters = parameters(layers: plan.layerCount(stage: stage))
        if stage == 0 { parameters.common += model.embeddingParameters(tensor: tensor) }
        if stage == plan.stages - 1 {
            parameters.common += model.normParameters
            if plan.stages > 1 || !model.isHeadTied { parameters.common += model.headParameters(tensor: tensor) }
        }
        return parameters
    }

    /// Parameters that exist whole beside a device's own share of them under ZeRO 3: one layer, or two where that keeps
    /// within ``largestLiveParameters``.
    private func gatheredParameters(layers count: LayerCount) -> HeldParameters {
        let layer = count.experts > 0 ? mixed.parameters : dense.parameters
        let ahead = min(1, max(0, Self.largestLiveParameters - layer.total) / layer.total)
        let layers = count.total > 1 ? 1 + ahead : Double(count.total)
        return HeldParameters(common: layer.common * layers, experts: layer.experts * layers)
    }

    /// What one device of a stage holds at its fullest.
    ///
    /// Activations: what the policy keeps of each layer for every live micro-batch, one layer in the making where
    /// something is recomputed, the embedding's mask on the first stage and the head's inputs and logits on the last,
    /// for one micro-batch (all of them with GPipe).
    public func memory(stage: Int) -> TrainingEvaluation.Memory {
        let parameters = parameters(stage: stage)
        let count = plan.layerCount(stage: stage)
        let gathered = gatheredParameters(layers: count)
        var memory = TrainingEvaluation.Memory()
        if streaming != nil {
            addStreams(to: &memory)
        } else {
            addState(to: &memory, parameters.common, gathered: gathered.common, copies: Double(strategy.replicas))
        }
        if parameters.experts > 0, streaming == nil {
            addState(
                to: &memory, parameters.experts, gathered: gathered.experts,
                copies: Double(strategy.replicas / strategy.expert))
        }
        let live = liveMicroBatches(stage: stage)
        let (kept, made) = keptBytes(stage: stage, layers: count)
        memory.activations = kept * live + made
        if stage == 0 { memory.activations += live * model.embeddingActivationBytes(share) }
        if stage == plan.stages - 1 {
            let heads = plan.schedule == .gpipe ? Double(plan.microBatches) : 1
            memory.activations += heads * model.headActivationBytes(share)
        }
        // Layer by layer, the gradients of all vectors between two layers are there at once.
        if streaming != nil { memory.activations += live * model.layerInputBytes(share) }
        if let loans { memory.activations += loans.heldBytes[stage] - loans.sentBytes[stage] * live }
        return memory
    }

    /// Micro-batches whose activations a stage holds at its fullest.
    public func liveMicroBatches(stage: Int) -> Double {
        streaming.map { Double($0.microBatchesTogether) } ?? plan.liveMicroBatches(stage: stage)
    }

    /// Adds what streamed weights need: those of the layer at work and of the next, the gradient that is added up, and
    /// the one on its way out.
    private func addStreams(to memory: inout TrainingEvaluation.Memory) {
        let largest = streamedParts.reduce(0) { max($0, $1.parameters.total) }
        memory.weights = 2 * state.weight * largest
        memory.gradients = (state.gradient + exchangedGradientBytes) * largest
    }

    /// What is streamed one after the other, with the parameters that one device holds of each: layers by kind, the
    /// embedding, and the head with the last norm; the token table of a tied head comes in for both.
    public var streamedParts: [(count: Double, parameters: HeldParameters)] {
        let count = plan.layerCount
        let tensor = strategy.tensor
        return [
            (Double(count.dense), count.dense > 0 ? dense.parameters : HeldParameters(common: 0)),
            (Double(count.experts), count.experts > 0 ? mixed.parameters : HeldParameters(common: 0)),
            (1, HeldParameters(common: model.embeddingParameters(tensor: tensor))),
            (1, HeldParameters(common: model.headParameters(tensor: tensor) + model.normParameters)),
        ]
    }

    /// Bytes that the layers of a stage keep of one micro-batch, and those of one layer in the making.
    private func keptBytes(stage: Int, layers count: LayerCount) -> (kept: Double, made: Double) {
        guard runs.isEmpty else {
            return runs[stage].reduce(into: (0, 0)) { sum, run in
                let (kept, made) = policies[run.policy].keptBytes(layers: run.layers)
                sum = (sum.0 + kept, max(sum.1, made))
            }
        }
        return common.keptBytes(layers: count)
    }

    /// Bytes that the layers of a stage keep of one micro-batch under its policies.
    public func keptBytes(stage: Int) -> Double {
        keptBytes(stage: stage, layers: plan.layerCount(stage: stage)).kept
    }

    /// Adds the state of parameters of which there are so many copies.
    private func addState(
        to memory: inout TrainingEvaluation.Memory, _ parameters: Double, gathered: Double, copies: Double
    ) {
        let zero = strategy.zeroStage
        memory.weights +=
            zero >= 3 && copies > 1
            ? state.weight * parameters / copies + state.weight * gathered * (1 - 1 / copies)
            : state.weight * parameters
        memory.gradients += state.gradient * parameters / (zero >= 2 ? copies : 1)
        memory.optimizer += state.optimizer * parameters / (zero >= 1 ? copies : 1)
    }

    /// What the fullest device holds.
    ///
    /// Of stages between the ends with equally many layers the first keeps the most micro-batches alive, so only those
    /// are worked out where the number of layers changes.
    public var fullest: TrainingEvaluation.Memory {
        var fullest = memory(stage: 0)
        var layers = plan.layerCount(stage: 0)
        var stage = 1
        let last = plan.stages - 1
        // In a plan every stage may differ.
        let isPlanned = !runs.isEmpty || loans != nil
        while stage <= last {
            let count = plan.layerCount(stage: stage)
            if count != layers || isPlanned || stage == 1 || stage == last {
                let other = memory(stage: stage)
                if other.total > fullest.total { fullest = other }
                layers = count
            }
            stage += 1
        }
        if let spare = loans?.largestSpareBytes, spare > fullest.total {
            fullest = TrainingEvaluation.Memory()
            fullest.activations = spare
        }
        return fullest
    }
}

extension TrainingMemory.Policy {
    /// What layers keep when some of their operators run again.
    init(_ recompute: Recompute, model: ModelShape, share: LayerShare, spread: OperatorSpread?) {
        let repeats = share.isFused ? recompute.withFusedAttention : recompute
        self.repeats = repeats
        func kept(hasExperts: Bool) -> Double {
            if let spread {
                spread.activationBytes(model, share, hasExperts: hasExperts, repeats: repeats)
            } else if let policy = repeats.policy {
                model.activationBytesPerLayer(share, hasExperts: hasExperts, policy: policy)
            } else {
                model.keptActivationBytes(share, hasExperts: hasExperts, repeating: repeats.operators)
            }
        }
        func layer(hasExperts: Bool, _ parameters: HeldParameters) -> TrainingMemory.Layer {
            let bytes = kept(hasExperts: hasExperts)
            let whole =
                spread?.activationBytes(model, share, hasExperts: hasExperts, repeats: .none)
                ?? model.activationBytesPerLayer(share, hasExperts: hasExperts, policy: .none)
            // A set that keeps nothing but the layer's input is the whole layer.
            let input = spread?.layerInputBytes(model, share) ?? model.layerInputBytes(share)
            let isWhole = repeats == .full || repeats.policy == nil && bytes == input
            return TrainingMemory.Layer(
                parameters: spread?.parameters(model, share, hasExperts: hasExperts) ?? parameters,
                activationBytes: bytes, wholeActivationBytes: whole,
                transientBytes: isWhole ? whole : max(0, whole - bytes))
        }
        let tensor = share.tensor
        dense = layer(hasExperts: false, HeldParameters(common: model.layerParameters(tensor: tensor)))
        mixed =
            model.mixture == nil
            ? dense
            : layer(
                hasExperts: true,
                HeldParameters(
                    common: model.expertLayerCommonParameters(tensor: tensor),
                    experts: model.expertParameters(tensor: tensor, expert: share.expert)))
    }

    /// Bytes that some layers keep of one micro-batch, and those of one of them in the making.
    @inline(__always)
    fileprivate func keptBytes(layers count: LayerCount) -> (kept: Double, made: Double) {
        var kept = Double(count.dense) * dense.activationBytes
        if count.experts > 0 { kept += Double(count.experts) * mixed.activationBytes }
        return (
            kept, max(count.dense > 0 ? dense.transientBytes : 0, count.experts > 0 ? mixed.transientBytes : 0)
        )
    }
}
