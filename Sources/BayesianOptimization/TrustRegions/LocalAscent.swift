import GaussianProcess
import Glibc
import LocalOptimization
import SearchSpace

/// Climbs the acquisition inside a region along the continuous parameters, by L-BFGS with analytic gradients.
///
/// Discrete parameters, and those that a known constraint names, stay where they are.
struct LocalAscent {
    private let models: LocalModels
    private var workspaces: [PosteriorWorkspace]
    private var row: [Double] = []
    private var slopes: [Double]
    private var moments: [Double]
    private var excess: [Double]

    init(models: LocalModels) {
        self.models = models
        workspaces = Array(repeating: PosteriorWorkspace(), count: models.processes.count)
        slopes = Array(repeating: 0, count: models.problem.space.featureCount)
        moments = Array(repeating: 0, count: 4 * models.problem.objectives.count)
        excess = Array(repeating: 0, count: models.improvement?.scratchCount ?? 0)
    }

    /// The best candidate on the way up from a start, with the logarithm of its acquisition; `nil` where nothing moves.
    mutating func climb(
        from start: Candidate, in region: TrustRegion, evaluations: Int
    ) throws(OptimizationError) -> (candidate: Candidate, score: Double)? {
        let space = models.problem.space
        let features: [ContinuousFeature]
        let middle: [Double]
        do {
            let active = Set(try space.continuousFeatures(of: region.centre).map(\.column))
            features = try space.continuousFeatures(of: start).filter {
                !$0.isConstrained && active.contains($0.column)
            }
            row = try space.encode(start)
            middle = try space.encode(region.centre)
        } catch { throw .space(error) }
        guard !features.isEmpty else { return nil }
        let lower = features.map { max($0.lower, middle[$0.column] - region.halfLengths[$0.column]) }
        let upper = features.map { min($0.upper, middle[$0.column] + region.halfLengths[$0.column]) }
        let first = features.indices.map { min(max(row[features[$0].column], lower[$0]), upper[$0]) }
        let optimizer = LocalOptimizer(
            algorithm: .lbfgs, maximumEvaluations: evaluations, relativeValueTolerance: 1e-7,
            absoluteValueTolerance: 1e-5, relativePointTolerance: 1e-6)
        var best: (value: Double, point: [Double])?
        do {
            _ = try optimizer.minimize(from: first, lower: lower, upper: upper) { point, gradient in
                for (place, feature) in features.enumerated() { row[feature.column] = point[place] }
                let value = try evaluate()
                guard value.isFinite else { throw OptimizationError.model(reason: "the acquisition is flat") }
                if value > best?.value ?? -.infinity { best = (value, Array(point)) }
                if !gradient.isEmpty {
                    for (place, feature) in features.enumerated() { gradient[place] = -slopes[feature.column] }
                }
                return -value
            }
        } catch {
            // A climb that cannot go on ends where it was best.
        }
        guard let best else { return nil }
        let columns = zip(features, best.point).map { (column: $0.column, value: $1) }
        guard let end = space.candidate(start, settingColumns: columns) else { return nil }
        return (end, best.value)
    }

    /// The logarithm of the acquisition at `row`, with its derivatives in `slopes`.
    private mutating func evaluate() throws(OptimizationError) -> Double {
        let count = models.problem.objectives.count
        for index in slopes.indices { slopes[index] = 0 }
        var total = 0.0
        do {
            for index in workspaces.indices {
                try row.withUnsafeBufferPointer { row throws(GaussianProcessError) in
                    try models.processes[index].targetPosteriorGradient(at: row, workspace: &workspaces[index])
                }
            }
        } catch {
            throw .model(reason: "\(error)")
        }
        if let improvement = models.improvement {
            for index in 0..<count {
                moments[index] = workspaces[index].mean
                moments[count + index] = workspaces[index].variance.squareRoot()
            }
            total = moments.withUnsafeMutableBufferPointer { moments in
                excess.withUnsafeMutableBufferPointer { excess in
                    improvement.logValue(
                        means: UnsafeBufferPointer(rebasing: moments[0..<count]),
                        deviations: UnsafeBufferPointer(rebasing: moments[count..<(2 * count)]), excess: excess,
                        meanGradient: UnsafeMutableBufferPointer(rebasing: moments[(2 * count)..<(3 * count)]),
                        deviationGradient: UnsafeMutableBufferPointer(rebasing: moments[(3 * count)..<(4 * count)]))
                }
            }
            for index in 0..<count {
                add(index, byMean: moments[2 * count + index], byDeviation: moments[3 * count + index])
            }
        }
        for index in count..<max(count, workspaces.count) {
            let slope = ProbabilityOfFeasibility.logValueWithDerivatives(
                mean: workspaces[index].mean, deviation: workspaces[index].variance.squareRoot(),
                bound: models.bound(of: index))
            total += slope.value
            add(index, byMean: slope.byMean, byDeviation: slope.byDeviation)
        }
        return total
    }

    private mutating func add(_ index: Int, byMean: Double, byDeviation: Double) {
        let deviation = workspaces[index].variance.squareRoot()
        let byVariance = deviation > 0 ? byDeviation / (2 * deviation) : 0
        for column in slopes.indices {
            slopes[column] +=
                byMean * workspaces[index].meanGradient[column] + byVariance
                * workspaces[index].varianceGradient[column]
        }
    }
}
