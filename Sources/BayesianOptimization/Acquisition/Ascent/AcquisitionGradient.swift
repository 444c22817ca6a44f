import GaussianProcess
import SearchSpace

/// The logarithm of an acquisition at one encoded point at a time, with its derivatives by the columns of the encoding.
struct AcquisitionGradient<Models: AscentModels> {
    private let models: Models
    private let processes: [GaussianProcess]
    private let objectiveCount: Int
    private var workspaces: [PosteriorWorkspace]
    private var moments: [Double]
    private var excess: [Double]
    /// The derivatives at the point of the latest value.
    private(set) var slopes: [Double]

    init(models: Models) {
        self.models = models
        processes = models.processes
        objectiveCount = models.problem.objectives.count
        workspaces = Array(repeating: PosteriorWorkspace(), count: processes.count)
        moments = Array(repeating: 0, count: 4 * objectiveCount)
        excess = Array(repeating: 0, count: models.improvement?.scratchCount ?? 0)
        slopes = Array(repeating: 0, count: models.problem.space.featureCount)
    }

    /// The logarithm of the acquisition at an encoded point.
    ///
    /// - Throws: `OptimizationError.model`.
    mutating func logValue(at row: [Double]) throws(OptimizationError) -> Double {
        let count = objectiveCount
        for index in slopes.indices { slopes[index] = 0 }
        var total = 0.0
        do {
            for index in workspaces.indices {
                try row.withUnsafeBufferPointer { row throws(GaussianProcessError) in
                    try processes[index].targetPosteriorGradient(at: row, workspace: &workspaces[index])
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
            let condition = models.logCondition(
                index, mean: workspaces[index].mean, variance: workspaces[index].variance)
            total += condition.value
            add(index, byMean: condition.byMean, byVariance: condition.byVariance)
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
