import LanguageModel
public import WaferArchitecture

/// The work of one training iteration on one system, shared by all evaluators: what a layer costs a die, what goes over
/// links, what each stage holds.
///
/// Evaluators differ in the distribution of operands that they hand in and in the time they give to what goes over
/// links. Conventions:
/// - State and activations are those of ``TrainingMemory``.
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
    public var plan: StagePlan { memory.plan }
    /// The dies' roofline.
    public let die: DieModel
    /// Whether weights and gradients of the fullest stage stay in half of the SRAM.
    public private(set) var weightsStay: Bool
    /// Whether activations stay there too.
    public private(set) var activationsStay: Bool
    /// Whether the optimiser's state stays in SRAM too.
    public private(set) var stateStays: Bool
    /// One layer without experts.
    public private(set) var dense = LayerCost()
    /// One layer with experts; empty in a model without any.
    public private(set) var mixed = LayerCost()
    /// The same under each policy of ``TrainingMemory/policies``; empty without a plan's stages.
    public private(set) var policies: [PolicyCost] = []
    /// Seconds of the attention core of one layer where it is made again.
    public private(set) var coreAgainSeconds = 0.0
    /// What stages keep in the memory of others costs on links; nil for nothing.
    public let loans: LoanTraffic?
    /// How operators are spread over a group where a plan says so; nil for Megatron-LM's way.
    public private(set) var spread: OperatorSpread?
    /// What groups exchange in a layer.
    public let exchange: LayerExchange
    /// The links that experts exchange over.
    public let expertLink: ExpertLink
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
    /// What the dies of each stage hold.
    public let memory: TrainingMemory

    /// Works out the costs of a design, or nil when its groups cannot be placed.
    ///
    /// - Parameters:
    ///   - design: Without violations of ``TrainingDesign/strategyViolations()``.
    ///   - makeDistribution: The network between cores, made from the system.
    @specialized(where Distribution == PortDistribution)
    public init?<Distribution: OperandDistribution>(
        _ design: TrainingDesign, distribution makeDistribution: (Hardware) -> Distribution
    ) {
        guard let placement = Placement(design) else { return nil }
        let (model, strategy) = (design.model, design.strategy)
        self.design = design
        self.placement = placement
        memory = TrainingMemory(design)
        die = DieModel(design.hardware)
        let share = design.layerShare
        var whole = share
        whole.sequenceParallel = false
        streamBytes = model.layerInputBytes(whole)
        exchange = LayerExchange(design)
        expertLink = ExpertLink(placement: placement, hardware: design.hardware, expert: strategy.expert)
        loans = strategy.plan.flatMap { LoanTraffic($0.loans, placement: placement, hardware: design.hardware) }
        weightsStay = false
        activationsStay = false
        stateStays = false
        let fullest = memory.fullest
        fullestMemory = fullest
        weightsStay = fullest.weights + fullest.gradients <= die.workingBytes
        activationsStay = fullest.weights + fullest.gradients + fullest.activations <= die.workingBytes
        stateStays = fullest.total <= die.workingBytes

        let operators = OperatorCost(
            die: die, distribution: makeDistribution(design.hardware), weightsStay: weightsStay)
        spread = OperatorSpread(planned: strategy, shape: placement.shape)
        (dense, mixed) = layers(memory.common, operators)
        coreAgainSeconds = dense.coreAgainSeconds
        if !memory.policies.isEmpty {
            for policy in memory.policies {
                let (plain, withExperts) = layers(policy, operators)
                policies.append(PolicyCost(dense: plain, mixed: withExperts))
                coreAgainSeconds = max(coreAgainSeconds, plain.coreAgainSeconds)
            }
        }
        var (ends, endsBackward) = (PassCost(), PassCost())
        model.forEachHeadOperator(share) { work in
            operators.addForward(work, to: &ends)
            operators.addBackward(work, to: &endsBackward)
        }
        (headForward, headBackward) = (ends, endsBackward)
        var lookUp = model.embeddingOperator(share)
        lookUp.weightElements = 0
        operators.addForward(lookUp, to: &embedding)
        if !weightsStay { embedding.dramBytes += lookUp.outputElements * DieModel.elementBytes }
    }

    /// What layers of both kinds cost under a policy.
    private func layers<Distribution>(
        _ policy: TrainingMemory.Policy, _ operators: OperatorCost<Distribution>
    ) -> (dense: LayerCost, mixed: LayerCost) {
        let hasExperts = memory.model.mixture != nil
        var (dense, mixed): (LayerCost, LayerCost)
        if let spread {
            func layer(hasExperts: Bool) -> LayerCost {
                SpreadLayer(spread, design, hasExperts: hasExperts, repeats: policy.repeats) { operators.with($0) }
                    .cost(microBatches: plan.microBatches)
            }
            (dense, mixed) = (layer(hasExperts: false), hasExperts ? layer(hasExperts: true) : LayerCost())
        } else {
            (dense, mixed) = LayerCost.both(memory.model, memory.share, repeats: policy.repeats, operators: operators)
        }
        if !activationsStay {
            addTraffic(policy, of: policy.dense, hasExperts: false, operators, to: &dense)
            if hasExperts { addTraffic(policy, of: policy.mixed, hasExperts: true, operators, to: &mixed) }
        }
        if memory.streaming != nil {
            addStreams(memory.dense.parameters, to: &dense)
            if hasExperts { addStreams(memory.mixed.parameters, to: &mixed) }
        }
        return (dense, mixed)
    }

    /// Adds what layer by layer execution moves beside: streamed weights and gradients, and the vectors between two
    /// layers of all micro-batches, which are read in the forward pass, and written and read in the backward one.
    private func addStreams(_ parameters: HeldParameters, to layer: inout LayerCost) {
        guard !activationsStay else { return }
        let traffic = Self.streamedTraffic(memory)
        let vectors = memory.model.layerInputBytes(memory.share)
        layer.forward.dramBytes += traffic.forward * parameters.total + vectors
        layer.backward.dramBytes += traffic.backward * parameters.total + 2 * vectors
    }

    /// Adds what activations that do not stay move to and from DRAM.
    private func addTraffic<Distribution>(
        _ policy: TrainingMemory.Policy, of held: TrainingMemory.Layer, hasExperts: Bool,
        _ operators: OperatorCost<Distribution>, to layer: inout LayerCost
    ) {
        let traffic = ActivationTraffic(
            memory.model, memory.share, policy.repeats, hasExperts: hasExperts, held: held, operators: operators,
            spread: spread)
        layer.forward.dramBytes += traffic.forwardBytes
        layer.backward.dramBytes += traffic.backwardBytes
        layer.again.dramBytes += traffic.againBytes
    }

    /// Parameters that the dies of all stages hold, one of each group.
    public var parametersOfAllStages: HeldParameters { memory.parametersOfAllStages }

    /// Parameters that one die of a stage holds.
    public func parameters(stage: Int) -> HeldParameters { memory.parameters(stage: stage) }

    /// What one die of a stage holds at its fullest.
    public func memory(stage: Int) -> TrainingEvaluation.Memory { memory.memory(stage: stage) }
}
