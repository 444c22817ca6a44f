import Glibc

/// The lower Cholesky factor of a covariance matrix that may be singular: a column whose remaining variance is nothing
/// but rounding is 0, so that what is known exactly stays where it is.
struct SemidefiniteFactor: Sendable {
    /// The number of rows.
    let count: Int
    /// The factor by rows, `count` squared numbers, 0 above the diagonal.
    let rows: [Double]
    /// The columns with a variance of their own that were set to 0, in rising order.
    let droppedColumns: [Int]

    /// Factors a matrix.
    ///
    /// - Parameter matrix: By rows; only the lower triangle is read.
    init(_ matrix: [Double], count: Int) {
        precondition(matrix.count == count * count)
        var rows = [Double](repeating: 0, count: count * count)
        var dropped: [Int] = []
        for column in 0..<count {
            for row in column..<count {
                var rest = matrix[row * count + column]
                for inner in 0..<column { rest -= rows[row * count + inner] * rows[column * count + inner] }
                if row == column {
                    // Rounding of the sum above is some units in the last place of the variance.
                    let variance = matrix[column * count + column]
                    let isLeft = rest > 1e-13 * Double(count) * abs(variance)
                    rows[row * count + column] = isLeft ? rest.squareRoot() : 0
                    if !isLeft, variance != 0 { dropped.append(column) }
                } else {
                    let pivot = rows[column * count + column]
                    rows[row * count + column] = pivot > 0 ? rest / pivot : 0
                }
            }
        }
        self.count = count
        self.rows = rows
        droppedColumns = dropped
    }

    /// A draw of the normal distribution of this covariance: the mean plus the factor times standard normal numbers.
    func draw(mean: [Double], normals: [Double]) -> [Double] {
        (0..<count).map { row in
            var value = mean[row]
            for column in 0...row { value += rows[row * count + column] * normals[column] }
            return value
        }
    }

    /// Solves `factor x = right` by forward substitution; entries of a column that is 0 are 0.
    func solve(_ right: [Double]) -> [Double] {
        var solution = [Double](repeating: 0, count: count)
        for row in 0..<count {
            var rest = right[row]
            for inner in 0..<row { rest -= rows[row * count + inner] * solution[inner] }
            let pivot = rows[row * count + row]
            solution[row] = pivot > 0 ? rest / pivot : 0
        }
        return solution
    }
}
