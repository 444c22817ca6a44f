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
        layers = Double(count.total)
        (forward, backward, again) = (PassCost(), PassCost(), PassCost())
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
        (forwardHalves, backwardHalves) = (halves, halves)
        againHalves = strategy.tensor == 1 ? 0 : repeats.halves(count, exchange, strategy)
        setExchanges(count, strategy, repeats: repeats)
    }

    /// Drops the halves of collectives: those of a group of one device take nothing.
    public mutating func dropHalves() {
        (forwardHalves, backwardHalves, againHalves) = (0, 0, 0)
    }

    /// Counts what goes between experts and between the parts of a sequence in some layers.
    private mutating func setExchanges(_ count: LayerCount, _ strategy: Strategy, repeats again: Recompute) {
        if strategy.expert > 1 {
            (forwardExchanges, backwardExchanges) = (2 * Double(count.experts), 2 * Double(count.experts))
            againExchanges =
                ((again.contains(.dispatch) ? 1 : 0) + (again.contains(.combine) ? 1 : 0)) * Double(count.experts)
        }
        if strategy.context > 1 {
            forwardRings = Double(count.total)
            againRings = again.contains(.scores) ? forwardRings : 0
        }
    }
}

extension TrainingWork {
    /// The work of some layers, with the embedding before them or the head behind them.
    public func work(layers count: LayerCount, isFirst: Bool, isLast: Bool) -> StageWork {
        let strategy = design.strategy
        var stage = StageWork(
            layers: count, dense: dense, mixed: mixed, exchange: exchange, strategy: strategy, repeats: memory.repeats)
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
        return stage
    }

    /// The work of one chunk of a stage.
    public func work(stage: Int, chunk: Int) -> StageWork {
        let index = chunk * plan.stages + stage
        return work(
            layers: plan.layerCount(stage: stage, chunk: chunk), isFirst: index == 0,
            isLast: index == plan.virtualStages - 1)
    }

    /// The work of a whole stage, over its chunks.
    public func work(stage: Int) -> StageWork {
        var all = work(layers: plan.layerCount(stage: stage), isFirst: stage == 0, isLast: stage == plan.stages - 1)
        if !design.strategy.sequenceParallel, design.strategy.tensor > 1 {
            all.forwardHalves += Double(plan.chunks - 1)
            all.backwardHalves += Double(plan.chunks - 1)
        }
        return all
    }

    /// The work of all stages of one replica.
    public var workOfAllStages: StageWork {
        var all = work(layers: plan.layerCount, isFirst: true, isLast: true)
        if !design.strategy.sequenceParallel, design.strategy.tensor > 1 {
            all.forwardHalves += Double(plan.virtualStages - 1)
            all.backwardHalves += Double(plan.virtualStages - 1)
        }
        return all
    }
}
