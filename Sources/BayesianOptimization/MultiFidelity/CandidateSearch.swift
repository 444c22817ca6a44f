import SearchSpace

/// Looks for the candidate of greatest acquisition: a pool of many kinds of points, then local search from the best.
///
/// The effort is counted in scored candidates, never in time, so that the result depends on the arguments alone.
struct CandidateSearch {
    /// A candidate with the logarithm of its acquisition.
    struct Scored {
        var candidate: Candidate
        var score: Double
    }

    let problem: OptimizationProblem
    let models: SurrogateModels
    let history: ProposalHistory
    let budget: Int

    private(set) var pool: [Scored] = []
    private var seen: Set<Candidate> = []
    private(set) var spent = 0

    init(problem: OptimizationProblem, models: SurrogateModels, history: ProposalHistory, budget: Int) {
        self.problem = problem
        self.models = models
        self.history = history
        self.budget = budget
    }

    /// Fills the pool and improves its best points.
    ///
    /// - Parameters:
    ///   - leaders: Good candidates of the target level, best first.
    ///   - screened: Good candidates of cheaper levels, best first.
    mutating func run(
        leaders: [Candidate], screened: [Candidate], using generator: inout RandomGenerator
    ) throws(OptimizationError) {
        try score(gather(leaders: leaders, screened: screened, using: &generator))
        try climb(6)
        guard problem.space.hasDiscreteMoves else { return }
        try search(using: &generator)
        try climb(2)
    }

    /// Climbs from the best points of the pool that are apart from each other.
    private mutating func climb(_ count: Int) throws(OptimizationError) {
        var ascent = AcquisitionAscent(models: models, valueTolerance: 1e-6)
        for start in Array(pool.sorted { $0.score > $1.score }.prefix(count)) where start.score > -.infinity {
            guard let end = try ascent.climb(from: start.candidate, evaluations: 40) else { continue }
            spent += end.spent
            if isNew(end.candidate) {
                seen.insert(end.candidate)
                pool.append(Scored(candidate: end.candidate, score: end.score))
            }
        }
    }

    /// Improves the best points by random moves inside the space.
    private mutating func search(using generator: inout RandomGenerator) throws(OptimizationError) {
        var starts = Array(pool.sorted { $0.score > $1.score }.prefix(6))
        starts = starts.filter { $0.score > -.infinity }
        var scales = Array(repeating: 0.1, count: starts.count)
        while spent < budget, !starts.isEmpty {
            let before = spent
            var moves: [(start: Int, candidate: Candidate)] = []
            for index in starts.indices {
                for _ in 0..<10 {
                    let move = problem.space.neighbour(
                        of: starts[index].candidate, scale: scales[index], using: &generator)
                    if let move, isNew(move) {
                        seen.insert(move)
                        moves.append((index, move))
                    }
                }
            }
            let scored = try add(moves.map(\.candidate))
            var isBetter = Array(repeating: false, count: starts.count)
            for (move, result) in zip(moves, scored) where result.score > starts[move.start].score {
                starts[move.start] = result
                isBetter[move.start] = true
            }
            for index in starts.indices where !isBetter[index] { scales[index] = max(1e-3, scales[index] * 0.6) }
            // Where every neighbour is known the rest of the budget goes to random points.
            if spent == before {
                var others: [Candidate] = []
                for _ in 0..<32 { collect(try random(using: &generator), into: &others) }
                if others.isEmpty { break }
                _ = try add(others)
            }
        }
    }

    private mutating func gather(
        leaders: [Candidate], screened: [Candidate], using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [Candidate] {
        var candidates: [Candidate] = []
        let share = budget / 2
        for candidate in screened.prefix(share / 6) { collect(candidate, into: &candidates) }
        let parents = Array(leaders.prefix(16)) + Array(screened.prefix(8))
        if !parents.isEmpty {
            let scales = [0.02, 0.1, 0.3]
            for index in 0..<(share / 3) {
                let parent = parents[index % parents.count]
                if let move = problem.space.neighbour(of: parent, scale: scales[index % 3], using: &generator) {
                    collect(move, into: &candidates)
                }
            }
            for _ in 0..<(share / 6) {
                let first = parents[generator.index(below: parents.count)]
                let second = parents[generator.index(below: parents.count)]
                if let child = problem.space.crossover(first, second, using: &generator) {
                    collect(child, into: &candidates)
                }
            }
        }
        while candidates.count < share {
            let before = candidates.count
            for _ in 0..<32 where candidates.count < share {
                collect(try random(using: &generator), into: &candidates)
            }
            if candidates.count == before { break }
        }
        return candidates
    }

    private func random(using generator: inout RandomGenerator) throws(OptimizationError) -> Candidate {
        do { return try problem.space.random(using: &generator) } catch { throw .space(error) }
    }

    private func isNew(_ candidate: Candidate) -> Bool {
        !seen.contains(candidate) && !history.contains(candidate, fidelity: problem.target)
    }

    private mutating func collect(_ candidate: Candidate, into list: inout [Candidate]) {
        if isNew(candidate) {
            seen.insert(candidate)
            list.append(candidate)
        }
    }

    private mutating func score(_ candidates: [Candidate]) throws(OptimizationError) {
        _ = try add(candidates)
    }

    private mutating func add(_ candidates: [Candidate]) throws(OptimizationError) -> [Scored] {
        let scores = try models.scores(of: candidates)
        let scored = zip(candidates, scores).map { Scored(candidate: $0, score: $1) }
        pool += scored
        spent += scored.count
        return scored
    }
}
