import ParetoFront
public import SearchSpace

/// An optimisation of one's own function, with parameters, objectives and constraints by name.
///
/// ```swift
/// var study = try Study(
///     parameters: [.continuous("x", -5...10), .continuous("y", 0...15)],
///     objectives: [.minimize("loss", reference: 100)])
/// try study.optimize(evaluations: 25) { trial in
///     let (x, y) = (try trial["x"], try trial["y"])
///     return ["loss": (x - 2) * (x - 2) + (y - 3) * (y - 3)]
/// }
/// print(study.front)
/// ```
///
/// A study is a value: a copy of it goes its own way, and the same calls on it give the same trials. Where the results
/// come from elsewhere, use `ask` and `tell`.
///
/// The first study of a process sets the linear algebra library to one thread: only then do results repeat bit by bit,
/// and matrices of a few hundred rows gain nothing from more.
public struct Study: Sendable {
    /// Makes the sampler of a study from its problem and seed.
    public typealias SamplerFactory = @Sendable (OptimizationProblem, UInt64) throws(OptimizationError) -> any Sampler

    /// Why `optimize` came back.
    public enum Ending: Sendable, Hashable {
        /// The evaluations or the cost that it was given are used up.
        case budget
        /// A stopping rule holds, for the reason given.
        case rule(String)
        /// Every candidate of the space has been proposed.
        case spaceExhausted(String)
    }

    /// Trials, results and the sampler.
    public private(set) var optimizer: Optimizer
    /// Why the latest `optimize` came back; `nil` before the first one and where it threw.
    public internal(set) var ending: Ending?
    /// Trials of `optimize` that have no result, since it threw: its next call begins with them.
    var unfinished: [Int] = []
    var trace: HypervolumeTrace
    /// By tolerance: the rules that asked a model in any call of `optimize`, so that none asks twice about the same
    /// results.
    var gainChecks: [Double: RemainingGainCheck] = [:]
    private var start: [Candidate] = []

    /// Makes a study.
    ///
    /// - Parameters:
    ///   - parameters: What may be chosen: at least one.
    ///   - rules: Expressions over parameters that every candidate satisfies, as `"tensor * data <= 64"`; see
    ///     `KnownConstraint`.
    ///   - objectives: At least one.
    ///   - constraints: The limits that only an evaluation can tell.
    ///   - fidelities: The ways to evaluate, from cheap to dear; the last one counts.
    ///   - start: Candidates to begin with, at the last fidelity: a value by name for every active parameter.
    ///   - prior: Trials of an earlier study over parameters, figures and fidelities of these names; the sampler learns
    ///     from those with a result.
    ///   - seed: Where all randomness comes from.
    ///   - sampler: The method; where none is given `MultiFidelitySampler`.
    /// - Throws: `OptimizationError` for the first thing that is wrong.
    public init(
        parameters: [Parameter], rules: [String] = [], objectives: [OptimizationProblem.Objective],
        constraints: [OptimizationProblem.Constraint] = [],
        fidelities: [OptimizationProblem.Fidelity] = [.level("full", cost: 1)],
        start: [[String: any StudyValue]] = [], prior: [Trial] = [], seed: UInt64 = 0, sampler: SamplerFactory? = nil
    ) throws(OptimizationError) {
        let space: SearchSpace
        do {
            space = try SearchSpace(parameters: parameters, constraints: rules.map { KnownConstraint($0) })
        } catch { throw .space(error) }
        try self.init(
            problem: OptimizationProblem(
                space: space, objectives: objectives, constraints: constraints, fidelities: fidelities),
            start: start, prior: prior, seed: seed, sampler: sampler)
    }

    /// Makes a study of a problem; see the other initialiser.
    ///
    /// - Throws: `OptimizationError` for the first thing that is wrong.
    public init(
        problem: OptimizationProblem, start: [[String: any StudyValue]] = [], prior: [Trial] = [], seed: UInt64 = 0,
        sampler: SamplerFactory? = nil
    ) throws(OptimizationError) {
        var known: [Observation] = []
        for trial in prior where trial.outcome != nil { known.append(try problem.observation(from: trial)) }
        let method: any Sampler
        if let sampler {
            method = try sampler(problem, seed)
        } else {
            method = try MultiFidelitySampler(problem: problem, seed: seed)
        }
        optimizer = try Optimizer(problem: problem, sampler: method, seed: seed, prior: known)
        trace = HypervolumeTrace(problem: problem)
        for values in start { self.start.append(try problem.candidate(values)) }
    }

    /// What is optimised.
    public var problem: OptimizationProblem { optimizer.problem }

    /// Asks for the next trial.
    ///
    /// - Throws: `OptimizationError` where no candidate is left or the sampler failed.
    public mutating func ask() throws(OptimizationError) -> Trial {
        let number = optimizer.trials.count
        let trial =
            number < start.count ? try optimizer.ask(for: start[number], fidelity: problem.target) : try optimizer.ask()
        return Trial(trial, outcome: nil, problem: problem)
    }

    /// Asks for several trials to be evaluated side by side.
    ///
    /// - Throws: `OptimizationError`; trials asked before the error stay pending.
    public mutating func ask(_ count: Int) throws(OptimizationError) -> [Trial] {
        var asked: [Trial] = []
        for _ in 0..<max(0, count) { asked.append(try ask()) }
        return asked
    }

    /// Tells the figures of a trial by name, in their own units; one that is not finite makes it a failed trial.
    ///
    /// - Throws: `OptimizationError.missingFigure`, `.unknownTrial` or `.alreadyTold`; nothing changes then.
    public mutating func tell(_ trial: Trial, _ figures: [String: Double]) throws(OptimizationError) {
        try tell(trial, problem.outcome(figures))
    }

    /// Tells the outcome of a trial.
    ///
    /// - Throws: `OptimizationError.wrongCount`, `.unknownTrial` or `.alreadyTold`; nothing changes then.
    public mutating func tell(_ trial: Trial, _ outcome: Observation.Outcome) throws(OptimizationError) {
        try optimizer.tell(trial.number, outcome)
        unfinished.removeAll { $0 == trial.number }
    }

    /// Every trial asked so far, by number.
    public var trials: [Trial] {
        var observations = optimizer.observations[...]
        return optimizer.trials.map { trial in
            let outcome = observations.first?.trial == trial.number ? observations.popFirst()?.outcome : nil
            return Trial(trial, outcome: outcome, problem: problem)
        }
    }

    /// The feasible trials at the last fidelity that no other one dominates, by number; with one objective the best.
    public var front: [Trial] {
        optimizer.paretoFront.map { observation in
            Trial(optimizer.trials[observation.trial], outcome: observation.outcome, problem: problem)
        }
    }

    /// The hypervolume of the front above the references: exact for up to eight objectives and fronts of moderate size,
    /// else sampled; see `Optimizer.hypervolumeEstimate`.
    public var hypervolume: Double { optimizer.hypervolumeEstimate.value }
}

extension OptimizationProblem {
    /// The candidate with values by name.
    fileprivate func candidate(_ values: [String: any StudyValue]) throws(OptimizationError) -> Candidate {
        for name in values.keys.sorted() where space.index(of: name) == nil {
            let names = space.parameters.map(\.name).joined(separator: ", ")
            throw .unreadableParameter(name: name, reason: "there is none; the space has \(names)")
        }
        do {
            return try space.normalized(
                Candidate(values: space.parameters.map { values[$0.name]?.parameterValue }))
        } catch { throw .space(error) }
    }

    /// The result of a trial of another study.
    fileprivate func observation(from trial: Study.Trial) throws(OptimizationError) -> Observation {
        guard let fidelity = fidelities.firstIndex(where: { $0.name == trial.fidelity.name }) else {
            throw .inconsistentHistory(
                reason: "a prior trial is at fidelity '\(trial.fidelity.name)', which is none here")
        }
        let values = trial.values
        for name in values.keys.sorted() where space.index(of: name) == nil {
            throw .inconsistentHistory(reason: "a prior trial has the parameter '\(name)', which is none here")
        }
        let candidate = Candidate(values: space.parameters.map { values[$0.name] })
        switch trial.outcome {
        case .evaluated:
            return Observation(
                trial: 0, candidate: candidate, fidelity: fidelity, outcome: try outcome(trial.figures))
        case .infeasible(let reason):
            return Observation(trial: 0, candidate: candidate, fidelity: fidelity, outcome: .infeasible(reason: reason))
        case .failed(let reason):
            return Observation(trial: 0, candidate: candidate, fidelity: fidelity, outcome: .failed(reason: reason))
        case nil: throw .inconsistentHistory(reason: "prior trial \(trial.number) has no result")
        }
    }
}
