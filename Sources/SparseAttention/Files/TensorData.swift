/// A tensor of any number of dimensions as a file holds it, in float32, the last dimension fastest.
public struct TensorData: Sendable, Hashable {
    /// The dimensions.
    public let shape: [Int]
    /// The elements.
    public let elements: [Float]

    /// The most elements that are read: 4 GiB of float32.
    static let elementLimit = 1 << 30

    /// The number of elements of a shape, or `nil` for one with a negative dimension or above the limit.
    static func count(_ shape: [Int]) -> Int? {
        var count = 1
        // A dimension of 0 makes a tensor empty however large the others are.
        if shape.contains(0) { return shape.allSatisfy { $0 >= 0 } ? 0 : nil }
        for dimension in shape {
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: dimension)
            guard dimension > 0, !isTooLarge, product <= elementLimit else { return nil }
            count = product
        }
        return count
    }

    /// The shape as text.
    var shapeText: String { shape.map(String.init).joined(separator: " x ") }

    /// The matrices of a tensor of 2 dimensions, one, or of 3, one for each index of the first.
    ///
    /// - Throws: `SparseAttentionError.shape` for other numbers of dimensions and for empty tensors.
    func matrices(named name: String) throws(SparseAttentionError) -> [TokenMatrix] {
        guard shape.count == 2 || shape.count == 3, !elements.isEmpty else {
            throw .shape(
                tensor: name, found: shape.isEmpty ? "a single number" : shapeText,
                accepted: "[tokens, dimension] or [heads, tokens, dimension], none of them 0")
        }
        let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
        let size = rows * columns
        var result: [TokenMatrix] = []
        for head in 0..<elements.count / size {
            result.append(
                TokenMatrix(
                    unchecked: Array(elements[(head * size)..<((head + 1) * size)]), rows: rows, columns: columns))
        }
        return result
    }
}
