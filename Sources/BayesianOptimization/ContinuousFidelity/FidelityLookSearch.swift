import SearchSpace

/// Searches designs and fidelities together: a random pool with mutations of leaders, then shrinking local moves from
/// the best of it.
struct FidelityLookSearch {
    let problem: OptimizationProblem
    let axis: FidelityAxis
    let history: ProposalHistory
    let budget: Int

    /// The share of the budget that is spent on the pool.
    private static let poolShare = 0.5
    private static let starts = 8
    private static let rounds = 8

    /// The best look that is new; `nil` where no new one was found or the acquisition does not tell them apart.
    ///
    /// - Parameters:
    ///   - leaders: Designs near which good ones are likely.
    ///   - scoring: What gives looks their value.
    func best(
        leaders: [Candidate], scoring: some FidelityLookScoring, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> FidelityLook? {
        var looks = try scored(pool(leaders: leaders, using: &generator), by: scoring)
        guard !AcquisitionFlatness(looks.map(\.score)).isFlat else { return nil }
        let children = max(1, Int(Double(budget) * (1 - Self.poolShare)) / (Self.starts * Self.rounds))
        var scale = 0.1
        for _ in 0..<Self.rounds {
            let parents = Self.leading(looks, count: Self.starts)
            var moved: [FidelityLook] = []
            for parent in parents {
                for child in 0..<children {
                    var look = FidelityLook(candidate: parent.candidate, fidelity: parent.fidelity)
                    if child % 3 != 2 { look.candidate = step(parent.candidate, scale: scale, using: &generator) }
                    if child % 3 != 0 {
                        look.fidelity = axis.neighbour(of: parent.fidelity, scale: scale, using: &generator)
                    }
                    if !history.contains(look.candidate, fidelity: look.fidelity) { moved.append(look) }
                }
            }
            looks = parents + (try scored(moved, by: scoring))
            scale *= 0.6
        }
        return Self.leading(looks, count: 1).first
    }

    /// Random designs and mutations of leaders, each at a few settings, none proposed before.
    private func pool(
        leaders: [Candidate], using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [FidelityLook] {
        let perDesign = min(4, axis.settings.count)
        let designs = max(8, Int(Double(budget) * Self.poolShare) / perDesign)
        var looks: [FidelityLook] = []
        for index in 0..<designs {
            let design: Candidate
            if index % 2 == 1, !leaders.isEmpty {
                design = step(
                    leaders[(index / 2) % leaders.count], scale: index % 4 == 1 ? 0.02 : 0.15, using: &generator)
            } else {
                do { design = try problem.space.random(using: &generator) } catch { throw .space(error) }
            }
            for place in 0..<perDesign {
                // One draw for each stretch of the list, so that every design is seen from cheap to dear.
                let first = place * axis.settings.count / perDesign
                let next = (place + 1) * axis.settings.count / perDesign
                let level = first + generator.index(below: next - first)
                if !history.contains(design, fidelity: level) {
                    looks.append(FidelityLook(candidate: design, fidelity: level))
                }
            }
        }
        return looks
    }

    private func step(_ candidate: Candidate, scale: Double, using generator: inout RandomGenerator) -> Candidate {
        guard let next = problem.space.neighbour(of: candidate, scale: scale, using: &generator) else {
            return candidate
        }
        guard generator.uniform() < 0.5 else { return next }
        return problem.space.neighbour(of: next, scale: scale, using: &generator) ?? next
    }

    private func scored(
        _ looks: [FidelityLook], by scoring: some FidelityLookScoring
    ) throws(OptimizationError) -> [FidelityLook] {
        let scores = try scoring.scores(of: looks)
        return zip(looks, scores).map { FidelityLook(candidate: $0.candidate, fidelity: $0.fidelity, score: $1) }
    }

    /// The best looks of distinct designs and fidelities, best first, ties in order.
    static func leading(_ looks: [FidelityLook], count: Int) -> [FidelityLook] {
        let order = looks.indices.sorted { (-looks[$0].score, $0) < (-looks[$1].score, $1) }
        var result: [FidelityLook] = []
        for index in order where result.count < count {
            let look = looks[index]
            if !result.contains(where: { $0.candidate == look.candidate && $0.fidelity == look.fidelity }) {
                result.append(look)
            }
        }
        return result
    }
}
