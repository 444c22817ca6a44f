public import SearchSpace

/// NSGA-II one trial at a time: generations of equal size at one fidelity, the best of parents and children survive.
///
/// The first generation is a scrambled Sobol sequence. Trial i at the fidelity belongs to generation i / N; its parents
/// are drawn by binary tournaments among the survivors of the generations before, as far as their results are in. With
/// pending trials a generation starts before the last one is complete, and late results join when they come. The
/// generations follow from the trials alone, so nothing has to be stored.
///
/// K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
/// Trans. Evol. Comput. 6 (2002). `NSGA2` is the same method in memory.
public struct NSGA2Sampler: Sampler {
    /// The problem that candidates are made for.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: NSGA2Options
    /// The index of the fidelity that is asked.
    public let fidelity: Int
    private var breeding: Breeding
    private var fallbacks = FallbackCounter()

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - seed: The seed of the first generation.
    ///   - options: The settings.
    ///   - fidelity: The index of the fidelity to ask; the target where none is given.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: NSGA2Options, fidelity: Int? = nil
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate()
        self.problem = problem
        self.options = options
        self.fidelity = try problem.checkedFidelity(fidelity)
        breeding = try Breeding(problem: problem, seed: seed, options: options, fidelity: self.fidelity)
    }

    /// Makes a sampler with the default operators.
    ///
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(problem: OptimizationProblem, seed: UInt64, populationSize: Int = 40) throws(OptimizationError) {
        try self.init(problem: problem, seed: seed, options: NSGA2Options(populationSize: populationSize))
    }

    /// Proposes a Sobol point or a child that is new at the fidelity.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        return try breeding.propose(ledger, fallbacks: &fallbacks, using: &generator)
    }

    /// The parents that the next child would have, best first.
    mutating func parents(trial: Int, observations: [Observation], pending: [Proposal] = []) -> [Candidate] {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        return breeding.history.parents(ledger.entries(at: fidelity)).map(\.candidate)
    }

    /// The fallback counts, as JSON.
    public var state: String { fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        fallbacks = try FallbackCounter(json: state)
    }

    /// How often no new child was found and a random candidate took its place (`randomForDuplicateChild`), a first
    /// point had been proposed already (`initialDuplicate`), and no earlier result was in (`randomWithoutParents`).
    public var fallbackCounts: [String: Int] { fallbacks.counts }
}
