import LanguageModel
import WaferArchitecture

/// The moves of the search: each changes one thing.
extension TMACSearch {
    /// A plan beside another one, or nil where the move changes nothing.
    mutating func neighbour(of strategy: Strategy) -> Strategy? {
        var next = strategy
        switch number(below: 12) {
        case 0: moveDegrees(&next)
        case 1: moveMicroBatch(&next)
        case 2, 3, 4: moveRecompute(&next)
        case 5, 6, 7: moveParts(&next)
        case 8: moveMapping(&next)
        case 9: moveSchedule(&next)
        case 10: moveStates(&next)
        default: respread(&next)
        }
        return next == strategy ? nil : next
    }

    private var hasExperts: Bool { task.model.mixture != nil }

    /// The cheapest spread at a random price.
    private mutating func respread(_ strategy: inout Strategy) {
        guard strategy.context == 1 else { return }
        let price = number(below: Self.prices.count)
        let found = spread(strategy, price: price)
        Self.set(found, &strategy, hasExperts: hasExperts)
    }

    private mutating func moveDegrees(_ strategy: inout Strategy) {
        guard let (tensor, pipeline, data) = pick(degrees) else { return }
        (strategy.tensor, strategy.pipeline, strategy.data) = (tensor, pipeline, data)
        strategy.context = 1
        if let expert = pick(expertDegrees(data)) { strategy.expert = expert }
        if data == 1 { strategy.zeroStage = 0 }
        let share = task.job.globalBatchSequences / data
        if share % strategy.microBatchSequences != 0 { strategy.microBatchSequences = 1 }
        if pipeline == 1 || strategy.chunks * pipeline > task.model.layers
            || share / strategy.microBatchSequences % pipeline != 0
        {
            (strategy.schedule, strategy.chunks) = (.oneForwardOneBackward, 1)
        }
        respread(&strategy)
    }

    private mutating func moveMicroBatch(_ strategy: inout Strategy) {
        let share = task.job.globalBatchSequences / (strategy.data)
        guard let size = pick(Array(LegalDegrees.divisors(of: share).prefix(6))) else { return }
        strategy.microBatchSequences = size
        respread(&strategy)
    }

    /// One bit, or one of the three policies.
    private mutating func moveRecompute(_ strategy: inout Strategy) {
        if number(below: 8) == 0 {
            strategy.recompute = pick(Recompute.allCases) ?? strategy.recompute
        } else if let kind = pick(kinds) {
            let old = strategy.recompute
            let flipped = kinds.filter { old.contains($0) != ($0 == kind) }
            strategy.recompute = flipped.count == kinds.count ? .full : Recompute(flipped)
        }
    }

    /// The index of a random entry of the plan that satisfies a condition.
    private mutating func entry(_ strategy: Strategy, where isWanted: (OperatorPlan) -> Bool) -> Int? {
        guard let operators = strategy.plan?.operators else { return nil }
        return pick(operators.indices.filter { isWanted(operators[$0]) })
    }

    private mutating func moveParts(_ strategy: inout Strategy) {
        guard let index = entry(strategy, where: { _ in true }), let old = strategy.plan?.operators[index] else {
            return
        }
        let cuts = OperatorPlan.cuts(old.kind, dies: strategy.tensor, design: task.design(strategy))
        guard var new = pick(cuts) else { return }
        new.mapping = old.mapping
        strategy.plan?.operators[index] = new
        if new.kind == .attentionNorm { strategy.sequenceParallel = new.parts == strategy.tensor }
    }

    private mutating func moveMapping(_ strategy: inout Strategy) {
        guard choosesMappings, let index = entry(strategy, where: { $0.kind != .attentionNorm }) else { return }
        if number(below: 2) == 0 {
            strategy.plan?.operators[index].mapping.dataflow = pick([nil] + Dataflow.allCases) ?? nil
        } else {
            strategy.plan?.operators[index].mapping.order = pick([nil] + LoopOrder.allCases) ?? nil
        }
    }

    private mutating func moveSchedule(_ strategy: inout Strategy) {
        let (pipeline, layers) = (strategy.pipeline, task.model.layers)
        let microBatches = task.design(strategy).microBatchCount
        guard pipeline > 1, microBatches % pipeline == 0, layers >= 2 * pipeline, number(below: 3) > 0 else {
            (strategy.schedule, strategy.chunks) = (.oneForwardOneBackward, 1)
            return
        }
        (strategy.schedule, strategy.chunks) = (.interleaved, 2 + number(below: layers / pipeline - 1))
    }

    private mutating func moveStates(_ strategy: inout Strategy) {
        if number(below: 2) == 0, let expert = pick(expertDegrees(strategy.data)) { strategy.expert = expert }
        strategy.zeroStage = strategy.data > 1 ? number(below: 2) : 0
    }
}

extension OperatorPlan {
    /// All ways to cut an operator into as many parts as a group has dies; of the residual stream also into fewer.
    ///
    /// Parts divide the sequences of the micro-batch; of other dimensions there must be enough.
    static func cuts(_ kind: LayerOperator.Kind, dies: Int, design: TrainingDesign) -> [OperatorPlan] {
        let units = OperatorSpread.units(kind, design)
        var found: [OperatorPlan] = []
        let divisors = LegalDegrees.divisors(of: dies)
        for batch in divisors where units.batch % batch == 0 {
            for sequence in divisors where dies % (batch * sequence) == 0 && sequence <= units.sequence {
                let rest = dies / (batch * sequence)
                if kind == .attentionNorm {
                    found.append(OperatorPlan(kind, batch: batch, sequence: sequence))
                    continue
                }
                for output in divisors where rest % output == 0 && output <= units.output {
                    let plan = OperatorPlan(
                        kind, batch: batch, sequence: sequence, output: output, input: rest / output)
                    if plan.input <= units.input, plan.suitsKeyValueHeads(design.model) { found.append(plan) }
                }
            }
        }
        return found
    }
}
