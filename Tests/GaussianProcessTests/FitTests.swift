import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct FitTests {
    private func isFinite(_ posterior: Posterior) -> Bool {
        (posterior.levelMeans + posterior.levelVariances + posterior.targetCovariances).allSatisfy(\.isFinite)
    }

    @Test func `two fits are the same bit by bit`() throws {
        let data = try toyData(levels: 2, count: 30)
        let models = try (0..<2).map { _ in try GaussianProcess.fit(data) }
        #expect(models[0].hyperparameters == models[1].hyperparameters)
        #expect(models[0].fitReport == models[1].fitReport)
    }

    @Test func `the fitted point is a maximum`() throws {
        let data = try toyData(levels: 2, count: 40)
        let model = try GaussianProcess.fit(data, settings: FitSettings(starts: 4, evaluationsPerStart: 300))
        let report = try #require(model.fitReport)
        // Any warm start near the optimum must come back to it and not above.
        var nudged = model.hyperparameters
        nudged.components[0].lengthScales[0] *= 1.3
        nudged.factors[0] += 0.1
        let again = try GaussianProcess.fit(
            data, settings: FitSettings(warmStart: nudged, starts: 0, evaluationsPerStart: 300))
        let second = try #require(again.fitReport)
        #expect(abs(second.objective - report.objective) < 1e-3)
        #expect(second.starts.map(\.origin) == ["warm"])
    }

    @Test func `cheap observations help the target`() throws {
        // Forrester's pair of functions (A. Forrester, A. Sobester and A. Keane, Proc. R. Soc. A 463, 2007).
        func high(_ x: Double) -> Double { (6 * x - 2) * (6 * x - 2) * sin(12 * x - 4) }
        func low(_ x: Double) -> Double { 0.5 * high(x) + 10 * (x - 0.5) - 5 }
        let cheap = (0...20).map { Double($0) / 20 }
        let dear = [0, 0.2, 0.4, 0.6, 0.8, 1]
        let data = try TrainingData(
            features: Matrix(rows: (cheap + dear).map { [$0] }),
            levels: cheap.map { _ in 0 } + dear.map { _ in 1 }, levelCount: 2,
            targets: cheap.map(low) + dear.map(high))
        let single = try TrainingData(features: Matrix(rows: dear.map { [$0] }), targets: dear.map(high))
        let grid = (0...50).map { Double($0) / 50 }
        func error(_ model: GaussianProcess) throws -> Double {
            let posterior = try model.posterior(at: Matrix(rows: grid.map { [$0] }))
            let squares = grid.indices.map { pow(posterior.mean($0) - high(grid[$0]), 2) }
            return sqrt(squares.reduce(0, +) / Double(grid.count))
        }
        let both = try GaussianProcess.fit(data)
        let alone = try GaussianProcess.fit(single)
        #expect(try error(both) < 1)
        #expect(try error(both) < 0.25 * error(alone))
        // The cheap function is half the dear one plus a line, so the factor is 2.
        #expect(abs(both.hyperparameters.factors[0] - 2) < 0.3)
    }

    @Test(arguments: [1e-12, 1e-3, 1, 1e6, 1e12])
    func `the model does not depend on the unit of the targets`(unit: Double) throws {
        let data = try toyData(levels: 2, count: 25)
        let scaled = try TrainingData(
            features: data.features, levels: data.levels, levelCount: 2,
            targets: data.targets.map { ($0 + 3) * unit })
        let (plain, other) = (try GaussianProcess.fit(data), try GaussianProcess.fit(scaled))
        var random = TestRandom(state: 3)
        let points = random.matrix(5, 3)
        let (left, right) = (try plain.posterior(at: points), try other.posterior(at: points))
        #expect(isFinite(right))
        for point in 0..<5 {
            #expect(abs(left.mean(point) + 3 - right.mean(point) / unit) < 1e-2)
            #expect(abs(sqrt(left.variance(point)) - sqrt(right.variance(point)) / unit) < 1e-2)
        }
    }

    @Test(
        arguments: [
            [4.0], [0], [1e12], [1e-12], [7, 7, 7, 7], [0, 0, 0], [1e12, 1e12 + 1, 1e12], [-1e-12, 1e-12],
            [1e100, -1e100, 0],
        ] as [[Double]])
    func `degenerate targets give finite models`(targets: [Double]) throws {
        for levels in [1, 2, 3] {
            var random = TestRandom(state: 8)
            let data = try TrainingData(
                features: random.matrix(targets.count, 2), levels: targets.indices.map { $0 % levels },
                levelCount: levels, targets: targets)
            let model = try GaussianProcess.fit(data, settings: FitSettings(evaluationsPerStart: 25))
            let posterior = try model.posterior(at: random.matrix(4, 2))
            #expect(isFinite(posterior))
            #expect(posterior.levelVariances.allSatisfy { $0 > 0 })
            let leftOut = try model.leaveOneOut()
            #expect(leftOut.means.allSatisfy { $0.isFinite } && leftOut.variances.allSatisfy { $0 > 0 })
        }
    }

    @Test func `contradicting duplicates are taken as noise`() throws {
        let data = try TrainingData(
            features: Matrix(rows: [[0.2], [0.2], [0.2], [0.8], [0.8], [0.8]]), targets: [1, 2, 3, 6, 7, 8])
        let model = try GaussianProcess.fit(data)
        let posterior = try model.posterior(at: Matrix(rows: [[0.2], [0.8]]))
        #expect(abs(posterior.mean(0) - 2) < 0.7)
        #expect(abs(posterior.mean(1) - 7) < 0.7)
        #expect(model.noiseVariance(level: 0) > 0.2 && model.noiseVariance(level: 0) < 4)
    }

    @Test func `a target level with one observation follows the cheap level`() throws {
        var random = TestRandom(state: 12)
        let features = random.matrix(21, 1)
        let data = try TrainingData(
            features: features, levels: [Int](repeating: 0, count: 20) + [1], levelCount: 2,
            targets: (0..<21).map { sin(6 * features[$0, 0]) + ($0 == 20 ? 10 : 0) })
        let model = try GaussianProcess.fit(data)
        let posterior = try model.posterior(at: Matrix(rows: [[0.25], [0.75]]))
        #expect(abs(posterior.mean(0) - posterior.mean(1) - (sin(1.5) - sin(4.5))) < 1)
        #expect(abs(posterior.mean(0) - 10 - sin(1.5)) < 1)
    }

    @Test func `fixed noise and variances stay fixed`() throws {
        let data = try toyData(levels: 2, count: 20)
        let model = try GaussianProcess.fit(
            data, settings: FitSettings(noise: .fixed([0.01, 0]), learnsVariances: false, starts: 1))
        #expect(model.hyperparameters.noiseVariances == [0.01, 0])
        #expect(model.hyperparameters.components.map(\.variance) == [1, 1])
    }

    @Test func `the budget is kept and settings without sense are refused`() throws {
        let data = try toyData(levels: 1, count: 20)
        let model = try GaussianProcess.fit(data, settings: FitSettings(starts: 3, evaluationsPerStart: 4))
        #expect((model.fitReport?.starts.map(\.evaluations) ?? []).allSatisfy { $0 <= 4 })
        #expect(model.fitReport?.starts.count == 3)
        for settings in [
            FitSettings(starts: 0), FitSettings(starts: 5), FitSettings(evaluationsPerStart: 0),
            FitSettings(noise: .learned(minimum: 0)), FitSettings(noise: .fixed([0.1, 0.1])),
            FitSettings(warmStart: toyHyperparameters(levels: 2, groups: 3)),
        ] {
            #expect(throws: GaussianProcessError.self) { try GaussianProcess.fit(data, settings: settings) }
        }
    }

    @Test func `hyperparameters survive their encoding exactly`() throws {
        let model = try GaussianProcess.fit(try toyData(levels: 2, count: 15))
        let data = try JSONEncoder().encode(model.hyperparameters)
        #expect(try JSONDecoder().decode(Hyperparameters.self, from: data) == model.hyperparameters)
    }

    @Test func `left-out residuals of a fitted model are of unit size`() throws {
        let data = try toyData(levels: 1, count: 60)
        let leaveOneOut = try GaussianProcess.fit(data).leaveOneOut()
        let square = leaveOneOut.standardizedResiduals.map { $0 * $0 }.reduce(0, +) / 60
        #expect(square > 0.3 && square < 3)
        #expect(try #require(leaveOneOut.coverage(within: 1.96)) > 0.8)
    }
}

@Suite struct CoarseSearchTests {
    /// A function of two columns; the other two are noise, so that some length scales end far away.
    private func data(levels: Int) throws -> TrainingData {
        var random = TestRandom(state: 77)
        let count = 240
        let features = random.matrix(count, 4)
        let assigned = (0..<count).map { levels == 1 ? 0 : $0 % 5 == 0 ? 1 : 0 }
        let targets = (0..<count).map { row in
            let x = features.row(row)
            return sin(6 * x[0]) + x[1] * (1 + 0.3 * Double(assigned[row])) + 0.05 * (random.uniform() - 0.5)
        }
        return try TrainingData(features: features, levels: assigned, levelCount: levels, targets: targets)
    }

    @Test(arguments: [1, 2])
    func `beginning on a quarter of the data ends no lower and takes fewer full evaluations`(levels: Int) throws {
        let data = try data(levels: levels)
        let coarse = try GaussianProcess.fit(data, settings: FitSettings(starts: 1, coarseFrom: 64))
        let full = try GaussianProcess.fit(
            data, settings: FitSettings(starts: 1, evaluationsPerStart: 400, coarseFrom: .max))
        let (first, second) = (try #require(coarse.fitReport), try #require(full.fitReport))
        #expect(first.failedStarts == 0 && first.starts[0].coarseEvaluations > 0)
        #expect(second.starts[0].coarseEvaluations == 0)
        #expect(first.objective > second.objective - 1e-3)
        #expect(first.evaluations < second.evaluations)
    }

    @Test func `a quarter in which nothing varies does no harm`() throws {
        var random = TestRandom(state: 78)
        let features = random.matrix(120, 2)
        // Every fourth target is the same.
        let targets = (0..<120).map { $0 % 4 == 0 ? 1 : 1 + 0.5 * features[$0, 0] }
        let model = try GaussianProcess.fit(
            TrainingData(features: features, targets: targets), settings: FitSettings(starts: 2, coarseFrom: 50))
        #expect(model.fitReport?.failedStarts == 0)
        #expect(model.logMarginalLikelihood.isFinite)
    }
}
