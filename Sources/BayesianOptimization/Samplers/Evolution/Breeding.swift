import SearchSpace

/// NSGA-II at one fidelity, one trial at a time, for the samplers that use it.
struct Breeding: Sendable {
    private let problem: OptimizationProblem
    private let options: NSGA2Options
    private let fidelity: Int
    private let start: SobolSampler
    let operators: VariationOperators
    var history: EvolutionHistory

    init(
        problem: OptimizationProblem, seed: UInt64, options: NSGA2Options, fidelity: Int, rule: StagnationRule? = nil
    ) throws(OptimizationError) {
        self.problem = problem
        self.options = options
        self.fidelity = fidelity
        start = try SobolSampler(problem: problem, seed: seed, fidelity: fidelity)
        operators = VariationOperators(space: problem.space, options: options)
        history = EvolutionHistory(problem: problem, size: options.populationSize, rule: rule)
    }

    /// The next trial at the fidelity.
    ///
    /// - Throws: `OptimizationError.spaceExhausted` or `.space`.
    mutating func propose(
        _ ledger: TrialLedger, fallbacks: inout FallbackCounter, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let entries = ledger.entries(at: fidelity)
        if entries.count < options.populationSize {
            let candidate = try start.candidate(entries.count)
            if !ledger.contains(candidate, fidelity: fidelity) {
                return Proposal(candidate: candidate, fidelity: fidelity, origin: "initial")
            }
            fallbacks.count("initialDuplicate")
        } else {
            let parents = history.parents(entries).map(\.candidate)
            if let child = child(of: parents, ledger: ledger, using: &generator) {
                return Proposal(candidate: child, fidelity: fidelity, origin: "child")
            }
            fallbacks.count(parents.isEmpty ? "randomWithoutParents" : "randomForDuplicateChild")
        }
        return try ledger.freshProposal(in: problem, fidelity: fidelity, origin: "random", using: &generator)
    }

    /// A child of parents that stand from best to worst, new at the fidelity; `nil` where none was found.
    func child(
        of parents: [Candidate], ledger: TrialLedger, using generator: inout RandomGenerator
    ) -> Candidate? {
        guard !parents.isEmpty else { return nil }
        for attempt in 0..<64 {
            let first = NSGA2.tournament(parents, using: &generator)
            let second = NSGA2.tournament(parents, using: &generator)
            var child = operators.children(of: first, second, using: &generator).0
            // Where children keep coming out as known points a further step leads away from them.
            if attempt >= 16 { child = problem.space.neighbour(of: child, scale: 0.05, using: &generator) ?? child }
            if !ledger.contains(child, fidelity: fidelity) { return child }
        }
        return nil
    }
}
