import LanguageModel

/// AccPar's recursion on a wafer: the group is halved again and again, and at each level every operator gets one of
/// three types.
///
/// L. Song, F. Chen, Y. Zhuo, X. Qian, H. Li and Y. Chen, "AccPar: Tensor Partitioning for Heterogeneous Deep Learning
/// Accelerators" (HPCA 2020). Type I cuts the batch, II the inputs, III the outputs. On dies of equal speed the ratio
/// that balances two halves is that of their dies, so all dies end with equal shares; an odd group, which halves into
/// unequal ones, therefore becomes as many equal parts as it has dies in one level, with one type for each operator.
public struct AccParPartition: Sendable {
    /// The three types.
    public enum CutType: String, Sendable, Hashable, CaseIterable {
        /// I: sequences of the micro-batch, and positions where there are too few; weights are copied.
        case batch
        /// II: input features; results are sums.
        case input
        /// III: output features; gradients of inputs are sums.
        case output
    }

    /// Parts at each level, from the outermost: twos, and what is left when it is odd.
    public static func levels(dies: Int) -> [Int] {
        var (levels, rest) = ([Int](), dies)
        while rest > 1, rest % 2 == 0 {
            levels.append(2)
            rest /= 2
        }
        if rest > 1 { levels.append(rest) }
        return levels
    }

    /// An operator of a level above with one dimension cut further.
    public static func candidate(
        _ plan: OperatorPlan, _ type: CutType, parts: Int, microBatch: Int
    ) -> OperatorPlan {
        var plan = plan
        switch type {
        case .batch:
            if plan.batch * parts <= microBatch { plan.batch *= parts } else { plan.sequence *= parts }
        case .input: plan.input *= parts
        case .output: plan.output *= parts
        }
        return plan
    }

    /// What an operator may become at one level: the types that leave at least one unit of a dimension for each part.
    ///
    /// The attention core has no inputs to cut and heads for outputs; the residual stream is cut by type I or not.
    public static func candidates(
        _ plan: OperatorPlan, parts: Int, design: TrainingDesign
    ) -> [OperatorPlan] {
        let units = OperatorSpread.units(plan.kind, design)
        var found = CutType.allCases.map { candidate(plan, $0, parts: parts, microBatch: units.batch) }.filter {
            $0.sequence <= units.sequence && $0.output <= units.output && $0.input <= units.input
                && $0.suitsKeyValueHeads(design.model)
        }
        if plan.kind == .attentionNorm { found.insert(plan, at: 0) }
        return found
    }

    /// The spread that the recursion ends with.
    ///
    /// - Parameters:
    ///   - design: The design, with the micro-batch that is cut.
    ///   - shape: The group.
    ///   - chain: Makes the chain of a level's group.
    /// - Returns: The spread, or nil where a level has no type for an operator.
    public static func spread<Operators: OperatorCosting>(
        _ design: TrainingDesign, shape: TensorShape, chain: (TensorShape) -> SpreadChain<Operators>
    ) -> OperatorSpread? {
        var spread = OperatorSpread(shape: TensorShape(width: 1, height: 1), sequenceParallel: false)
        var dies = 1
        for parts in levels(dies: shape.count) {
            dies *= parts
            let group =
                TensorShape(tensor: dies, diesX: shape.width, diesY: shape.height)
                ?? TensorShape(width: dies, height: 1)
            let before = spread
            guard
                let best = chain(group).best(of: { kind in
                    candidates(before[kind], parts: parts, design: design)
                })
            else { return nil }
            spread = best.spread
        }
        return spread
    }
}

extension OperatorPlan {
    /// Whether parts of heads divide the key-value heads evenly, or the other way round.
    func suitsKeyValueHeads(_ model: ModelShape) -> Bool {
        guard kind == .queryKeyValue || kind == .scores, model.keyValueHeads < model.heads else { return true }
        return model.keyValueHeads % output == 0 || output % model.keyValueHeads == 0
    }
}
