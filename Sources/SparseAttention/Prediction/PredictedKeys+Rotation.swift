import Glibc

extension PredictedKeys {
    /// Turns the predicted keys by a rotary embedding, in integers.
    ///
    /// Sines and cosines are integers of 16 bits with 14 of them behind the point, or their leading-zero codes; the sum
    /// of two products is shifted back by 14 bits and saturates at 16. The products are counted, the sines and cosines,
    /// which are the same for all heads and layers, are not.
    ///
    /// - Throws: `SparseAttentionError.shape` for an odd head dimension.
    mutating func rotate(
        _ embedding: RotaryEmbedding, rotation: PredictionOptions.Rotation
    ) throws(SparseAttentionError) {
        let width = keys.columns
        try embedding.checkWidth(width, named: "k")
        var elements = keys.elements
        var saturated = 0
        let fraction = 14
        func fixed(_ value: Double) -> Int {
            let integer = Int((value * Double(1 << fraction)).rounded())
            guard rotation == .shifted else { return integer }
            return LeadingZeroCode(integer, width: .sixteen)?.value ?? 0
        }
        for row in 0..<keys.rows {
            for index in 0..<width / 2 {
                let (first, second) = embedding.pair(index, width: width)
                let angle = embedding.angle(pair: index, width: width, position: row)
                let (cosine, sine) = (fixed(cos(angle)), fixed(sin(angle)))
                let x = Int(elements[row * width + first])
                let y = Int(elements[row * width + second])
                elements[row * width + first] = Self.saturate(
                    (x * cosine - y * sine) >> fraction, counting: &saturated)
                elements[row * width + second] = Self.saturate(
                    (x * sine + y * cosine) >> fraction, counting: &saturated)
            }
        }
        let pairs = keys.rows * width / 2
        operations +=
            rotation == .multiplied
            ? OperationCounts(add: 2 * pairs, multiply: 4 * pairs)
            : OperationCounts(add: 2 * pairs, shift: 4 * pairs)
        let loss = rotation == .shifted ? PredictionScheme.meanMantissa : 1
        saturatedElements += saturated
        keys = FixedPointMatrix(
            rows: keys.rows, columns: width, width: .sixteen, scale: keys.scale * loss, elements: elements)
    }
}
