import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct SharedDiscrepancyTests {
    private let model = CovarianceModel(.stationary(.matern52), levels: .sharedDiscrepancy)

    /// What the weights must be for three levels, by level.
    private let weights = [[1, 1, 1], [1, 0.5, 0], [1, 0, 0.0]]

    private var hyperparameters: Hyperparameters {
        var result = toyHyperparameters(levels: 3, groups: 3)
        result.factors = []
        return result
    }

    /// Matérn 5/2 of one component, in its published form.
    private func kernel(_ component: Int, _ left: [Double], _ right: [Double]) -> Double {
        let lengths = hyperparameters.components[component].lengthScales
        let square = zip(zip(left, right), lengths).reduce(0) { $0 + pow(($1.0.0 - $1.0.1) / $1.1, 2) }
        let r = (5 * square).squareRoot()
        return hyperparameters.components[component].variance * (1 + r + r * r / 3) * exp(-r)
    }

    private func covariance(_ left: [Double], _ leftLevel: Int, _ right: [Double], _ rightLevel: Int) -> Double {
        (0..<3).reduce(0) { $0 + weights[$1][leftLevel] * weights[$1][rightLevel] * kernel($1, left, right) }
    }

    private func mean(_ level: Int) -> Double {
        (0..<3).reduce(0) { $0 + weights[$1][level] * hyperparameters.means[$1] }
    }

    @Test func `likelihood and posterior of every level agree with dense algebra`() throws {
        let data = try toyData(levels: 3, count: 40)
        let process = try GaussianProcess(data: data, model: model, hyperparameters: hyperparameters)
        let rows = (0..<40).map { Array(data.features.row($0)) }
        var matrix = Matrix(rows: 40, columns: 40)
        for i in 0..<40 {
            for j in 0..<40 { matrix[i, j] = covariance(rows[i], data.levels[i], rows[j], data.levels[j]) }
            matrix[i, i] += hyperparameters.noiseVariances[data.levels[i]]
        }
        let factor = try Cholesky(matrix)
        let residuals = (0..<40).map { data.targets[$0] - mean(data.levels[$0]) }
        let solved = try factor.solve(residuals)
        var likelihood = -20 * log(2 * Double.pi)
        for i in 0..<40 { likelihood -= 0.5 * residuals[i] * solved[i] + log(factor.factor[i, i]) }
        #expect(abs(process.logMarginalLikelihood - likelihood) < 1e-8)

        var random = TestRandom(state: 7)
        let points = random.matrix(6, 3)
        let posterior = try process.posterior(at: points)
        let target = try process.targetPosterior(at: points)
        for index in 0..<6 {
            let point = Array(points.row(index))
            let toTarget = (0..<40).map { covariance(point, 2, rows[$0], data.levels[$0]) }
            for level in 0..<3 {
                let cross = (0..<40).map { covariance(point, level, rows[$0], data.levels[$0]) }
                let inner = try factor.solve(cross)
                func explained(_ other: [Double]) -> Double { zip(inner, other).reduce(0) { $0 + $1.0 * $1.1 } }
                let expected = mean(level) + zip(cross, solved).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(posterior.mean(index, level: level) - expected) < 1e-9)
                let variance = covariance(point, level, point, level) - explained(cross)
                #expect(abs(posterior.variance(index, level: level) - variance) < 1e-9)
                let shared = covariance(point, level, point, 2) - explained(toTarget)
                #expect(abs(posterior.targetCovariance(index, level: level) - shared) < 1e-9)
            }
            #expect(abs(target.means[index] - posterior.mean(index)) < 1e-11)
            #expect(abs(target.variances[index] - posterior.variance(index)) < 1e-11)
        }
    }

    @Test func `derivatives agree with finite differences`() throws {
        let data = try toyData(levels: 3, count: 40)
        let point = hyperparameters
        let gradient = try GaussianProcess.logLikelihood(data: data, model: model, hyperparameters: point).gradient
        func check(_ analytic: Double, _ change: (inout Hyperparameters, Double) -> Void) throws {
            let h = 1e-3
            func value(_ step: Double) throws -> Double {
                var moved = point
                change(&moved, step)
                return try GaussianProcess.logLikelihood(data: data, model: model, hyperparameters: moved).value
            }
            let numeric = (8 * (try value(h) - value(-h)) - (try value(2 * h) - value(-2 * h))) / (12 * h)
            #expect(abs(analytic - numeric) < 1e-6 * (1 + abs(numeric)))
        }
        for level in 0..<3 {
            try check(gradient.logVariances[level]) { $0.components[level].variance *= exp($1) }
            try check(gradient.logNoiseVariances[level]) { $0.noiseVariances[level] *= exp($1) }
            try check(gradient.means[level]) { $0.means[level] += $1 }
            for group in 0..<3 {
                try check(gradient.logParameters[level][group]) {
                    $0.components[level].parameters[group] *= exp($1)
                }
            }
        }
    }

    @Test func `one more observation gives the model that is built with it`() throws {
        let data = try toyData(levels: 3, count: 40)
        let first = Array(0..<39)
        let part = try TrainingData(
            features: data.features.selecting(rows: first), levels: Array(data.levels.prefix(39)), levelCount: 3,
            targets: Array(data.targets.prefix(39)))
        let whole = try GaussianProcess(data: data, model: model, hyperparameters: hyperparameters)
        let extended = try GaussianProcess(data: part, model: model, hyperparameters: hyperparameters).extended(
            features: data.features.selecting(rows: [39]), levels: [data.levels[39]], targets: [data.targets[39]])
        var random = TestRandom(state: 8)
        let points = random.matrix(5, 3)
        let (expected, found) = (try whole.posterior(at: points), try extended.posterior(at: points))
        for index in 0..<5 {
            for level in 0..<3 {
                #expect(abs(expected.mean(index, level: level) - found.mean(index, level: level)) < 1e-9)
                #expect(abs(expected.variance(index, level: level) - found.variance(index, level: level)) < 1e-9)
            }
        }
    }

    @Test func `two cheap levels with one bias tell the target where it was not asked`() throws {
        func value(_ x: ArraySlice<Double>, _ level: Int) -> Double {
            let x = Array(x)
            return sin(6 * x[0]) + x[1] * x[1] + Double(2 - level) * (0.5 + 0.4 * sin(7 * x[1]))
        }
        var random = TestRandom(state: 3)
        let design = random.matrix(40, 2)
        let asked: [(row: Int, level: Int)] =
            (0..<40).map { ($0, 0) } + (0..<20).map { ($0, 1) } + (0..<3).map { ($0, 2) }
        let data = try TrainingData(
            features: design.selecting(rows: asked.map(\.row)), levels: asked.map(\.level), levelCount: 3,
            targets: asked.map { value(ArraySlice(design.row($0.row)), $0.level) })
        let points = random.matrix(60, 2)
        func error(_ levels: CovarianceModel.Levels) throws -> Double {
            let settings = FitSettings(model: CovarianceModel(.stationary(.matern52), levels: levels), starts: 2)
            let means = try GaussianProcess.fit(data, settings: settings).targetPosterior(at: points).means
            let squares = means.indices.map { pow(means[$0] - value(ArraySlice(points.row($0)), 2), 2) }
            return (squares.reduce(0, +) / 60).squareRoot()
        }
        let shared = try error(.sharedDiscrepancy)
        #expect(shared < 0.1, "the targets span more than 2: \(shared)")
        #expect(try shared < 0.5 * error(.autoregressive))
    }
}
