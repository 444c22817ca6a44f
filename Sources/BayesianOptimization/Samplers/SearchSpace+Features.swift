import LinearAlgebra
import SearchSpace

extension SearchSpace {
    /// The column groups of the encoding, numbered without gaps.
    var denseFeatureGroups: [Int] {
        var groups: [Int] = []
        var last = -1
        var next = -1
        for group in featureGroups {
            if group != last {
                next += 1
                last = group
            }
            groups.append(next)
        }
        return groups
    }

    /// The encodings of candidates, one a row.
    ///
    /// - Throws: `OptimizationError.space` for a candidate that is not in its domain.
    func features(of candidates: [Candidate]) throws(OptimizationError) -> [[Double]] {
        var rows: [[Double]] = []
        rows.reserveCapacity(candidates.count)
        for candidate in candidates {
            do { rows.append(try encode(candidate)) } catch { throw .space(error) }
        }
        return rows
    }

    /// The encodings of candidates as a matrix, one a row.
    func featureMatrix(of candidates: [Candidate]) throws(OptimizationError) -> Matrix {
        let rows = try features(of: candidates)
        do { return try Matrix(rows: rows, columns: featureCount) } catch { throw .model(reason: "\(error)") }
    }

    /// Whether some parameter, or a linked one, cannot be moved by a gradient.
    var hasDiscreteMoves: Bool {
        !constraints.isEmpty
            || parameters.contains {
                if case .continuous = $0.domain { return !$0.conditions.isEmpty }
                return true
            }
    }
}
