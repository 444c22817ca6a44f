/// The matrix product that one instruction of a core makes, its operands read from registers and its sums kept there.
///
/// GPUs multiply so: `mma.m16n8k16` on A100, `wgmma.m64n256k16` on H100 (PTX ISA). Each of the `rows * columns * depth`
/// products takes its share of the operands, 16 bits an element, and of the sums, 32 bits and both read and written.
public struct MatrixFragment: Sendable, Hashable {
    /// Rows of the result, `m`.
    public var rows: Int
    /// Columns of the result, `n`.
    public var columns: Int
    /// Products added into each element, `k`.
    public var depth: Int

    /// Makes a fragment.
    public init(rows: Int, columns: Int, depth: Int) {
        self.rows = rows
        self.columns = columns
        self.depth = depth
    }

    /// Bits to and from registers for each multiply-accumulate: `16 (1 / n + 1 / m) + 64 / k`.
    public var bitsPerProduct: Double {
        16 * (1 / Double(columns) + 1 / Double(rows)) + 64 / Double(depth)
    }
}
