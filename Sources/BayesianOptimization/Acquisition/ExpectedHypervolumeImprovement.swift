import CKernels
import Glibc
public import ParetoFront

/// The expected growth of the dominated hypervolume by one more point whose objectives are independent normals; larger
/// is better.
///
/// The part that is not dominated is cut into boxes. The expectation over one box is a product over the objectives of
/// g(lower) - g(upper) with g(a) = E[max(f - a, 0)], and the boxes add up (K. Yang, M. Emmerich, A. Deutz and T. Baeck,
/// "Efficient computation of expected hypervolume improvement using box decomposition algorithms", J. Global Optim. 75,
/// 2019). Every distinct edge is evaluated once a point, so two objectives take time in proportion to the front. Values
/// that underflow, and their derivatives, come from the same sum with the exponentials of the normal tails held apart.
/// ```swift
/// let boxes = BoxDecomposition(front: [[1, 2], [2, 1]], reference: [0, 0])
/// let improvement = ExpectedHypervolumeImprovement(boxes)
/// let logs = improvement.logValues(means: [2, 2], deviations: [0.1, 0.1])  // about [log 1]
/// ```
public struct ExpectedHypervolumeImprovement: Sendable {
    /// The number of objectives m.
    public let dimension: Int
    /// The number of boxes.
    public let boxCount: Int
    /// The distinct finite edges of every axis, ascending, one axis after the other, each padded by infinity to full
    /// vectors, and infinity once more at the end.
    let edges: [Double]
    /// Where each axis begins in `edges`, and the end.
    let offsets: [Int]
    /// For each axis and box the position of its lower and of its upper edge in `edges`.
    let lowerEdges: [Int32]
    let upperEdges: [Int32]
    /// Two objectives: the height of the step over each edge of the first axis, padded; else empty.
    let heights: [Double]

    /// The linear sum is exact enough above this value; below it the tails are held apart.
    static let smallestLinear = 1e-200
    private static let vectorWidth = 8

    /// Prepares the boxes.
    ///
    /// - Parameter boxes: The part above the reference that the front does not dominate, as disjoint boxes.
    public init(_ boxes: BoxDecomposition) {
        self.init(dimension: boxes.dimension, lower: boxes.lower, upper: boxes.upper)
    }

    /// Prepares boxes that are given by their corners.
    ///
    /// - Parameters:
    ///   - dimension: The number of objectives, at least 1.
    ///   - lower: The finite lower corners, box by box.
    ///   - upper: The upper corners, box by box; may be infinite.
    init(dimension: Int, lower: [Double], upper: [Double]) {
        precondition(dimension >= 1 && lower.count == upper.count && lower.count % dimension == 0)
        let boxCount = lower.count / dimension
        var edges: [Double] = []
        var offsets = [0]
        var lowerEdges: [Int32] = []
        var upperEdges: [Int32] = []
        for axis in 0..<dimension {
            let low = (0..<boxCount).map { lower[$0 * dimension + axis] }
            let high = (0..<boxCount).map { upper[$0 * dimension + axis] }
            var distinct: [Double] = []
            for value in (low + high).filter(\.isFinite).sorted() where value != distinct.last {
                distinct.append(value)
            }
            func position(_ value: Double) -> Int {
                var (first, end) = (0, distinct.count)
                while first < end {
                    let middle = (first + end) / 2
                    if distinct[middle] < value { first = middle + 1 } else { end = middle }
                }
                return first == distinct.count ? -1 : offsets[axis] + first
            }
            lowerEdges += low.map { Int32(position($0)) }
            upperEdges += high.map { Int32(position($0)) }
            edges += distinct
            repeat { edges.append(.infinity) } while (edges.count - offsets[axis]) % Self.vectorWidth != 0
            offsets.append(edges.count)
        }
        let infinity = Int32(edges.count)
        edges.append(.infinity)
        self.dimension = dimension
        self.boxCount = boxCount
        self.edges = edges
        self.offsets = offsets
        self.lowerEdges = lowerEdges
        self.upperEdges = upperEdges.map { $0 < 0 ? infinity : $0 }
        heights = dimension == 2 ? Self.staircase(lower, upper, padded: offsets[1]) : []
    }

    /// The height over each edge of the first axis, where the boxes are the columns over a falling staircase.
    private static func staircase(_ lower: [Double], _ upper: [Double], padded: Int) -> [Double] {
        let columns = (0..<(lower.count / 2)).sorted { lower[2 * $0] < lower[2 * $1] }
        var heights: [Double] = []
        for (index, column) in columns.enumerated() {
            let next = index + 1 < columns.count ? lower[2 * columns[index + 1]] : .infinity
            guard upper[2 * column] == next, upper[2 * column + 1] == .infinity else { return [] }
            let height = lower[2 * column + 1]
            if let last = heights.last, last < height { return [] }
            heights.append(height)
        }
        guard let last = heights.last, heights.count < padded else { return [] }
        return heights + [Double](repeating: last, count: padded - heights.count)
    }

    /// How many numbers the scratch buffer of `logValue` must hold.
    public var scratchCount: Int { max(4 * edges.count + 6 * dimension, 6 * (offsets[1] + 8)) }

    /// The logarithm of the expected improvement of each point.
    ///
    /// - Parameters:
    ///   - means: The means of the objectives, point by point, `dimension` numbers each.
    ///   - deviations: The standard deviations in the same order, at least 0.
    /// - Returns: One number a point; finite wherever improvement is possible, even where its value underflows.
    public func logValues(means: [Double], deviations: [Double]) -> [Double] {
        precondition(means.count == deviations.count && means.count % dimension == 0)
        let points = means.count / dimension
        return [Double](unsafeUninitializedCapacity: points) { values, count in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: scratchCount) { excess in
                means.withUnsafeBufferPointer { means in
                    deviations.withUnsafeBufferPointer { deviations in
                        for point in 0..<points {
                            let range = (point * dimension)..<((point + 1) * dimension)
                            values[point] = logValue(
                                means: UnsafeBufferPointer(rebasing: means[range]),
                                deviations: UnsafeBufferPointer(rebasing: deviations[range]), excess: excess)
                        }
                    }
                }
            }
            count = points
        }
    }

    /// The logarithm of the expected improvement of one point, without allocation.
    ///
    /// - Parameters:
    ///   - means: `dimension` means.
    ///   - deviations: `dimension` standard deviations, at least 0.
    ///   - excess: A scratch buffer of `scratchCount` numbers.
    /// - Complexity: For two objectives linear in the front: about 8 ns a front point, and some times that where the
    ///   value underflows.
    public func logValue(
        means: UnsafeBufferPointer<Double>, deviations: UnsafeBufferPointer<Double>,
        excess: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        precondition(means.count == dimension && deviations.count == dimension && excess.count >= scratchCount)
        guard let mean = means.baseAddress, let deviation = deviations.baseAddress, let output = excess.baseAddress
        else { return -.infinity }
        let sum = linearSum(mean, deviation, output)
        if sum > Self.smallestLinear && sum < .infinity { return log(sum) }
        if !heights.isEmpty { return staircaseLogSum(mean, deviation, output) }
        let gradient = output + 4 * edges.count + 4 * dimension
        return logSum(mean, deviation, output, gradient, gradient + dimension)
    }

    /// The logarithm over a staircase where the sum underflows.
    private func staircaseLogSum(
        _ means: UnsafePointer<Double>, _ deviations: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>
    ) -> Double {
        var exponent = 0.0
        let sum = edges.withUnsafeBufferPointer { edges in
            heights.withUnsafeBufferPointer { heights in
                ingot_staircase_improvement_scaled(
                    offsets[1], edges.baseAddress, heights.baseAddress, means, deviations, output, &exponent)
            }
        }
        return sum > 0 ? log(sum) + exponent : (sum.isNaN ? .nan : -.infinity)
    }

    private func linearSum(
        _ means: UnsafePointer<Double>, _ deviations: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>
    ) -> Double {
        edges.withUnsafeBufferPointer { edges in
            guard let base = edges.baseAddress else { return 0 }
            if !heights.isEmpty {
                return heights.withUnsafeBufferPointer { heights in
                    ingot_staircase_improvement(offsets[1], base, heights.baseAddress, means, deviations, output)
                }
            }
            for axis in 0..<dimension {
                let first = offsets[axis]
                ingot_edge_excess(
                    offsets[axis + 1] - first, base + first, means[axis], deviations[axis], output + first)
            }
            output[edges.count - 1] = 0
            return lowerEdges.withUnsafeBufferPointer { lower in
                upperEdges.withUnsafeBufferPointer { upper in
                    ingot_box_improvement(dimension, boxCount, lower.baseAddress, upper.baseAddress, output)
                }
            }
        }
    }
}
