import CKernels

/// Keys as the first phase of the prediction gives them: integers of 16 bits.
public struct PredictedKeys: Sendable, Hashable {
    /// The keys, [key tokens x head dimension], each within 16 bits.
    public internal(set) var keys: FixedPointMatrix
    /// The bits that were cut from the sums.
    public let truncatedBits: Int
    /// The keys' elements that did not fit into 16 bits.
    public internal(set) var saturatedElements: Int
    /// What the prediction of the keys did.
    public internal(set) var operations: OperationCounts

    /// Predicts keys from tokens and weights of 8 bits, or of 16, which are codes where the scheme says so.
    ///
    /// Weights are constant, so that their codes are made offline and cost nothing here. A product whose code is zero
    /// is left out and not counted.
    ///
    /// - Throws: `SparseAttentionError.option` for a truncation outside its range.
    public init(_ source: KeySource, options: PredictionOptions = .init()) throws(SparseAttentionError) {
        try options.validate()
        let scheme = options.scheme
        // Sums of products of 2^30 are exact in float64 over 2^20 of them.
        let width = options.tokenWidth
        let round = { (matrix: TokenMatrix) in
            scheme == .fourBit ? .fourBit(matrix, width: width) : FixedPointMatrix(matrix, width: width)
        }
        let tokens = round(source.tokens)
        let weights = round(source.weights)
        let left = tokens.operands(coded: scheme == .symmetric)
        let right = weights.operands(coded: scheme.isMultiplierFree)
        let (rows, inner, columns) = (tokens.rows, tokens.columns, weights.columns)
        var sums = [Double](repeating: 0, count: rows * columns)
        sums.withUnsafeMutableBufferPointer { result in
            ingot_matrix_product(rows, inner, columns, left, inner, right, columns, result.baseAddress, columns)
        }
        let largest = sums.reduce(0) { max($0, abs($1)) }
        let cutBits = Self.bits(options.truncation, largest: largest, rounding: options.rounding)
        var saturated = 0
        let elements = sums.map { sum in
            Self.saturate(Self.cut(sum, bits: cutBits, rounding: options.rounding), counting: &saturated)
        }
        let scale = tokens.scale * weights.scale * Double(1 << cutBits) * scheme.meanLoss
        keys = FixedPointMatrix(rows: rows, columns: columns, width: .sixteen, scale: scale, elements: elements)
        truncatedBits = cutBits
        saturatedElements = saturated
        if scheme.isMultiplierFree {
            let products = Self.nonzeroProducts(left: left, right: right, inner: inner)
            operations = OperationCounts(add: products, shift: products)
        } else {
            operations = .products(rows * inner * columns)
        }
    }

    /// Takes the keys themselves, rounded to 16 bits, where there are no tokens to predict them from.
    public init(keys: TokenMatrix) {
        self.keys = FixedPointMatrix(keys, width: .sixteen)
        truncatedBits = 0
        saturatedElements = 0
        operations = OperationCounts()
    }

    /// The bits to cut, of which a calibration takes the fewest that leave the largest sum 16.
    private static func bits(
        _ truncation: PredictionOptions.Truncation, largest: Double, rounding: PredictionOptions.Rounding
    ) -> Int {
        if case .bits(let bits) = truncation { return bits }
        var bits = 0
        while cut(largest, bits: bits, rounding: rounding) > Int(Int16.max) { bits += 1 }
        return bits
    }

    /// A sum without its lowest bits.
    static func cut(_ sum: Double, bits: Int, rounding: PredictionOptions.Rounding) -> Int {
        let half = rounding == .nearest && bits > 0 ? 1 << (bits - 1) : 0
        return (Int(sum) + half) >> bits
    }

    /// A number within 16 bits; counts where it was not.
    static func saturate(_ value: Int, counting saturated: inout Int) -> Int32 {
        if value > Int(Int16.max) {
            saturated += 1
            return Int32(Int16.max)
        }
        if value < Int(Int16.min) {
            saturated += 1
            return Int32(Int16.min)
        }
        return Int32(value)
    }

    /// The products of two matrices' elements in which neither is zero.
    private static func nonzeroProducts(left: [Double], right: [Double], inner: Int) -> Int {
        let columns = right.count / inner
        var inLeft = [Int](repeating: 0, count: inner)
        for (place, element) in left.enumerated() where element != 0 { inLeft[place % inner] += 1 }
        var inRight = [Int](repeating: 0, count: inner)
        for (place, element) in right.enumerated() where element != 0 { inRight[place / columns] += 1 }
        return zip(inLeft, inRight).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

extension FixedPointMatrix {
    /// The integers that enter a product, as float64: the elements themselves, or what their codes stand for.
    func operands(coded: Bool) -> [Double] {
        guard coded else { return elements.map(Double.init) }
        let width = width
        return elements.map { Double(LeadingZeroCode(Int($0), width: width)?.value ?? 0) }
    }
}
