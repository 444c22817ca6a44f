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
    public func work(layers count: Int, isFirst: Bool, isLast: Bool) -> StageWork {
        let layers = Double(count)
        let strategy = design.strategy
        var (forward, backward, again) = (PassCost(), PassCost(), PassCost())
        forward.add(layerForward, times: layers)
        backward.add(layerBackward, times: layers)
        again.add(layerAgain, times: layers)
        var (forwardHalves, backwardHalves) = (4 * layers, 4 * layers)
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
        return StageWork(
            layers: layers, forward: forward, backward: backward, again: again,
            forwardHalves: single ? 0 : forwardHalves, backwardHalves: single ? 0 : backwardHalves,
            againHalves: single || strategy.recompute != .full ? 0 : 4 * layers)
    }

    /// The work of one chunk of a stage.
    public func work(stage: Int, chunk: Int) -> StageWork {
        let index = chunk * plan.stages + stage
        return work(
            layers: plan.layers(stage: stage, chunk: chunk), isFirst: index == 0,
            isLast: index == plan.virtualStages - 1)
    }

    /// The work of a whole stage, over its chunks.
    public func work(stage: Int) -> StageWork {
        var all = work(layers: plan.layers(stage: stage), isFirst: stage == 0, isLast: stage == plan.stages - 1)
        if !design.strategy.sequenceParallel, design.strategy.tensor > 1 {
            all.forwardHalves += Double(plan.chunks - 1)
            all.backwardHalves += Double(plan.chunks - 1)
        }
        return all
    }

    /// The work of all stages of one replica.
    public var workOfAllStages: StageWork {
        var all = work(layers: plan.layers, isFirst: true, isLast: true)
        if !design.strategy.sequenceParallel, design.strategy.tensor > 1 {
            all.forwardHalves += Double(plan.virtualStages - 1)
            all.backwardHalves += Double(plan.virtualStages - 1)
        }
        return all
    }
}
