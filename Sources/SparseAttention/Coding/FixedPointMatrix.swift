/// A matrix as sign-magnitude integers of one scale.
public struct FixedPointMatrix: Sendable, Hashable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The width of an element.
    public let width: OperandWidth
    /// What an element of 1 stands for.
    public let scale: Double
    /// The elements, row after row.
    public let elements: [Int32]

    /// Rounds a matrix to the nearest multiples of a scale that gives its largest magnitude the largest integer.
    ///
    /// Halves go away from zero. A matrix of zeros has scale 1. Nothing is clamped.
    public init(_ matrix: TokenMatrix, width: OperandWidth) {
        let largest = Double(matrix.largestMagnitude)
        let scale = largest > 0 ? largest / Double(width.magnitudeLimit) : 1
        self.init(
            rows: matrix.rows, columns: matrix.columns, width: width, scale: scale,
            elements: matrix.elements.map { Int32((Double($0) / scale).rounded()) })
    }

    /// Rounds a matrix to a sign and 3 bits, the largest integer standing for 3 times the root of the mean square.
    ///
    /// What is larger saturates, as a calibrated quantiser of so few bits does: a scale for the largest element would
    /// leave most of the others zero.
    static func fourBit(_ matrix: TokenMatrix, width: OperandWidth) -> FixedPointMatrix {
        fourBit(matrix.elements.map(Double.init), unit: 1, rows: matrix.rows, columns: matrix.columns, width: width)
    }

    /// The same of integers, whose scale may make numbers of them that float32 does not hold.
    var fourBit: FixedPointMatrix {
        FixedPointMatrix.fourBit(elements.map(Double.init), unit: scale, rows: rows, columns: columns, width: width)
    }

    /// - Parameter unit: What an element of 1 stands for.
    private static func fourBit(
        _ elements: [Double], unit: Double, rows: Int, columns: Int, width: OperandWidth
    ) -> FixedPointMatrix {
        let square = elements.reduce(0.0) { $0 + $1 * $1 }
        let spread = 3 * (square / Double(elements.count)).squareRoot()
        let scale = spread > 0 ? spread / 7 : 1
        return FixedPointMatrix(
            rows: rows, columns: columns, width: width, scale: scale * unit,
            elements: elements.map { Int32(max(-7, min(7, ($0 / scale).rounded()))) })
    }

    init(rows: Int, columns: Int, width: OperandWidth, scale: Double, elements: [Int32]) {
        self.rows = rows
        self.columns = columns
        self.width = width
        self.scale = scale
        self.elements = elements
    }

    /// The numbers that the integers stand for, no larger than those of the matrix that they were made of.
    var restored: TokenMatrix {
        TokenMatrix(unchecked: elements.map { Float(Double($0) * scale) }, rows: rows, columns: columns)
    }
}
