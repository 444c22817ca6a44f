import SearchSpace

/// Looks for the candidate of greatest acquisition inside one region.
///
/// The effort is counted in candidates, never in time, so that the result depends on the arguments alone.
struct LocalSearch {
    /// A candidate with the logarithm of its acquisition and the summed relative variances of the objectives.
    struct Scored {
        var candidate: Candidate
        var score: Double
        var uncertainty: Double
    }

    let models: LocalModels
    let region: TrustRegion
    let history: ProposalHistory
    let options: TrustRegionOptions
    private(set) var pool: [Scored] = []
    /// How many climbs an error ended.
    private(set) var failedClimbs = 0
    private var seen: Set<Candidate> = []

    init(models: LocalModels, region: TrustRegion, history: ProposalHistory, options: TrustRegionOptions) {
        self.models = models
        self.region = region
        self.history = history
        self.options = options
    }

    private var space: SearchSpace { models.problem.space }

    /// Candidates of the whole space, for a region that starts anew.
    mutating func scatter(using generator: inout RandomGenerator) throws(OptimizationError) {
        var candidates: [Candidate] = []
        for _ in 0..<options.scoredCandidates {
            do { candidates.append(try space.random(using: &generator)) } catch { throw .space(error) }
        }
        try score(candidates)
    }

    /// Draws candidates around the centre, climbs from the best, and tries discrete moves from those.
    mutating func run(using generator: inout RandomGenerator) throws(OptimizationError) {
        let probability = min(1, 20 / Double(max(1, space.dimension)))
        var candidates: [Candidate] = []
        for index in 0..<options.scoredCandidates {
            // Few coordinates at a time, one in four a quarter as many, one in eight all.
            let candidate =
                switch index % 8 {
                case 0: space.random(in: region, using: &generator)
                case 1, 5: space.perturbed(probability: probability / 4, in: region, using: &generator)
                default: space.perturbed(probability: probability, in: region, using: &generator)
                }
            if let candidate { candidates.append(candidate) }
        }
        try score(candidates)
        try climb(options.ascents)
        guard space.hasDiscreteMoves else { return }
        for scale in [0.3, 0.1, 0.03] {
            var moves: [Candidate] = []
            for leader in leaders(4) {
                for _ in 0..<(options.scoredCandidates / 32) {
                    let move = space.neighbour(of: leader.candidate, in: region, scale: scale, using: &generator)
                    if let move { moves.append(move) }
                }
            }
            try score(moves)
        }
        try climb(1)
    }

    private func leaders(_ count: Int) -> ArraySlice<Scored> {
        pool.sorted { $0.score > $1.score }.prefix(count)
    }

    private mutating func score(_ candidates: [Candidate]) throws(OptimizationError) {
        var fresh: [Candidate] = []
        for candidate in candidates where isNew(candidate) {
            seen.insert(candidate)
            fresh.append(candidate)
        }
        let (scores, uncertainties) = try models.scores(of: fresh)
        for (index, candidate) in fresh.enumerated() {
            pool.append(Scored(candidate: candidate, score: scores[index], uncertainty: uncertainties[index]))
        }
    }

    private mutating func climb(_ count: Int) throws(OptimizationError) {
        var ascent = AcquisitionAscent(models: models, valueTolerance: 1e-5)
        for start in leaders(count) where start.score > -.infinity {
            let end = try ascent.climb(
                from: start.candidate, in: region, evaluations: options.ascentEvaluations)
            guard let end, isNew(end.candidate) else { continue }
            seen.insert(end.candidate)
            pool.append(Scored(candidate: end.candidate, score: end.score, uncertainty: 0))
        }
        failedClimbs += ascent.failedClimbs
    }

    private func isNew(_ candidate: Candidate) -> Bool {
        !seen.contains(candidate) && !history.contains(candidate, fidelity: models.problem.target)
    }
}
