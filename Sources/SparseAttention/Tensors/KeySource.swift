/// The tokens and the weights whose product the keys are.
///
/// A bias of the keys may be left out: it adds the same to all scores of a query and so changes neither the ranking nor
/// the softmax, as long as no rotary embedding follows.
public struct KeySource: Sendable, Hashable {
    /// The tokens, [key tokens x hidden].
    public let tokens: TokenMatrix
    /// The weights, [hidden x head dimension].
    public let weights: TokenMatrix

    /// Checks that the tensors fit each other.
    ///
    /// - Throws: `SparseAttentionError` for shapes that do not fit and for elements that are not finite.
    public init(tokens: TokenMatrix, weights: TokenMatrix) throws(SparseAttentionError) {
        guard weights.rows == tokens.columns else {
            throw .shape(
                tensor: "wk", found: weights.shape, accepted: "\(tokens.columns) rows, one for each column of x")
        }
        guard tokens.columns <= 1 << 20 else {
            throw .shape(tensor: "x", found: tokens.shape, accepted: "at most 2^20 columns")
        }
        try tokens.checkFinite("x")
        try weights.checkFinite("wk")
        self.tokens = tokens
        self.weights = weights
    }

    /// The keys, or any other projection, of some of the tokens only.
    ///
    /// - Parameters:
    ///   - indices: The tokens that are wanted, each below the number of tokens.
    /// - Returns: One row for each index, summed in float64.
    /// - Throws: `SparseAttentionError.option` for an index that names no token or for no index at all,
    ///   `SparseAttentionError.notFinite` for a sum that float32 does not hold.
    public func project(_ indices: [Int]) throws(SparseAttentionError) -> TokenMatrix {
        guard !indices.isEmpty, indices.allSatisfy({ $0 >= 0 && $0 < tokens.rows }) else {
            throw .option(name: "indices", found: "\(indices.count) tokens", accepted: "tokens below \(tokens.rows)")
        }
        let width = weights.columns
        var result = [Float]()
        result.reserveCapacity(indices.count * width)
        var sums = [Double](repeating: 0, count: width)
        for index in indices {
            for column in 0..<width { sums[column] = 0 }
            for inner in 0..<tokens.columns {
                let factor = Double(tokens.elements[index * tokens.columns + inner])
                for column in 0..<width { sums[column] += factor * Double(weights.elements[inner * width + column]) }
            }
            for sum in sums { result.append(Float(sum)) }
        }
        let projected = TokenMatrix(unchecked: result, rows: indices.count, columns: width)
        try projected.checkFinite("x times wk")
        return projected
    }
}
