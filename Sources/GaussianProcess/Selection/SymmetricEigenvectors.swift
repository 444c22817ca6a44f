import Glibc
import LinearAlgebra

/// Eigenvalues and orthonormal eigenvectors of a small symmetric matrix, by Jacobi's cyclic rotations.
///
/// (G. Golub and C. Van Loan, "Matrix Computations", 4th edition, 2013, section 8.5).
struct SymmetricEigenvectors {
    /// In rising order.
    let values: [Double]
    /// Column j belongs to value j.
    let vectors: Matrix

    init(_ matrix: Matrix) {
        let order = matrix.rows
        var a = matrix
        var v = Matrix.identity(order)
        for _ in 0..<60 {
            var off = 0.0
            var diagonal = 0.0
            for row in 0..<order {
                diagonal += a[row, row] * a[row, row]
                for column in 0..<row { off += a[row, column] * a[row, column] }
            }
            if !(off > 1e-28 * diagonal) { break }
            for q in 0..<order {
                for p in 0..<q where a[p, q] != 0 { Self.rotate(&a, &v, p, q) }
            }
        }
        let ascending = (0..<order).sorted { (a[$0, $0], $0) < (a[$1, $1], $1) }
        values = ascending.map { a[$0, $0] }
        var sorted = Matrix(rows: order, columns: order)
        for (target, source) in ascending.enumerated() {
            for row in 0..<order { sorted[row, target] = v[row, source] }
        }
        vectors = sorted
    }

    /// Makes the element (p, q) zero.
    private static func rotate(_ a: inout Matrix, _ v: inout Matrix, _ p: Int, _ q: Int) {
        let tau = (a[q, q] - a[p, p]) / (2 * a[p, q])
        let t = (tau >= 0 ? 1.0 : -1.0) / (abs(tau) + hypot(1, tau))
        let c = 1 / hypot(1, t)
        let s = t * c
        for k in 0..<a.rows {
            let (left, right) = (a[k, p], a[k, q])
            (a[k, p], a[k, q]) = (c * left - s * right, s * left + c * right)
        }
        for k in 0..<a.rows {
            let (left, right) = (a[p, k], a[q, k])
            (a[p, k], a[q, k]) = (c * left - s * right, s * left + c * right)
        }
        for k in 0..<a.rows {
            let (left, right) = (v[k, p], v[k, q])
            (v[k, p], v[k, q]) = (c * left - s * right, s * left + c * right)
        }
    }
}
