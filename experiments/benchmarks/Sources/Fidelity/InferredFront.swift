import BayesianOptimization
import GaussianProcess
import LinearAlgebra
import ParetoFront
import SearchSpace

/// The Pareto set that a model of all observations infers at the target, judged by the truth.
enum InferredFront {
    /// Fits a model to what was observed for at most some cost, maximises its means at the target by NSGA-II, and
    /// evaluates the last generation there.
    static func hypervolume(of study: Study, cost: Double, truth: SyntheticProblem) throws -> Double {
        let known = zip(study.observations, study.costs).filter { $0.1 <= cost + 1e-9 }.map(\.0)
        let models = try truth.problem.objectives.indices.map { try model(of: $0, known, problem: study.problem) }
        let problem = truth.problem.targetOnly
        let setting = problem.fidelities[0].setting ?? 1
        let engine = try NSGA2(problem: problem)
        let result = try engine.run(seed: study.seed, generations: 100) { candidate in
            do {
                let point = try Matrix(rows: [try problem.space.encode(candidate) + [setting]])
                return .evaluated(
                    objectives: try models.map { try $0.predictions(at: point)[0].mean }, constraints: [])
            } catch {
                return .failed(reason: "\(error)")
            }
        }
        return Hypervolume.volume(
            of: result.population.compactMap { values(of: $0.candidate, truth: truth) },
            reference: problem.maximizedReference)
    }

    /// The true objectives at the target, larger is better.
    static func values(of candidate: Candidate, truth: SyntheticProblem) -> [Double]? {
        let outcome = truth.evaluate(candidate, fidelity: truth.problem.target)
        guard case .evaluated(let objectives, _) = outcome else { return nil }
        return truth.problem.maximized(objectives)
    }

    /// A Gaussian process over coordinates and setting, its covariance function and priors chosen by evidence.
    private static func model(
        of objective: Int, _ observations: [Observation], problem: OptimizationProblem
    ) throws -> TransformedModel {
        var rows: [[Double]] = []
        var targets: [Double] = []
        for observation in observations {
            guard case .evaluated(let objectives, _) = observation.outcome else { continue }
            let setting = problem.fidelities[observation.fidelity].setting ?? 1
            rows.append(try problem.space.encode(observation.candidate) + [setting])
            targets.append(objectives[objective])
        }
        let candidates = [CovarianceFunction.matern52, .squaredExponential].map { ModelCandidate(covariance: $0) }
        return try ModelSelection.run(
            TrainingData(features: Matrix(rows: rows), targets: targets), candidates: candidates
        ).model
    }
}
