import SearchSpace

/// Looks for the candidate of greatest acquisition among random ones, and by local search from the best of them.
///
/// The effort is counted in scored candidates.
struct AcquisitionSearch: Sendable {
    typealias Scored = ScoredCandidate
    typealias Score = ([Candidate]) throws(OptimizationError) -> [Double]

    let space: SearchSpace
    /// The candidates that must not be proposed, and those scored already.
    private var seen: Set<Candidate>
    /// How many candidates were scored.
    private(set) var spent = 0

    init(space: SearchSpace, known: Set<Candidate>) {
        self.space = space
        seen = known
    }

    /// The best of a number of random candidates; `nil` where no new one was found.
    mutating func random(
        count: Int, using generator: inout RandomGenerator, score: Score
    ) throws(OptimizationError) -> Scored? {
        var candidates: [Candidate] = []
        try addRandom(count, to: &candidates, using: &generator)
        return Self.best(try scored(candidates, by: score))
    }

    /// The best of half a budget of random candidates and relatives of the leaders, and half of local search from the
    /// best of these; `nil` where no new candidate was found.
    ///
    /// - Parameters:
    ///   - budget: How many candidates may be scored.
    ///   - leaders: Good candidates, best first.
    ///   - generator: The source of randomness.
    ///   - score: The logarithm of the acquisition of each candidate of a batch.
    mutating func local(
        budget: Int, leaders: [Candidate], using generator: inout RandomGenerator, score: Score
    ) throws(OptimizationError) -> Scored? {
        var candidates: [Candidate] = []
        let relatives = space.relatives(
            of: Array(leaders.prefix(20)), moves: budget / 8, crossovers: budget / 16, using: &generator)
        for candidate in relatives { add(candidate, to: &candidates) }
        try addRandom(max(1, budget / 2 - candidates.count), to: &candidates, using: &generator)
        let pool = try scored(candidates, by: score)
        guard var best = Self.best(pool) else { return nil }
        var local = LocalMoves(bestOf: pool)
        while spent < budget {
            let moves = local.moves(in: space, using: &generator) { seen.insert($0).inserted }
            if moves.isEmpty { break }
            let results = try scored(moves.map(\.candidate), by: score)
            for result in results where result.score > best.score { best = result }
            local.advance(moves, to: results)
        }
        return best
    }

    private static func best(_ scored: [Scored]) -> Scored? {
        var best: Scored?
        for candidate in scored where best.map({ candidate.score > $0.score }) ?? true { best = candidate }
        return best
    }

    private mutating func add(_ candidate: Candidate, to list: inout [Candidate]) {
        if seen.insert(candidate).inserted { list.append(candidate) }
    }

    /// Adds random candidates; fewer where hardly anything new is found.
    private mutating func addRandom(
        _ count: Int, to list: inout [Candidate], using generator: inout RandomGenerator
    ) throws(OptimizationError) {
        let end = list.count + count
        var misses = 0
        while list.count < end, misses < 256 {
            let candidate: Candidate
            do { candidate = try space.random(using: &generator) } catch { throw .space(error) }
            if seen.insert(candidate).inserted {
                list.append(candidate)
                misses = 0
            } else {
                misses += 1
            }
        }
    }

    private mutating func scored(_ candidates: [Candidate], by score: Score) throws(OptimizationError) -> [Scored] {
        guard !candidates.isEmpty else { return [] }
        spent += candidates.count
        return zip(candidates, try score(candidates)).map { Scored(candidate: $0, score: $1) }
    }
}
