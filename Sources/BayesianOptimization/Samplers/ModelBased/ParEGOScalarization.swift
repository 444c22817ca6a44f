import Glibc
import SearchSpace

/// The augmented Chebyshev function of ParEGO, turned so that larger is better.
///
/// With c_j the distance of objective j from its best value, as a share of its range, it is
/// -(max_j w_j c_j + a sum_j w_j c_j). J. Knowles, "ParEGO: a hybrid algorithm with on-line landscape approximation for
/// expensive multiobjective optimization problems", IEEE Trans. Evol. Comput. 10 (2006), equation 2.
struct ParEGOScalarization: Sendable, Hashable {
    /// Not negative, adding up to 1.
    let weights: [Double]
    let augmentation: Double
    /// The best value of each objective.
    let ideal: [Double]
    /// The extent of each objective, positive.
    let extents: [Double]

    /// Makes the function for observed values.
    ///
    /// An objective's range goes from the best value seen to the worst, but no further than the reference.
    ///
    /// - Parameters:
    ///   - weights: One an objective.
    ///   - augmentation: The share of the weighted sum.
    ///   - values: At least one observation, feasible ones where there are any; larger is better.
    ///   - reference: The reference point of the hypervolume, larger is better.
    init(weights: [Double], augmentation: Double, values: [[Double]], reference: [Double]) {
        self.weights = weights
        self.augmentation = augmentation
        var ideal: [Double] = []
        var extents: [Double] = []
        for axis in weights.indices {
            let best = values.reduce(-Double.infinity) { max($0, $1[axis]) }
            let worst = values.reduce(Double.infinity) { min($0, $1[axis]) }
            let floor = reference[axis] < best ? max(worst, reference[axis]) : worst
            ideal.append(best)
            extents.append(best - floor > 0 && (best - floor).isFinite ? best - floor : 1)
        }
        self.ideal = ideal
        self.extents = extents
    }

    /// The function of one point.
    func callAsFunction(_ values: [Double]) -> Double {
        var largest = -Double.infinity
        var sum = 0.0
        for axis in weights.indices {
            let part = weights[axis] * (ideal[axis] - values[axis]) / extents[axis]
            largest = max(largest, part)
            sum += part
        }
        return -(largest + augmentation * sum)
    }

    /// Weights drawn evenly from the lattice of multiples of 1 / divisions that add up to 1.
    static func latticeWeights(
        count: Int, divisions: Int, using generator: inout RandomGenerator
    ) -> [Double] {
        // Stars and bars: of all places of the bars each is equally likely.
        var places = Array(generator.permutation(of: divisions + count - 1).prefix(count - 1)).sorted()
        places.append(divisions + count - 1)
        var last = -1
        return places.map { place in
            defer { last = place }
            return Double(place - last - 1) / Double(divisions)
        }
    }

    /// Weights drawn evenly from the simplex.
    static func simplexWeights(count: Int, using generator: inout RandomGenerator) -> [Double] {
        let draws = (0..<count).map { _ in -log(1 - generator.uniform()) }
        let sum = draws.reduce(0, +)
        return draws.map { sum > 0 ? $0 / sum : 1 / Double(count) }
    }
}
