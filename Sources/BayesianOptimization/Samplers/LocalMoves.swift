import SearchSpace

/// Random moves from the best candidates seen, each start with steps that shrink where none of them led up.
struct LocalMoves {
    /// A move and the start that it was made from.
    typealias Move = (start: Int, candidate: Candidate)

    private static let startCount = 6
    private static let movesPerStart = 10

    /// Where the moves begin.
    private(set) var starts: [ScoredCandidate]
    private var scales: [Double]

    /// Begins at the best of a pool.
    init(bestOf pool: [ScoredCandidate]) {
        starts = Array(pool.sorted { $0.score > $1.score }.prefix(Self.startCount))
        scales = Array(repeating: 0.1, count: starts.count)
    }

    /// Begins at the best of a pool that have a chance at all.
    init(possibleOf pool: [ScoredCandidate]) {
        self.init(bestOf: pool)
        starts = starts.filter { $0.score > -.infinity }
        scales = Array(repeating: 0.1, count: starts.count)
    }

    /// A round of moves to candidates that are taken.
    ///
    /// - Parameter isTaken: Says whether a candidate is to be scored; asked once for each move, in order.
    func moves(
        in space: SearchSpace, using generator: inout RandomGenerator, isTaken: (Candidate) -> Bool
    ) -> [Move] {
        var moves: [Move] = []
        for index in starts.indices {
            for _ in 0..<Self.movesPerStart {
                let move = space.neighbour(of: starts[index].candidate, scale: scales[index], using: &generator)
                if let move, isTaken(move) { moves.append((index, move)) }
            }
        }
        return moves
    }

    /// Goes on from what was better, with smaller steps where nothing was.
    mutating func advance(_ moves: [Move], to scored: [ScoredCandidate]) {
        var isBetter = Array(repeating: false, count: starts.count)
        for (move, result) in zip(moves, scored) where result.score > starts[move.start].score {
            starts[move.start] = result
            isBetter[move.start] = true
        }
        for index in starts.indices where !isBetter[index] { scales[index] = max(1e-3, scales[index] * 0.6) }
    }
}
