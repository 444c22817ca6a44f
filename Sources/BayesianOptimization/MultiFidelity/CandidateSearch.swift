import SearchSpace

/// Looks for the candidate of greatest acquisition: a pool of many kinds of points, then local search from the best.
///
/// The effort is counted in scored candidates, never in time, so that the result depends on the arguments alone.
struct CandidateSearch {
    typealias Scored = ScoredCandidate

    let problem: OptimizationProblem
    let models: SurrogateModels
    let history: ProposalHistory
    let budget: Int

    private(set) var pool: [Scored] = []
    private var seen: Set<Candidate> = []
    private(set) var spent = 0
    /// How many climbs an error ended.
    private(set) var failedClimbs = 0

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
        failedClimbs += ascent.failedClimbs
    }

    /// Improves the best points by random moves inside the space.
    private mutating func search(using generator: inout RandomGenerator) throws(OptimizationError) {
        var local = LocalMoves(possibleOf: pool)
        while spent < budget, !local.starts.isEmpty {
            let before = spent
            let moves = local.moves(in: problem.space, using: &generator) { move in
                guard isNew(move) else { return false }
                seen.insert(move)
                return true
            }
            local.advance(moves, to: try add(moves.map(\.candidate)))
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
        let relatives = problem.space.relatives(
            of: parents, moves: share / 3, crossovers: share / 6, using: &generator)
        for candidate in relatives { collect(candidate, into: &candidates) }
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
