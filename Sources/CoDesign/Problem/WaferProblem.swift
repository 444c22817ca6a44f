public import ConfigurationFile
public import SearchSpace
public import TrainingStrategy
import WaferArchitecture

/// Training or serving a language model on a wafer, as a problem: the joint space of machine and strategy, and its
/// evaluators.
public struct WaferProblem: Sendable {
    /// What is asked of the wafer.
    public enum Work: String, Sendable, Hashable {
        /// To train a model.
        case training
        /// To answer a batch of requests.
        case inference
    }

    /// What stands where the space does not say otherwise; of inference the machine, the model and the strategy.
    public let base: TrainingDesign
    /// The requests where the space does not say otherwise; nil for training.
    public let baseInference: InferenceJob?
    /// The joint space; each parameter is named by the dotted path of its key in a design file.
    public let space: SearchSpace
    /// Who plans the strategy of each machine; nil where the space holds strategies.
    public let planner: WaferPlanner?
    private let keys: [JointKey]
    private var joint: JointDesign { JointDesign(training: base, inference: baseInference) }

    /// What is asked of the wafer.
    public var work: Work { baseInference == nil ? .training : .inference }

    /// The fidelities that evaluate some work, from cheap to dear.
    public static func fidelities(of work: Work) -> [WaferFidelity] {
        WaferFidelity.all.filter { work == .training || $0.evaluatesInference }
    }

    /// Takes the keys `hardware`, `model`, `training` or `inference`, `strategy` and `space` out of a campaign's
    /// `problem`.
    ///
    /// `strategy` is `{planner: NAME}`, for training alone: it takes the parameters of the strategy out of the space.
    ///
    /// - Parameters:
    ///   - problem: The mapping; refusing what is left in it is the caller's.
    ///   - work: What is asked of the wafer.
    /// - Throws: `ConfigurationError` where a key is wrong, or the space has no design at all.
    public init(
        reading problem: inout ConfigurationMapping, work: Work = .training
    ) throws(ConfigurationError) {
        let place = try problem.required("hardware")
        let hardware = try DesignReader.hardware(place)
        guard hardware.cluster == nil else {
            throw place.error(found: "a cluster of graphics processors", accepted: "a wafer, whose space is searched")
        }
        let model = try DesignReader.model(try problem.required("model"))
        var base = JointDesign(training: .blank)
        base.training.hardware = hardware
        base.training.model = model
        switch work {
        case .training: base.training.job = try DesignReader.job(try problem.required("training"))
        case .inference:
            base.inference = try DesignReader.inference(try problem.required("inference"), on: hardware)
        }
        var planner: WaferPlanner?
        if let node = problem.optional("strategy") {
            guard work == .training else {
                throw node.error(
                    found: "a strategy for inference", accepted: "degrees under space, such as strategy.tensor: 4")
            }
            planner = try PlannerReader.planner(node)
            guard planner != nil else {
                throw node.error(
                    found: "a strategy", accepted: "{planner: NAME}, or degrees under space: strategy.tensor: 4")
            }
        }
        let narrowing = try SpaceNarrowing(problem.optional("space"), base: &base, isPlanned: planner != nil)
        if let place = narrowing.node { try DesignReader.check(base.training.hardware, at: place) }
        try self.init(
            base: base, parameters: narrowing.parameters, planner: planner, at: narrowing.node ?? problem.node)
    }

    /// Makes a problem of training over the default joint space.
    ///
    /// - Throws: `ConfigurationError` when no design of the space obeys the known rules.
    public init(base: TrainingDesign) throws(ConfigurationError) {
        let parameters = JointSpace.defaults.map { Parameter(name: $0.path, domain: $0.domain) }
        try self.init(base: JointDesign(training: base), parameters: parameters, planner: nil, at: nil)
    }

    private init(
        base: JointDesign, parameters: [Parameter], planner: WaferPlanner?, at node: ConfigurationNode?
    ) throws(ConfigurationError) {
        self.base = base.training
        baseInference = base.inference
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
        // A share of keys exists only while attention is sparse.
        if parameters.contains(where: { $0.name == JointKey.attention }),
            let keep = parameters.firstIndex(where: { $0.name == JointKey.keepRatio })
        {
            parameters[keep].conditions = [
                Parameter.Condition(
                    parameter: JointKey.attention, values: [.string(InferenceJob.Attention.star.rawValue)])
            ]
        }
        let known = base.inference == nil ? JointKey.training : JointKey.inference
        keys = parameters.compactMap { parameter in known.first { $0.path == parameter.name } }
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
    public func design(for candidate: Candidate) throws(CoDesignError) -> AnyDesign {
        guard candidate.values.count == keys.count else { throw .foreignCandidate(parameter: "(all)") }
        var design = joint
        for (key, value) in zip(keys, candidate.values) {
            if let value { key.set(&design, value) }
        }
        if let planner {
            do {
                return .training(try planner.plan(PlanningTask(design.training)))
            } catch {
                throw .unplanned(error)
            }
        }
        // An inactive parameter, or a fixed one, is the one choice that a schedule without chunks leaves.
        if design.training.strategy.schedule != .interleaved { design.training.strategy.chunks = 1 }
        return design.any
    }

    /// Evaluates a candidate.
    ///
    /// A machine without a plan breaks the limit of a strategy's shape.
    ///
    /// - Throws: `CoDesignError` for a fidelity or a candidate that is not of this problem.
    public func evaluate(_ candidate: Candidate, fidelity: String) throws(CoDesignError) -> WaferAnswer {
        let fidelity = try WaferFidelity.named(fidelity)
        do throws(CoDesignError) {
            switch try design(for: candidate) {
            case .training(let design): return WaferAnswer(evaluation: fidelity.evaluate(design))
            case .inference(let design):
                guard let evaluation = fidelity.evaluate(design) else { throw .unknownFidelity(fidelity.name) }
                return WaferAnswer(inference: evaluation)
            }
        } catch .unplanned {
            var evaluation = TrainingEvaluation()
            evaluation.violations = [TrainingEvaluation.LimitCheck(limit: .strategyShape, value: 1, allowed: 0)]
            return WaferAnswer(evaluation: evaluation)
        }
    }

    /// Whether another problem asks for the same: its model, and its training job, or its requests' lengths.
    public func asksForTheSame(as other: WaferProblem) -> Bool {
        guard base.model == other.base.model else { return false }
        guard let baseInference, let requests = other.baseInference else {
            return work == other.work && base.job == other.base.job
        }
        return baseInference.promptTokens == requests.promptTokens
            && baseInference.outputTokens == requests.outputTokens
    }

    /// A design file as a candidate of the space.
    ///
    /// - Throws: `ConfigurationError` when the file is wrong, or the design lies outside the space or differs from the
    ///   problem in what the space does not hold.
    public func candidate(readingDesign path: String) throws(ConfigurationError) -> Candidate {
        func refuse(_ found: String, _ accepted: String) -> ConfigurationError {
            ConfigurationError(file: path, found: found, accepted: accepted)
        }
        let design: JointDesign
        if work == .training {
            design = JointDesign(training: try DesignFile.read(path: path))
            guard design.training.model == base.model, design.training.job == base.job else {
                throw refuse("another model or training job", "the model and training job of the campaign")
            }
        } else {
            guard case .inference(let served) = try DesignFile.readAny(path: path) else {
                throw refuse("a training design", "a design of inference, as the campaign's are")
            }
            // What plays no part in inference is the campaign's.
            var training = base
            training.hardware = served.hardware
            training.model = served.model
            for key in JointKey.inference.compactMap(\.designKey) where !key.isHardware {
                var like = base
                like.strategy = served.strategy
                key.set(&training, key.get(like))
            }
            design = JointDesign(training: training, inference: served.job)
            guard served.job.promptTokens == baseInference?.promptTokens,
                served.job.outputTokens == baseInference?.outputTokens,
                served.job.keyValuePrecision == baseInference?.keyValuePrecision, served.model == base.model
            else {
                throw refuse(
                    "another model or other requests",
                    "the model, prompt_tokens, output_tokens and kv_precision of the campaign")
            }
        }
        guard planner != nil || design.training.strategy.plan == nil else {
            throw refuse("a strategy with a plan", "one without: a campaign's space holds degrees only")
        }
        let schedule = design.training.strategy.schedule
        let values = keys.map { key -> ParameterValue? in
            if key.path == "strategy.chunks", schedule != .interleaved,
                keys.contains(where: { $0.path == "strategy.schedule" })
            {
                return nil
            }
            if key.path == JointKey.keepRatio, design.inference?.attention != .star,
                keys.contains(where: { $0.path == JointKey.attention })
            {
                return nil
            }
            return key.get(design)
        }
        // A planner decides the strategy, whatever the file has.
        let known = work == .training ? JointKey.training : JointKey.inference
        for key in known where !keys.contains(where: { $0.path == key.path }) {
            if planner != nil, !key.isHardware { continue }
            if key.path == JointKey.keepRatio, design.inference?.attention != .star { continue }
            var expected = joint
            if schedule != .interleaved { expected.training.strategy.chunks = 1 }
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
