import CKernels
import Glibc

/// The running softmax of one row: its maximum, the sum of exponentials, and the weighted sum of values.
///
/// The weighted sum lies in a buffer that the owner of the state lends.
struct SoftmaxState {
    /// What is subtracted from every score.
    var maximum: Double
    /// The sum of exponentials.
    var sum: Double
    /// The weighted sum of values.
    let output: UnsafeMutablePointer<Double>
    /// Its elements.
    let width: Int

    /// An empty state; the buffer is cleared.
    init(output: UnsafeMutablePointer<Double>, width: Int) {
        output.update(repeating: 0, count: width)
        self.init(maximum: -.infinity, sum: 0, output: output, width: width)
    }

    /// A state that goes on.
    init(maximum: Double, sum: Double, output: UnsafeMutablePointer<Double>, width: Int) {
        self.maximum = maximum
        self.sum = sum
        self.output = output
        self.width = width
    }

    /// Whether nothing was added yet.
    var isEmpty: Bool { maximum == -.infinity }

    /// Takes another maximum and rescales what was summed: an exponential, and a multiplication for each sum.
    mutating func rescale(to maximum: Double, counting operations: inout OperationCounts) {
        if !isEmpty {
            multiply(by: exp(self.maximum - maximum))
            operations.exponential &+= 1
            operations.multiply &+= 1 &+ width
        }
        self.maximum = maximum
    }

    /// Scales the sums.
    mutating func multiply(by factor: Double) {
        sum *= factor
        for column in 0..<width { output[column] *= factor }
    }

    /// Adds keys whose scores are replaced by their exponentials.
    mutating func add(
        _ scores: UnsafeMutablePointer<Double>, _ indices: UnsafePointer<Int32>, count: Int,
        values: UnsafePointer<Float>
    ) {
        sum += ingot_exponentials(count, scores, maximum)
        ingot_add_gathered_rows(count, indices, scores, width, values, output)
    }

    /// Adds one value with a weight.
    mutating func add(weight: Double, value: UnsafePointer<Float>) {
        sum += weight
        for column in 0..<width { output[column] += weight * Double(value[column]) }
    }

    /// Divides by the sum of exponentials.
    mutating func finish(counting operations: inout OperationCounts) {
        for column in 0..<width { output[column] /= sum }
        operations.divide &+= width
    }
}
