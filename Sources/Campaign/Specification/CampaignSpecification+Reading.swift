import BayesianOptimization
import CoDesign
import ConfigurationFile
import Foundation
import SearchSpace

extension CampaignSpecification {
    init(yaml: String, file: String, folder: String, purpose: Purpose) throws(ConfigurationError) {
        let rootNode = try ConfigurationFile.parse(yaml, file: file)
        var root = try rootNode.mapping()
        let version = try root.required("version")
        guard try version.integer() == 1 else { throw version.error(accepted: "1") }
        let name = try Self.name(try root.required("name"))
        let seed = UInt64(try root.required("seed").integer(in: 0...Int.max))

        let problemNode = try root.required("problem")
        var mapping = try problemNode.mapping()
        let kind = try Self.kind(try mapping.required("kind"))
        let space: SearchSpace
        var wafer: WaferProblem?
        switch kind {
        case .waferTraining:
            let read = try WaferProblem(reading: &mapping)
            space = read.space
            wafer = read
        case .command: space = try CommandSpaceReader.space(reading: &mapping)
        }
        try mapping.finish()

        let isWafer = kind == .waferTraining
        let objectives = try Self.objectives(try root.required("objectives"), isWafer: isWafer)
        let declared = try Self.constraints(root.optional("constraints"), isWafer: isWafer)
        var constraints = declared
        if isWafer {
            for limit in WaferProblem.limitNames where !declared.contains(where: { $0.name == limit }) {
                constraints.append(.init(name: limit, bound: .atMost(1)))
            }
        }
        if let continuous = root.optional("fidelity") {
            throw continuous.error(
                found: "a continuous fidelity, which is not available in this version",
                accepted: "'fidelities', a list of named ones from cheap to dear")
        }
        let fidelities = try FidelityReader(isWafer: isWafer, folder: folder, needsPrograms: purpose.needsPrograms)
            .fidelities(root.optional("fidelities"), in: rootNode)
        problem = OptimizationProblem(
            space: space, objectives: objectives, constraints: constraints,
            fidelities: fidelities.map { .init(name: $0.name, cost: $0.cost) })
        budget = try Self.budget(try root.required("budget"))
        let optimizerNode = root.optional("optimizer")
        optimizer = try Self.optimizer(optimizerNode)

        if let warm = root.optional("warm_start") {
            throw warm.error(
                found: "'warm_start', which is not available in this version", accepted: "'start', a list of designs")
        }
        self.name = name
        self.seed = seed
        self.kind = kind
        self.wafer = wafer
        declaredConstraintCount = declared.count
        self.fidelities = fidelities
        text = yaml
        self.file = file
        self.folder = folder
        let startNode = root.optional("start")
        switch purpose {
        case .new: start = try startNode.map { node throws(ConfigurationError) in try readStart(node) } ?? []
        case .resumed(let start), .inspected(let start): self.start = start
        }
        workers = try Self.workers(root.optional("executor"))
        try root.finish()

        if purpose.isNew {
            try Self.checkColumns(of: problem, at: problemNode)
            try Self.checkDesigns(of: space, at: problemNode)
        }

        problemText = kind == .command ? CommandSpaceReader.text(of: space) : YAMLValue(problemNode)
        startText = startNode.map(YAMLValue.init) ?? .nothing
        do {
            try problem.validate()
            _ = try optimizer.makeSampler(for: problem, seed: seed)
        } catch {
            throw (optimizerNode ?? rootNode).error(
                found: error.description, accepted: "a method that can handle this problem")
        }
    }

    /// The columns of a CSV that every campaign has.
    private static let fixedColumns = [
        "trial", "fidelity", "feasible", "cost", "seed", "campaign", "ingot_version", "status", "pareto", "reason",
    ]

    /// Refuses a parameter whose CSV column would have the name of another column.
    private static func checkColumns(
        of problem: OptimizationProblem, at node: ConfigurationNode
    ) throws(ConfigurationError) {
        let taken = fixedColumns + problem.objectives.map(\.name) + problem.constraints.map(\.name)
        if let name = problem.space.parameters.map(\.name).first(where: taken.contains) {
            throw node.error(
                found: "a parameter called '\(name)', as another column of the CSV is",
                accepted: "a parameter name that no objective or constraint has, and none of "
                    + fixedColumns.joined(separator: ", "))
        }
    }

    /// Refuses a space in which no point can be found, before there is a checkpoint.
    private static func checkDesigns(of space: SearchSpace, at node: ConfigurationNode) throws(ConfigurationError) {
        var generator = RandomGenerator(seed: 0)
        do {
            _ = try space.random(using: &generator)
        } catch {
            throw node.error(
                found: "a space in which no point was found (\(error.description))",
                accepted: "rules that leave some points, and not too few to be found")
        }
    }

    static func name(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .lineSeparator
                && scalar.properties.generalCategory != .paragraphSeparator
        }
        guard isClean, !text.isEmpty, text.count <= 100 else {
            throw node.error(accepted: "a text of 1 to 100 characters without control characters")
        }
        return text
    }

    private static func kind(_ node: ConfigurationNode) throws(ConfigurationError) -> Kind {
        let text = try node.string()
        if text == "wafer-inference" || text == "synthetic" {
            throw node.error(
                found: "'\(text)', which is not available in this version",
                accepted: Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return try node.choice(Kind.self)
    }

    private static func metric(_ node: ConfigurationNode, isWafer: Bool) throws(ConfigurationError) -> String {
        let name = try Self.name(node)
        if isWafer, !WaferProblem.metricNames.contains(name) {
            throw node.error(accepted: ConfigurationError.oneOf(WaferProblem.metricNames, near: name))
        }
        return name
    }

    private static func objectives(
        _ node: ConfigurationNode, isWafer: Bool
    ) throws(ConfigurationError) -> [OptimizationProblem.Objective] {
        let list = try node.list()
        guard (1...8).contains(list.count) else {
            throw node.error(found: "\(list.count) objectives", accepted: "a list of 1 to 8 objectives")
        }
        var objectives: [OptimizationProblem.Objective] = []
        for item in list {
            var mapping = try item.mapping()
            let nameNode = try mapping.required("name")
            let name = try metric(nameNode, isWafer: isWafer)
            guard !objectives.contains(where: { $0.name == name }) else {
                throw nameNode.error(found: "'\(name)' a second time", accepted: "each objective once")
            }
            let goal = try mapping.required("goal").choice(GoalName.self)
            let referenceNode = try mapping.required("reference")
            let reference = try referenceNode.double()
            // Beyond this a hypervolume of several objectives is no finite number.
            guard abs(reference) <= 1e30 else { throw referenceNode.error(accepted: "a number between -1e30 and 1e30") }
            try mapping.finish()
            objectives.append(.init(name: name, goal: goal == .maximize ? .maximize : .minimize, reference: reference))
        }
        return objectives
    }

    private static func constraints(
        _ node: ConfigurationNode?, isWafer: Bool
    ) throws(ConfigurationError) -> [OptimizationProblem.Constraint] {
        guard let node else { return [] }
        var constraints: [OptimizationProblem.Constraint] = []
        for item in try node.list() {
            var mapping = try item.mapping()
            let nameNode = try mapping.required("name")
            let name = try metric(nameNode, isWafer: isWafer)
            guard !constraints.contains(where: { $0.name == name }) else {
                throw nameNode.error(found: "'\(name)' a second time", accepted: "each constraint once")
            }
            let atMost = try mapping.optional("at_most")?.double()
            let atLeast = try mapping.optional("at_least")?.double()
            try mapping.finish()
            switch (atMost, atLeast) {
            case (let limit?, nil): constraints.append(.init(name: name, bound: .atMost(limit)))
            case (nil, let limit?): constraints.append(.init(name: name, bound: .atLeast(limit)))
            case (nil, nil): throw item.error(found: "no bound", accepted: "exactly one of at_most, at_least")
            default: throw item.error(found: "both bounds", accepted: "exactly one of at_most, at_least")
            }
            if isWafer, WaferProblem.limitNames.contains(name), (atMost ?? .infinity) > 1 {
                throw item.error(
                    found: "a bound that would loosen the limit '\(name)'", accepted: "at_most of 1 or less")
            }
        }
        return constraints
    }

    private static func budget(_ node: ConfigurationNode) throws(ConfigurationError) -> Budget {
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

    private static func optimizer(_ node: ConfigurationNode?) throws(ConfigurationError) -> OptimizerSpecification {
        var specification = OptimizerSpecification(
            method: .mfbo, initial: 16, lookahead: 4, order: .trial, cheapInitial: nil, cheapLooksPerTarget: 2,
            population: 40)
        guard let node else { return specification }
        var mapping = try node.mapping()
        if let value = mapping.optional("method") {
            specification.method = try value.choice(OptimizerSpecification.Method.self)
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
        if let value = mapping.optional("population") {
            specification.population = try value.integer(in: 4...1_000_000)
        }
        try mapping.finish()
        return specification
    }

    private static func workers(_ node: ConfigurationNode?) throws(ConfigurationError) -> Int {
        let cores = min(256, max(1, ProcessInfo.processInfo.activeProcessorCount))
        guard let node else { return cores }
        var mapping = try node.mapping()
        if let kind = mapping.optional("kind") { _ = try kind.choice(ExecutorName.self) }
        let workers = try mapping.optional("workers")?.integer(in: 1...256)
        try mapping.finish()
        return workers ?? cores
    }

    private enum ExecutorName: String, CaseIterable { case local }
    private enum GoalName: String, CaseIterable { case maximize, minimize }
}
