/// The operands of the second phase of the prediction: queries against predicted keys.
///
/// Queries of 16 bits become leading-zero codes of 5 bits, those of 8 codes of 4, predicted keys stay as they are; sums
/// need 16 + 14 + log2(head dimension) bits.
struct ScoreOperands: Sendable {
    /// The queries' operands, [query tokens x head dimension].
    let queries: [Double]
    /// The predicted keys' operands, [head dimension x key tokens].
    let keys: [Double]
    /// The operands of each query that are not zero.
    let nonzero: [Int]
    /// The logits that a predicted score of 1 stands for in the mean.
    let logitsPerScore: Double

    init(queries: TokenMatrix, predicted: PredictedKeys, options: PredictionOptions, logitScale: Double) {
        let scheme = options.scheme
        let keys = predicted.keys
        let codedQueries: FixedPointMatrix
        let codedKeys: FixedPointMatrix
        if scheme == .fourBit {
            codedQueries = FixedPointMatrix.fourBit(queries, width: options.queryWidth)
            codedKeys = keys.fourBit
        } else {
            codedQueries = FixedPointMatrix(queries, width: options.queryWidth)
            codedKeys = keys
        }
        self.queries = codedQueries.operands(coded: scheme.isMultiplierFree)
        let rows = codedKeys.operands(coded: scheme == .symmetric)
        var transposed = [Double](repeating: 0, count: rows.count)
        for row in 0..<keys.rows {
            for column in 0..<keys.columns { transposed[column * keys.rows + row] = rows[row * keys.columns + column] }
        }
        self.keys = transposed
        let width = queries.columns
        var nonzero = [Int](repeating: 0, count: queries.rows)
        for (place, operand) in self.queries.enumerated() where operand != 0 { nonzero[place / width] += 1 }
        self.nonzero = nonzero
        logitsPerScore = codedQueries.scale * codedKeys.scale * scheme.meanLoss * logitScale
    }
}
