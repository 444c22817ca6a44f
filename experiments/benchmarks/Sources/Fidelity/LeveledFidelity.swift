import BayesianOptimization

/// The cost at which a run over several levels has the hypervolume of 40 evaluations of the target alone.
struct LeveledFidelity {
    /// How many evaluations the run of the target alone has.
    static let evaluations = 40.0
    /// How much the run over several levels may cost, in evaluations of the target.
    static let limit = 60.0

    let synthetic: SyntheticProblem
    let seeds: [UInt64]

    init(name: String, seeds: [UInt64]) throws {
        synthetic = try SyntheticProblem.named(name)
        self.seeds = seeds
    }

    func run(target: Double, into report: inout Report) throws {
        let name = synthetic.name
        let (single, several) = (synthetic.problem.targetOnly, synthetic.problem.normalized)
        let options = MultiFidelityOptions(initial: single.initialCount)
        let alone = try studies(single, limit: Self.evaluations) {
            try MultiFidelitySampler(problem: single, seed: $0, options: options)
        }
        let finals = Sample(alone.map(\.curve.last))
        Report.note("\(name), target alone, cost 40, seed by seed: \(finals.list)")
        let best = synthetic.best.map { "; best known \(Row.text($0.hypervolume))" } ?? ""
        report.add(
            Row(
                figure: "\(name), target alone, cost 40", ours: finals.mean, peer: nil, target: nil,
                method: "mfbo at the target only, \(single.initialCount) Sobol points first, \(finals.spread)\(best)"))

        let multi = try studies(several, limit: Self.limit) {
            try MultiFidelitySampler(problem: several, seed: $0, options: options)
        }
        add(multi, "mfbo", against: finals.mean, target: target, into: &report)
        let control = try studies(several, limit: Self.limit) { _ in try RandomFidelitySampler(problem: several) }
        add(control, "random at random levels", against: finals.mean, target: nil, into: &report)
    }

    private func add(
        _ studies: [Study], _ method: String, against hypervolume: Double, target: Double?, into report: inout Report
    ) {
        let name = synthetic.name
        let curves = studies.map(\.curve)
        let reached = Sample(curves.map { $0.hypervolume(at: Self.evaluations) })
        Report.note("\(name), \(method), cost 40, seed by seed: \(reached.list)")
        let counts = synthetic.problem.fidelities.indices.map { level in
            Sample(studies.map { study in Double(study.observations.count { $0.fidelity == level }) }).mean
        }
        let asked = zip(synthetic.problem.fidelities, counts).map { "\($0.name) \(Row.text($1))" }
        report.add(
            Row(
                figure: "\(name), \(method), cost 40", ours: reached.mean, peer: nil, target: nil,
                method: "observed at the target, \(reached.spread); evaluations up to cost "
                    + "\(Row.text(Self.limit)): \(asked.joined(separator: ", "))"))
        let cost = Curve.firstCost(of: curves, reaching: hypervolume)
        report.add(
            Row(
                figure: "\(name), \(method), cost to the same / 40", ours: cost.map { $0 / Self.evaluations } ?? .nan,
                oursText: cost == nil ? "> \(Row.text(Self.limit / Self.evaluations))" : nil, peer: nil,
                target: target.map { .atMost($0) },
                method: "where the mean curve of \(studies.count) seeds reaches what the target alone has at 40"))
    }

    private func studies(
        _ problem: OptimizationProblem, limit: Double, sampler: (UInt64) throws -> any Sampler
    ) throws -> [Study] {
        let offset = synthetic.problem.fidelities.count - problem.fidelities.count
        return try seeds.map { seed in
            var study = Study(problem: problem, sampler: try sampler(seed), seed: seed)
            try study.run(limit: limit) { candidate, fidelity in
                synthetic.evaluate(candidate, fidelity: fidelity + offset)
            }
            return study
        }
    }
}
