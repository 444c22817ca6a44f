import GaussianProcess
import LinearAlgebra
import ParetoFront
import SearchSpace

/// How much hypervolume a search may still gain, as a model of its results at the target sees it: a figure in the
/// manner of a regret, to stop by and to report.
///
/// A Gaussian process of each objective and constraint is drawn jointly at the designs of a pool that are most
/// promising; what a draw adds to the front is the gain that would be left if the draw were the truth and the whole
/// pool were evaluated. `limit` is the gain that 95 percent of the draws stay below: stopping once that is small is the
/// rule of J. Wilson, "Stopping Bayesian optimization with probabilistic regret bounds" (NeurIPS 2024), with the
/// hypervolume in place of one objective. `bound` takes every design at its upper confidence limit at once, as the rule
/// of A. Makarova et al., "Automatic termination for hyperparameter optimization" (AutoML 2022), does for one
/// objective; it is far larger, since not all designs can be that lucky together.
///
/// Both hold as far as the models are right and the pool represents the space: they are estimates and no guarantee.
/// They know nothing of designs whose evaluations fail, which count as if they worked, and of cheaper fidelities. What
/// lies between neighbouring designs of the pool is missed: near the end of a search for a continuous front about one
/// percent of the hypervolume, so that a tolerance below some percent asks more than the figure tells. Before a result
/// is better than the reference there is no estimate: models of so little were seen to promise far less than there is.
public struct RemainingHypervolume: Sendable, Hashable {
    /// The fewest results at the target, feasible or not, that models are made of.
    public static let fewestRows = 8
    /// The most, of which the latest are taken.
    static let mostRows = 150
    /// The most objectives, beyond which volumes of many draws take too long.
    public static let objectiveLimit = 4
    private static let poolSize = 128
    private static let randomCount = 1024
    private static let draws = 128
    private static let beta = 2.0

    /// The hypervolume of the results.
    public let hypervolume: Double
    /// The mean of the gain over the draws.
    public let expected: Double
    /// The gain that 95 percent of the draws stay below.
    public let limit: Double
    /// The gain where every design is as good as its mean plus two deviations in each objective.
    public let bound: Double
    /// How many results the models were made of.
    public let rows: Int

    /// `limit` as a share of the hypervolume with it: 1 where there is nothing yet.
    public var relativeLimit: Double { hypervolume + limit > 0 ? limit / (hypervolume + limit) : 1 }

    /// Whether next to nothing is left.
    ///
    /// - Parameter tolerance: The share of the hypervolume that counts as nothing.
    public func isNegligible(tolerance: Double) -> Bool { hypervolume > 0 && relativeLimit <= tolerance }

    /// Estimates what is left; the same results give the same figures.
    ///
    /// - Parameters:
    ///   - observations: The results, in trial order; those below the target are left aside.
    ///   - problem: What is optimised.
    /// - Returns: `nil` with fewer than `fewestRows` results at the target, a hypervolume of 0, more than
    ///   `objectiveLimit` objectives, or no design that may be feasible.
    /// - Throws: `OptimizationError.model` where no model can be made, or `.space`.
    /// - Complexity: One fit for each objective and constraint, 128 draws of 128 designs.
    public init?(observations: [Observation], problem: OptimizationProblem) throws(OptimizationError) {
        let seen = observations.filter { $0.fidelity == problem.target && $0.outcome.figures != nil }
        guard seen.count >= Self.fewestRows, problem.objectives.count <= Self.objectiveLimit else { return nil }
        // As wherever results are to repeat bit by bit.
        BLASLibrary.setThreadCount(1)
        let feasible = seen.filter { problem.isFeasible($0.outcome) }
        let front = Dominance.front(of: feasible.compactMap(problem.targetValues))
        guard Hypervolume.volume(of: front, reference: problem.maximizedReference) > 0 else { return nil }
        let models = try Self.models(Array(seen.suffix(Self.mostRows)), problem: problem)
        rows = min(seen.count, Self.mostRows)
        let mask = Dominance.nonDominatedMask(feasible.compactMap(problem.targetValues))
        let leaders = zip(feasible, mask).filter(\.1).map(\.0.candidate)
        var generator = RandomGenerator(seed: 0, stream: UInt64(seen.count))
        let pool = try Self.pool(leaders, models: models, problem: problem, using: &generator)
        guard !pool.isEmpty else { return nil }
        let features = try problem.space.featureMatrix(of: pool)
        let count = problem.objectives.count
        let outer = try HypervolumeGainBound(
            front: front, reference: problem.maximizedReference, objectives: Array(models.prefix(count)),
            constraints: Array(models.dropFirst(count)), pool: features, beta: Self.beta)
        hypervolume = outer.hypervolume
        bound = outer.gain
        let gains = try Self.gains(
            over: front, reference: problem.maximizedReference, models: models, features: features, using: &generator)
        expected = gains.reduce(0, +) / Double(gains.count)
        // The smallest gain that at least 95 of 100 draws do not exceed.
        limit = gains.sorted()[(95 * gains.count + 99) / 100 - 1]
    }

    private static func models(
        _ seen: [Observation], problem: OptimizationProblem
    ) throws(OptimizationError) -> [GaussianProcess] {
        let features = try problem.space.featureMatrix(of: seen.map(\.candidate))
        var models: [GaussianProcess] = []
        for column in problem.quantityColumns(of: seen.compactMap(\.outcome.figures)) {
            do {
                models.append(
                    try GaussianProcess.fit(
                        TrainingData(
                            features: features, groups: problem.space.denseFeatureGroups, targets: column.values)))
            } catch { throw .model(reason: "\(error)") }
        }
        return models
    }

    /// The designs of the best upper confidence limits among random ones, neighbours of the front, and mutations of
    /// the best of these, each once.
    private static func pool(
        _ leaders: [Candidate], models: [GaussianProcess], problem: OptimizationProblem,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [Candidate] {
        var designs: [Candidate] = []
        for _ in 0..<randomCount {
            do { designs.append(try problem.space.random(using: &generator)) } catch { throw .space(error) }
        }
        for (index, leader) in leaders.suffix(64).enumerated() {
            let scale = [0.01, 0.05, 0.2][index % 3]
            designs += problem.space.neighbours(of: leader, count: 8, scale: scale, using: &generator)
        }
        for scale in [0.1, 0.03] {
            let best = try promising(designs, models: models, problem: problem)
            designs = best
            for parent in best.prefix(poolSize / 2) {
                designs += problem.space.neighbours(of: parent, count: 4, scale: scale, using: &generator)
            }
        }
        return try promising(designs, models: models, problem: problem)
    }

    private static func promising(
        _ designs: [Candidate], models: [GaussianProcess], problem: OptimizationProblem
    ) throws(OptimizationError) -> [Candidate] {
        var seen: Set<Candidate> = []
        let designs = designs.filter { seen.insert($0).inserted }
        let features = try problem.space.featureMatrix(of: designs)
        var upper: [[Double]] = []
        for model in models {
            do {
                let belief = try model.targetPosterior(at: features)
                upper.append(zip(belief.means, belief.variances).map { $0 + beta * $1.squareRoot() })
            } catch { throw .model(reason: "\(error)") }
        }
        let count = problem.objectives.count
        let possible = designs.indices.filter { row in upper[count...].allSatisfy { $0[row] >= 0 } }
        let values = possible.map { row in upper[..<count].map { $0[row] } }
        return Dominance.crowdedOrder(values).prefix(poolSize).map { designs[possible[$0]] }
    }

    /// What each joint draw of the models at a pool adds to the front.
    private static func gains(
        over front: [[Double]], reference: [Double], models: [GaussianProcess], features: Matrix,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [Double] {
        let size = features.rows
        var beliefs: [(means: [Double], factor: SemidefiniteFactor)] = []
        for model in models {
            do {
                let joint = try model.jointPosterior(at: features)
                beliefs.append((joint.means, SemidefiniteFactor(joint.covariance.storage, count: size)))
            } catch { throw .model(reason: "\(error)") }
        }
        let now = Hypervolume.volume(of: front, reference: reference)
        var normals = [Double](repeating: 0, count: size)
        return (0..<draws).map { _ in
            let drawn = beliefs.map { belief in
                for index in normals.indices { normals[index] = generator.normal() }
                return belief.factor.draw(mean: belief.means, normals: normals)
            }
            let outcomes = (0..<size).filter { row in drawn[reference.count...].allSatisfy { $0[row] >= 0 } }
                .map { row in drawn[..<reference.count].map { $0[row] } }
            let whole = Hypervolume.volume(of: Dominance.front(of: front + outcomes), reference: reference)
            return max(0, whole - now)
        }
    }
}
