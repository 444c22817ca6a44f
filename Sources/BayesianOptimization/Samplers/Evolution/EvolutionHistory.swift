import ParetoFront

/// The generations that the trials of one fidelity form, found again from the trials alone.
///
/// Generation g is the trials from g N to (g + 1) N - 1 at the fidelity. Its parents are the survivors of all before
/// it: those of generation g - 1 are the best N of its own parents and its visible members. Generations whose results
/// are all in are kept with their survivors; they are found anew where the trials are not those they were made of.
struct EvolutionHistory: Sendable {
    private let problem: OptimizationProblem
    private let size: Int
    private let rule: StagnationRule?
    /// The members of the complete generations.
    private var consumed: [TrialLedger.Entry] = []
    /// The survivors of the complete generations, best first.
    private var survivors: [TrialLedger.Entry] = []
    /// The hypervolume of the survivors after each complete generation, never falling.
    private(set) var hypervolumes: [Double] = []
    /// After how many complete generations the stagnation rule held first.
    private(set) var convergedGeneration: Int?

    init(problem: OptimizationProblem, size: Int, rule: StagnationRule? = nil) {
        self.problem = problem
        self.size = size
        self.rule = rule
    }

    /// The parents of the next trial, best first, given every earlier trial at the fidelity.
    mutating func parents(_ entries: [TrialLedger.Entry]) -> [TrialLedger.Entry] {
        if entries.count < consumed.count || !zip(consumed, entries).allSatisfy({ $0 == $1 }) {
            self = EvolutionHistory(problem: problem, size: size, rule: rule)
        }
        let generation = entries.count / size
        while consumed.count / size < generation {
            let members = entries[consumed.count..<(consumed.count + size)]
            guard members.allSatisfy({ $0.outcome != nil }) else { break }
            consumed += members
            survivors = selected(survivors + members)
            let values = survivors.compactMap { $0.outcome.flatMap(problem.feasibleValues) }
            let volume = Hypervolume.volume(of: values, reference: problem.maximizedReference)
            hypervolumes.append(max(volume, hypervolumes.last ?? 0))
            if convergedGeneration == nil, let rule, rule.isConverged(hypervolumes[...]) {
                convergedGeneration = hypervolumes.count
            }
        }
        var parents = survivors
        for number in (consumed.count / size)..<max(consumed.count / size, generation) {
            parents = selected(parents + entries[(number * size)..<((number + 1) * size)])
        }
        return parents
    }

    /// The best of the finished trials, those without figures included where there is nothing better.
    private func selected(_ entries: [TrialLedger.Entry]) -> [TrialLedger.Entry] {
        let finished = entries.filter { $0.outcome != nil }
        return problem.ranked(finished.compactMap(\.outcome)).prefix(size).map { finished[$0] }
    }
}
