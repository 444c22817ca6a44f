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

    /// Makes an account of its parts.
    public init(
        layers: Double, forward: PassCost, backward: PassCost, again: PassCost, forwardHalves: Double,
        backwardHalves: Double, againHalves: Double
    ) {
        self.layers = layers
        self.forward = forward
        self.backward = backward
        self.again = again
        self.forwardHalves = forwardHalves
        self.backwardHalves = backwardHalves
        self.againHalves = againHalves
    }
}

extension TrainingWork {
    /// The work of some layers, with the embedding before them or the head behind them.
    public func work(layers count: LayerCount, isFirst: Bool, isLast: Bool) -> StageWork {
        let layers = Double(count.total)
        let strategy = design.strategy
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
        var (forwardHalves, backwardHalves) = (halves, halves)
        if isFirst {
            forward.add(embedding)
            backward.add(embedding)
            // Parts of the table give parts of a sum; with sequence parallelism each die keeps its own tokens of it.
            forwardHalves += strategy.sequenceParallel ? 1 : 2
            backwardHalves += strategy.sequenceParallel ? 1 : 0
        }
        if isLast {
            forward.add(headForward)
            backward.add(headBackward)
            forwardHalves += strategy.sequenceParallel ? 1 : 0
            backwardHalves += strategy.sequenceParallel ? 1 : 2
        }
        // What comes from a neighbouring stage was cut over the dies of the group to cross the link.
        if !strategy.sequenceParallel {
            if !isFirst { forwardHalves += 1 }
            if !isLast { backwardHalves += 1 }
        }
        let single = strategy.tensor == 1
        var stage = StageWork(
            layers: layers, forward: forward, backward: backward, again: again,
            forwardHalves: single ? 0 : forwardHalves, backwardHalves: single ? 0 : backwardHalves,
            againHalves: single ? 0 : memory.repeats.halves(count, exchange, strategy))
        stage.setExchanges(count, strategy, repeats: memory.repeats)
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

extension StageWork {
    /// Counts what goes between experts and between the parts of a sequence in some layers.
    public mutating func setExchanges(_ count: LayerCount, _ strategy: Strategy, repeats again: Recompute) {
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
