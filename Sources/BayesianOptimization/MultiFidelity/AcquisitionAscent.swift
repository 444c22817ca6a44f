import GaussianProcess
import Glibc
import LocalOptimization
import SearchSpace

/// Climbs the acquisition from a candidate along its continuous parameters, by L-BFGS with analytic gradients.
///
/// Parameters that a known constraint names stay where they are; so do all discrete ones.
struct AcquisitionAscent {
    let models: SurrogateModels
    private var workspaces: [PosteriorWorkspace]
    private var row: [Double]
    private var slopes: [Double]
    private var moments: [Double]
    private var excess: [Double]

    init(models: SurrogateModels) {
        self.models = models
        let count = models.objectives.count
        workspaces = Array(
            repeating: PosteriorWorkspace(), count: count + models.constraints.count + (models.viability == nil ? 0 : 1)
        )
        row = Array(repeating: 0, count: models.problem.space.featureCount)
        slopes = row
        moments = Array(repeating: 0, count: 4 * count)
        excess = Array(repeating: 0, count: models.improvement?.scratchCount ?? 0)
    }

    /// The best candidate on the way up, with the logarithm of its acquisition.
    ///
    /// - Parameters:
    ///   - start: Where to begin.
    ///   - evaluations: The most evaluations of acquisition and gradient.
    /// - Returns: The end and the evaluations spent; `nil` where there is nothing to move along.
    mutating func climb(
        from start: Candidate, evaluations: Int
    ) throws(OptimizationError) -> (candidate: Candidate, score: Double, spent: Int)? {
        let space = models.problem.space
        let features: [ContinuousFeature]
        do {
            features = try space.continuousFeatures(of: start).filter { !$0.isConstrained }
            row = try space.encode(start)
        } catch { throw .space(error) }
        guard !features.isEmpty else { return nil }
        let first = features.map { min(max(row[$0.column], $0.lower), $0.upper) }
        let optimizer = LocalOptimizer(
            algorithm: .lbfgs, maximumEvaluations: evaluations, relativeValueTolerance: 1e-7,
            absoluteValueTolerance: 1e-6, relativePointTolerance: 1e-6)
        var best: (value: Double, point: [Double])?
        var spent = 0
        do {
            _ = try optimizer.minimize(from: first, lower: features.map(\.lower), upper: features.map(\.upper)) {
                point, gradient in
                for (place, feature) in features.enumerated() { row[feature.column] = point[place] }
                spent += 1
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
        return (end, best.value, spent)
    }

    /// The logarithm of the acquisition at `row`, with its derivatives in `slopes`.
    private mutating func evaluate() throws(OptimizationError) -> Double {
        let count = models.objectives.count
        for index in slopes.indices { slopes[index] = 0 }
        var total = 0.0
        do {
            for index in workspaces.indices {
                let model =
                    index < count
                    ? models.objectives[index]
                    : index - count < models.constraints.count ? models.constraints[index - count] : models.viability
                guard let model else { continue }
                try row.withUnsafeBufferPointer { row throws(GaussianProcessError) in
                    try model.process.targetPosteriorGradient(at: row, workspace: &workspaces[index])
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
                let deviation = moments[count + index]
                add(
                    index, byMean: moments[2 * count + index],
                    byVariance: deviation > 0 ? moments[3 * count + index] / (2 * deviation) : 0)
            }
        }
        for index in count..<max(count, workspaces.count) {
            let shift = index - count < models.constraints.count ? 0 : 0.5
            let mean = workspaces[index].mean - shift
            let factor = index - count < models.constraints.count ? models.caution : 1
            let deviation = factor * workspaces[index].variance.squareRoot()
            let weight = index - count < models.constraints.count ? 1 : SurrogateModels.viabilityWeight
            let logarithm = ProbabilityOfFeasibility.logValue(mean: mean, deviation: deviation)
            total += weight * logarithm
            guard deviation > 0, logarithm > -.infinity else { continue }
            let u = mean / deviation
            let hazard = exp(-0.5 * u * u - StandardNormal.logRootTwoPi - logarithm)
            let slope = -0.5 * weight * hazard * u * factor * factor / (deviation * deviation)
            add(index, byMean: weight * hazard / deviation, byVariance: slope)
        }
        return total
    }

    private mutating func add(_ index: Int, byMean: Double, byVariance: Double) {
        for column in slopes.indices {
            slopes[column] +=
                byMean * workspaces[index].meanGradient[column] + byVariance
                * workspaces[index].varianceGradient[column]
        }
    }
}
