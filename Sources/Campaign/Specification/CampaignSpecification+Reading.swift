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
        let kind = try mapping.required("kind").choice(Kind.self)
        let space: SearchSpace
        var wafer: WaferProblem?
        var synthetic: SyntheticProblem?
        switch kind {
        case .waferTraining, .waferInference:
            let read = try WaferProblem(
                reading: &mapping, work: kind == .waferTraining ? .training : .inference)
            space = read.space
            wafer = read
        case .synthetic:
            let read = try SyntheticReader.problem(reading: &mapping)
            space = read.problem.space
            synthetic = read
        case .command: space = try CommandSpaceReader.space(reading: &mapping)
        }
        try mapping.finish()

        let figures = wafer?.metricNames ?? synthetic?.figureNames
        let objectives: [OptimizationProblem.Objective]
        if let synthetic, root.optional("objectives") == nil {
            objectives = synthetic.problem.objectives
        } else {
            objectives = try Self.objectives(try root.required("objectives"), figures: figures)
        }
        let constraintsNode = root.optional("constraints")
        let declared =
            constraintsNode == nil
            ? synthetic?.problem.constraints ?? []
            : try Self.constraints(constraintsNode, figures: figures, isWafer: wafer != nil)
        var constraints = declared
        if wafer != nil {
            for limit in WaferProblem.limitNames where !declared.contains(where: { $0.name == limit }) {
                constraints.append(.init(name: limit, bound: .atMost(1)))
            }
        }
        let reader = FidelityReader(
            kind: kind, synthetic: synthetic, folder: folder, needsPrograms: purpose.needsPrograms)
        let read = try reader.fidelities(
            list: root.optional("fidelities"), continuous: root.optional("fidelity"), in: rootNode)
        let fidelities = read.fidelities
        problem = OptimizationProblem(
            space: space, objectives: objectives, constraints: constraints,
            fidelities: fidelities.map { .init(name: $0.name, cost: $0.cost, setting: $0.setting) })
        budget = try Self.budget(try root.required("budget"))
        let optimizerNode = root.optional("optimizer")
        optimizer = try Self.optimizer(
            optimizerNode, problem: problem, budget: budget,
            defaultInitial: Self.defaultInitial(kind: kind, parameters: space.parameters.count))

        self.name = name
        self.seed = seed
        self.kind = kind
        self.wafer = wafer
        self.synthetic = synthetic
        continuousFidelity = read.continuous
        declaredConstraintCount = declared.count
        self.fidelities = fidelities
        text = yaml
        self.file = file
        self.folder = folder
        let startNode = root.optional("start")
        switch purpose {
        case .new: start = try startNode.map { node throws(ConfigurationError) in try readStart(node) } ?? []
        case .resumed(let start), .inspected(let start):
            // JSON does not tell 1 from 1.0; they were normal when they were stored.
            for candidate in start {
                do {
                    self.start.append(try space.normalized(candidate))
                } catch {
                    throw rootNode.error(
                        found: "a stored start design outside its space (\(error))",
                        accepted: "the checkpoint as it was written")
                }
            }
        }
        let warmNode = root.optional("warm_start")
        warmStartPath = try warmNode?.string()
        (workers, slurm) = try Self.executor(root.optional("executor"), folder: folder)
        try root.finish()

        if purpose.isNew {
            try Self.checkColumns(of: problem, at: problemNode)
            try Self.checkDesigns(of: space, at: problemNode)
        }

        problemText =
            switch kind {
            case .command: CommandSpaceReader.text(of: space)
            case .synthetic: SyntheticReader.text(of: synthetic)
            case .waferTraining, .waferInference: YAMLValue(problemNode)
            }
        startText = startNode.map(YAMLValue.init) ?? .nothing
        do {
            try problem.validate()
            _ = try optimizer.makeSampler(for: problem, seed: seed)
        } catch {
            throw (optimizerNode ?? rootNode).error(
                found: error.description, accepted: "a method that can handle this problem")
        }
        if purpose.isNew, let warmNode { try readWarmStart(warmNode) }
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
        guard !text.unicodeScalars.contains(where: VisibleText.isHidden), !text.isEmpty, text.count <= 100 else {
            throw node.error(accepted: "a text of 1 to 100 characters without control or invisible characters")
        }
        return text
    }

    private static func metric(_ node: ConfigurationNode, figures: [String]?) throws(ConfigurationError) -> String {
        let name = try Self.name(node)
        if let figures, !figures.contains(name) {
            throw node.error(accepted: ConfigurationError.oneOf(figures, near: name))
        }
        return name
    }

    private static func objectives(
        _ node: ConfigurationNode, figures: [String]?
    ) throws(ConfigurationError) -> [OptimizationProblem.Objective] {
        let list = try node.list()
        guard (1...8).contains(list.count) else {
            throw node.error(found: "\(list.count) objectives", accepted: "a list of 1 to 8 objectives")
        }
        var objectives: [OptimizationProblem.Objective] = []
        for item in list {
            var mapping = try item.mapping()
            let nameNode = try mapping.required("name")
            let name = try metric(nameNode, figures: figures)
            guard !objectives.contains(where: { $0.name == name }) else {
                throw nameNode.error(found: "'\(name)' a second time", accepted: "each objective once")
            }
            let goal = try mapping.required("goal").choice(GoalName.self)
            let referenceNode = try mapping.required("reference")
            let reference = try referenceNode.double()
            let largest = OptimizationProblem.largestObjective
            guard abs(reference) <= largest else {
                throw referenceNode.error(accepted: "a number between -\(largest) and \(largest)")
            }
            try mapping.finish()
            objectives.append(.init(name: name, goal: goal == .maximize ? .maximize : .minimize, reference: reference))
        }
        return objectives
    }

    private static func constraints(
        _ node: ConfigurationNode?, figures: [String]?, isWafer: Bool
    ) throws(ConfigurationError) -> [OptimizationProblem.Constraint] {
        guard let node else { return [] }
        var constraints: [OptimizationProblem.Constraint] = []
        for item in try node.list() {
            var mapping = try item.mapping()
            let nameNode = try mapping.required("name")
            let name = try metric(nameNode, figures: figures)
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

    private enum GoalName: String, CaseIterable { case maximize, minimize }
}
