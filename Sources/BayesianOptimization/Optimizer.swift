import ParetoFront
public import SearchSpace

/// The optimiser as a library: ask for trials, evaluate them anywhere, tell their results in any order.
///
/// ```swift
/// let problem = OptimizationProblem(
///     space: try SearchSpace(parameters: [
///         Parameter(name: "x", domain: .continuous(lower: -2, upper: 2, scale: .linear))
///     ]),
///     objectives: [.init(name: "loss", goal: .minimize, reference: 10)],
///     fidelities: [.init(name: "full", cost: 1)])
/// var optimizer = try Optimizer(problem: problem, sampler: RandomSampler(problem: problem), seed: 1)
/// for _ in 0..<20 {
///     let trial = try optimizer.ask()
///     let x = trial.candidate.values[0]?.number ?? 0
///     try optimizer.tell(trial.number, objectives: [x * x])
/// }
/// print(optimizer.paretoFront)
/// ```
public struct Optimizer: Sendable {
    /// One candidate to evaluate.
    public struct Trial: Sendable, Hashable {
        /// The trial's number, from 0 in the order of asking.
        public var number: Int
        /// The point to evaluate.
        public var candidate: Candidate
        /// The index of the fidelity to evaluate it at.
        public var fidelity: Int
        /// Where the candidate came from.
        public var origin: String

        /// Makes a trial.
        public init(number: Int, candidate: Candidate, fidelity: Int, origin: String) {
            self.number = number
            self.candidate = candidate
            self.fidelity = fidelity
            self.origin = origin
        }
    }

    /// What is optimised.
    public let problem: OptimizationProblem
    /// The seed from which each trial's generator comes, with the trial's number as its stream.
    public let seed: UInt64
    /// The method that proposes candidates.
    public private(set) var sampler: any Sampler
    /// Every trial asked so far, by number.
    public private(set) var trials: [Trial] = []
    /// By trial number: its result, once told.
    private var outcomes: [Observation.Outcome?] = []

    /// Makes an optimiser without trials.
    ///
    /// - Throws: `OptimizationError.invalidProblem`.
    public init(problem: OptimizationProblem, sampler: any Sampler, seed: UInt64) throws(OptimizationError) {
        try problem.validate()
        self.problem = problem
        self.sampler = sampler
        self.seed = seed
    }

    /// Makes an optimiser that goes on from stored trials.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - sampler: A new sampler with the options of the old one.
    ///   - seed: The old seed.
    ///   - trials: Every trial asked so far, by number from 0.
    ///   - observations: The results told so far.
    ///   - samplerState: The old sampler's `state`.
    /// - Throws: `OptimizationError`.
    public init(
        problem: OptimizationProblem, sampler: any Sampler, seed: UInt64, trials: [Trial],
        observations: [Observation], samplerState: String
    ) throws(OptimizationError) {
        try self.init(problem: problem, sampler: sampler, seed: seed)
        for (index, trial) in trials.enumerated() where trial.number != index {
            throw .inconsistentHistory(reason: "trial \(trial.number) stands at place \(index)")
        }
        self.trials = trials
        outcomes = Array(repeating: nil, count: trials.count)
        for observation in observations { try tell(observation.trial, observation.outcome) }
        try self.sampler.restore(state: samplerState)
    }

    /// The results told so far, in trial order whatever the order of telling.
    public var observations: [Observation] {
        zip(trials, outcomes).compactMap { trial, outcome in
            outcome.map {
                Observation(trial: trial.number, candidate: trial.candidate, fidelity: trial.fidelity, outcome: $0)
            }
        }
    }

    /// The trials whose results have not been told, in trial order.
    public var pending: [Trial] { zip(trials, outcomes).filter { $0.1 == nil }.map(\.0) }

    /// Asks for the next trial; it depends on what has been told, not on the order of telling.
    ///
    /// - Throws: `OptimizationError` where no candidate is left or the sampler failed.
    public mutating func ask() throws(OptimizationError) -> Trial {
        let number = trials.count
        var generator = RandomGenerator(seed: seed, stream: UInt64(number))
        let proposal = try sampler.propose(
            trial: number, observations: observations,
            pending: pending.map { Proposal(candidate: $0.candidate, fidelity: $0.fidelity, origin: $0.origin) },
            generator: &generator)
        let trial = Trial(
            number: number, candidate: proposal.candidate, fidelity: proposal.fidelity, origin: proposal.origin)
        trials.append(trial)
        outcomes.append(nil)
        return trial
    }

    /// Asks for several trials to be evaluated side by side.
    ///
    /// - Throws: `OptimizationError`; trials asked before the error stay pending.
    public mutating func ask(_ count: Int) throws(OptimizationError) -> [Trial] {
        var asked: [Trial] = []
        for _ in 0..<max(0, count) { asked.append(try ask()) }
        return asked
    }

    /// Tells the result of a trial; a value that is not finite makes it a failed one.
    ///
    /// - Throws: `OptimizationError.unknownTrial`, `.alreadyTold` or `.wrongCount`; nothing changes then.
    public mutating func tell(_ number: Int, _ outcome: Observation.Outcome) throws(OptimizationError) {
        guard trials.indices.contains(number) else { throw .unknownTrial(number) }
        guard outcomes[number] == nil else { throw .alreadyTold(number) }
        outcomes[number] = try problem.checked(outcome)
    }

    /// Tells the figures of a trial, in the problem's order and units.
    ///
    /// - Throws: `OptimizationError.unknownTrial`, `.alreadyTold` or `.wrongCount`; nothing changes then.
    public mutating func tell(
        _ number: Int, objectives: [Double], constraints: [Double] = []
    ) throws(OptimizationError) {
        try tell(number, .evaluated(objectives: objectives, constraints: constraints))
    }

    /// The feasible results at the target fidelity that no other one dominates, in trial order.
    public var paretoFront: [Observation] { problem.front(of: observations) }

    /// The hypervolume of the front above the problem's reference point.
    public var hypervolume: Double { problem.hypervolume(of: observations) }
}
