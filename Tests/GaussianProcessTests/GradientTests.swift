import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct GradientTests {
    private static let groups = [0, 1, 1, 2]

    private func value(
        _ data: TrainingData, _ covariance: CovarianceFunction, _ hyperparameters: Hyperparameters
    ) throws -> Double {
        try GaussianProcess.logLikelihood(data: data, covariance: covariance, hyperparameters: hyperparameters).value
    }

    /// The central difference of fourth order.
    private func slope(_ function: (Double) throws -> Double) rethrows -> Double {
        let h = 1e-3
        return try (8 * (function(h) - function(-h)) - (function(2 * h) - function(-2 * h))) / (12 * h)
    }

    @Test(arguments: [1, 2, 3], CovarianceFunction.allCases)
    func `every derivative agrees with finite differences`(levels: Int, covariance: CovarianceFunction) throws {
        let data = try toyData(levels: levels, count: 40, columns: 4, groups: Self.groups)
        let point = toyHyperparameters(levels: levels, groups: 3)
        let gradient = try GaussianProcess.logLikelihood(
            data: data, covariance: covariance, hyperparameters: point
        ).gradient
        func check(_ analytic: Double, _ change: (inout Hyperparameters, Double) -> Void) throws {
            let numeric = try slope { step in
                var moved = point
                change(&moved, step)
                return try value(data, covariance, moved)
            }
            #expect(abs(analytic - numeric) < 1e-6 * (1 + abs(numeric)))
        }
        for level in 0..<levels {
            try check(gradient.logVariances[level]) { $0.components[level].variance *= exp($1) }
            try check(gradient.logNoiseVariances[level]) { $0.noiseVariances[level] *= exp($1) }
            try check(gradient.means[level]) { $0.means[level] += $1 }
            for group in 0..<3 {
                try check(gradient.logLengthScales[level][group]) {
                    $0.components[level].lengthScales[group] *= exp($1)
                }
            }
        }
        for step in 0..<(levels - 1) {
            try check(gradient.factors[step]) { $0.factors[step] += $1 }
        }
    }

    @Test func `a level without observations has no slope`() throws {
        var random = TestRandom(state: 4)
        let data = try TrainingData(
            features: random.matrix(12, 2), levels: [Int](repeating: 1, count: 12), levelCount: 3,
            targets: (0..<12).map { _ in random.uniform() })
        let gradient = try GaussianProcess.logLikelihood(
            data: data, covariance: .matern52, hyperparameters: toyHyperparameters(levels: 3, groups: 2)
        ).gradient
        #expect(gradient.logVariances[2] == 0)
        #expect(gradient.logLengthScales[2] == [0, 0])
        #expect(gradient.logNoiseVariances[0] == 0 && gradient.logNoiseVariances[2] == 0)
        #expect(gradient.factors[1] == 0)
        #expect(gradient.factors[0] != 0 && gradient.logVariances[0] != 0)
    }
}
