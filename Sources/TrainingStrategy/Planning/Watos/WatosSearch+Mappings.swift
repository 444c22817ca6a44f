import LanguageModel
import WaferArchitecture

/// The engine inside a die: which dataflow and which loops each operator has.
extension WatosSearch {
    /// The strategy of some degrees, with operators worked through as is fastest.
    mutating func strategy(_ degrees: WatosDegrees) -> Strategy {
        var strategy = degrees.strategy(task.model)
        let operators = operators(degrees)
        guard !operators.isEmpty else { return strategy }
        var plan = StrategyPlan()
        plan.operators = operators
        strategy.plan = plan
        return strategy
    }

    /// Operators that are not worked through in the core's own way, for degrees; worked out once for those that cut
    /// layers alike.
    private mutating func operators(_ degrees: WatosDegrees) -> [OperatorPlan] {
        guard planner.choosesMappings, task.model.latentAttention == nil else { return [] }
        let key = CatalogueKey(shape: degrees.shape, microBatch: degrees.microBatch, expert: degrees.expert)
        if let known = mappings[key] { return known }
        let found = fastestOperators(degrees)
        mappings[key] = found
        return found
    }

    /// Of the core's own way, the least seconds of each operator by itself, and the least of its multipliers: the
    /// fastest layer.
    private func fastestOperators(_ degrees: WatosDegrees) -> [OperatorPlan] {
        guard let design = single(degrees) else { return [] }
        let hardware = design.hardware
        let operators = OperatorCost(
            die: DieModel(hardware), distribution: PortDistribution(hardware), weightsStay: false)
        let chain = SpreadChain(design, shape: degrees.shape, repeats: .none, secondsPerParameter: 0) {
            operators.with($0)
        }
        let spread = OperatorSpread(design.strategy, shape: degrees.shape)
        let isMixture = task.model.mixture != nil
        let plans = spread.plans.filter {
            $0.kind != .attentionNorm && (isMixture || $0.kind != .expertUp && $0.kind != .expertDown)
        }
        var choices: [[OperatorPlan]] = [[]]
        choices.append(plans.map { chain.mapped($0) { $0.seconds } }.filter { !$0.mapping.isDefault })
        choices.append(plans.map { chain.mapped($0) { $0.operatorSeconds } }.filter { !$0.mapping.isDefault })
        var best: (plans: [OperatorPlan], seconds: Double) = ([], .infinity)
        for choice in choices {
            var design = design
            if !choice.isEmpty { design.strategy.plan?.operators = choice }
            guard let work = TrainingWork(design, distribution: { PortDistribution($0) }) else { continue }
            let pricing = LayerPricing(work)
            let mixed = Double(task.model.expertLayers)
            let seconds =
                (Double(task.model.layers) - mixed) * pricing.layer(work, hasExperts: false).seconds
                + (isMixture ? mixed * pricing.layer(work, hasExperts: true).seconds : 0)
            if seconds < best.seconds { best = (choice, seconds) }
        }
        return best.plans
    }
}
