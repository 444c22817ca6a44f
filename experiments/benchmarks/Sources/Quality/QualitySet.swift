import Foundation
import GaussianProcess
import LinearAlgebra

/// One set of `Data`.
struct QualitySet: Decodable {
    let trainingPoints: [[Double]]
    let trainingValues: [Double]
    let testPoints: [[Double]]
    let testValues: [Double]
    /// The standard deviation of the function.
    let scale: Double

    private enum CodingKeys: String, CodingKey {
        case trainingPoints = "X"
        case trainingValues = "y"
        case testPoints = "Xtest"
        case testValues = "ytest"
        case scale = "y_scale"
    }

    /// How well a model predicts it.
    struct Figures {
        var error: Double
        var density: Double
        var coverage: Double
    }

    static func read(function: String, seed: Int) throws -> QualitySet {
        let name = "Data/quality_\(function)_s\(seed)"
        guard let url = Bundle.module.url(forResource: name, withExtension: "json") else {
            throw Arguments.Mistake(description: "\(name).json is missing; build the package anew")
        }
        return try JSONDecoder().decode(QualitySet.self, from: Data(contentsOf: url))
    }

    var training: TrainingData {
        get throws { try TrainingData(features: Matrix(rows: trainingPoints), targets: trainingValues) }
    }

    /// The figures of predictions of the test observations, noise included.
    func figures(_ means: [Double], _ logDensities: [Double], _ probabilitiesAbove: [Double]) -> Figures {
        let count = Double(testValues.count)
        let squares = zip(means, testValues).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return Figures(
            error: (squares / count).squareRoot() / scale,
            density: -(logDensities.reduce(0, +) / count + log(scale)),
            coverage: Double(probabilitiesAbove.count { $0 > 0.025 && $0 < 0.975 }) / count)
    }
}
