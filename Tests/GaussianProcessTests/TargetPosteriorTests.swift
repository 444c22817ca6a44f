import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct TargetPosteriorTests {
    private func model(levels: Int, covariance: CovarianceFunction = .matern52) throws -> GaussianProcess {
        try GaussianProcess(
            data: toyData(levels: levels, count: 40), covariance: covariance,
            hyperparameters: toyHyperparameters(levels: levels, groups: 3),
            scaling: TargetScaling(location: 3, scale: 2.5))
    }

    @Test(arguments: [1, 2, 3])
    func `batches agree with the posterior of every level`(levels: Int) throws {
        let model = try model(levels: levels)
        var random = TestRandom(state: 5)
        let points = random.matrix(150, 3)
        let expected = try model.posterior(at: points)
        let (means, variances) = try model.targetPosterior(at: points)
        #expect(agree(means, (0..<150).map { expected.mean($0) }, 1e-12))
        #expect(agree(variances, (0..<150).map { expected.variance($0) }, 1e-11))
    }

    @Test(arguments: [1, 2, 3], CovarianceFunction.allCases)
    func `gradients agree with finite differences`(levels: Int, covariance: CovarianceFunction) throws {
        let model = try model(levels: levels, covariance: covariance)
        var workspace = PosteriorWorkspace()
        var random = TestRandom(state: 9)
        for _ in 0..<5 {
            let point = (0..<3).map { _ in random.uniform() }
            try point.withUnsafeBufferPointer { try model.targetPosteriorGradient(at: $0, workspace: &workspace) }
            let (mean, variance) = (workspace.mean, workspace.variance)
            let (meanSlopes, varianceSlopes) = (workspace.meanGradient, workspace.varianceGradient)
            try point.withUnsafeBufferPointer { try model.targetPosterior(at: $0, workspace: &workspace) }
            #expect(mean == workspace.mean && variance == workspace.variance)
            for column in 0..<3 {
                func values(_ step: Double) throws -> (Double, Double) {
                    var moved = point
                    moved[column] += step
                    let posterior = try model.posterior(at: Matrix(rows: [moved]))
                    return (posterior.mean(0), posterior.variance(0))
                }
                let h = 1e-4
                let (near, far) = (try (values(h), values(-h)), try (values(2 * h), values(-2 * h)))
                let meanSlope = (8 * (near.0.0 - near.1.0) - (far.0.0 - far.1.0)) / (12 * h)
                let varianceSlope = (8 * (near.0.1 - near.1.1) - (far.0.1 - far.1.1)) / (12 * h)
                #expect(abs(meanSlopes[column] - meanSlope) < 1e-7 * (1 + abs(meanSlope)))
                #expect(abs(varianceSlopes[column] - varianceSlope) < 1e-7 * (1 + abs(varianceSlope)))
            }
        }
    }

    @Test func `several points in lock step give what each gives alone`() throws {
        let model = try model(levels: 3)
        var random = TestRandom(state: 6)
        let points = (0..<7 * 3).map { _ in random.uniform() }
        var together = PosteriorWorkspace()
        var alone = PosteriorWorkspace()
        try points.withUnsafeBufferPointer { all in
            try model.targetPosteriors(at: all, count: 7, gradient: true, workspace: &together)
            for index in 0..<7 {
                let single = UnsafeBufferPointer(rebasing: all[(index * 3)..<((index + 1) * 3)])
                try model.targetPosteriorGradient(at: single, workspace: &alone)
                #expect(abs(alone.mean - together.means[index]) < 1e-12)
                #expect(abs(alone.variance - together.variances[index]) < 1e-12)
                let range = (index * 3)..<((index + 1) * 3)
                #expect(agree(alone.meanGradient, Array(together.meanGradient[range]), 1e-11))
                #expect(agree(alone.varianceGradient, Array(together.varianceGradient[range]), 1e-10))
            }
        }
    }

    @Test(arguments: [1, 2, 3])
    func `covariances of the target with itself are those of the joint posterior`(levels: Int) throws {
        let model = try model(levels: levels)
        var random = TestRandom(state: 8)
        let all = random.matrix(9, 3)
        let joint = try model.jointPosterior(at: all).covariance
        let handle = try model.targetCovariances(of: all.selecting(rows: [0, 1, 2, 3]))
        let result = try handle.covariances(
            with: all.selecting(rows: [4, 5, 6, 7, 8]), levels: [Int](repeating: levels - 1, count: 5))
        for row in 0..<4 {
            for column in 0..<5 { #expect(abs(result[row, column] - joint[row, 4 + column]) < 1e-11) }
        }
    }

    @Test func `observing a level moves the target's variance as the covariance says`() throws {
        // var(f_T(z) | one more y at (x, l)) = var(f_T(z)) - cov^2 / (var(f_l(x)) + noise_l).
        let model = try model(levels: 3)
        var random = TestRandom(state: 11)
        let fixed = random.matrix(6, 3)
        for level in 0..<3 {
            let point = random.matrix(1, 3)
            let covariance = try model.targetCovariance(of: fixed, with: point, levels: [level])
            let own = try model.posterior(at: point).variance(0, level: level) + model.noiseVariance(level: level)
            let before = try model.targetPosterior(at: fixed).variances
            let after = try model.extended(features: point, levels: [level], targets: [4]).targetPosterior(at: fixed)
                .variances
            for row in 0..<6 {
                let expected = before[row] - covariance[row, 0] * covariance[row, 0] / own
                #expect(abs(after[row] - expected) < 1e-10)
            }
        }
    }

    @Test func `a point of the wrong width is an error`() throws {
        let model = try model(levels: 1)
        var workspace = PosteriorWorkspace()
        #expect(throws: GaussianProcessError.self) {
            try [0.1, 0.2].withUnsafeBufferPointer { try model.targetPosterior(at: $0, workspace: &workspace) }
        }
        #expect(throws: GaussianProcessError.self) { try model.targetPosterior(at: Matrix(rows: 2, columns: 5)) }
        #expect(throws: GaussianProcessError.self) {
            try model.targetCovariance(
                of: Matrix(rows: 2, columns: 3), with: Matrix(rows: 1, columns: 3), levels: [1])
        }
    }
}
