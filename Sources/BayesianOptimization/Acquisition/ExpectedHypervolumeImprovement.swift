import CKernels
import Glibc
public import ParetoFront

/// The expected growth of the dominated hypervolume by one more point whose objectives are independent normals; larger
/// is better.
///
/// The part that is not dominated is cut into boxes. The expectation over one box is a product over the objectives of
/// g(lower) - g(upper) with g(a) = E[max(f - a, 0)], and the boxes add up (K. Yang, M. Emmerich, A. Deutz and T. Baeck,
/// "Efficient computation of expected hypervolume improvement using box decomposition algorithms", J. Global Optim. 75,
/// 2019). Every distinct edge is evaluated once a point, so two objectives take time in proportion to the front.
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
    /// The distinct finite edges of every axis, one axis after the other, each padded to full vectors.
    let edges: [Double]
    /// Where each axis begins in `edges`, and the end.
    let offsets: [Int]
    /// For each box and axis the position of its lower and of its upper edge; the last position stands for infinity.
    let lowerEdges: [Int32]
    let upperEdges: [Int32]

    /// The linear sum is exact enough above this value; below it the sum is taken over logarithms.
    private static let smallestLinear = 1e-200
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
        self.dimension = dimension
        boxCount = lower.count / dimension
        var edges: [Double] = []
        var offsets = [0]
        var axes: [[Double]] = []
        for axis in 0..<dimension {
            let values = (lower + upper).indices
                .filter { $0 % dimension == axis }
                .map { $0 < lower.count ? lower[$0] : upper[$0 - lower.count] }
                .filter(\.isFinite)
                .sorted()
            var distinct: [Double] = []
            for value in values where value != distinct.last { distinct.append(value) }
            axes.append(distinct)
            edges += distinct
            if let last = distinct.last {
                while (edges.count - offsets[axis]) % Self.vectorWidth != 0 { edges.append(last) }
            }
            offsets.append(edges.count)
        }
        let infinity = Int32(edges.count)
        func position(_ value: Double, _ axis: Int) -> Int32 {
            var (first, end) = (0, axes[axis].count)
            while first < end {
                let middle = (first + end) / 2
                if axes[axis][middle] < value { first = middle + 1 } else { end = middle }
            }
            return first == axes[axis].count ? infinity : Int32(offsets[axis] + first)
        }
        lowerEdges = lower.indices.map { position(lower[$0], $0 % dimension) }
        upperEdges = upper.indices.map { position(upper[$0], $0 % dimension) }
        self.edges = edges
        self.offsets = offsets
    }

    /// The logarithm of the expected improvement of each point.
    ///
    /// - Parameters:
    ///   - means: The means of the objectives, point by point, `dimension` numbers each.
    ///   - deviations: The standard deviations in the same order, at least 0.
    /// - Returns: One number a point; finite wherever improvement is possible, even where its value underflows.
    public func logValues(means: [Double], deviations: [Double]) -> [Double] {
        precondition(means.count == deviations.count && means.count % dimension == 0)
        let points = means.count / dimension
        var excess = [Double](repeating: 0, count: edges.count + 1)
        return means.withUnsafeBufferPointer { means in
            deviations.withUnsafeBufferPointer { deviations in
                excess.withUnsafeMutableBufferPointer { excess in
                    (0..<points).map { point in
                        let range = (point * dimension)..<((point + 1) * dimension)
                        return logValue(
                            means: UnsafeBufferPointer(rebasing: means[range]),
                            deviations: UnsafeBufferPointer(rebasing: deviations[range]), excess: excess)
                    }
                }
            }
        }
    }

    /// How many numbers the scratch buffer of `logValue(means:deviations:excess:)` must hold.
    public var scratchCount: Int { edges.count + 1 }

    /// The logarithm of the expected improvement of one point, without allocation.
    ///
    /// - Parameters:
    ///   - means: `dimension` means.
    ///   - deviations: `dimension` standard deviations, at least 0.
    ///   - excess: A scratch buffer of `scratchCount` numbers.
    public func logValue(
        means: UnsafeBufferPointer<Double>, deviations: UnsafeBufferPointer<Double>,
        excess: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        precondition(means.count == dimension && deviations.count == dimension && excess.count >= scratchCount)
        guard let output = excess.baseAddress else { return -.infinity }
        let sum = edges.withUnsafeBufferPointer { edges in
            lowerEdges.withUnsafeBufferPointer { lower in
                upperEdges.withUnsafeBufferPointer { upper in
                    linearSum(means: means, deviations: deviations, edges: edges, lower: lower, upper: upper, output)
                }
            }
        }
        if sum > Self.smallestLinear { return log(sum) }
        return logSum(means: means, deviations: deviations, output)
    }

    private func linearSum(
        means: UnsafeBufferPointer<Double>, deviations: UnsafeBufferPointer<Double>,
        edges: UnsafeBufferPointer<Double>, lower: UnsafeBufferPointer<Int32>, upper: UnsafeBufferPointer<Int32>,
        _ output: UnsafeMutablePointer<Double>
    ) -> Double {
        for axis in 0..<dimension {
            let (first, end) = (offsets[axis], offsets[axis + 1])
            guard first < end, let base = edges.baseAddress else { continue }
            if deviations[axis] > 0 {
                ingot_expected_excess(end - first, base + first, means[axis], deviations[axis], output + first)
            } else {
                for index in first..<end { output[index] = max(0, means[axis] - edges[index]) }
            }
        }
        output[edges.count] = 0
        var sum = 0.0
        if dimension == 2 {
            for box in 0..<boxCount {
                let first = output[Int(lower[2 * box])] - output[Int(upper[2 * box])]
                let second = output[Int(lower[2 * box + 1])] - output[Int(upper[2 * box + 1])]
                sum += max(0, first) * max(0, second)
            }
            return sum
        }
        for box in 0..<boxCount {
            var product = 1.0
            for position in (box * dimension)..<((box + 1) * dimension) {
                product *= max(0, output[Int(lower[position])] - output[Int(upper[position])])
            }
            sum += product
        }
        return sum
    }

    /// The same sum over logarithms, for values that underflow.
    private func logSum(
        means: UnsafeBufferPointer<Double>, deviations: UnsafeBufferPointer<Double>,
        _ output: UnsafeMutablePointer<Double>
    ) -> Double {
        for axis in 0..<dimension {
            for index in offsets[axis]..<offsets[axis + 1] {
                output[index] = ExpectedImprovement.logValue(
                    mean: means[axis], deviation: deviations[axis], best: edges[index])
            }
        }
        output[edges.count] = -.infinity
        var largest = -Double.infinity
        var sum = 0.0
        for box in 0..<boxCount {
            var term = 0.0
            for position in (box * dimension)..<((box + 1) * dimension) {
                let low = output[Int(lowerEdges[position])]
                let high = output[Int(upperEdges[position])]
                guard low > high else {
                    term = -.infinity
                    break
                }
                term += high == -.infinity ? low : low + log(-expm1(high - low))
            }
            if term == -.infinity { continue }
            if term > largest {
                sum = sum * exp(largest - term) + 1
                largest = term
            } else {
                sum += exp(term - largest)
            }
        }
        return sum > 0 ? largest + log(sum) : -.infinity
    }
}
