import BayesianOptimization
import ConfigurationFile
import Foundation

extension CampaignSpecification {
    static func budget(_ node: ConfigurationNode) throws(ConfigurationError) -> Budget {
        var mapping = try node.mapping()
        var budgets: [Budget] = []
        if let value = mapping.optional("cost") { budgets.append(.cost(try value.positive())) }
        if let value = mapping.optional("evaluations") {
            budgets.append(.evaluations(try value.integer(in: 1...Int.max)))
        }
        if let value = mapping.optional("target_fidelity_evaluations") {
            budgets.append(.targetFidelityEvaluations(try value.integer(in: 1...Int.max)))
        }
        try mapping.finish()
        guard budgets.count == 1, let budget = budgets.first else {
            throw node.error(
                found: "\(budgets.count) budgets",
                accepted: "exactly one of cost, evaluations, target_fidelity_evaluations")
        }
        return budget
    }

    /// The size of the initial design where the file does not say: two points more than twice the number of parameters,
    /// but at most the 16 that the wafer, which has many, always takes.
    static func defaultInitial(kind: Kind, parameters: Int) -> Int {
        kind == .waferTraining || kind == .waferInference ? 16 : min(16, 2 * (parameters + 1))
    }

    static func optimizer(
        _ node: ConfigurationNode?, problem: OptimizationProblem, budget: Budget, defaultInitial: Int
    ) throws(ConfigurationError) -> OptimizerSpecification {
        var specification = OptimizerSpecification(
            method: .mfbo, initial: problem.isContinuous ? nil : defaultInitial, lookahead: 4, order: .trial,
            cheapInitial: nil,
            cheapLooksPerTarget: nil, expectsNoise: false, population: 40, plannedBudget: budget, stop: StoppingRules())
        guard let node else { return specification }
        var mapping = try node.mapping()
        if let value = mapping.optional("method") {
            specification.method = try value.choice(OptimizerSpecification.Method.self)
        }
        switch specification.method {
        case .momf, .hvkg, .morbo: specification.initial = nil
        case .mfbo: break
        default: specification.initial = defaultInitial
        }
        let counts = 1...1_000_000
        if let value = mapping.optional("initial") { specification.initial = try value.integer(in: counts) }
        if let value = mapping.optional("lookahead") { specification.lookahead = try value.integer(in: 0...1024) }
        if let value = mapping.optional("order") {
            specification.order = try value.choice(OptimizerSpecification.Order.self)
        }
        if let value = mapping.optional("cheap_initial") {
            specification.cheapInitial = try value.integer(in: 0...1_000_000)
        }
        if let value = mapping.optional("cheap_looks_per_target") {
            specification.cheapLooksPerTarget = try value.integer(in: 0...1_000_000)
        }
        if let value = mapping.optional("noise") { specification.expectsNoise = try value.boolean() }
        if let value = mapping.optional("population") {
            specification.population = try value.integer(in: 4...1_000_000)
        }
        if let value = mapping.optional("stop") { specification.stop = try stoppingRules(value, problem: problem) }
        try mapping.finish()
        return specification
    }

    /// How many evaluations run side by side, and on which cluster, if on one.
    static func executor(
        _ node: ConfigurationNode?, folder: String
    ) throws(ConfigurationError) -> (workers: Int, slurm: SlurmSettings?) {
        let cores = min(256, max(1, ProcessInfo.processInfo.activeProcessorCount))
        guard let node else { return (cores, nil) }
        var mapping = try node.mapping()
        if try mapping.optional("kind")?.choice(ExecutorName.self) == .slurm {
            let settings = try SlurmSettings(reading: &mapping, folder: folder)
            return (settings.capacity, settings)
        }
        let workers = try mapping.optional("workers")?.integer(in: 1...256)
        try mapping.finish()
        return (workers ?? cores, nil)
    }

    private static func stoppingRules(
        _ node: ConfigurationNode, problem: OptimizationProblem
    ) throws(ConfigurationError) -> StoppingRules {
        func check(_ rule: StoppingRule, at node: ConfigurationNode) throws(ConfigurationError) {
            do {
                try rule.validate(for: problem)
            } catch .invalidOption(_, let found, let accepted) {
                throw node.error(found: found, accepted: accepted)
            } catch {
                throw node.error(found: error.description, accepted: "another rule")
            }
        }
        var mapping = try node.mapping()
        var rules = StoppingRules()
        if let target = mapping.optional("target_hypervolume") {
            let value = try target.double()
            try check(.targetHypervolume(value), at: target)
            rules.targetHypervolume = value
        }
        if let stagnation = mapping.optional("stagnation") {
            var inner = try stagnation.mapping()
            let trials = try inner.required("trials").integer(in: 1...1_000_000)
            let toleranceNode = try inner.required("tolerance")
            let tolerance = try toleranceNode.double()
            try check(.stagnation(evaluations: trials, tolerance: tolerance), at: toleranceNode)
            try inner.finish()
            rules.stagnation = .init(trials: trials, tolerance: tolerance)
        }
        if let remaining = mapping.optional("remaining_gain") {
            let share = try remaining.double()
            try check(.remainingGain(tolerance: share), at: remaining)
            rules.remainingGain = share
        }
        try mapping.finish()
        guard !rules.isEmpty else {
            throw node.error(found: "no rule", accepted: "target_hypervolume, stagnation, remaining_gain, or several")
        }
        return rules
    }

    private enum ExecutorName: String, CaseIterable { case local, slurm }
}
