/// A row-major matrix of float32, one row a token.
public struct TokenMatrix: Sendable, Hashable {
    /// The number of rows, at least 1.
    public let rows: Int
    /// The number of columns, at least 1.
    public let columns: Int
    /// The elements, row after row.
    public let elements: [Float]

    /// Takes over elements.
    ///
    /// - Throws: `SparseAttentionError.elementCount` when they do not fill the shape.
    public init(rows: Int, columns: Int, elements: [Float]) throws(SparseAttentionError) {
        let (count, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 1, columns >= 1, !isTooLarge, count == elements.count else {
            throw .elementCount(elements.count, rows: rows, columns: columns)
        }
        self.init(unchecked: elements, rows: rows, columns: columns)
    }

    /// Takes over elements whose count is known to be right.
    init(unchecked elements: [Float], rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// One element.
    ///
    /// - Precondition: The row and the column exist.
    public subscript(row: Int, column: Int) -> Float { elements[row * columns + column] }

    /// The shape as text.
    var shape: String { "\(rows) x \(columns)" }

    /// The largest magnitude among the elements.
    var largestMagnitude: Float {
        var largest: Float = 0
        for element in elements { largest = max(largest, abs(element)) }
        return largest
    }

    /// The elements as float64 times a factor.
    func widened(scaledBy factor: Double = 1) -> [Double] { elements.map { Double($0) * factor } }

    /// The elements as float64, column after column.
    func transposed() -> [Double] {
        var result = [Double](repeating: 0, count: elements.count)
        for row in 0..<rows {
            for column in 0..<columns { result[column * rows + row] = Double(elements[row * columns + column]) }
        }
        return result
    }

    /// - Throws: `SparseAttentionError.notFinite` for the first element that is not finite.
    func checkFinite(_ name: String) throws(SparseAttentionError) {
        guard let place = elements.firstIndex(where: { !$0.isFinite }) else { return }
        throw .notFinite(tensor: name, row: place / columns, column: place % columns)
    }
}
