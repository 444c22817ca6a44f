import LanguageModel

/// What makes the spread of operators legal.
extension OperatorSpread {
    /// What is wrong with the operators of a plan, one sentence each; empty for a legal one and for one without any.
    ///
    /// - Parameters:
    ///   - design: The design.
    ///   - shape: The group's rectangle.
    /// - Returns: Sentences that say what is wrong and what would be right.
    public static func violations(_ design: TrainingDesign, shape: TensorShape) -> [String] {
        let plans = design.strategy.plan?.operators ?? []
        guard !plans.isEmpty else { return [] }
        var found: [String] = []
        let (model, strategy) = (design.model, design.strategy)
        if strategy.context > 1 {
            found.append(
                "operators of a plan cut sequences themselves, so the context degree must be 1, not \(strategy.context)"
            )
        }
        if model.latentAttention != nil { found.append("operators of a plan are for plain attention, not latent one") }
        var named: Set<LayerOperator.Kind> = []
        for plan in plans {
            if !kinds.contains(plan.kind) {
                let names = kinds.map(\.rawValue).joined(separator: ", ")
                found.append("\(plan.kind.rawValue) has no spread of its own; those with one are \(names)")
            } else if !named.insert(plan.kind).inserted {
                found.append("\(plan.kind.rawValue) is in the plan twice; list it once")
            }
        }
        guard found.isEmpty else { return found }
        let spread = OperatorSpread(strategy, shape: shape)
        for plan in spread.plans {
            if model.mixture == nil, plan.kind == .expertUp || plan.kind == .expertDown { continue }
            found += spread.violations(of: plan, design)
        }
        return found
    }

    private func violations(of plan: OperatorPlan, _ design: TrainingDesign) -> [String] {
        let name = plan.kind.rawValue
        let parts = [
            ("batch", plan.batch), ("sequence", plan.sequence), ("output", plan.output), ("input", plan.input),
        ]
        if let least = parts.first(where: { $0.1 < 1 }) {
            return ["\(name) has \(least.1) parts by \(least.0); it must have at least 1"]
        }
        var found: [String] = []
        let units = Self.units(plan.kind, design)
        for ((dimension, count), most) in zip(parts, [units.batch, units.sequence, units.output, units.input])
        where count > most {
            found.append("\(name) has \(count) parts by \(dimension), of which there are \(most)")
        }
        let (product, isOverflow) = parts.reduce((1, false)) { sum, part in
            let (value, isOverflow) = sum.0.multipliedReportingOverflow(by: part.1)
            return (value, sum.1 || isOverflow)
        }
        if isOverflow || product > dies || dies % product != 0 {
            found.append("\(name) has \(isOverflow ? "far too many" : "\(product)") parts for a group of \(dies) dies")
        } else if plan.kind == .attentionNorm {
            if design.strategy.sequenceParallel, product != dies {
                found.append("with sequence parallelism the residual stream has \(dies) parts, not \(product)")
            }
        } else if product != dies {
            found.append("\(name) has \(product) parts; the group has \(dies) dies, which all must have one")
        }
        let heads = design.model.keyValueHeads
        if plan.kind == .queryKeyValue || plan.kind == .scores, heads < design.model.heads,
            heads % plan.output != 0, plan.output % heads != 0
        {
            found.append(
                "\(name) has \(plan.output) parts of heads; they must divide \(heads) key-value heads or be a "
                    + "multiple of them")
        }
        if plan.kind == .attentionNorm, !plan.mapping.isDefault {
            found.append("\(name) has no product; leave its dataflow, order and source out")
        }
        return found
    }

    /// How many parts each dimension of an operator can have.
    static func units(
        _ kind: LayerOperator.Kind, _ design: TrainingDesign
    ) -> (batch: Int, sequence: Int, output: Int, input: Int) {
        let model = design.model
        let inner = kind == .expertUp || kind == .expertDown ? model.mixture?.expertFeedForward ?? 1 : model.feedForward
        let (output, input) =
            switch kind {
            case .queryKeyValue: (model.heads, model.hidden)
            case .scores: (model.heads, 1)
            case .projection: (model.hidden, model.heads)
            case .up, .expertUp: (inner, model.hidden)
            case .down, .expertDown: (model.hidden, inner)
            default: (1, 1)
            }
        return (design.strategy.microBatchSequences, model.sequenceLength, output, input)
    }
}
