import BayesianOptimization
import ConfigurationFile

extension FidelityReader {
    /// Reads `fidelity: {name: s, lower: 0, upper: 1, cost: {exponential: 4.8}, command: [...]}`; a synthetic problem
    /// has all of it already, and the file may narrow the range or change the cost.
    func continuous(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> (fidelities: [FidelitySpecification], continuous: ContinuousFidelity?) {
        let own = synthetic?.continuousFidelity
        guard kind == .command || own != nil else {
            throw node.error(
                found: "a continuous fidelity, which this problem does not have",
                accepted: "'fidelities', a list of named ones from cheap to dear")
        }
        var mapping = try node.mapping()
        let nameNode = own == nil ? try mapping.required("name") : mapping.optional("name")
        let name = try nameNode.map(CampaignSpecification.name) ?? own?.name ?? ""
        if let own, let nameNode, name != own.name { throw nameNode.error(accepted: own.name) }
        let lowerNode = own == nil ? try mapping.required("lower") : mapping.optional("lower")
        let upperNode = own == nil ? try mapping.required("upper") : mapping.optional("upper")
        let lower = try lowerNode?.double() ?? own?.lower ?? 0
        let upper = try upperNode?.double() ?? own?.upper ?? 1
        guard lower < upper, (upper - lower).isFinite else {
            throw (upperNode ?? node).error(found: "\(lower) to \(upper)", accepted: "an upper above the lower")
        }
        if let own, lower < own.lower || upper > own.upper {
            throw (lowerNode ?? upperNode ?? node).error(
                found: "\(lower) to \(upper)", accepted: "a range within \(own.lower) to \(own.upper)")
        }
        let costNode = own == nil ? try mapping.required("cost") : mapping.optional("cost")
        let cost = try costNode.map(Self.cost) ?? own?.cost ?? .linear(1, 0)
        let program = own == nil ? try program(reading: &mapping) : nil
        try mapping.finish()
        let fidelity = ContinuousFidelity(name: name, lower: lower, upper: upper, cost: cost)
        let levels = settings(
            of: fidelity, version: own == nil ? "command" : SyntheticProblem.version, program: program)
        let isRising = zip(levels, levels.dropFirst()).allSatisfy { $0.cost < $1.cost && $0.name != $1.name }
        guard isRising, let first = levels.first, let last = levels.last, first.cost > 0,
            last.cost <= FidelitySpecification.largestCost
        else {
            throw (costNode ?? node).error(
                found: "costs of \(cost(lower)) to \(cost(upper))",
                accepted: "a cost that is above 0 at \(lower), rises up to \(upper) and is at most "
                    + "\(FidelitySpecification.largestCost) there")
        }
        return (levels, fidelity)
    }

    /// The settings at which it is asked.
    func settings(
        of fidelity: ContinuousFidelity, version: String, program: FidelitySpecification.Program?
    ) -> [FidelitySpecification] {
        fidelity.levels.map {
            FidelitySpecification(
                name: $0.name, cost: $0.cost, setting: $0.setting, evaluatorVersion: version, program: program)
        }
    }

    private static func cost(_ node: ConfigurationNode) throws(ConfigurationError) -> ContinuousFidelity.Cost {
        let accepted = "{exponential: a}, which is exp(a s), or {linear: [a, b]}, which is a + b s"
        guard node.isMapping else { throw node.error(accepted: accepted) }
        var mapping = try node.mapping()
        let exponential = mapping.optional("exponential")
        let linear = mapping.optional("linear")
        try mapping.finish()
        switch (exponential, linear) {
        case (let rate?, nil): return .exponential(try rate.positive())
        case (nil, let linear?):
            let numbers = try linear.list()
            guard numbers.count == 2 else {
                throw linear.error(found: "\(numbers.count) numbers", accepted: "two, [a, b]")
            }
            return .linear(try numbers[0].double(), try numbers[1].double())
        default: throw node.error(accepted: accepted)
        }
    }
}
