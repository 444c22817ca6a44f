import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

/// Predictive quality on data whose figures for a peer's best kernel are known.
@Suite struct QualityTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The peer's means over the three sets: root mean square error and negative log density in units of the
        /// standard deviation of the function, and the share of observations inside the central 95 percent.
        let error: Double, density: Double, coverage: Double
        var testDescription: String { name }
    }

    private struct Data: Decodable {
        let features: [[Double]]
        let targets: [Double]
        let testFeatures: [[Double]]
        let testTargets: [Double]
        let scale: Double

        enum CodingKeys: String, CodingKey {
            case features = "X"
            case targets = "y"
            case testFeatures = "Xtest"
            case testTargets = "ytest"
            case scale = "y_scale"
        }
    }

    private struct Figures {
        var error = 0.0
        var density = 0.0
        var coverage = 0.0

        /// Adds a third of one set's figures.
        mutating func add(_ data: Data, mean: [Double], logDensity: [Double], above: [Double]) {
            let count = Double(mean.count)
            let square = zip(mean, data.testTargets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / count
            error += square.squareRoot() / data.scale / 3
            density -= (logDensity.reduce(0, +) / count + log(data.scale)) / 3
            coverage += Double(above.count { $0 > 0.025 && $0 < 0.975 }) / count / 3
        }
    }

    @Test(arguments: [
        Case(name: "hartmann6", error: 0.706, density: 1.18, coverage: 0.919),
        Case(name: "levy6", error: 0.874, density: 1.287, coverage: 0.918),
        Case(name: "friedman12", error: 0.192, density: -0.42, coverage: 0.953),
    ])
    func `the average is better than a peer's best kernel`(peer: Case) throws {
        var together = Figures()
        var single = Figures()
        for seed in 0..<3 {
            let data = try Fixture.decode(Data.self, "quality_\(peer.name)_s\(seed)")
            let training = try TrainingData(features: Matrix(rows: data.features), targets: data.targets)
            let test = try Matrix(rows: data.testFeatures)
            let average = try ModelAverage.fit(training)
            #expect(average.failedPoints == 0)
            #expect(abs(average.components.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
            let beliefs = try average.predictions(at: test, includingNoise: true)
            together.add(
                data, mean: beliefs.map(\.mean), logDensity: zip(beliefs, data.testTargets).map { $0.logDensity($1) },
                above: zip(beliefs, data.testTargets).map { $0.probability(above: $1) })
            let best = try average.selection.model.predictions(at: test, includingNoise: true)
            single.add(
                data, mean: best.map(\.mean), logDensity: zip(best, data.testTargets).map { $0.logDensity($1) },
                above: zip(best, data.testTargets).map { $0.probability(above: $1) })
        }
        #expect(together.error <= peer.error)
        #expect(together.density <= peer.density)
        // Over 12 other sets of each kind the coverage is 0.93 to 0.96; these three are among the harder ones.
        #expect(abs(together.coverage - 0.95) <= 0.06)

        // The single best model predicts as well, though it is too sure where its hyperparameters are uncertain.
        #expect(single.error <= 1.01 * peer.error)
        #expect(single.density <= peer.density + 0.01)
        #expect(abs(single.coverage - 0.95) <= 0.1)
    }

    @Test func `a mixture has the moments of its parts`() {
        let parts = [(0.0, 1.0), (2, 0.25), (-1, 4)].map {
            TransformedNormal(transform: .identity, latentMean: $0.0, latentVariance: $0.1)
        }
        let mixture = TransformedMixture(weights: [1, 2, 1], parts: parts)
        #expect(abs(mixture.mean - 0.75) < 1e-12)
        // E[y^2] = 1/4 (1) + 1/2 (4 + 1/4) + 1/4 (1 + 4).
        #expect(abs(mixture.variance - (3.625 - 0.5625)) < 1e-12)
        // Density and probability by differences.
        let slope = (mixture.probability(above: 0.3) - mixture.probability(above: 0.3 + 1e-6)) / 1e-6
        #expect(abs(exp(mixture.logDensity(0.3)) - slope) < 1e-5)
        #expect(abs(mixture.probability(above: -50) - 1) < 1e-12)
    }
}
