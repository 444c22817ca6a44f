/// A dense matrix of doubles, stored column after column.
///
/// Element (i, j) stands at `storage[i + j * rows]`, so that a column is contiguous and LAPACK reads it as it is.
/// ```swift
/// var matrix = Matrix(rows: 2, columns: 2)
/// matrix[0, 1] = 3
/// matrix.column(1)  // [3, 0]
/// ```
public struct Matrix: Sendable, Hashable, Codable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The elements, column after column: `rows * columns` of them.
    public var storage: [Double] {
        didSet { precondition(storage.count == rows * columns, "A matrix keeps its number of elements.") }
    }

    /// Makes a matrix of one value everywhere.
    ///
    /// - Parameters:
    ///   - rows: At least 0.
    ///   - columns: At least 0.
    ///   - value: The value of every element.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        self.rows = rows
        self.columns = columns
        storage = [Double](repeating: value, count: rows * columns)
    }

    /// Makes a matrix from its elements in column order.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when their number is not `rows * columns`.
    public init(rows: Int, columns: Int, columnMajor storage: [Double]) throws(LinearAlgebraError) {
        guard rows >= 0, columns >= 0, storage.count == rows * columns else {
            throw .shapeMismatch(found: "\(storage.count) elements", needed: "\(rows) x \(columns)")
        }
        self.rows = rows
        self.columns = columns
        self.storage = storage
    }

    /// Makes a matrix from a list of its rows.
    ///
    /// - Parameters:
    ///   - list: The rows, all of one length.
    ///   - columns: That length; only needed to give an empty list its width.
    /// - Throws: `LinearAlgebraError.shapeMismatch` when the rows differ in length.
    public init(rows list: [[Double]], columns: Int? = nil) throws(LinearAlgebraError) {
        let width = columns ?? list.first?.count ?? 0
        var matrix = Matrix(rows: list.count, columns: width)
        for (index, row) in list.enumerated() {
            guard row.count == width else {
                throw .shapeMismatch(found: "row \(index) of \(row.count) elements", needed: "\(width) elements")
            }
            for (column, value) in row.enumerated() {
                matrix.storage[index + column * list.count] = value
            }
        }
        self = matrix
    }

    /// Makes the identity matrix.
    public static func identity(_ order: Int) -> Matrix {
        var matrix = Matrix(rows: order, columns: order)
        for index in 0..<order { matrix[index, index] = 1 }
        return matrix
    }

    /// The element in a row and a column, both from 0.
    @inlinable
    public subscript(row: Int, column: Int) -> Double {
        get { storage[row + column * rows] }
        set { storage[row + column * rows] = newValue }
        _modify { yield &storage[row + column * rows] }
    }

    /// One column, top to bottom.
    public func column(_ index: Int) -> [Double] {
        Array(storage[(index * rows)..<((index + 1) * rows)])
    }

    /// One row, left to right.
    public func row(_ index: Int) -> [Double] {
        (0..<columns).map { storage[index + $0 * rows] }
    }

    /// The elements of the main diagonal.
    public var diagonal: [Double] {
        (0..<min(rows, columns)).map { storage[$0 + $0 * rows] }
    }

    /// Whether every element is a finite number.
    public var isFinite: Bool {
        storage.allSatisfy(\.isFinite)
    }

    /// The matrix mirrored at its diagonal.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for column in 0..<columns {
            for row in 0..<rows {
                result.storage[column + row * columns] = storage[row + column * rows]
            }
        }
        return result
    }

    /// The matrix of the listed rows, in their order; an index may occur more than once.
    public func selecting(rows indices: [Int]) -> Matrix {
        var result = Matrix(rows: indices.count, columns: columns)
        for column in 0..<columns {
            for (position, index) in indices.enumerated() {
                result.storage[position + column * indices.count] = storage[index + column * rows]
            }
        }
        return result
    }

    /// The matrix with the rows of another one below its own.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when the numbers of columns differ.
    public func appending(rows other: Matrix) throws(LinearAlgebraError) -> Matrix {
        guard other.columns == columns else {
            throw .shapeMismatch(found: "\(other.columns) columns", needed: "\(columns) columns")
        }
        var result: [Double] = []
        result.reserveCapacity((rows + other.rows) * columns)
        for column in 0..<columns {
            result += storage[(column * rows)..<((column + 1) * rows)]
            result += other.storage[(column * other.rows)..<((column + 1) * other.rows)]
        }
        return try Matrix(rows: rows + other.rows, columns: columns, columnMajor: result)
    }
}
