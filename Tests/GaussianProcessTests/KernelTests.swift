import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

private struct CompositeFixture: Decodable {
    struct Pair: Decodable {
        var left, right: [[Double]]
    }
    struct Truncated: Decodable {
        var left, right: [[Double]]
        var power: Double
        var unbiased, biased: [Double]
    }
    var left, right: [[Double]]
    var lengthScales: [Double]
    var covariances: [String: [[Double]]]
    var categories: Pair
    var truncated: Truncated
}

/// Kernels over four columns in three groups, all in [0, 1], of which column 3 may be a fidelity.
let compositeKernels: [Kernel] = [
    .stationary(.matern32, columns: [0, 2]),
    .rationalQuadratic(),
    .sum([.linear(columns: [0, 1, 2]), .stationary(.squaredExponential)]),
    .product([.stationary(.matern52, columns: [0, 1, 2]), .categorical(columns: [1, 2])]),
    .linearTruncated(
        unbiased: .stationary(.matern52, columns: [0, 1, 2]), biased: .rationalQuadratic(columns: [0, 1, 2]),
        fidelity: 3),
    .product([.scaled(.stationary(.matern52, columns: [0, 1])), .exponentialDecay(fidelity: 3)]),
    .product([.stationary(.matern12, columns: [0, 1, 2]), .downsampling(fidelity: 3)]),
    .sum([
        .scaled(.stationary(.matern52)),
        .product([.categorical(columns: [1, 2]), .scaled(.linear(columns: [0, 3]))]),
    ]),
]

let compositeGroups = [0, 1, 1, 2]

/// Parameters near 1, all different.
func parameters(_ kernel: Kernel, seed: UInt64 = 3) throws -> [Double] {
    var random = TestRandom(state: seed)
    return try kernel.parameters(groups: compositeGroups).map { _ in 0.5 + random.uniform() }
}

func hyperparameters(_ kernel: Kernel, levels: Int) throws -> Hyperparameters {
    Hyperparameters(
        components: try (0..<levels).map {
            .init(variance: [1.3, 0.4, 0.2][$0], parameters: try parameters(kernel, seed: UInt64(3 + $0)))
        },
        factors: Array([1.2, 0.8].prefix(levels - 1)), noiseVariances: Array([0.02, 0.01, 0.005].prefix(levels)),
        means: Array([0.3, -0.2, 0.1].prefix(levels)))
}

/// The central difference of fourth order.
func slope(_ h: Double = 1e-3, _ function: (Double) throws -> Double) rethrows -> Double {
    try (8 * (function(h) - function(-h)) - (function(2 * h) - function(-2 * h))) / (12 * h)
}

@Suite struct KernelTests {
    @Test func `values agree with GPyTorch and BoTorch to 1e-12`() throws {
        let fixture = try Fixture.decode(CompositeFixture.self, "composite-kernels")
        func check(
            _ kernel: Kernel, _ left: [[Double]], _ right: [[Double]], _ values: [Double], _ name: String
        ) throws {
            let matrix = try kernel.matrix(
                between: Matrix(rows: left), and: Matrix(rows: right), parameters: values)
            let expected = try Matrix(rows: try #require(fixture.covariances[name]))
            for (found, wanted) in zip(matrix.storage, expected.storage) {
                #expect(abs(found - wanted) < 1e-12, "\(name)")
            }
        }
        let (left, right) = (fixture.left, fixture.right)
        try check(.rationalQuadratic(), left, right, fixture.lengthScales + [1.3], "rq")
        try check(.linear(), left, right, [0.7], "linear")
        try check(.downsampling(fidelity: 0), left, right, [0.2, 1.5], "downsampling")
        try check(.exponentialDecay(fidelity: 0), left, right, [0.1, 0.8, 1.2], "decay")
        try check(.categorical(), fixture.categories.left, fixture.categories.right, [0.5, 2], "categorical")
        let truncated = fixture.truncated
        try check(
            .linearTruncated(
                unbiased: .stationary(.matern52, columns: [0, 1]), biased: .stationary(.matern52, columns: [0, 1]),
                fidelity: 2),
            truncated.left, truncated.right, truncated.unbiased + [truncated.power] + truncated.biased, "truncated")
    }

    @Test func `parameters are named by their place`() throws {
        let names = try compositeKernels[7].parameters(groups: compositeGroups).map(\.name)
        #expect(
            names == [
                "0.0.lengthScale[0]", "0.0.lengthScale[1]", "0.0.lengthScale[2]", "0.variance", "1.0.categoryScale[1]",
                "1.1.0.variance", "1.1.variance",
            ])
    }

    @Test func `a categorical group counts once however many of its columns differ`() throws {
        let kernel = Kernel.categorical()
        let points = try Matrix(rows: [[1, 0, 0, 0.5], [0, 1, 0, 0.5], [0, 0, 1, 0]])
        let matrix = try kernel.matrix(between: points, and: points, parameters: [0.5, 2], groups: [0, 0, 0, 1])
        #expect(abs(matrix[0, 1] - exp(-0.5 / 0.5)) < 1e-15)
        #expect(abs(matrix[0, 2] - exp(-0.5 / 0.5 - 0.5 / 2)) < 1e-15)
        #expect(matrix[1, 1] == 1)
    }

    @Test(arguments: compositeKernels.indices, [1, 3])
    func `every derivative of the likelihood agrees with finite differences`(index: Int, levels: Int) throws {
        let kernel = compositeKernels[index]
        let data = try toyData(levels: levels, count: 30, columns: 4, groups: compositeGroups)
        let point = try hyperparameters(kernel, levels: levels)
        let model = CovarianceModel(kernel)
        let gradient = try GaussianProcess.logLikelihood(data: data, model: model, hyperparameters: point).gradient
        func check(_ analytic: Double, _ change: (inout Hyperparameters, Double) -> Void) throws {
            let numeric = try slope { step in
                var moved = point
                change(&moved, step)
                return try GaussianProcess.logLikelihood(data: data, model: model, hyperparameters: moved).value
            }
            #expect(abs(analytic - numeric) < 1e-6 * (1 + abs(numeric)))
        }
        for level in 0..<levels {
            try check(gradient.logVariances[level]) { $0.components[level].variance *= exp($1) }
            for parameter in gradient.logParameters[level].indices {
                try check(gradient.logParameters[level][parameter]) {
                    $0.components[level].parameters[parameter] *= exp($1)
                }
            }
        }
        for step in 0..<(levels - 1) { try check(gradient.factors[step]) { $0.factors[step] += $1 } }
    }

    @Test(arguments: compositeKernels.indices, [1, 3])
    func `posteriors of every form agree and their gradients are right`(index: Int, levels: Int) throws {
        let kernel = compositeKernels[index]
        let data = try toyData(levels: levels, count: 30, columns: 4, groups: compositeGroups)
        let model = try GaussianProcess(
            data: data, model: CovarianceModel(kernel), hyperparameters: hyperparameters(kernel, levels: levels),
            scaling: TargetScaling(location: 1, scale: 2))
        var random = TestRandom(state: 12)
        let points = random.matrix(6, 4)
        let all = try model.posterior(at: points)
        let joint = try model.jointPosterior(at: points)
        let target = try model.targetPosterior(at: points)
        #expect(agree(joint.means, target.means, 1e-11))
        #expect(agree(joint.covariance.diagonal, target.variances, 1e-11))
        #expect(agree((0..<6).map { all.mean($0) }, target.means, 1e-11))
        #expect(agree((0..<6).map { all.variance($0) }, target.variances, 1e-11))
        let covariance = try model.targetCovariance(
            of: points, with: points, levels: [Int](repeating: levels - 1, count: 6))
        #expect(agree(covariance.storage, joint.covariance.storage, 1e-10))
        for level in 0..<levels {
            let own = try model.targetCovariance(of: points, with: points, levels: [Int](repeating: level, count: 6))
            #expect(agree(own.diagonal, (0..<6).map { all.targetCovariance($0, level: level) }, 1e-10))
        }

        // Away from the data and, for categories, from other values: nothing differs in which columns differ.
        var workspace = PosteriorWorkspace()
        let point = [0.31, 0.72, 0.44, 0.53]
        try point.withUnsafeBufferPointer { try model.targetPosteriorGradient(at: $0, workspace: &workspace) }
        let (means, variances) = (workspace.meanGradient, workspace.varianceGradient)
        for column in 0..<4 {
            func moved(_ step: Double) throws -> (means: [Double], variances: [Double]) {
                var other = point
                other[column] += step
                return try model.targetPosterior(at: Matrix(rows: [other]))
            }
            let byMean = try slope(1e-4) { try moved($0).means[0] }
            let byVariance = try slope(1e-4) { try moved($0).variances[0] }
            #expect(abs(means[column] - byMean) < 1e-6 * (1 + abs(byMean)))
            #expect(abs(variances[column] - byVariance) < 1e-6 * (1 + abs(byVariance)))
        }
    }

    @Test(arguments: compositeKernels.indices)
    func `leaving out and extending work with every kernel`(index: Int) throws {
        let kernel = compositeKernels[index]
        let data = try toyData(levels: 1, count: 20, columns: 4, groups: compositeGroups)
        let fixed = try hyperparameters(kernel, levels: 1)
        let whole = try GaussianProcess(data: data, model: CovarianceModel(kernel), hyperparameters: fixed)
        let others = try TrainingData(
            features: data.features.selecting(rows: Array(0..<19)), groups: compositeGroups,
            targets: Array(data.targets.dropLast()))
        let part = try GaussianProcess(data: others, model: CovarianceModel(kernel), hyperparameters: fixed)
        let last = data.features.selecting(rows: [19])
        let leftOut = try whole.leaveOneOut()
        let predicted = try part.posterior(at: last)
        #expect(abs(leftOut.means[19] - predicted.mean(0)) < 1e-9)
        #expect(abs(leftOut.variances[19] - predicted.variance(0) - part.noiseVariance(level: 0)) < 1e-9)
        let grown = try part.extended(features: last, levels: [0], targets: [data.targets[19]])
        var random = TestRandom(state: 2)
        let points = random.matrix(5, 4)
        #expect(agree(try grown.targetPosterior(at: points).means, try whole.targetPosterior(at: points).means, 1e-9))
    }

    @Test(arguments: compositeKernels.indices)
    func `a fit climbs to where the slope is flat`(index: Int) throws {
        let data = try toyData(levels: 1, count: 25, columns: 4, groups: compositeGroups)
        let kernel = compositeKernels[index]
        let model = try GaussianProcess.fit(
            data, settings: FitSettings(model: CovarianceModel(kernel), starts: 2, evaluationsPerStart: 300))
        let report = try #require(model.fitReport)
        let again = try GaussianProcess.fit(
            data,
            settings: FitSettings(
                model: CovarianceModel(kernel), warmStart: model.hyperparameters, starts: 0, evaluationsPerStart: 300))
        #expect(report.failedStarts == 0)
        #expect(try #require(again.fitReport).objective - report.objective < 1e-3)
        let stored = try JSONEncoder().encode(model.hyperparameters)
        let read = try JSONDecoder().decode(Hyperparameters.self, from: stored)
        let repeated = try GaussianProcess(
            data: data, model: CovarianceModel(kernel), hyperparameters: read, scaling: model.scaling)
        #expect(abs(repeated.logMarginalLikelihood - model.logMarginalLikelihood) < 1e-9)
    }

    @Test func `the tree and the plain kernel agree`() throws {
        // A sum of one part goes through the general path.
        let data = try toyData(levels: 2, count: 30)
        let fixed = toyHyperparameters(levels: 2, groups: 3)
        let plain = try GaussianProcess.logLikelihood(data: data, covariance: .matern52, hyperparameters: fixed)
        let general = try GaussianProcess.logLikelihood(
            data: data, model: CovarianceModel(.sum([.stationary(.matern52)])), hyperparameters: fixed)
        #expect(abs(plain.value - general.value) < 1e-10)
        for level in 0..<2 {
            #expect(agree(plain.gradient.logParameters[level], general.gradient.logParameters[level], 1e-10))
        }
        #expect(agree(plain.gradient.factors, general.gradient.factors, 1e-10))
    }

    @Test func `kernels that do not fit the columns, and fidelities outside their range, are errors`() throws {
        #expect(throws: GaussianProcessError.self) { try Kernel.linear(columns: [4]).parameters(groups: [0, 1]) }
        #expect(throws: GaussianProcessError.self) { try Kernel.sum([]).parameters(groups: [0]) }
        #expect(throws: GaussianProcessError.self) { try Kernel.linear(columns: [0, 0]).parameters(groups: [0]) }
        let outside = try Matrix(rows: [[1.5]])
        #expect(throws: GaussianProcessError.self) {
            try Kernel.downsampling(fidelity: 0).matrix(between: outside, and: outside, parameters: [1, 1])
        }
        let data = try toyData(levels: 2, count: 10)
        #expect(throws: GaussianProcessError.self) {
            try GaussianProcess.fit(
                data, settings: FitSettings(model: CovarianceModel(kernels: [.linear(), .linear(), .linear()])))
        }
    }
}
