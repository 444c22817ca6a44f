import LanguageModel

/// The passes of one stage, or of one chunk of a stage, for one micro-batch.
public struct StageWork: Sendable, Hashable {
    /// Layers.
    public var layers: Double
    /// Forward.
    public var forward: PassCost
    /// Backward, without what is made again.
    public var backward: PassCost
    /// What is made again before the backward pass.
    public var again: PassCost
    /// Halves of collectives in the forward pass.
    public var forwardHalves: Double
    /// Halves of collectives in the backward pass.
    public var backwardHalves: Double
    /// Halves of collectives made again.
    public var againHalves: Double
    /// All-to-alls between experts in the forward pass.
    public var forwardExchanges = 0.0
    /// The same in the backward pass.
    public var backwardExchanges = 0.0
    /// The same made again.
    public var againExchanges = 0.0
    /// Layers whose keys and values go round the parts of a sequence in the forward pass; as many in the backward one.
    public var forwardRings = 0.0
    /// The same made again.
    public var againRings = 0.0

    /// Layers whose keys and values, with their gradients, go round in the backward pass.
    public var backwardRings: Double { forwardRings }

    /// Bytes of one micro-batch that a die sends to the memory of others in the forward pass and has back in the
    /// backward one.
    public var loanBytes = 0.0

    /// Makes an empty account.
    public init() {
        layers = 0
        (forward, backward, again) = (PassCost(), PassCost(), PassCost())
        (forwardHalves, backwardHalves, againHalves) = (0, 0, 0)
    }

    /// The work of some layers alone, without what is before the first and behind the last of the model.
    ///
    /// - Parameters:
    ///   - count: Layers by kind.
    ///   - dense: What one without experts costs.
    ///   - mixed: What one with experts costs.
    ///   - exchange: What groups exchange in one.
    ///   - strategy: How they are spread.
    ///   - repeats: What runs again.
    public init(
        layers count: LayerCount, dense: LayerCost, mixed: LayerCost, exchange: LayerExchange, strategy: Strategy,
        repeats: Recompute
    ) {
        self.init()
        add(
            layers: count, dense: dense, mixed: mixed, exchange: exchange, strategy: strategy, repeats: repeats)
    }

    /// Adds the work of some layers.
    @inline(__always)
    mutating func add(
        layers count: LayerCount, dense: LayerCost, mixed: LayerCost, exchange: LayerExchange, strategy: Strategy,
        repeats: Recompute
    ) {
        layers += Double(count.total)
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
        if let each = dense.halves {
            add(each, times: Double(count.dense))
            if let each = mixed.halves { add(each, times: Double(count.experts)) }
        } else {
            forwardHalves += halves
            backwardHalves += halves
            if strategy.tensor > 1 { againHalves += repeats.halves(count, exchange, strategy) }
        }
        addExchanges(count, strategy, repeats: repeats)
    }

    /// Adds the halves of some layers.
    private mutating func add(_ halves: LayerHalves, times: Double) {
        forwardHalves += halves.forward * times
        backwardHalves += halves.backward * times
        againHalves += halves.again * times
    }

    /// Drops the halves of collectives: those of a group of one device take nothing.
    public mutating func dropHalves() {
        (forwardHalves, backwardHalves, againHalves) = (0, 0, 0)
    }

    /// Counts what goes between experts and between the parts of a sequence in some layers.
    private mutating func addExchanges(_ count: LayerCount, _ strategy: Strategy, repeats again: Recompute) {
        if strategy.expert > 1 {
            forwardExchanges += 2 * Double(count.experts)
            backwardExchanges += 2 * Double(count.experts)
            againExchanges +=
                ((again.contains(.dispatch) ? 1 : 0) + (again.contains(.combine) ? 1 : 0)) * Double(count.experts)
        }
        if strategy.context > 1 {
            forwardRings += Double(count.total)
            if again.contains(.scores) { againRings += Double(count.total) }
        }
    }
}

extension TrainingWork {
    /// The work of some layers under the strategy's policy, with the embedding before them or the head behind them.
    public func work(layers count: LayerCount, isFirst: Bool, isLast: Bool) -> StageWork {
        var stage = StageWork(
            layers: count, dense: dense, mixed: mixed, exchange: exchange, strategy: design.strategy,
            repeats: memory.repeats)
        addEnds(to: &stage, isFirst: isFirst, isLast: isLast)
        return stage
    }

    /// The work of the layers of a plan's stage.
    private func plannedWork(stage index: Int) -> StageWork {
        var stage = StageWork()
        addPlanned(stage: index, to: &stage)
        addEnds(to: &stage, isFirst: index == 0, isLast: index == plan.stages - 1)
        return stage
    }

    /// Adds the layers of a plan's stage.
    private func addPlanned(stage index: Int, to stage: inout StageWork) {
        for run in memory.runs[index] {
            let cost = policies[run.policy]
            stage.add(
                layers: run.layers, dense: cost.dense, mixed: cost.mixed, exchange: exchange,
                strategy: design.strategy, repeats: memory.policies[run.policy].repeats)
        }
    }

    /// Adds what a stage's loans move: its own bytes no longer to and from its own DRAM, those of others instead.
    private func addLoans(stage index: Int, to stage: inout StageWork) {
        guard let bytes = memory.loans else { return }
        stage.loanBytes += bytes.sentBytes[index]
        guard !activationsStay else { return }
        let moved = bytes.takenBytes[index] - bytes.sentBytes[index]
        stage.forward.dramBytes += moved
        stage.backward.dramBytes += moved
    }

    /// Adds what is before the first layer and behind the last one, and what comes from neighbouring stages.
    ///
    /// What arrives from a neighbouring stage is written to DRAM and what leaves is read from it, unless activations
    /// stay in SRAM.
    private func addEnds(to stage: inout StageWork, isFirst: Bool, isLast: Bool) {
        let strategy = design.strategy
        if !activationsStay {
            let neighbours = (isFirst ? 0.0 : 1) + (isLast ? 0.0 : 1)
            stage.addHandOvers(neighbours, bytes: handOverBytes)
        }
        if isFirst {
            stage.forward.add(embedding)
            stage.backward.add(embedding)
            // Parts of the table give parts of a sum; with sequence parallelism each die keeps its own tokens of it.
            stage.forwardHalves += strategy.sequenceParallel ? 1 : 2
            stage.backwardHalves += strategy.sequenceParallel ? 1 : 0
        }
        if isLast {
            stage.forward.add(headForward)
            stage.backward.add(headBackward)
            stage.forwardHalves += strategy.sequenceParallel ? 1 : 0
            stage.backwardHalves += strategy.sequenceParallel ? 1 : 2
        }
        // What comes from a neighbouring stage was cut over the dies of the group to cross the link.
        if !strategy.sequenceParallel {
            if !isFirst { stage.forwardHalves += 1 }
            if !isLast { stage.backwardHalves += 1 }
        }
        if strategy.tensor == 1 { stage.dropHalves() }
    }

    /// Bytes that a die hands over to a neighbouring stage.
    public var handOverBytes: Double { streamBytes / Double(design.strategy.tensor) }

    /// The work of one chunk of a stage.
    public func work(stage: Int, chunk: Int) -> StageWork {
        guard memory.runs.isEmpty, memory.loans == nil else { return work(stage: stage) }
        let index = chunk * plan.stages + stage
        return work(
            layers: plan.layerCount(stage: stage, chunk: chunk), isFirst: index == 0,
            isLast: index == plan.virtualStages - 1)
    }

    /// The work of a whole stage, over its chunks.
    public func work(stage: Int) -> StageWork {
        var all =
            memory.runs.isEmpty
            ? work(layers: plan.layerCount(stage: stage), isFirst: stage == 0, isLast: stage == plan.stages - 1)
            : plannedWork(stage: stage)
        addBoundaries(Double(plan.chunks - 1), to: &all)
        addLoans(stage: stage, to: &all)
        return all
    }

    /// The work of all stages of one replica.
    public var workOfAllStages: StageWork {
        var all: StageWork
        if memory.runs.isEmpty {
            all = work(layers: plan.layerCount, isFirst: true, isLast: true)
        } else {
            all = StageWork()
            for stage in memory.runs.indices { addPlanned(stage: stage, to: &all) }
            addEnds(to: &all, isFirst: true, isLast: true)
        }
        addBoundaries(Double(plan.virtualStages - 1), to: &all)
        if memory.loans != nil { for stage in 0..<plan.stages { addLoans(stage: stage, to: &all) } }
        return all
    }

    /// Adds boundaries between parts of a pipeline that were taken as one: each has two ends.
    private func addBoundaries(_ count: Double, to stage: inout StageWork) {
        guard count > 0 else { return }
        if !activationsStay { stage.addHandOvers(2 * count, bytes: handOverBytes) }
        if !design.strategy.sequenceParallel, design.strategy.tensor > 1 {
            stage.forwardHalves += count
            stage.backwardHalves += count
        }
    }
}

extension StageWork {
    /// Counts the DRAM bytes of some ends of hand-overs, in each direction.
    fileprivate mutating func addHandOvers(_ ends: Double, bytes: Double) {
        forward.dramBytes += ends * bytes
        backward.dramBytes += ends * bytes
    }
}
