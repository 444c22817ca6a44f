import Foundation
@testable import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct ModelSelectionTests {
    /// Positive targets over four decades whose logarithm is smooth.
    private func exponential(unit: Double = 1) throws -> TrainingData {
        var random = TestRandom(state: 21)
        let features = random.matrix(30, 2)
        return try TrainingData(
            features: features,
            targets: (0..<30).map { row in
                let x = features.row(row)
                return unit * exp(5 * sin(3 * x[0]) * x[1] + 2 * x[0] + 0.05 * random.uniform())
            })
    }

    private let transforms = OutputTransform.Kind.allCases.map { ModelCandidate(transform: $0) }

    @Test func `the logarithm is chosen for what is smooth under it`() throws {
        for criterion in ModelSelection.Criterion.allCases {
            let selection = try ModelSelection.run(
                exponential(), candidates: transforms, settings: .init(criterion: criterion))
            #expect(selection.candidate.transform == .logarithm)
            let scores = selection.reports.compactMap { $0.score(criterion) }
            #expect(scores.count == transforms.count)
            #expect(scores.max() == selection.reports[selection.best].score(criterion))
        }
    }

    @Test(arguments: [1e-9, 1e9]) func `figures move with the unit by the Jacobian alone`(unit: Double) throws {
        let base = try ModelSelection.run(exponential(), candidates: transforms)
        let scaled = try ModelSelection.run(exponential(unit: unit), candidates: transforms)
        #expect(scaled.best == base.best)
        for (left, right) in zip(base.reports, scaled.reports) {
            let (evidence, moved) = (try #require(left.logEvidence), try #require(right.logEvidence))
            #expect(abs(moved - evidence + 30 * log(unit)) < 0.02)
            let (density, other) = (
                try #require(left.leaveOneOutLogDensity), try #require(right.leaveOneOutLogDensity)
            )
            #expect(abs(other - density + log(unit)) < 0.02)
        }
    }

    @Test func `a left-out density is that of a model without the observation`() throws {
        let data = try toyData(levels: 2, count: 16)
        let moved = try TrainingData(
            features: data.features, levels: data.levels, levelCount: 2, targets: data.targets.map { exp($0) })
        let model = try TransformedModel.fit(moved, transform: .power)
        let latent = try moved.transformed(by: model.transform)
        var sum = 0.0
        let own = moved.levels.indices.filter { moved.levels[$0] == 1 }
        for row in own {
            let rest = moved.levels.indices.filter { $0 != row }
            let without = try TrainingData(
                features: latent.features.selecting(rows: rest), levels: rest.map { latent.levels[$0] }, levelCount: 2,
                targets: rest.map { latent.targets[$0] })
            let process = try GaussianProcess(
                data: without, model: model.process.model, hyperparameters: model.process.hyperparameters,
                scaling: model.process.scaling)
            let belief = try TransformedModel(
                transform: model.transform, process: process, targets: rest.map { moved.targets[$0] }
            ).predictions(at: moved.features.selecting(rows: [row]), includingNoise: true)[0]
            sum += belief.logDensity(moved.targets[row])
        }
        #expect(abs(try model.leaveOneOutLogDensity() - sum / Double(own.count)) < 1e-8)
        let beliefs = try model.leaveOneOut()
        let mean = own.reduce(0) { $0 + beliefs[$1].logDensity(moved.targets[$1]) } / Double(own.count)
        #expect(abs(mean - sum / Double(own.count)) < 1e-8)
    }

    @Test func `equal candidates tie to the first, and two runs are the same`() throws {
        let data = try toyData(levels: 1, count: 15)
        let candidates = [ModelCandidate(), ModelCandidate(covariance: .matern12), ModelCandidate()]
        let first = try ModelSelection.run(data, candidates: [candidates[0], candidates[0]])
        #expect(first.best == 0)
        let runs = try (0..<2).map { _ in try ModelSelection.run(data, candidates: candidates) }
        #expect(runs[0].best == runs[1].best)
        #expect(runs[0].reports.map(\.logEvidence) == runs[1].reports.map(\.logEvidence))
    }

    @Test func `a warm selection comes to the same figures in fewer evaluations`() throws {
        let data = try exponential()
        let cold = try ModelSelection.run(data)
        let warm = try ModelSelection.run(data, settings: .init(previous: cold))
        #expect(warm.best == cold.best)
        #expect(warm.reports.reduce(0) { $0 + $1.evaluations } < cold.reports.reduce(0) { $0 + $1.evaluations })
        for (left, right) in zip(cold.reports, warm.reports) {
            let (first, second) = (try #require(left.logEvidence), try #require(right.logEvidence))
            #expect(abs(first - second) < 0.1)
        }
    }

    @Test func `unsuitable candidates are reported, and all unsuitable is an error`() throws {
        let data = try toyData(levels: 1, count: 12)
        let signed = try TrainingData(features: data.features, targets: data.targets.map { $0 - 0.8 })
        let selection = try ModelSelection.run(
            signed, candidates: [ModelCandidate(transform: .logarithm), ModelCandidate()])
        #expect(selection.best == 1)
        #expect(selection.reports[0].failure != nil)
        #expect(throws: GaussianProcessError.self) {
            try ModelSelection.run(signed, candidates: [ModelCandidate(transform: .logarithm)])
        }
        #expect(throws: GaussianProcessError.self) { try ModelSelection.run(signed, candidates: []) }
    }

    @Test(arguments: [[3.0], [2, 2, 2, 2], [1e12, 2e12, 5e12], [1e-12, 4e-12, 2e-12], [0, 0, 0]])
    func `degenerate targets still give a model`(targets: [Double]) throws {
        let data = try TrainingData(
            features: Matrix(rows: targets.indices.map { [Double($0) / 4, 0.3] }), targets: targets)
        let average = try ModelAverage.fit(data)
        let size = targets.map(abs).max() ?? 0
        for belief in try average.predictions(at: Matrix(rows: [[0.1, 0.9], [0.9, 0.2]]), includingNoise: true) {
            #expect(belief.mean.isFinite && belief.variance >= 0 && belief.variance.isFinite)
            #expect(abs(belief.mean) <= 10 * max(size, 1))
        }
    }
}

@Suite struct LaplaceApproximationTests {
    private let priors = Priors(
        lengthScale: LogNormalPrior(location: -0.5, scale: 0.4),
        noiseVariance: LogNormalPrior(location: -2.5, scale: 0.5),
        variance: LogNormalPrior(location: 0, scale: 0.5), discrepancyVariance: LogNormalPrior(location: 0, scale: 1),
        factor: NormalPrior(location: 1, scale: 1), meanVariance: 0.5)

    @Test func `the evidence is the mean likelihood over the prior`() throws {
        var random = TestRandom(state: 4)
        let features = random.matrix(10, 1)
        let data = try TrainingData(features: features, targets: (0..<10).map { sin(6 * features[$0, 0]) })
        let settings = FitSettings(priors: priors)
        let model = try GaussianProcess.fit(data, settings: settings)
        let laplace = try LaplaceApproximation(around: model, data: data, settings: settings)
        func normal() -> Double {
            (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
        }
        let draws = 6_000
        var sum = 0.0
        for _ in 0..<draws {
            let hyperparameters = Hyperparameters(
                components: [
                    .init(
                        variance: exp(priors.variance.location + priors.variance.scale * normal()),
                        lengthScales: [exp(priors.lengthScale.location + priors.lengthScale.scale * normal())])
                ],
                noiseVariances: [exp(priors.noiseVariance.location + priors.noiseVariance.scale * normal())],
                means: [priors.meanVariance.squareRoot() * normal()])
            let likelihood = try GaussianProcess.logLikelihood(
                data: data, covariance: .matern52, hyperparameters: hyperparameters, scaling: model.scaling)
            sum += exp(likelihood.value) / Double(draws)
        }
        #expect(abs(laplace.logEvidence - log(sum)) < 0.15)
        #expect(laplace.flooredDirections == 0)
    }

    @Test func `other kernels and coregionalised levels have an evidence whose centre is a maximum`() throws {
        let data = try toyData(levels: 2, count: 24)
        let mixed = Kernel.rationalQuadratic()
        for model in [CovarianceModel(mixed), CovarianceModel(.stationary(.matern52), levels: .coregionalized)] {
            var settings = FitSettings(model: model, evaluationsPerStart: 300)
            settings.priors = .rough(dimension: 3)
            let fitted = try GaussianProcess.fit(data, settings: settings)
            let laplace = try LaplaceApproximation(around: fitted, data: data, settings: settings)
            #expect(laplace.flooredDirections == 0)
            let coordinates = try HyperparameterCoordinates(
                laplace.centre, groups: data.groups, settings: settings, priors: .rough(dimension: 3))
            let origin = coordinates.origin
            func density(_ vector: [Double]) throws -> (value: Double, gradient: [Double]) {
                let likelihood = try GaussianProcess.logLikelihood(
                    data: data, model: model, hyperparameters: coordinates.hyperparameters(of: vector).value,
                    scaling: fitted.scaling)
                return (
                    likelihood.value + coordinates.logPrior(vector),
                    coordinates.gradient(likelihood.gradient, at: vector)
                )
            }
            var shifted = origin
            for index in origin.indices { shifted[index] += 0.03 * Double(index % 3 - 1) }
            let gradient = try density(shifted).gradient
            for index in origin.indices {
                #expect(abs(try density(origin).gradient[index]) < 0.05)
                var (above, below) = (shifted, shifted)
                above[index] += 1e-5
                below[index] -= 1e-5
                let slope = (try density(above).value - density(below).value) / 2e-5
                #expect(abs(slope - gradient[index]) < 1e-5 * (1 + abs(slope)))
            }
        }
    }

    @Test func `the design has the mean and spread of the approximation`() throws {
        let data = try toyData(levels: 2, count: 30)
        let model = try GaussianProcess.fit(data)
        let laplace = try LaplaceApproximation(around: model, data: data, settings: FitSettings())
        let (points, moved) = laplace.design(most: 64)
        #expect(points.count == 16)
        #expect(moved == 0)
        func logs(_ value: Hyperparameters) -> [Double] {
            value.components.flatMap { [log($0.variance)] + $0.lengthScales.map { log($0) } } + value.factors
                + value.noiseVariances.map { log($0) } + value.means
        }
        let centre = logs(laplace.centre)
        for index in centre.indices {
            let mean = points.reduce(0) { $0 + logs($1)[index] } / Double(points.count)
            #expect(abs(mean - centre[index]) < 1e-9 * (1 + abs(centre[index])))
        }
        // The factor's prior and the data leave it a standard deviation between these.
        let spread = points.reduce(0) { $0 + pow($1.factors[0] - laplace.centre.factors[0], 2) } / Double(points.count)
        #expect(spread.squareRoot() > 0.005 && spread.squareRoot() < 1)
        #expect(laplace.design(most: 4).points.count == 4)
    }

    @Test func `eigenvectors diagonalise`() throws {
        var random = TestRandom(state: 8)
        let square = random.matrix(9, 9)
        var symmetric = square
        for row in 0..<9 { for column in 0..<9 { symmetric[row, column] = square[row, column] + square[column, row] } }
        let found = SymmetricEigenvectors(symmetric)
        #expect(found.values == found.values.sorted())
        for row in 0..<9 {
            for column in 0..<9 {
                var (restored, product) = (0.0, 0.0)
                for index in 0..<9 {
                    restored += found.vectors[row, index] * found.values[index] * found.vectors[column, index]
                    product += found.vectors[index, row] * found.vectors[index, column]
                }
                #expect(abs(restored - symmetric[row, column]) < 1e-12)
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
            }
        }
    }
}
