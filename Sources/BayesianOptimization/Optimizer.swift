import LinearAlgebra
public import ParetoFront
public import SearchSpace

/// The optimiser one trial at a time: ask for trials, evaluate them anywhere, tell their results in any order.
///
/// `Study` is the shorter way where the evaluation is a function of this program. An optimiser is for the rest: results
/// that come from elsewhere, a sampler of one's own, a state that is stored between two runs.
///
/// ```swift
/// let problem = OptimizationProblem(
///     space: try SearchSpace(parameters: [.continuous("x", -2...2)]),
///     objectives: [.minimize("loss", reference: 10)], fidelities: [.level("full", cost: 1)])
/// var optimizer = try Optimizer(
///     problem: problem, sampler: MultiFidelitySampler(problem: problem, seed: 1), seed: 1)
/// for _ in 0..<20 {
///     let trial = try optimizer.ask()
///     let x = trial.candidate.values[0]?.number ?? .nan
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

    /// The first optimiser of a process sets the linear algebra to one thread: sums over several are rounded in another
    /// order each time, and then the same seed does not give the same trials.
    private static let isSingleThreaded = BLASLibrary.setThreadCount(1)

    /// What is optimised.
    public let problem: OptimizationProblem
    /// The seed from which each trial's generator comes, with the trial's number as its stream.
    public let seed: UInt64
    /// The method that proposes candidates.
    public private(set) var sampler: any Sampler
    /// Every trial asked so far, by number.
    public private(set) var trials: [Trial] = []
    /// What was known before the first trial, in the order given, numbered from `-prior.count` to -1.
    public let prior: [Observation]
    /// The results told so far, in trial order whatever the order of telling; what is known beforehand is not among
    /// them.
    public private(set) var observations: [Observation] = []
    /// The trials whose results have not been told, in trial order.
    public private(set) var pending: [Trial] = []

    /// `prior` and `observations` in one list, kept only where there is something known beforehand.
    private var known: [Observation]
    /// The pending trials as samplers see them.
    private var proposals: [Proposal] = []
    /// By trial: whether its result has been told.
    private var isTold: [Bool] = []
    private var archive = ParetoArchive<Int>()

    /// Makes an optimiser without trials.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - sampler: The method that proposes candidates.
    ///   - seed: Where each trial's randomness comes from.
    ///   - prior: Results of an earlier run. The sampler learns from them and proposes none of their candidates again
    ///     at the same fidelity; they are no trials and no part of the front. Their numbers are replaced by negative
    ///     ones.
    /// - Throws: `OptimizationError`: `.invalidProblem`; `.space`, `.wrongCount` or `.inconsistentHistory` for the
    ///   first result that does not fit the problem.
    public init(
        problem: OptimizationProblem, sampler: any Sampler, seed: UInt64, prior: [Observation] = []
    ) throws(OptimizationError) {
        _ = Self.isSingleThreaded
        try problem.validate()
        self.problem = problem
        self.sampler = sampler
        self.seed = seed
        var numbered: [Observation] = []
        for (index, observation) in prior.enumerated() {
            numbered.append(try problem.adopted(observation, as: index - prior.count))
        }
        self.prior = numbered
        known = numbered
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
    ///   - prior: What the old one was given as such.
    /// - Throws: `OptimizationError`: `.inconsistentHistory` or `.space` for the first trial that does not fit the
    ///   problem, `.unknownTrial`, `.alreadyTold` or `.wrongCount` for a result, `.invalidState` for the sampler's.
    public init(
        problem: OptimizationProblem, sampler: any Sampler, seed: UInt64, trials: [Trial],
        observations: [Observation], samplerState: String, prior: [Observation] = []
    ) throws(OptimizationError) {
        try self.init(problem: problem, sampler: sampler, seed: seed, prior: prior)
        for (index, trial) in trials.enumerated() where trial.number != index {
            throw .inconsistentHistory(reason: "trial \(trial.number) stands at place \(index)")
        }
        for trial in trials { add(try problem.adopted(trial)) }
        for observation in observations { try tell(observation.trial, observation.outcome) }
        try self.sampler.restore(state: samplerState)
    }

    /// Asks for the next trial; it depends on what has been told, not on the order of telling.
    ///
    /// - Throws: `OptimizationError` where no candidate is left or the sampler failed; nothing is asked then.
    public mutating func ask() throws(OptimizationError) -> Trial {
        let number = trials.count
        var generator = RandomGenerator(seed: seed, stream: UInt64(number))
        let proposal = try sampler.propose(
            trial: number, observations: prior.isEmpty ? observations : known, pending: proposals,
            generator: &generator)
        let trial = Trial(
            number: number, candidate: proposal.candidate, fidelity: proposal.fidelity, origin: proposal.origin)
        add(trial)
        return trial
    }

    private mutating func add(_ trial: Trial) {
        trials.append(trial)
        isTold.append(false)
        pending.append(trial)
        proposals.append(Proposal(candidate: trial.candidate, fidelity: trial.fidelity, origin: trial.origin))
    }

    /// Asks for a trial of one's own choosing.
    ///
    /// - Parameters:
    ///   - candidate: The point to evaluate.
    ///   - fidelity: The index of the fidelity; the target where none is given.
    /// - Throws: `OptimizationError.space` where the candidate is not in the space, `.invalidOption` for a fidelity
    ///   that the problem does not have.
    public mutating func ask(for candidate: Candidate, fidelity: Int? = nil) throws(OptimizationError) -> Trial {
        let fidelity = try problem.checkedFidelity(fidelity)
        let own: Candidate
        do { own = try problem.space.normalized(candidate) } catch { throw .space(error) }
        let trial = Trial(number: trials.count, candidate: own, fidelity: fidelity, origin: "start")
        add(trial)
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
        guard !isTold[number] else { throw .alreadyTold(number) }
        let trial = trials[number]
        let observation = Observation(
            trial: number, candidate: trial.candidate, fidelity: trial.fidelity, outcome: try problem.checked(outcome))
        isTold[number] = true
        Self.insert(observation, into: &observations)
        if !prior.isEmpty { Self.insert(observation, into: &known) }
        if let place = pending.firstIndex(where: { $0.number == number }) {
            pending.remove(at: place)
            proposals.remove(at: place)
        }
        if let values = problem.targetValues(observation) { archive.insert(values, id: number) }
    }

    /// Inserts in trial order; results come nearly in that order, so that little has to be moved.
    private static func insert(_ observation: Observation, into list: inout [Observation]) {
        var place = list.count
        while place > 0, list[place - 1].trial > observation.trial { place -= 1 }
        list.insert(observation, at: place)
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
    public var paretoFront: [Observation] {
        archive.entries.map(\.id).sorted().compactMap { number in
            var (low, high) = (0, observations.count)
            while low < high {
                let middle = (low + high) / 2
                if observations[middle].trial < number { low = middle + 1 } else { high = middle }
            }
            return low < observations.count ? observations[low] : nil
        }
    }

    /// The exact hypervolume of the front above the problem's reference point; its time is exponential in the number of
    /// objectives.
    public var hypervolume: Double { archive.hypervolume(reference: problem.maximizedReference) }

    /// The hypervolume: exact where that is affordable, for up to eight objectives and fronts of moderate size, else
    /// sampled with its standard error.
    public var hypervolumeEstimate: HypervolumeEstimate {
        var generator = RandomGenerator(seed: seed, stream: .max - 1)
        return Hypervolume.measure(
            of: archive.entries.map(\.values), reference: problem.maximizedReference, using: &generator)
    }
}

extension OptimizationProblem {
    /// A result from elsewhere as one of this problem, under another number.
    fileprivate func adopted(_ observation: Observation, as number: Int) throws(OptimizationError) -> Observation {
        Observation(
            trial: number,
            candidate: try adopted(observation.candidate, at: observation.fidelity, of: "a prior result"),
            fidelity: observation.fidelity, outcome: try checked(observation.outcome))
    }

    /// A stored trial as one of this problem.
    fileprivate func adopted(_ trial: Optimizer.Trial) throws(OptimizationError) -> Optimizer.Trial {
        var own = trial
        own.candidate = try adopted(trial.candidate, at: trial.fidelity, of: "trial \(trial.number)")
        return own
    }

    private func adopted(
        _ candidate: Candidate, at fidelity: Int, of what: String
    ) throws(OptimizationError) -> Candidate {
        guard fidelities.indices.contains(fidelity) else {
            throw .inconsistentHistory(reason: "\(what) is at fidelity \(fidelity) of \(fidelities.count)")
        }
        do { return try space.normalized(candidate) } catch { throw .space(error) }
    }
}
