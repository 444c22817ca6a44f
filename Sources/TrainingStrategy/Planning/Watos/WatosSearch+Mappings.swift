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
        guard planner.choosesDataflow, task.model.latentAttention == nil else { return [] }
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
        choices.append(plans.map { chain.fastest($0) { $0.seconds } }.filter { !$0.mapping.isDefault })
        choices.append(plans.map { chain.fastest($0) { $0.operatorSeconds } }.filter { !$0.mapping.isDefault })
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

extension SpreadChain {
    /// What an operator takes forward and backward.
    struct Figures {
        /// With its streams from DRAM beside it.
        var seconds: Double
        /// Without them.
        var operatorSeconds: Double
        /// From and to DRAM.
        var dramBytes: Double
    }

    /// An operator with the dataflow that is best in some figure; of its loops those that move least.
    func fastest(_ plan: OperatorPlan, by figure: (Figures) -> Double) -> OperatorPlan {
        var best = plan
        var least = figures(best)
        func offer(_ mapping: DieMapping, isBetter: (Figures) -> Bool) {
            var next = plan
            next.mapping = mapping
            let figures = figures(next)
            if isBetter(figures) { (best, least) = (next, figures) }
        }
        for dataflow in Dataflow.allCases {
            var own = DieMapping(dataflow: dataflow)
            let before = (best, least)
            offer(own) { _ in true }
            for order in LoopOrder.allCases {
                own.order = order
                offer(own) { $0.dramBytes < least.dramBytes }
            }
            let (old, new) = (figure(before.1), figure(least))
            if old < new || old == new && before.1.dramBytes <= least.dramBytes { (best, least) = before }
        }
        return best
    }

    private func figures(_ plan: OperatorPlan) -> Figures {
        let cost = cost(plan)
        var figures = Figures(seconds: 0, operatorSeconds: 0, dramBytes: 0)
        for pass in [cost.forward, cost.backward] {
            figures.seconds += self.seconds(pass)
            figures.operatorSeconds += pass.operatorSeconds
            figures.dramBytes += pass.dramBytes
        }
        return figures
    }
}
