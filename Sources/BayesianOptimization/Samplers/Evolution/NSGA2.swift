import ParetoFront
public import SearchSpace

/// NSGA-II in memory, for functions so cheap that thousands of evaluations cost nothing.
///
/// Generations of equal size; parents by binary tournaments under the constrained crowded comparison; the best of
/// parents and children together survive. No candidate is evaluated twice. K. Deb, A. Pratap, S. Agarwal and T.
/// Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput. 6 (2002).
/// ```swift
/// let result = try NSGA2(problem: problem).run(seed: 1, generations: 200, until: StagnationRule()) { candidate in
///     .evaluated(objectives: [cost(candidate), -speed(candidate)], constraints: [])
/// }
/// result.front    // the feasible individuals that no evaluated one dominates
/// ```
public struct NSGA2: Sendable {
    /// A candidate with what its evaluation showed.
    public struct Individual: Sendable, Hashable {
        /// The point.
        public var candidate: Candidate
        /// What came back.
        public var outcome: Observation.Outcome
    }

    /// What a run found.
    public struct Result: Sendable {
        /// The last generation's survivors, best first.
        public var population: [Individual]
        /// The feasible individuals that no individual ever evaluated dominates, in the order of evaluation.
        public var front: [Individual]
        /// How many evaluations were made.
        public var evaluations: Int
        /// The hypervolume of the survivors above the problem's reference point, after each generation.
        public var hypervolumes: [Double]
        /// Whether the stagnation rule ended the run.
        public var isConverged: Bool
        /// How many children were replaced by random candidates because no new child was found.
        public var randomChildren: Int
    }

    /// The problem; its fidelities play no part.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: NSGA2Options
    let operators: VariationOperators

    /// Makes an engine.
    ///
    /// - Throws: `OptimizationError.invalidProblem` or `.invalidOption`.
    public init(
        problem: OptimizationProblem, options: NSGA2Options = NSGA2Options(populationSize: 100)
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate()
        self.problem = problem
        self.options = options
        operators = VariationOperators(space: problem.space, options: options)
    }

    /// Evolves a random first generation.
    ///
    /// - Parameters:
    ///   - seed: The seed of everything random.
    ///   - generations: The most generations, the first included; at least 1.
    ///   - rule: Ends the run early; `nil` never does.
    ///   - evaluate: A pure function of the candidate; a number that is not finite makes the individual a failed one.
    /// - Throws: `OptimizationError.invalidOption`, `.space`, or `.wrongCount`. A space that is exhausted ends the run.
    public func run(
        seed: UInt64, generations: Int, until rule: StagnationRule? = nil,
        evaluate: (Candidate) -> Observation.Outcome
    ) throws(OptimizationError) -> Result {
        try OptionCheck.require(generations >= 1, "generations", generations, "at least 1")
        try rule?.validate()
        var generator = RandomGenerator(seed: seed)
        var known: Set<Candidate> = []
        var archive: [Individual] = []
        var result = Result(
            population: [], front: [], evaluations: 0, hypervolumes: [], isConverged: false, randomChildren: 0)
        for generation in 0..<generations {
            let children =
                generation == 0
                ? try randomCandidates(options.populationSize, known: &known, using: &generator)
                : try offspring(of: result.population, known: &known, result: &result, using: &generator)
            if children.isEmpty { break }
            var evaluated: [Individual] = []
            for child in children {
                evaluated.append(Individual(candidate: child, outcome: try problem.checked(evaluate(child))))
            }
            result.evaluations += evaluated.count
            archive = Self.front(archive + evaluated, problem: problem)
            result.population = survivors(result.population + evaluated)
            result.hypervolumes.append(
                max(result.hypervolumes.last ?? 0, hypervolume(result.population.map(\.outcome))))
            if let rule, rule.isConverged(result.hypervolumes[...]) {
                result.isConverged = true
                break
            }
        }
        result.front = archive
        return result
    }

    /// The best individuals, best first.
    func survivors(_ individuals: [Individual]) -> [Individual] {
        problem.ranked(individuals.map(\.outcome)).prefix(options.populationSize).map { individuals[$0] }
    }

    func hypervolume(_ outcomes: [Observation.Outcome]) -> Double {
        Hypervolume.volume(of: outcomes.compactMap(problem.feasibleValues), reference: problem.maximizedReference)
    }

    /// The winner of a binary tournament among candidates that stand from best to worst.
    static func tournament<Element>(_ ranked: [Element], using generator: inout RandomGenerator) -> Element {
        ranked[min(generator.index(below: ranked.count), generator.index(below: ranked.count))]
    }

    private static func front(_ individuals: [Individual], problem: OptimizationProblem) -> [Individual] {
        let feasible = individuals.filter { problem.isFeasible($0.outcome) }
        let mask = Dominance.nonDominatedMask(feasible.compactMap { problem.feasibleValues($0.outcome) })
        return zip(feasible, mask).filter(\.1).map(\.0)
    }

    private func offspring(
        of parents: [Individual], known: inout Set<Candidate>, result: inout Result,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [Candidate] {
        guard !parents.isEmpty else { return [] }
        var children: [Candidate] = []
        for _ in 0..<(8 * options.populationSize) where children.count < options.populationSize {
            let pair = operators.children(
                of: Self.tournament(parents, using: &generator).candidate,
                Self.tournament(parents, using: &generator).candidate, using: &generator)
            for child in [pair.0, pair.1] where children.count < options.populationSize {
                if known.insert(child).inserted { children.append(child) }
            }
        }
        let missing = options.populationSize - children.count
        guard missing > 0 else { return children }
        let others = try randomCandidates(missing, known: &known, using: &generator)
        result.randomChildren += others.count
        return children + others
    }

    /// New random candidates; fewer than asked where the space ends.
    private func randomCandidates(
        _ count: Int, known: inout Set<Candidate>, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [Candidate] {
        var candidates: [Candidate] = []
        for _ in 0..<(16 * count) where candidates.count < count {
            let candidate: Candidate
            do { candidate = try problem.space.random(using: &generator) } catch { throw .space(error) }
            if known.insert(candidate).inserted { candidates.append(candidate) }
        }
        guard candidates.count < count else { return candidates }
        var left = problem.space.candidatesLeft(beside: known)
        generator.shuffle(&left)
        for candidate in left.prefix(count - candidates.count) {
            known.insert(candidate)
            candidates.append(candidate)
        }
        return candidates
    }
}
