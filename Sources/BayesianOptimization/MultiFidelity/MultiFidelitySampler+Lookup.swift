import GaussianProcess
import Glibc
import ParetoFront
import SearchSpace

extension MultiFidelitySampler {
    /// The proposal where the cheapest level costs next to nothing: it is looked up at every candidate instead of being
    /// modelled, and evolution over looks takes the place of a search over a model.
    ///
    /// First the cheapest level is explored by NSGA-II, until it stagnates or its share of the cost is spent; then the
    /// points of its front that add most hypervolume are evaluated at the target; then evaluations at the target of the
    /// candidate with the greatest acquisition alternate with looks at descendants of what the corrected models rank
    /// best. The models of the dearer levels are those of the residual of an affine trend (`LinearTrend`).
    ///
    /// - Returns: `nil` where the cheapest level turns out to rank candidates unlike the target.
    mutating func screeningProposal(
        trial: Int, observations: [Observation], pending: [Proposal], using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal? {
        archive.update(observations)
        let waiting = Set(pending.filter { $0.fidelity == 0 }.map(\.candidate))
        let cheapCount = archive.count + pending.count { $0.fidelity == 0 }
        if !memory.isScreened {
            let isOver =
                cheapCount >= options.cheapCount(for: problem) || archive.isStagnant(blocks: 24, tolerance: 5e-4)
            if !isOver,
                let proposal = try look(
                    parents: archive.elite.prefix(100).map(\.candidate), number: cheapCount, waiting: waiting,
                    origin: "initial", using: &generator)
            {
                return proposal
            }
            memory.isScreened = true
        }
        guard isTrusted() else {
            memory.count(Self.uselessCheapLevel)
            return nil
        }
        // Every candidate at the target is looked up too, so that the trend can be learned there.
        for observation in archive.others
        where archive.figures(of: observation.candidate) == nil && !waiting.contains(observation.candidate)
            && !archive.contains(observation.candidate, fidelity: 0) && observation.outcome.figures != nil
        {
            return Proposal(candidate: observation.candidate, fidelity: 0, origin: "screening")
        }
        let targetPending = pending.filter { $0.fidelity == problem.target }.map(\.candidate)
        let targetCount = archive.others.count { $0.fidelity == problem.target } + targetPending.count
        if targetCount < options.initialSize, let candidate = initialTarget(number: targetCount, pending: targetPending)
        {
            return Proposal(candidate: candidate, fidelity: problem.target, origin: "initial")
        }
        if memory.looks < options.looks(for: problem), archive.others.contains(where: { $0.fidelity == problem.target })
        {
            memory.looks += 1
            var parents = memory.parents.compactMap(archive.candidate(ofTrial:))
            if parents.isEmpty { parents = archive.elite.prefix(50).map(\.candidate) }
            let proposal = try look(
                parents: parents, number: cheapCount, waiting: waiting, origin: "screening", using: &generator)
            if let proposal { return proposal }
        }
        memory.looks = 0
        return try correctedProposal(observations: observations, pending: pending, using: &generator)
    }

    /// A look at a Sobol point, then at a child of some parents, best first.
    private mutating func look(
        parents: [Candidate], number: Int, waiting: Set<Candidate>, origin: String,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal? {
        func isNew(_ candidate: Candidate) -> Bool {
            !archive.contains(candidate, fidelity: 0) && !waiting.contains(candidate)
        }
        if number < 100 || parents.isEmpty {
            let candidate = try start.candidate(number)
            if isNew(candidate) { return Proposal(candidate: candidate, fidelity: 0, origin: origin) }
        }
        for attempt in 0..<48 where !parents.isEmpty {
            let first = NSGA2.tournament(parents, using: &generator)
            let second = NSGA2.tournament(parents, using: &generator)
            var child = operators.children(of: first, second, using: &generator).0
            if attempt >= 12 { child = problem.space.neighbour(of: child, scale: 0.05, using: &generator) ?? child }
            if isNew(child) { return Proposal(candidate: child, fidelity: 0, origin: origin) }
        }
        memory.count("randomLook")
        for _ in 0..<64 {
            do {
                let candidate = try problem.space.random(using: &generator)
                if isNew(candidate) { return Proposal(candidate: candidate, fidelity: 0, origin: "random") }
            } catch { throw .space(error) }
        }
        // Everything near has been looked at: the target is next.
        memory.isScreened = true
        return nil
    }

    /// The fallback that is counted once the cheapest level ranks unlike the target; it is not asked from then on.
    static let uselessCheapLevel = "cheapLevelUseless"

    /// Whether the cheapest level may rank what was evaluated at the target as the target does.
    ///
    /// It may not where for some objective even one standard error above the rank correlation is at most 0.3, on the
    /// scale on which that error is 1/sqrt(n - 3) (R. A. Fisher, "On the probable error of a coefficient of correlation
    /// deduced from a small sample", Metron 1, 1921); the limit and the one error are ours.
    private func isTrusted() -> Bool {
        var cheap: [[Double]] = []
        var dear: [[Double]] = []
        for observation in archive.others where observation.fidelity == problem.target {
            guard let figures = observation.outcome.figures, let own = archive.figures(of: observation.candidate)
            else { continue }
            cheap.append(own)
            dear.append(problem.maximized(figures.objectives))
        }
        guard dear.count >= max(4, options.evidenceRows) else { return true }
        let error = 1 / Double(dear.count - 3).squareRoot()
        return problem.objectives.indices.allSatisfy { index in
            let correlation = RankCorrelation.spearman(cheap.map { $0[index] }, dear.map { $0[index] })
            return correlation.map { atanh($0) + error > atanh(0.3) } ?? true
        }
    }

    /// The next point of the target's initial design: three of four times a representative of the cheap front, else one
    /// of the first looks, which are spread over the space, so that the levels can be compared away from that front.
    private func initialTarget(number: Int, pending: [Candidate]) -> Candidate? {
        if number % 4 == 3 {
            let used = Set(pending)
            let other = archive.first.first {
                !used.contains($0.candidate) && !archive.contains($0.candidate, fidelity: problem.target)
                    && problem.feasibleValues($0.outcome) != nil
            }
            if let other { return other.candidate }
        }
        return representative(pending: pending)
    }

    /// The candidate of the cheap elite that adds most hypervolume, by the cheap figures, to those at the target.
    private func representative(pending: [Candidate]) -> Candidate? {
        let used = pending + archive.others.filter { $0.fidelity == problem.target }.map(\.candidate)
        let count = problem.objectives.count
        let front = used.compactMap { archive.figures(of: $0)?.prefix(count).map { $0 } }
        let reference = problem.maximizedReference
        var choice: (gain: Double, candidate: Candidate)?
        for member in archive.pool.prefix(200) where !used.contains(member.candidate) {
            guard let values = problem.feasibleValues(member.outcome) else { continue }
            let gain = Hypervolume.improvement(of: values, over: front, reference: reference)
            if gain > choice?.gain ?? 0 { choice = (gain, member.candidate) }
        }
        return choice?.candidate
            ?? archive.pool.first { !used.contains($0.candidate) && problem.feasibleValues($0.outcome) != nil }?
            .candidate
    }

    /// The target evaluation of greatest acquisition among what has been looked at.
    private mutating func correctedProposal(
        observations: [Observation], pending: [Proposal], using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal? {
        let used = Set(pending.filter { $0.fidelity == problem.target }.map(\.candidate))
        // Where the levels differ the best by the corrected models need not be among the best by the cheap figures.
        var seen = used
        let candidates = (archive.pool.map(\.candidate) + memory.parents.compactMap(archive.candidate(ofTrial:)))
            .filter { !archive.contains($0, fidelity: problem.target) && seen.insert($0).inserted }
        guard !candidates.isEmpty else { return nil }
        let models: SurrogateModels
        let scores: [Double]
        do throws(OptimizationError) {
            let data = try SurrogateData(
                observations, problem: problem, maximumRows: options.maximumRows, archive: archive)
            guard data.evaluatedCount > 0 else { return nil }
            models = try SurrogateModels(
                data, observations: observations, pending: pending, problem: problem, archive: archive,
                options: options, state: &memory)
            scores = try models.scores(of: candidates)
            diagnostics.note(models: models, data: data, state: memory, scored: candidates.count)
            try chooseParents(models, candidates: candidates)
        } catch .model(let reason) {
            diagnostics.failure = reason
            memory.count("random")
            return Proposal(candidate: candidates[0], fidelity: problem.target, origin: "random")
        }
        guard let place = scores.indices.max(by: { scores[$0] < scores[$1] }), !AcquisitionFlatness(scores).isFlat
        else { return try mostUncertain(candidates, models: models) }
        var best = ScoredCandidate(candidate: candidates[place], score: scores[place])
        if models.isNoisy {
            let pool = zip(candidates, scores).map { ScoredCandidate(candidate: $0, score: $1) }
            best = try bestUnderNoise(pool, models: models, archive.others, pending) ?? best
        }
        diagnostics.logAcquisition = best.score
        return Proposal(
            candidate: best.candidate, fidelity: problem.target,
            origin: models.improvement == nil ? "feasibility" : "acquisition")
    }

    /// The candidates from which the next looks descend: the best by the corrected means.
    private mutating func chooseParents(
        _ models: SurrogateModels, candidates: [Candidate]
    ) throws(OptimizationError) {
        let leaders = archive.others.filter { $0.fidelity == problem.target }.map(\.candidate)
        let all = candidates + leaders.filter { archive.figures(of: $0) != nil }
        memory.parents = problem.ranked(try models.believedOutcomes(at: all)).prefix(50).compactMap {
            archive.trial(of: all[$0])
        }
    }
}

extension OptimizationProblem.Constraint {
    /// The value that lies a slack inside the bound.
    func value(ofSlack slack: Double) -> Double {
        switch bound {
        case .atMost(let limit): limit - slack
        case .atLeast(let limit): limit + slack
        }
    }
}
