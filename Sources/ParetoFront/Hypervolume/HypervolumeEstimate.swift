/// A hypervolume that is exact or sampled.
public struct HypervolumeEstimate: Sendable, Hashable {
    /// The volume.
    public var value: Double
    /// The standard error of the value; 0 when it is exact.
    public var standardError: Double
    /// The number of samples; 0 when the value is exact.
    public var samples: Int

    /// Makes an estimate.
    public init(value: Double, standardError: Double, samples: Int) {
        self.value = value
        self.standardError = standardError
        self.samples = samples
    }
}

extension Hypervolume {
    /// The exact volume where it is affordable, else a sampled one with its standard error.
    ///
    /// - Parameters:
    ///   - points: Any points of as many objectives as the reference has.
    ///   - reference: The corner that the volume is measured from; at least one objective.
    ///   - workLimit: The number of limited points that the exact way may make; it is not tried beyond eight
    ///     objectives.
    ///   - samples: The number of samples otherwise; at least 2.
    ///   - generator: The random numbers; not used when the value is exact.
    public static func measure(
        of points: [[Double]], reference: [Double], workLimit: Int = 10_000_000, samples: Int = 100_000,
        using generator: inout some RandomNumberGenerator
    ) -> HypervolumeEstimate {
        let rows = EdgeRows(points, reference: reference)
        if rows.count == 0 { return HypervolumeEstimate(value: 0, standardError: 0, samples: 0) }
        if rows.dimension <= 8 {
            var slices = SlicedVolume(capacity: rows.count, dimension: rows.dimension)
            slices.remainingWork = max(0, workLimit)
            let value = rows.values.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { slices.volume($0, count: rows.count, dimension: rows.dimension) } ?? 0
            }
            if slices.remainingWork >= 0 { return HypervolumeEstimate(value: value, standardError: 0, samples: 0) }
        }
        return estimate(of: points, reference: reference, samples: samples, using: &generator)
    }

    /// The volume by sampling the union of the points' boxes.
    ///
    /// A sample comes from a box taken in proportion to its volume and counts the inverse of the number of boxes that
    /// hold it, so that the relative standard deviation of a sample is at most the square root of n whatever the number
    /// of objectives: R. M. Karp, M. Luby and N. Madras, J. Algorithms 10 (1989); for hypervolumes K. Bringmann and
    /// T. Friedrich, Comput. Geom. 43 (2010). Boxes are taken systematically; the standard error is that of independent
    /// samples, which is an upper bound in expectation.
    ///
    /// - Parameters:
    ///   - points: Any points of as many objectives as the reference has.
    ///   - reference: The corner that the volume is measured from; at least one objective.
    ///   - samples: The number of samples; fewer than 2 are taken as 2, and the result tells the number.
    ///   - generator: The random numbers; the same ones give the same estimate.
    /// - Complexity: O(samples n m) at worst.
    public static func estimate(
        of points: [[Double]], reference: [Double], samples: Int, using generator: inout some RandomNumberGenerator
    ) -> HypervolumeEstimate {
        let rows = EdgeRows(Dominance.front(of: points), reference: reference)
        let dimension = rows.dimension
        let count = rows.count
        guard count > 0 else { return HypervolumeEstimate(value: 0, standardError: 0, samples: 0) }
        let samples = max(2, samples)
        // In units of the largest number on every axis, so that no product leaves the range.
        let scales = (0..<dimension).map { axis in
            stride(from: axis, to: rows.values.count, by: dimension).reduce(0) { max($0, rows.values[$1]) }
        }
        let boxes = rows.values.indices.map { rows.values[$0] / scales[$0 % dimension] }
        var cumulative: [Double] = []
        var total = 0.0
        for row in 0..<count {
            total += (0..<dimension).reduce(1) { $0 * boxes[row * dimension + $1] }
            cumulative.append(total)
        }
        var point = Array(repeating: 0.0, count: dimension)
        var row = 0
        var mean = 0.0
        var squares = 0.0
        for sample in 0..<samples {
            let target = (Double(sample) + Double.random(in: 0..<1, using: &generator)) / Double(samples) * total
            while row < count - 1, cumulative[row] <= target { row += 1 }
            for axis in 0..<dimension {
                point[axis] = boxes[row * dimension + axis] * Double.random(in: 0..<1, using: &generator)
            }
            var holders = 0
            for other in 0..<count {
                var axis = 0
                while axis < dimension, boxes[other * dimension + axis] >= point[axis] { axis += 1 }
                if axis == dimension { holders += 1 }
            }
            let share = 1 / Double(max(1, holders))
            let change = share - mean
            mean += change / Double(sample + 1)
            squares += change * (share - mean)
        }
        let unit = scales.reduce(total, *)
        let deviation = (squares / Double(samples - 1) / Double(samples)).squareRoot()
        return HypervolumeEstimate(value: unit * mean, standardError: unit * deviation, samples: samples)
    }
}
