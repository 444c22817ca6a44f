import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct GaussianProcessTests {
    @Test(arguments: [1, 2, 3])
    func `an extension equals a model made from scratch`(levels: Int) throws {
        let data = try toyData(levels: levels, count: 30)
        let more = try toyData(levels: levels, count: 7, seed: 99)
        let hyperparameters = toyHyperparameters(levels: levels, groups: 3)
        let scaling = TargetScaling.standardizing(data)
        let extended = try GaussianProcess(data: data, hyperparameters: hyperparameters, scaling: scaling)
            .extended(features: more.features, levels: more.levels, targets: more.targets)
            .extended(features: Matrix(rows: [[0.2, 0.4, 0.6]]), levels: [0], targets: [0.5])
        let whole = try data.appending(features: more.features, levels: more.levels, targets: more.targets)
            .appending(features: Matrix(rows: [[0.2, 0.4, 0.6]]), levels: [0], targets: [0.5])
        let scratch = try GaussianProcess(data: whole, hyperparameters: hyperparameters, scaling: scaling)
        var random = TestRandom(state: 7)
        let points = random.matrix(9, 3)
        let (left, right) = (try extended.posterior(at: points), try scratch.posterior(at: points))
        #expect(agree(left.levelMeans, right.levelMeans, 1e-10))
        #expect(agree(left.levelVariances, right.levelVariances, 1e-10))
        #expect(agree(left.targetCovariances, right.targetCovariances, 1e-10))
        #expect(agree(try extended.leaveOneOut().means, try scratch.leaveOneOut().means, 1e-10))
    }

    @Test(arguments: [1, 2, 3])
    func `leave-one-out equals leaving out`(levels: Int) throws {
        let data = try toyData(levels: levels, count: 14)
        let hyperparameters = toyHyperparameters(levels: levels, groups: 3)
        let scaling = TargetScaling(location: 0.4, scale: 2.5)
        let shortcut = try GaussianProcess(data: data, hyperparameters: hyperparameters, scaling: scaling)
            .leaveOneOut()
        #expect(agree(shortcut.targets, data.targets, 1e-14))
        #expect(shortcut.levels == data.levels)
        for row in 0..<data.count {
            let kept = (0..<data.count).filter { $0 != row }
            let rest = try TrainingData(
                features: data.features.selecting(rows: kept), levels: kept.map { data.levels[$0] },
                levelCount: levels, targets: kept.map { data.targets[$0] })
            let model = try GaussianProcess(data: rest, hyperparameters: hyperparameters, scaling: scaling)
            let posterior = try model.posterior(at: data.features.selecting(rows: [row]))
            let level = data.levels[row]
            #expect(abs(shortcut.means[row] - posterior.mean(0, level: level)) < 1e-10)
            let variance = posterior.variance(0, level: level) + model.noiseVariance(level: level)
            #expect(abs(shortcut.variances[row] - variance) < 1e-10)
        }
        let covered = try #require(shortcut.coverage(within: 1.96))
        #expect(covered == Double(shortcut.standardizedResiduals.count { abs($0) <= 1.96 }) / 14)
        #expect(shortcut.coverage(within: 1, level: levels) == nil)
    }

    @Test(arguments: [1, 2, 3])
    func `one point at a time gives what a batch gives`(levels: Int) throws {
        let data = try toyData(levels: levels, count: 35)
        let model = try GaussianProcess(
            data: data, hyperparameters: toyHyperparameters(levels: levels, groups: 3),
            scaling: .standardizing(data))
        var random = TestRandom(state: 5)
        let points = random.matrix(130, 3)
        let batch = try model.posterior(at: points)
        var workspace = PosteriorWorkspace()
        for row in 0..<points.rows {
            try points.row(row).withUnsafeBufferPointer { try model.posterior(at: $0, workspace: &workspace) }
            #expect(abs(workspace.mean - batch.mean(row)) < 1e-11)
            #expect(abs(workspace.variance - batch.variance(row)) < 1e-11)
            for level in 0..<levels {
                #expect(abs(workspace.levelVariances[level] - batch.variance(row, level: level)) < 1e-11)
                #expect(abs(workspace.targetCovariances[level] - batch.targetCovariance(row, level: level)) < 1e-11)
            }
        }
        #expect(batch.liftedVariances == 0 && workspace.liftedVariances == 0)
    }

    @Test func `the covariance with a cheap level foretells how an observation there shrinks the target`() throws {
        let data = try toyData(levels: 3, count: 25)
        let model = try GaussianProcess(data: data, hyperparameters: toyHyperparameters(levels: 3, groups: 3))
        let point = try Matrix(rows: [[0.31, 0.62, 0.44]])
        let before = try model.posterior(at: point)
        for level in 0..<3 {
            let after = try model.extended(features: point, levels: [level], targets: [1]).posterior(at: point)
            let covariance = before.targetCovariance(0, level: level)
            let expected =
                before.variance(0) - covariance * covariance
                / (before.variance(0, level: level) + model.noiseVariance(level: level))
            #expect(abs(after.variance(0) - expected) < 1e-12)
            #expect(after.variance(0) < before.variance(0))
        }
    }

    @Test func `columns of one group share their length scale`() throws {
        var random = TestRandom(state: 21)
        let features = random.matrix(15, 3)
        let targets = (0..<15).map { _ in random.uniform() }
        let grouped = try GaussianProcess(
            data: TrainingData(features: features, groups: [0, 1, 0], targets: targets),
            hyperparameters: .init(
                components: [.init(variance: 1, lengthScales: [0.3, 0.9])], noiseVariances: [0.01], means: [0]))
        let single = try GaussianProcess(
            data: TrainingData(features: features, targets: targets),
            hyperparameters: .init(
                components: [.init(variance: 1, lengthScales: [0.3, 0.9, 0.3])], noiseVariances: [0.01], means: [0]))
        #expect(abs(grouped.logMarginalLikelihood - single.logMarginalLikelihood) < 1e-12)
    }

    @Test func `far from all data the posterior is the prior`() throws {
        let data = try toyData(levels: 2, count: 20)
        let hyperparameters = toyHyperparameters(levels: 2, groups: 3)
        let model = try GaussianProcess(
            data: data, hyperparameters: hyperparameters, scaling: TargetScaling(location: 5, scale: 2))
        let posterior = try model.posterior(at: Matrix(rows: [[1e3, 1e3, 1e3]]))
        #expect(abs(posterior.mean(0) - (5 + 2 * (1.2 * 0.3 - 0.2))) < 1e-12)
        #expect(abs(posterior.variance(0) - 4 * (1.44 * 1.3 + 0.4)) < 1e-12)
        #expect(abs(posterior.targetCovariance(0, level: 0) - 4 * 1.2 * 1.3) < 1e-12)
    }

    @Test func `duplicates without noise take jitter and report it`() throws {
        let data = try TrainingData(features: Matrix(rows: [[0.5], [0.5], [0.5]]), targets: [1, 1, 1])
        let hyperparameters = Hyperparameters(
            components: [.init(variance: 1, lengthScales: [1])], noiseVariances: [0], means: [0])
        let model = try GaussianProcess(data: data, hyperparameters: hyperparameters)
        #expect(model.jitter.amount > 0 && model.jitter.failedAttempts > 0)
        let posterior = try model.posterior(at: data.features)
        #expect(posterior.levelMeans.allSatisfy { abs($0 - 1) < 1e-3 })
        #expect(throws: GaussianProcessError.self) {
            try GaussianProcess(data: data, hyperparameters: hyperparameters, jitter: .none)
        }
    }

    @Test func `data and hyperparameters that do not fit are refused`() throws {
        let one = try Matrix(rows: [[0.1, 0.2]])
        #expect(throws: GaussianProcessError.self) {
            try TrainingData(features: Matrix(rows: 0, columns: 2), targets: [])
        }
        #expect(throws: GaussianProcessError.self) { try TrainingData(features: one, targets: [1, 2]) }
        #expect(throws: GaussianProcessError.self) { try TrainingData(features: one, targets: [.nan]) }
        #expect(throws: GaussianProcessError.self) { try TrainingData(features: one, groups: [0, 2], targets: [1]) }
        #expect(throws: GaussianProcessError.self) { try TrainingData(features: one, levels: [1], targets: [1]) }
        let data = try TrainingData(features: one, targets: [1])
        for (variance, scales, noise) in [(0.0, [1.0, 1.0], 0.1), (1, [1], 0.1), (1, [1, -1], 0.1), (1, [1, 1], -1)] {
            #expect(throws: GaussianProcessError.self) {
                try GaussianProcess(
                    data: data,
                    hyperparameters: .init(
                        components: [.init(variance: variance, lengthScales: scales)], noiseVariances: [noise],
                        means: [0]))
            }
        }
        let model = try GaussianProcess.fit(data)
        #expect(throws: GaussianProcessError.self) { try model.posterior(at: Matrix(rows: [[1]])) }
        #expect(throws: GaussianProcessError.self) { try model.extended(features: one, levels: [1], targets: [1]) }
    }
}
