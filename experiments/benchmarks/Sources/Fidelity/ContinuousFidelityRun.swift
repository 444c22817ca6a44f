import BayesianOptimization
import ParetoFront
import SearchSpace

/// The multi-fidelity Branin-Currin problem with C(s) = exp(4.8 s): what the model infers and what was visited, by
/// cost.
///
/// Every run begins with random points at random settings, p(s) ~ 1 / C(s), worth two evaluations at s = 1; then the
/// sampler takes over, or, in the control, the random points go on.
enum ContinuousFidelityRun {
    static let problemName = "mf-branin-currin"
    private static let initialCost = 2.0
    private static let limit = 10.0
    private static let synthetic = Result { try SyntheticProblem.named(problemName) }

    /// The sampler that takes over after the random points.
    static func sampler(for problem: OptimizationProblem, seed: UInt64) throws -> any Sampler {
        try ContinuousFidelitySampler(
            problem: problem, seed: seed, options: ContinuousFidelityOptions(initialCost: 0))
    }

    /// The random points of a seed, with a sampler that would go on the same way.
    static func initialStudy(seed: UInt64) throws -> Study {
        let synthetic = try synthetic.get()
        let problem = synthetic.problem.normalized
        var study = Study(problem: problem, sampler: try RandomFidelitySampler(problem: problem), seed: seed)
        try study.run(limit: initialCost) { synthetic.evaluate($0, fidelity: $1) }
        return study
    }

    /// What a proposal shows.
    static func evaluate(_ proposal: Proposal) throws -> Observation.Outcome {
        try synthetic.get().evaluate(proposal.candidate, fidelity: proposal.fidelity)
    }

    static func run(seeds: [UInt64], into report: inout Report) throws {
        let synthetic = try synthetic.get()
        var (models, controls): ([Study], [Study]) = ([], [])
        for seed in seeds {
            let initial = try initialStudy(seed: seed)
            var study = initial
            study.sampler = try sampler(for: study.problem, seed: seed)
            try study.run(limit: limit) { synthetic.evaluate($0, fidelity: $1) }
            models.append(study)
            var control = initial
            try control.run(limit: limit) { synthetic.evaluate($0, fidelity: $1) }
            controls.append(control)
            Report.note("seed \(seed): \(initial.trials) random points, \(study.trials) and \(control.trials) in all")
        }
        let best = synthetic.best.map { ", best known \(Row.text($0.hypervolume))" } ?? ""
        let counts = Sample(models.map { Double($0.trials) })
        let atTarget = Sample(
            models.map { study in Double(study.observations.count { $0.fidelity == study.problem.target }) })
        for (cost, peer) in PeerContinuousFidelity.inferred {
            let ours = Sample(try models.map { try inferred($0, cost: cost, truth: synthetic) })
            report.add(
                Row(
                    figure: "\(problemName), inferred, cost \(Row.text(cost))", ours: ours.mean, peer: peer,
                    target: .atLeast(peer),
                    method: "true hypervolume at s = 1 of the model's Pareto set, \(ours.spread)\(best); MOMF"))
        }
        for (cost, peer, _) in PeerContinuousFidelity.control {
            let ours = Sample(try controls.map { try inferred($0, cost: cost, truth: synthetic) })
            report.add(
                Row(
                    figure: "\(problemName), inferred, random points, cost \(Row.text(cost))", ours: ours.mean,
                    peer: peer, target: nil, method: "control: random at random settings, \(ours.spread); the peer's"))
        }
        let visited = Sample(models.map { projected($0, cost: limit, truth: synthetic) })
        report.add(
            Row(
                figure: "\(problemName), projected, cost 10", ours: visited.mean,
                peer: PeerContinuousFidelity.projected,
                target: .atLeast(PeerContinuousFidelity.projectedTarget),
                method: "every visited x at s = 1, \(visited.spread), \(Row.text(counts.mean)) evaluations, "
                    + "\(Row.text(atTarget.mean)) of them at s = 1; MOMF"))
        for (cost, _, peer) in PeerContinuousFidelity.control {
            let ours = Sample(controls.map { projected($0, cost: cost, truth: synthetic) })
            report.add(
                Row(
                    figure: "\(problemName), projected, random points, cost \(Row.text(cost))", ours: ours.mean,
                    peer: peer, target: nil, method: "control, \(ours.spread); the peer's"))
        }
    }

    /// The hypervolume at s = 1 of the Pareto set that the sampler's models infer from what was observed for at most
    /// some cost.
    private static func inferred(_ study: Study, cost: Double, truth: SyntheticProblem) throws -> Double {
        let known = zip(study.observations, study.costs).filter { $0.1 <= cost + 1e-9 }.map(\.0)
        let front = try ContinuousFidelitySampler(problem: study.problem, seed: study.seed).inferredFront(
            observations: known, seed: study.seed)
        return Hypervolume.volume(
            of: front.compactMap { InferredFront.values(of: $0.candidate, truth: truth) },
            reference: truth.problem.maximizedReference)
    }

    /// The hypervolume of every x that was visited for at most some cost, evaluated at s = 1.
    private static func projected(_ study: Study, cost: Double, truth: SyntheticProblem) -> Double {
        let values = zip(study.observations, study.costs).filter { $0.1 <= cost + 1e-9 }.compactMap {
            InferredFront.values(of: $0.0.candidate, truth: truth)
        }
        return Hypervolume.volume(of: values, reference: truth.problem.maximizedReference)
    }
}
