import Foundation
import LinearAlgebra
import Testing

@testable import GaussianProcess

@Suite struct CalibrationTests {
    @Test func `levels are judged by their own observations`() throws {
        let data = try toyData(levels: 2, count: 40)
        let model = try GaussianProcess(data: data, hyperparameters: toyHyperparameters(levels: 2, groups: 3))
        let left = try model.leaveOneOut()
        let calibration = left.calibration
        #expect(calibration.map(\.level) == [0, 1])
        #expect(calibration.reduce(0) { $0 + $1.count } == 40)
        let total = calibration.reduce(0) { $0 + Double($1.count) * $1.meanLogDensity }
        #expect(abs(total / 40 - left.meanLogDensity) < 1e-12)
        for own in calibration {
            let rows = (0..<40).filter { data.levels[$0] == own.level }
            let residuals = rows.map { (left.targets[$0] - left.means[$0]) / sqrt(left.variances[$0]) }
            let count = Double(rows.count)
            #expect(abs(own.residualMean - residuals.reduce(0, +) / count) < 1e-12)
            #expect(own.coverage95 == Double(residuals.count(where: { abs($0) <= 1.959_963_984_540_054 })) / count)
            #expect(own.largestResidual == residuals.map { abs($0) }.max())
            #expect(left.meanLogDensity(level: own.level) == own.meanLogDensity)
        }
        #expect(left.meanLogDensity(level: 7) == nil)
    }

    @Test func `a model of the right noise covers about 95 percent`() throws {
        var random = TestRandom(state: 17)
        let features = random.matrix(200, 2)
        let targets = (0..<200).map { row in
            let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
            return sin(4 * features[row, 0]) + features[row, 1] + 0.1 * normal
        }
        let model = try GaussianProcess.fit(TrainingData(features: features, targets: targets))
        let own = try #require(model.leaveOneOut().calibration.first)
        #expect((0.9...0.99).contains(own.coverage95))
        #expect((0.85...1.15).contains(own.residualRootMeanSquare))
    }

    @Test(arguments: [1, 3])
    func `predictions with and without the stored inverse agree, also after an extension`(levels: Int) throws {
        let data = try toyData(levels: levels, count: 40)
        let fixed = toyHyperparameters(levels: levels, groups: 3)
        var random = TestRandom(state: 23)
        let added = random.matrix(3, 3)
        let model = try GaussianProcess(data: data, hyperparameters: fixed)
            .extended(features: added, levels: [0, levels - 1, 0], targets: [1, 2, 0.5])
        #expect(model.inverseFactor != nil)
        var without = model
        without.inverseFactor = nil
        let points = random.matrix(70, 3)
        let (with, other) = (try model.posterior(at: points), try without.posterior(at: points))
        #expect(agree(with.levelMeans, other.levelMeans, 1e-11))
        #expect(agree(with.levelVariances, other.levelVariances, 1e-11))
        #expect(agree(with.targetCovariances, other.targetCovariances, 1e-11))
        #expect(agree(try model.targetPosterior(at: points).variances, (0..<70).map { other.variance($0) }, 1e-11))
    }
}
