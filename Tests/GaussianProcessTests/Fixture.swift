import Foundation
import GaussianProcess
import LinearAlgebra

/// A file of reference values that is bundled with the tests.
enum Fixture {
    enum Missing: Error { case file(String) }

    static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures") else {
            throw Missing.file(name)
        }
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

/// A small generator of test inputs.
struct TestRandom {
    var state: UInt64

    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }

    mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
        var result = Matrix(rows: rows, columns: columns)
        for index in result.storage.indices { result.storage[index] = uniform() }
        return result
    }
}

/// Whether two lists agree to an absolute plus relative tolerance.
func agree(_ left: [Double], _ right: [Double], _ tolerance: Double) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance * (1 + abs($1)) }
}

/// A three-level toy: a smooth function, and two corrections.
func toyData(levels: Int, count: Int, columns: Int = 3, groups: [Int]? = nil, seed: UInt64 = 1) throws -> TrainingData {
    var random = TestRandom(state: seed)
    let features = random.matrix(count, columns)
    let assigned = (0..<count).map { ($0 * 7 + 3) % (levels + 1) % levels }
    let targets = (0..<count).map { row in
        let x = features.row(row)
        let base = sin(5 * x[0]) + x[1] * x[1]
        return base * (1 + 0.3 * Double(assigned[row])) + 0.2 * Double(assigned[row]) * cos(4 * x[columns - 1])
            + 0.02 * random.uniform()
    }
    return try TrainingData(
        features: features, groups: groups, levels: assigned, levelCount: levels, targets: targets)
}

func toyHyperparameters(levels: Int, groups: Int) -> Hyperparameters {
    Hyperparameters(
        components: (0..<levels).map { level in
            .init(
                variance: [1.3, 0.4, 0.2][level],
                lengthScales: (0..<groups).map { 0.4 + 0.3 * Double($0) + 0.15 * Double(level) })
        },
        factors: Array([1.2, 0.8].prefix(levels - 1)), noiseVariances: Array([0.02, 0.01, 0.005].prefix(levels)),
        means: Array([0.3, -0.2, 0.1].prefix(levels)))
}
