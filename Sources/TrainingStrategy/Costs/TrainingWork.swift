import LanguageModel
public import WaferArchitecture

/// The work of one training iteration on one system, shared by all evaluators: what a layer costs a die, what goes over
/// links, what each stage holds.
///
/// Evaluators differ in the distribution of operands that they hand in and in the time they give to what goes over
/// links. Conventions:
/// - State: 2 bytes a parameter for the working copy, 4 for its gradient, 12 for master weight and moments
///   (18 in all, Korthikanti et al., MLSys 2023); ZeRO 1, 2, 3 divide the last, the last two, all by the replicas
///   (S. Rajbhandari et al., SC 2020), and ZeRO 3 holds two gathered layers beside.
/// - Collectives are counted in halves: an all-reduce is a reduce-scatter and an all-gather of `2 s b h` bytes. A layer
///   has four halves in each direction, with sequence parallelism or without; the gathering of saved activations that
///   sequence parallelism adds to the backward pass hides behind the product it is not needed for.
/// - Between stages go `2 s b h` bytes each way, divided over the dies of a group; without sequence parallelism the
///   receiver gathers them, one more half (Narayanan et al., SC'21, section 4.1).
public struct TrainingWork: Sendable, Hashable {
    /// The design.
    public let design: TrainingDesign
    /// Where groups stand.
    public let placement: Placement
    /// Layers and live micro-batches by stage.
    public let plan: StagePlan
    /// The dies' roofline.
    public let die: DieModel
    /// Whether weights and gradients of the fullest stage stay in half of the SRAM.
    public private(set) var weightsStay: Bool
    /// Whether activations stay there too.
    public private(set) var activationsStay: Bool
    /// Whether the optimiser's state stays in SRAM too.
    public private(set) var stateStays: Bool
    /// One layer, forward.
    public private(set) var layerForward = PassCost()
    /// One layer, backward.
    public private(set) var layerBackward = PassCost()
    /// What is made again for the backward pass of one layer.
    public private(set) var layerAgain = PassCost()
    /// The embedding, forward; backward costs as much.
    public private(set) var embedding = PassCost()
    /// Final norm, logits and loss, forward.
    public private(set) var headForward = PassCost()
    /// The same, backward.
    public private(set) var headBackward = PassCost()
    /// What the fullest die holds.
    public private(set) var fullestMemory = TrainingEvaluation.Memory()
    /// Bytes of the vectors in collectives and between stages: `2 s b h`.
    public let streamBytes: Double
    /// The model shape's own names for what is recomputed.
    let policy: ActivationPolicy
    private let parametersPerLayer: Double
    private let activationBytesPerLayer: Double
    private let transientBytes: Double

    /// Works out the costs of a design, or nil when its groups cannot be placed.
    ///
    /// - Parameters:
    ///   - design: Without violations of ``TrainingDesign/strategyViolations()``.
    ///   - makeDistribution: The network between cores, made from the system.
    public init?<Distribution: OperandDistribution>(
        _ design: TrainingDesign, distribution makeDistribution: (Hardware) -> Distribution
    ) {
        guard let placement = Placement(design) else { return nil }
        let (model, strategy) = (design.model, design.strategy)
        self.design = design
        self.placement = placement
        plan = StagePlan(design)
        die = DieModel(design.hardware)
        policy = ActivationPolicy(strategy.recompute)
        let (micro, tensor, sequence) = (strategy.microBatchSequences, strategy.tensor, strategy.sequenceParallel)
        streamBytes = model.layerInputBytes(microBatch: micro, tensor: tensor, sequenceParallel: false)
        parametersPerLayer = model.layerParameters(tensor: tensor)
        let kept = model.activationBytesPerLayer(
            microBatch: micro, tensor: tensor, sequenceParallel: sequence, policy: policy)
        let whole = model.activationBytesPerLayer(
            microBatch: micro, tensor: tensor, sequenceParallel: sequence, policy: .none)
        activationBytesPerLayer = kept
        transientBytes = whole - (policy == .full ? 0 : kept)
        weightsStay = false
        activationsStay = false
        stateStays = false
        let fullest = findFullestMemory()
        fullestMemory = fullest
        weightsStay = fullest.weights + fullest.gradients <= die.workingBytes
        activationsStay = fullest.weights + fullest.gradients + fullest.activations <= die.workingBytes
        stateStays = fullest.total <= die.workingBytes

        let operators = OperatorCost(
            die: die, distribution: makeDistribution(design.hardware), weightsStay: weightsStay)
        let repeats = policy
        var (forward, backward, again) = (PassCost(), PassCost(), PassCost())
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
        if !activationsStay {
            forward.dramBytes += kept
            backward.dramBytes += kept
            // A whole layer made again is put down and taken up when it does not fit.
            if repeats == .full, whole > die.workingBytes { again.dramBytes += 2 * whole }
        }
        (layerForward, layerBackward, layerAgain) = (forward, backward, again)
        var (ends, endsBackward) = (PassCost(), PassCost())
        model.forEachHeadOperator(microBatch: micro, tensor: tensor, sequenceParallel: sequence) { work in
            operators.addForward(work, to: &ends)
            operators.addBackward(work, to: &endsBackward)
        }
        (headForward, headBackward) = (ends, endsBackward)
        var lookUp = model.embeddingOperator(microBatch: micro, tensor: tensor, sequenceParallel: sequence)
        lookUp.weightElements = 0
        operators.addForward(lookUp, to: &embedding)
        if !weightsStay { embedding.dramBytes += lookUp.outputElements * DieModel.elementBytes }
    }

    /// Parameters that the dies of all stages hold, one of each group.
    public var parametersOfAllStages: Double {
        let (model, tensor) = (design.model, design.strategy.tensor)
        var parameters = Double(plan.layers) * parametersPerLayer + model.embeddingParameters(tensor: tensor)
        parameters += model.normParameters
        if plan.stages > 1 || !model.isHeadTied { parameters += model.headParameters(tensor: tensor) }
        return parameters
    }

    /// Parameters that one die of a stage holds.
    ///
    /// A head that shares the token table has its own copy on the last stage when that is not the first.
    public func parameters(stage: Int) -> Double {
        let (model, tensor) = (design.model, design.strategy.tensor)
        var parameters = Double(plan.layers(stage: stage)) * parametersPerLayer
        if stage == 0 { parameters += model.embeddingParameters(tensor: tensor) }
        if stage == plan.stages - 1 {
            parameters += model.normParameters
            if plan.stages > 1 || !model.isHeadTied { parameters += model.headParameters(tensor: tensor) }
        }
        return parameters
    }

    /// What one die of a stage holds at its fullest.
    ///
    /// Activations: what the policy keeps of each layer for every live micro-batch, one layer in the making where
    /// something is recomputed, the embedding's mask on the first stage and the head's inputs and logits on the last,
    /// for one micro-batch (all of them with GPipe).
    public func memory(stage: Int) -> TrainingEvaluation.Memory {
        let (model, strategy) = (design.model, design.strategy)
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

    private func findFullestMemory() -> TrainingEvaluation.Memory {
        var fullest = memory(stage: 0)
        var stage = 1
        while stage < plan.stages {
            let other = memory(stage: stage)
            if other.total > fullest.total { fullest = other }
            stage += 1
        }
        return fullest
    }
}

extension LayerOperator {
    /// Whether selective recomputation makes its result again.
    var isAttentionCore: Bool { kind == .scores || kind == .softmax || kind == .values }
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
