public import SearchSpace

/// NSGA-II in steady state: each child comes from two of the best of all visible target-level observations.
///
/// The first `populationSize` trials are Sobol points. Then parents are chosen by binary tournaments among the best
/// observations: feasible before infeasible, feasible ones by front and crowding distance, infeasible ones by the sum of
/// their violations, each relative to the largest seen, those without figures last. Children are made by crossover and
/// a mutation within the space, so that known constraints always hold.
///
/// K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
/// Trans. Evol. Comput. 6 (2002).
public struct NSGA2Sampler: Sampler {
    /// The problem that candidates are made for.
    public let problem: OptimizationProblem
    /// How many observations may become parents, and how many Sobol points come first.
    public let populationSize: Int
    private let start: SobolSampler
    private var duplicates = 0

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - seed: The seed of the first points.
    ///   - populationSize: At least 4.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(problem: OptimizationProblem, seed: UInt64, populationSize: Int = 40) throws(OptimizationError) {
        guard populationSize >= 4 else {
            throw .invalidOption(name: "populationSize", found: "\(populationSize)", accepted: "at least 4")
        }
        self.problem = problem
        self.populationSize = populationSize
        start = try SobolSampler(problem: problem, seed: seed)
    }

    /// Proposes a Sobol point or a child that is new at the target fidelity.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let history = ProposalHistory(observations: observations, pending: pending)
        if trial < populationSize {
            let candidate = try start.candidate(trial)
            if !history.contains(candidate, fidelity: problem.target) {
                return Proposal(candidate: candidate, fidelity: problem.target, origin: "initial")
            }
        }
        let parents = ranked(observations.filter { $0.fidelity == problem.target }).prefix(populationSize)
        if parents.count >= 2 {
            for _ in 0..<32 {
                if let child = child(of: Array(parents), using: &generator),
                    !history.contains(child, fidelity: problem.target)
                {
                    return Proposal(candidate: child, fidelity: problem.target, origin: "child")
                }
            }
            duplicates += 1
        }
        let candidate = try history.fresh(in: problem, fidelity: problem.target, using: &generator)
        return Proposal(candidate: candidate, fidelity: problem.target, origin: "random")
    }

    private func child(of parents: [Candidate], using generator: inout RandomGenerator) -> Candidate? {
        // Parents stand from best to worst, so the better of two has the smaller index.
        func tournament(_ generator: inout RandomGenerator) -> Candidate {
            parents[min(generator.index(below: parents.count), generator.index(below: parents.count))]
        }
        let first = tournament(&generator)
        var child = first
        if generator.uniform() < 0.9 {
            child = problem.space.crossover(first, tournament(&generator), using: &generator) ?? first
        }
        var moves = 0
        while moves < 4, moves == 0 ? (child == first || generator.uniform() < 0.7) : generator.uniform() < 0.3 {
            child = problem.space.neighbour(of: child, scale: 0.05, using: &generator) ?? child
            moves += 1
        }
        return child
    }

    /// The candidates from best to worst.
    func ranked(_ observations: [Observation]) -> [Candidate] {
        let evaluated = observations.filter { SurrogateData.figures($0) != nil }
        let without = observations.filter { SurrogateData.figures($0) == nil }
        return SurrogateData.ranked(evaluated, problem: problem).map { evaluated[$0].candidate }
            + without.map(\.candidate)
    }

    /// Empty: parents are found anew from the observations.
    public var state: String { "" }

    /// Accepts the empty state only.
    public mutating func restore(state: String) throws(OptimizationError) {
        guard state.isEmpty else { throw .invalidState(reason: "an NSGA-II sampler has none") }
    }

    /// How often no new child was found and a random candidate took its place.
    public var fallbackCounts: [String: Int] { duplicates > 0 ? ["randomForDuplicateChild": duplicates] : [:] }
}
