import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

private struct RegressionFixture: Decodable {
    struct Case: Decodable {
        var kernel: String
        var lengthScales: [Double]
        var variance: Double
        var noise: Double
        var mean: Double
        var features: [[Double]]
        var targets: [Double]
        var points: [[Double]]
        var likelihood: Double
        /// By the logarithms of length scales, variance and noise, then by the mean.
        var gradient: [Double]
        var posteriorMeans: [Double]
        var posteriorVariances: [Double]
        var posteriorCovariance: [[Double]]?
    }
    struct Fit: Decodable {
        var dimension: Int
        var features: [[Double]]
        var targets: [Double]
        var points: [[Double]]
        var objective: Double
        var posteriorMeans: [Double]
        var posteriorVariances: [Double]
    }
    var cases: [Case]
    var fits: [Fit]
    var priors: [String: [Double]]
}

private struct AutoregressiveFixture: Decodable {
    var lowFeatures, highFeatures, points: [[Double]]
    var lowTargets, highTargets: [Double]
    var lowLengthScales, highLengthScales: [Double]
    var lowVariance, highVariance, rho, lowNoise, highNoise, lowMean, highMean, likelihood: Double
    var highMeans, highVariances, lowMeans, lowVariances: [Double]
}

/// Agreement with BoTorch and GPyTorch at fixed hyperparameters, and with BoTorch's fits.
@Suite struct ReferenceValueTests {
    @Test(arguments: [("gp", 0), ("gp", 1), ("gp", 2), ("gp", 3), ("gp-large", 0)])
    func `likelihood, gradient and posterior agree with GPyTorch`(file: String, index: Int) throws {
        let fixture = try Fixture.decode(RegressionFixture.self, file).cases[index]
        let data = try TrainingData(features: Matrix(rows: fixture.features), targets: fixture.targets)
        let hyperparameters = Hyperparameters(
            components: [.init(variance: fixture.variance, lengthScales: fixture.lengthScales)],
            noiseVariances: [fixture.noise], means: [fixture.mean])
        let kernels: [String: CovarianceFunction] = [
            "rbf": .squaredExponential, "matern1.5": .matern32, "matern2.5": .matern52,
        ]
        let covariance = try #require(kernels[fixture.kernel])
        let likelihood = try GaussianProcess.logLikelihood(
            data: data, covariance: covariance, hyperparameters: hyperparameters)
        #expect(abs(likelihood.value - fixture.likelihood) < 1e-8)
        let gradient = likelihood.gradient
        #expect(
            agree(
                gradient.logLengthScales[0] + gradient.logVariances + gradient.logNoiseVariances + gradient.means,
                fixture.gradient, 1e-8))

        let model = try GaussianProcess(data: data, covariance: covariance, hyperparameters: hyperparameters)
        #expect(abs(model.logMarginalLikelihood - fixture.likelihood) < 1e-8)
        #expect(model.jitter == .none)
        let points = try Matrix(rows: fixture.points)
        let posterior = try model.posterior(at: points)
        #expect(agree(posterior.levelMeans, fixture.posteriorMeans, 1e-8))
        #expect(agree(posterior.levelVariances, fixture.posteriorVariances, 1e-8))
        #expect(posterior.targetCovariances == posterior.levelVariances)
        if let expected = fixture.posteriorCovariance {
            let joint = try model.jointPosterior(at: points)
            #expect(agree(joint.means, fixture.posteriorMeans, 1e-8))
            #expect(agree(joint.covariance.storage, try Matrix(rows: expected).storage, 1e-8))
        }
    }

    @Test(arguments: [("gp", 0), ("gp", 1), ("gp-large", 0)])
    func `a fit reaches the posterior density that BoTorch reaches`(file: String, index: Int) throws {
        let fixture = try Fixture.decode(RegressionFixture.self, file).fits[index]
        let data = try TrainingData(features: Matrix(rows: fixture.features), targets: fixture.targets)
        var priors = Priors.standard(dimension: fixture.dimension)
        priors.meanVariance = 1e12
        let model = try GaussianProcess.fit(
            data,
            settings: FitSettings(
                covariance: .squaredExponential, priors: priors, noise: .learned(minimum: 1e-4),
                learnsVariances: false, starts: 2, evaluationsPerStart: 200))
        let report = try #require(model.fitReport)
        #expect(report.objective > fixture.objective - 1e-4)
        #expect(abs(report.objective - fixture.objective) < 0.05)
        #expect(report.failedStarts == 0)
        let posterior = try model.posterior(at: Matrix(rows: fixture.points))
        let deviation = sqrt(posterior.levelVariances.max() ?? 0)
        for point in 0..<posterior.count {
            #expect(abs(posterior.mean(point) - fixture.posteriorMeans[point]) < 0.1 * deviation)
            #expect(abs(sqrt(posterior.variance(point) / fixture.posteriorVariances[point]) - 1) < 0.05)
        }
    }

    @Test func `the two-level model agrees with one assembled in PyTorch`() throws {
        let fixture = try Fixture.decode(AutoregressiveFixture.self, "ar1")
        // High level first: the order of the rows must not matter.
        let data = try TrainingData(
            features: Matrix(rows: fixture.highFeatures + fixture.lowFeatures),
            levels: fixture.highTargets.map { _ in 1 } + fixture.lowTargets.map { _ in 0 }, levelCount: 2,
            targets: fixture.highTargets + fixture.lowTargets)
        let hyperparameters = Hyperparameters(
            components: [
                .init(variance: fixture.lowVariance, lengthScales: fixture.lowLengthScales),
                .init(variance: fixture.highVariance, lengthScales: fixture.highLengthScales),
            ], factors: [fixture.rho], noiseVariances: [fixture.lowNoise, fixture.highNoise],
            means: [fixture.lowMean, fixture.highMean])
        let model = try GaussianProcess(data: data, hyperparameters: hyperparameters)
        #expect(abs(model.logMarginalLikelihood - fixture.likelihood) < 1e-8)
        let posterior = try model.posterior(at: Matrix(rows: fixture.points))
        for point in 0..<posterior.count {
            #expect(abs(posterior.mean(point) - fixture.highMeans[point]) < 1e-8)
            #expect(abs(posterior.variance(point) - fixture.highVariances[point]) < 1e-8)
            #expect(abs(posterior.mean(point, level: 0) - fixture.lowMeans[point]) < 1e-8)
            #expect(abs(posterior.variance(point, level: 0) - fixture.lowVariances[point]) < 1e-8)
        }
    }

    @Test func `prior densities agree with PyTorch`() throws {
        let priors = try Fixture.decode(RegressionFixture.self, "gp").priors
        let points = try #require(priors["x"])
        for (name, location) in [("lognormal_0_1", 0.0), ("lognormal_m4_1", -4.0)] {
            let prior = LogNormalPrior(location: location, scale: 1)
            let expected = try #require(priors[name])
            #expect(agree(points.map { prior.logDensity(logValue: log($0)) }, expected, 1e-13))
        }
        let gammas = [
            ("gamma_2_2", 2.0, 2.0), ("gamma_2_015", 2, 0.15), ("gamma_3_6", 3, 6), ("gamma_1_1_005", 1.1, 0.05),
        ]
        for (name, shape, rate) in gammas {
            let prior = GammaPrior(shape: shape, rate: rate)
            let expected = try #require(priors[name])
            #expect(agree(points.map { prior.logDensity(logValue: log($0)) }, expected, 1e-13))
            for point in points {
                let h = 1e-5
                let slope =
                    (prior.logDensity(logValue: log(point) + h) - prior.logDensity(logValue: log(point) - h)) / (2 * h)
                #expect(abs(prior.logDensityDerivative(logValue: log(point)) - slope) < 1e-7)
            }
        }
        // BoTorch starts a 12-dimensional model at the mode of its length-scale prior.
        #expect(abs(Priors.standard(dimension: 12).lengthScale.mode - 0.709_401_861_403_991_3) < 1e-14)
    }
}
