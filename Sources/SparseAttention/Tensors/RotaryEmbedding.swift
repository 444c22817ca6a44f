import Glibc

/// Rotary position embedding of queries and keys: each pair of dimensions turns by an angle that grows with the
/// position.
///
/// J. Su et al., "RoFormer: Enhanced transformer with rotary position embedding", Neurocomputing 568 (2024), eq. 15 and
/// section 3.2.2: pair i of d / 2 turns by position / base^(2 i / d).
public struct RotaryEmbedding: Sendable, Hashable {
    /// Which dimensions make a pair.
    public enum Layout: String, Sendable, Hashable, CaseIterable {
        /// Dimension i and dimension i + d / 2, as published Llama weights have it.
        case halves
        /// Dimensions 2 i and 2 i + 1, as the paper has it.
        case neighbours
    }

    /// The base of the angles, above 1.
    public let base: Double
    /// Which dimensions make a pair.
    public let layout: Layout

    /// Describes an embedding.
    ///
    /// - Throws: `SparseAttentionError.option` for a base that is not a finite number above 1.
    public init(base: Double = 10_000, layout: Layout = .halves) throws(SparseAttentionError) {
        guard base.isFinite, base > 1 else {
            throw .option(name: "rotary base", found: "\(base)", accepted: "a finite number above 1")
        }
        self.base = base
        self.layout = layout
    }

    /// The first and the second dimension of a pair.
    func pair(_ index: Int, width: Int) -> (first: Int, second: Int) {
        switch layout {
        case .halves: (index, index + width / 2)
        case .neighbours: (2 * index, 2 * index + 1)
        }
    }

    /// The angle by which a pair turns, in radians.
    func angle(pair: Int, width: Int, position: Int) -> Double {
        Double(position) / pow(base, 2 * Double(pair) / Double(width))
    }

    /// Turns each row; row 0 stands at a position.
    ///
    /// - Throws: `SparseAttentionError.shape` for an odd number of columns, `SparseAttentionError.notFinite` for an
    ///   element that float32 does not hold once it is turned.
    func rotate(
        _ matrix: TokenMatrix, named name: String, firstPosition: Int = 0
    ) throws(SparseAttentionError) -> TokenMatrix {
        try checkWidth(matrix.columns, named: name)
        var elements = matrix.elements
        let width = matrix.columns
        for row in 0..<matrix.rows {
            for index in 0..<width / 2 {
                let (first, second) = pair(index, width: width)
                let angle = angle(pair: index, width: width, position: firstPosition + row)
                let x = Double(elements[row * width + first])
                let y = Double(elements[row * width + second])
                elements[row * width + first] = Float(x * cos(angle) - y * sin(angle))
                elements[row * width + second] = Float(x * sin(angle) + y * cos(angle))
            }
        }
        let turned = TokenMatrix(unchecked: elements, rows: matrix.rows, columns: width)
        try turned.checkFinite("\(name) after the rotary embedding")
        return turned
    }

    /// - Throws: `SparseAttentionError.shape` for an odd number of columns.
    func checkWidth(_ width: Int, named name: String) throws(SparseAttentionError) {
        guard width % 2 == 0 else {
            throw .shape(tensor: name, found: "\(width) columns", accepted: "an even number, to turn in pairs")
        }
    }
}
