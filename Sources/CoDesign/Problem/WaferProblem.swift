public import ConfigurationFile
public import SearchSpace
public import TrainingStrategy
import WaferArchitecture

/// Training a language model on a wafer, as a problem: the joint space of machine and strategy, and its evaluators.
public struct WaferProblem: Sendable {
    /// What stands where the space does not say otherwise.
    public let base: TrainingDesign
    /// The joint space; each parameter is named by the dotted path of its key in a design file.
    public let space: SearchSpace
    /// Who plans the strategy of each machine; nil where the space holds strategies.
    public let planner: WaferPlanner?
    private let keys: [DesignKey]

    /// Every fidelity, from cheap to dear.
    public static var fidelities: [WaferFidelity] { WaferFidelity.all }

    /// Takes the keys `hardware`, `model`, `training`, `strategy` and `space` out of a campaign's `problem`.
    ///
    /// `strategy` is `{planner: NAME}`: it takes the parameters of the strategy out of the space.
    ///
    /// - Parameter problem: The mapping; refusing what is left in it is the caller's.
    /// - Throws: `ConfigurationError` where a key is wrong, or the space has no design at all.
    public init(reading problem: inout ConfigurationMapping) throws(ConfigurationError) {
        let place = try problem.required("hardware")
        let hardware = try DesignReader.hardware(place)
        guard hardware.cluster == nil else {
            throw place.error(found: "a cluster of graphics processors", accepted: "a wafer, whose space is searched")
        }
        let model = try DesignReader.model(try problem.required("model"))
        let job = try DesignReader.job(try problem.required("training"))
        var base = TrainingDesign.blank
        base.hardware = hardware
        base.model = model
        base.job = job
        var planner: WaferPlanner?
        if let node = problem.optional("strategy") {
            planner = try PlannerReader.planner(node)
            guard planner != nil else {
                throw node.error(
                    found: "a strategy", accepted: "{planner: NAME}, or degrees under space: strategy.tensor: 4")
            }
        }
        let narrowing = try SpaceNarrowing(problem.optional("space"), base: &base, isPlanned: planner != nil)
        if let place = narrowing.node { try DesignReader.check(base.hardware, at: place) }
        try self.init(
            base: base, parameters: narrowing.parameters, planner: planner, at: narrowing.node ?? problem.node)
    }

    /// Makes a problem over the default joint space.
    ///
    /// - Throws: `ConfigurationError` when no design of the space obeys the known rules.
    public init(base: TrainingDesign) throws(ConfigurationError) {
        let parameters = JointSpace.defaults.map { Parameter(name: $0.path, domain: $0.domain) }
        try self.init(base: base, parameters: parameters, planner: nil, at: nil)
    }

    private init(
        base: TrainingDesign, parameters: [Parameter], planner: WaferPlanner?, at node: ConfigurationNode?
    ) throws(ConfigurationError) {
        self.base = base
        self.planner = planner
        var parameters = parameters
        // Chunks exist only while the schedule is interleaved.
        if parameters.contains(where: { $0.name == "strategy.schedule" }),
            let chunks = parameters.firstIndex(where: { $0.name == "strategy.chunks" })
        {
            parameters[chunks].conditions = [
                Parameter.Condition(parameter: "strategy.schedule", values: [.string("interleaved")])
            ]
        }
        keys = parameters.compactMap { DesignKey.named($0.name) }
        let rules = WaferRules(base: base, parameters: parameters, isPlanned: planner != nil)
        do {
            space = try SearchSpace(parameters: parameters, constraints: rules.constraints)
            var generator = RandomGenerator(seed: 0)
            _ = try space.random(using: &generator)
        } catch {
            let found = "a space without a usable design (\(error))"
            let accepted = "a space in which some design fits the wafer, the model and the batch"
            throw node?.error(found: found, accepted: accepted)
                ?? ConfigurationError(file: "problem", found: found, accepted: accepted)
        }
    }

    /// The design that a candidate stands for; where strategies are planned, with the plan for its machine.
    ///
    /// - Throws: `CoDesignError.foreignCandidate` when it is not of this space; `CoDesignError.unplanned` where the
    ///   planner has no strategy for it.
    public func design(for candidate: Candidate) throws(CoDesignError) -> TrainingDesign {
        guard candidate.values.count == keys.count else { throw .foreignCandidate(parameter: "(all)") }
        var design = base
        for (key, value) in zip(keys, candidate.values) {
            if let value { key.set(&design, value) }
        }
        if let planner {
            do { return try planner.plan(PlanningTask(design)) } catch { throw .unplanned(error) }
        }
        // An inactive parameter, or a fixed one, is the one choice that a schedule without chunks leaves.
        if design.strategy.schedule != .interleaved { design.strategy.chunks = 1 }
        return design
    }

    /// Evaluates a candidate.
    ///
    /// A machine without a plan breaks the limit of a strategy's shape.
    ///
    /// - Throws: `CoDesignError` for a fidelity or a candidate that is not of this problem.
    public func evaluate(_ candidate: Candidate, fidelity: String) throws(CoDesignError) -> WaferAnswer {
        let fidelity = try WaferFidelity.named(fidelity)
        do {
            return WaferAnswer(evaluation: fidelity.evaluate(try design(for: candidate)))
        } catch .unplanned {
            var evaluation = TrainingEvaluation()
            evaluation.violations = [TrainingEvaluation.LimitCheck(limit: .strategyShape, value: 1, allowed: 0)]
            return WaferAnswer(evaluation: evaluation)
        }
    }

    /// A design file as a candidate of the space.
    ///
    /// - Throws: `ConfigurationError` when the file is wrong, or the design lies outside the space or differs from the
    ///   problem in what the space does not hold.
    public func candidate(readingDesign path: String) throws(ConfigurationError) -> Candidate {
        let design = try DesignFile.read(path: path)
        func refuse(_ found: String, _ accepted: String) -> ConfigurationError {
            ConfigurationError(file: path, found: found, accepted: accepted)
        }
        guard design.model == base.model, design.job == base.job else {
            throw refuse("another model or training job", "the model and training job of the campaign")
        }
        guard planner != nil || design.strategy.plan == nil else {
            throw refuse("a strategy with a plan", "one without: a campaign's space holds degrees only")
        }
        let values = keys.map { key -> ParameterValue? in
            if key.path == "strategy.chunks", design.strategy.schedule != .interleaved,
                keys.contains(where: { $0.path == "strategy.schedule" })
            {
                return nil
            }
            return key.get(design)
        }
        // A planner decides the strategy, whatever the file has.
        let fixed = planner == nil ? DesignKey.all : DesignKey.hardware
        for key in fixed where !keys.contains(where: { $0.path == key.path }) {
            var expected = base
            if design.strategy.schedule != .interleaved { expected.strategy.chunks = 1 }
            let (found, fixed) = (key.get(design), key.get(expected))
            guard found == fixed else {
                throw refuse("\(key.path) of \(found)", "\(fixed), which the campaign fixes")
            }
        }
        do {
            let candidate = try space.normalized(Candidate(values: values))
            if let violation = space.violations(of: candidate).first {
                throw refuse("a design outside the campaign's space (\(violation))", "a design inside it")
            }
            return candidate
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw refuse("a design outside the campaign's space (\(error))", "a design inside it")
        }
    }
}
