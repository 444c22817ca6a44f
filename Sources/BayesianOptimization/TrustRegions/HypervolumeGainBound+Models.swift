public import GaussianProcess
public import LinearAlgebra

extension HypervolumeGainBound {
    /// Bounds the gain by what models say at a pool of candidates.
    ///
    /// A candidate counts while each constraint may hold: while the mean of its slack plus beta deviations is not
    /// negative.
    ///
    /// - Parameters:
    ///   - front: Any observed feasible points, where larger is better.
    ///   - reference: The corner that volumes are measured from.
    ///   - objectives: One model for each objective, turned so that larger is better.
    ///   - constraints: One model for each constraint's slack.
    ///   - pool: The candidates' encodings, one a row.
    ///   - beta: How many deviations optimism adds, at least 0.
    /// - Throws: `OptimizationError.model` where a model refuses the pool.
    public init(
        front: [[Double]], reference: [Double], objectives: [GaussianProcess], constraints: [GaussianProcess] = [],
        pool: Matrix, beta: Double = 2
    ) throws(OptimizationError) {
        var beliefs: [(means: [Double], deviations: [Double])] = []
        for model in objectives + constraints {
            do {
                let belief = try model.targetPosterior(at: pool)
                beliefs.append((belief.means, belief.variances.map { $0.squareRoot() }))
            } catch {
                throw .model(reason: "\(error)")
            }
        }
        let possible = (0..<pool.rows).filter { row in
            beliefs.dropFirst(objectives.count).allSatisfy { $0.means[row] + beta * $0.deviations[row] >= 0 }
        }
        let known = beliefs.prefix(objectives.count)
        self.init(
            front: front, reference: reference, means: possible.map { row in known.map { $0.means[row] } },
            deviations: possible.map { row in known.map { $0.deviations[row] } }, beta: beta)
    }
}
