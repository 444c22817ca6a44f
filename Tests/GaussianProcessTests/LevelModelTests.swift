import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

private struct CoregionalizationFixture: Decodable {
    var covariances: [[Double]]
    var lengthScales: [Double]
    var noise, likelihood: Double
    var highMeans, highVariances: [Double]
}

private struct TwoLevelData: Decodable {
    var lowFeatures, highFeatures, points: [[Double]]
    var lowTargets, highTargets: [Double]
}

@Suite struct LevelModelTests {
    private let coregionalized = CovarianceModel(.stationary(.matern52), levels: .coregionalized)

    private func coregionalizedHyperparameters(levels: Int) -> Hyperparameters {
        Hyperparameters(
            components: [.init(variance: 1, parameters: [0.5, 0.8, 1.1])],
            noiseVariances: Array([0.02, 0.01, 0.005].prefix(levels)), means: Array([0.3, -0.2, 0.1].prefix(levels)),
            coregionalization: Array([[1.1], [-0.4, 0.7], [0.3, 0.5, 0.6]].prefix(levels)))
    }

    @Test func `intrinsic coregionalisation agrees with dense algebra in PyTorch`() throws {
        let fixture = try Fixture.decode(CoregionalizationFixture.self, "coregionalization")
        let set = try Fixture.decode(TwoLevelData.self, "ar1")
        let data = try TrainingData(
            features: Matrix(rows: set.lowFeatures + set.highFeatures),
            levels: set.lowTargets.map { _ in 0 } + set.highTargets.map { _ in 1 }, levelCount: 2,
            targets: set.lowTargets + set.highTargets)
        let factor = try Cholesky(Matrix(rows: fixture.covariances)).factor
        let model = try GaussianProcess(
            data: data, model: coregionalized,
            hyperparameters: Hyperparameters(
                components: [.init(variance: 1, parameters: fixture.lengthScales)],
                noiseVariances: [fixture.noise, fixture.noise], means: [0, 0],
                coregionalization: [[factor[0, 0]], [factor[1, 0], factor[1, 1]]]))
        #expect(abs(model.logMarginalLikelihood - fixture.likelihood) < 1e-8)
        let posterior = try model.posterior(at: Matrix(rows: set.points))
        let target = try model.targetPosterior(at: Matrix(rows: set.points))
        for point in 0..<posterior.count {
            #expect(abs(posterior.mean(point) - fixture.highMeans[point]) < 1e-8)
            #expect(abs(posterior.variance(point) - fixture.highVariances[point]) < 1e-8)
            #expect(abs(target.means[point] - fixture.highMeans[point]) < 1e-8)
            #expect(abs(target.variances[point] - fixture.highVariances[point]) < 1e-8)
        }
    }

    @Test(arguments: [1, 2, 3])
    func `derivatives of coregionalised levels agree with finite differences`(levels: Int) throws {
        let data = try toyData(levels: levels, count: 40)
        let point = coregionalizedHyperparameters(levels: levels)
        let gradient = try GaussianProcess.logLikelihood(data: data, model: coregionalized, hyperparameters: point)
            .gradient
        func check(_ analytic: Double, _ change: (inout Hyperparameters, Double) -> Void) throws {
            let numeric = try slope { step in
                var moved = point
                change(&moved, step)
                return try GaussianProcess.logLikelihood(data: data, model: coregionalized, hyperparameters: moved)
                    .value
            }
            #expect(abs(analytic - numeric) < 1e-6 * (1 + abs(numeric)))
        }
        for row in 0..<levels {
            for column in 0...row {
                try check(gradient.coregionalization[row][column]) { $0.coregionalization?[row][column] += $1 }
            }
            try check(gradient.means[row]) { $0.means[row] += $1 }
            try check(gradient.logNoiseVariances[row]) { $0.noiseVariances[row] *= exp($1) }
        }
        for index in 0..<3 {
            try check(gradient.logParameters[0][index]) { $0.components[0].parameters[index] *= exp($1) }
        }
    }

    @Test func `a level of coregionalised levels follows dense algebra written out here`() throws {
        let data = try toyData(levels: 3, count: 24)
        let fixed = coregionalizedHyperparameters(levels: 3)
        let model = try GaussianProcess(data: data, model: coregionalized, hyperparameters: fixed)
        let lower = try #require(fixed.coregionalization)
        func b(_ l: Int, _ m: Int) -> Double { (0...min(l, m)).reduce(0) { $0 + lower[l][$1] * lower[m][$1] } }
        let scales = fixed.components[0].parameters
        var matrix = try CovarianceFunction.matern52.matrix(
            between: data.features, and: data.features, lengthScales: scales)
        for i in 0..<24 {
            for j in 0..<24 { matrix[i, j] *= b(data.levels[i], data.levels[j]) }
            matrix[i, i] += fixed.noiseVariances[data.levels[i]]
        }
        let factor = try Cholesky(matrix)
        let residuals = (0..<24).map { data.targets[$0] - fixed.means[data.levels[$0]] }
        var random = TestRandom(state: 3)
        let points = random.matrix(5, 3)
        let base = try CovarianceFunction.matern52.matrix(between: data.features, and: points, lengthScales: scales)
        let posterior = try model.posterior(at: points)
        for level in 0..<3 {
            for point in 0..<5 {
                let k = (0..<24).map { base[$0, point] * b(data.levels[$0], level) }
                let solved = try factor.solve(k)
                let mean = fixed.means[level] + zip(solved, residuals).reduce(0) { $0 + $1.0 * $1.1 }
                let variance = b(level, level) - zip(solved, k).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(posterior.mean(point, level: level) - mean) < 1e-10)
                #expect(abs(posterior.variance(point, level: level) - variance) < 1e-10)
            }
        }
    }

    @Test func `a coregionalised fit finds how levels are correlated`() throws {
        var random = TestRandom(state: 21)
        let features = random.matrix(60, 2)
        let levels = (0..<60).map { $0 % 2 }
        let targets = (0..<60).map { row in
            let f = sin(6 * features[row, 0]) + features[row, 1]
            return levels[row] == 0 ? f : -1.5 * f + 0.02 * random.uniform()
        }
        let data = try TrainingData(features: features, levels: levels, levelCount: 2, targets: targets)
        let model = try GaussianProcess.fit(data, settings: FitSettings(model: coregionalized, starts: 2))
        let lower = try #require(model.hyperparameters.coregionalization)
        let correlation = lower[1][0] / (lower[1][0] * lower[1][0] + lower[1][1] * lower[1][1]).squareRoot()
        #expect(correlation < -0.95)
    }

    /// A deterministic two- or three-level function.
    private func value(_ x: [Double], level: Int) -> Double {
        let base = sin(3 * x[0]) + x[1] * x[1] + 0.3 * x[0]
        return level == 0 ? base : 1.4 * value(x, level: level - 1) + 0.3 * cos(2 * x[1]) - 0.2 * Double(level)
    }

    @Test func `on nested data without noise the joint model equals the recursive one`() throws {
        // L. Le Gratiet and J. Garnier, "Recursive co-kriging model for design of computer experiments with multiple
        // levels of fidelity", Int. J. Uncertainty Quantification 4 (2014): with nested designs and no noise the mean
        // is rho m_0(x) + m_delta(x) and the variance rho^2 s_0^2(x) + s_delta^2(x), each from its own data.
        var random = TestRandom(state: 31)
        let features = random.matrix(26, 2)
        let counts = [26, 14, 7]
        let rho = [1.4, 1.2]
        let fixed = Hyperparameters(
            components: [
                .init(variance: 1.2, lengthScales: [0.5, 0.7]), .init(variance: 0.4, lengthScales: [0.6, 0.4]),
                .init(variance: 0.3, lengthScales: [0.9, 0.5]),
            ], factors: rho, noiseVariances: [0, 0, 0], means: [0.1, 0.2, -0.1])
        var rows: [Int] = []
        var levels: [Int] = []
        for level in 0..<3 {
            rows += 0..<counts[level]
            levels += [Int](repeating: level, count: counts[level])
        }
        let targets = zip(rows, levels).map { value(features.row($0), level: $1) }
        let joint = try GaussianProcess(
            data: TrainingData(
                features: features.selecting(rows: rows), levels: levels, levelCount: 3, targets: targets),
            covariance: .matern32, hyperparameters: fixed, jitter: .none)
        let points = random.matrix(20, 2)
        let posterior = try joint.posterior(at: points)

        var means = [Double](repeating: 0, count: 20)
        var variances = means
        var likelihood = 0.0
        for level in 0..<3 {
            let own = Array(0..<counts[level])
            let residuals = own.map { row in
                let x = features.row(row)
                return value(x, level: level) - (level == 0 ? 0 : rho[level - 1] * value(x, level: level - 1))
            }
            let single = try GaussianProcess(
                data: TrainingData(features: features.selecting(rows: own), targets: residuals), covariance: .matern32,
                hyperparameters: Hyperparameters(
                    components: [fixed.components[level]], noiseVariances: [0], means: [fixed.means[level]]),
                jitter: .none)
            likelihood += single.logMarginalLikelihood
            let own0 = try single.targetPosterior(at: points)
            for point in 0..<20 {
                let factor = level == 0 ? 0 : rho[level - 1]
                means[point] = factor * means[point] + own0.means[point]
                variances[point] = factor * factor * variances[point] + own0.variances[point]
                #expect(abs(posterior.mean(point, level: level) - means[point]) < 1e-7)
                #expect(abs(posterior.variance(point, level: level) - variances[point]) < 1e-8)
            }
        }
        #expect(abs(joint.logMarginalLikelihood - likelihood) < 1e-6)
    }

    @Test func `a fidelity column works with one level`() throws {
        // Low fidelities are biased; the model must still predict at full fidelity better than the cheap data say.
        var random = TestRandom(state: 41)
        var rows: [[Double]] = []
        var targets: [Double] = []
        for index in 0..<50 {
            let x = random.uniform()
            let s = index % 5 == 0 ? 1 : 0.25
            rows.append([x, s])
            targets.append(sin(6 * x) + (1 - s) * (0.8 + 0.5 * cos(3 * x)))
        }
        let data = try TrainingData(features: Matrix(rows: rows), targets: targets)
        let kernel = Kernel.linearTruncated(
            unbiased: .stationary(.matern52, columns: [0]), biased: .stationary(.matern52, columns: [0]), fidelity: 1)
        let model = try GaussianProcess.fit(data, settings: FitSettings(model: CovarianceModel(kernel), starts: 2))
        let points = try Matrix(rows: (0..<41).map { [Double($0) / 40, 1] })
        let means = try model.targetPosterior(at: points).means
        let errors = (0..<41).map { abs(means[$0] - sin(6 * Double($0) / 40)) }
        #expect((errors.max() ?? 1) < 0.1)
    }
}
