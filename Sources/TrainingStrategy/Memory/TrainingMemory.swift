public import LanguageModel

/// What the devices of each stage of a pipeline hold, on wafers and clusters alike.
///
/// State: 2 bytes a parameter for the working copy, 4 for its gradient, 12 for master weight and moments (18 in all,
/// Korthikanti et al., MLSys 2023); ZeRO 1, 2, 3 divide the last, the last two, all by the replicas (S. Rajbhandari et
/// al., SC 2020), and ZeRO 3 holds two gathered layers beside.
public struct TrainingMemory: Sendable, Hashable {
    /// The model.
    public let model: ModelShape
    /// How it is spread.
    public let strategy: Strategy
    /// Layers and live micro-batches by stage.
    public let plan: StagePlan
    /// Parameters of one layer on one device.
    public let parametersPerLayer: Double
    /// Bytes of one layer's activations on one device for one micro-batch, under the policy.
    public let activationBytesPerLayer: Double
    /// Bytes of the activations that exist for a moment while a layer is made again.
    public let transientBytes: Double
    /// Bytes of one layer's activations when nothing is dropped.
    public let wholeActivationBytesPerLayer: Double

    /// Works out the shares of a legal design.
    public init(_ design: TrainingDesign) {
        let (model, strategy) = (design.model, design.strategy)
        self.model = model
        self.strategy = strategy
        plan = StagePlan(design)
        let policy = ActivationPolicy(strategy.recompute)
        let (micro, tensor, sequence) = (strategy.microBatchSequences, strategy.tensor, strategy.sequenceParallel)
        parametersPerLayer = model.layerParameters(tensor: tensor)
        activationBytesPerLayer = model.activationBytesPerLayer(
            microBatch: micro, tensor: tensor, sequenceParallel: sequence, policy: policy)
        wholeActivationBytesPerLayer = model.activationBytesPerLayer(
            microBatch: micro, tensor: tensor, sequenceParallel: sequence, policy: .none)
        transientBytes = wholeActivationBytesPerLayer - (policy == .full ? 0 : activationBytesPerLayer)
    }

    /// Parameters that the devices of all stages hold, one of each tensor group.
    public var parametersOfAllStages: Double {
        let tensor = strategy.tensor
        var parameters = Double(plan.layers) * parametersPerLayer + model.embeddingParameters(tensor: tensor)
        parameters += model.normParameters
        if plan.stages > 1 || !model.isHeadTied { parameters += model.headParameters(tensor: tensor) }
        return parameters
    }

    /// Parameters that one device of a stage holds.
    ///
    /// A head that shares the token table has its own copy on the last stage when that is not the first.
    public func parameters(stage: Int) -> Double {
        let tensor = strategy.tensor
        var parameters = Double(plan.layers(stage: stage)) * parametersPerLayer
        if stage == 0 { parameters += model.embeddingParameters(tensor: tensor) }
        if stage == plan.stages - 1 {
            parameters += model.normParameters
            if plan.stages > 1 || !model.isHeadTied { parameters += model.headParameters(tensor: tensor) }
        }
        return parameters
    }

    /// What one device of a stage holds at its fullest.
    ///
    /// Activations: what the policy keeps of each layer for every live micro-batch, one layer in the making where
    /// something is recomputed, the embedding's mask on the first stage and the head's inputs and logits on the last,
    /// for one micro-batch (all of them with GPipe).
    public func memory(stage: Int) -> TrainingEvaluation.Memory {
        let (micro, tensor, sequence) = (strategy.microBatchSequences, strategy.tensor, strategy.sequenceParallel)
        let parameters = parameters(stage: stage)
        let replicas = Double(strategy.data)
        let state = TrainingStateBytes.singlePrecisionGradients
        var memory = TrainingEvaluation.Memory()
        memory.weights = state.weight * parameters
        if strategy.zeroStage >= 3, strategy.data > 1 {
            let gathered = state.weight * parametersPerLayer * Double(min(2, plan.layers(stage: stage)))
            memory.weights = memory.weights / replicas + gathered * (1 - 1 / replicas)
        }
        memory.gradients = state.gradient * parameters / (strategy.zeroStage >= 2 ? replicas : 1)
        memory.optimizer = state.optimizer * parameters / (strategy.zeroStage >= 1 ? replicas : 1)
        let live = plan.liveMicroBatches(stage: stage)
        memory.activations = Double(plan.layers(stage: stage)) * activationBytesPerLayer * live + transientBytes
        if stage == 0 {
            memory.activations +=
                live * model.embeddingActivationBytes(microBatch: micro, tensor: tensor, sequenceParallel: sequence)
        }
        if stage == plan.stages - 1 {
            let heads = plan.schedule == .gpipe ? Double(plan.microBatches) : 1
            memory.activations +=
                heads * model.headActivationBytes(microBatch: micro, tensor: tensor, sequenceParallel: sequence)
        }
        return memory
    }

    /// What the fullest device holds.
    ///
    /// Of stages between the ends with equally many layers the first keeps the most micro-batches alive, so only those are
    /// worked out where the number of layers changes.
    public var fullest: TrainingEvaluation.Memory {
        var fullest = memory(stage: 0)
        var layers = plan.layers(stage: 0)
        var stage = 1
        let last = plan.stages - 1
        while stage <= last {
            let count = plan.layers(stage: stage)
            if count != layers || stage == 1 || stage == last {
                let other = memory(stage: stage)
                if other.total > fullest.total { fullest = other }
                layers = count
            }
            stage += 1
        }
        return fullest
    }
}

extension ActivationPolicy {
    /// The policy of a strategy's recomputation.
    init(_ recompute: Recompute) {
        switch recompute {
        case .none: self = .none
        case .selective: self = .selective
        case .full: self = .full
        }
    }
}
