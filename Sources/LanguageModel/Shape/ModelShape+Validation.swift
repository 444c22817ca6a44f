extension ModelShape {
    /// The largest value of any size: products of two sizes stay far inside an integer.
    public static let largestSize = 1 << 24

    /// Checks that the shape is one that can be built.
    ///
    /// Every size is between 1 and `largestSize`, heads divide the hidden size, and key and value heads divide heads.
    ///
    /// - Throws: `ModelShapeError` for the first rule broken.
    public func validate() throws(ModelShapeError) {
        let sizes = [
            ("layers", layers), ("hidden", hidden), ("heads", heads), ("kv_heads", keyValueHeads),
            ("feed_forward", feedForward), ("vocabulary", vocabulary), ("sequence_length", sequenceLength),
        ]
        for (key, value) in sizes {
            guard value >= 1 else { throw .notPositive(key: key, value: value) }
            guard value <= Self.largestSize else {
                throw .tooLarge(key: key, value: value, largest: Self.largestSize)
            }
        }
        guard hidden.isMultiple(of: heads) else {
            throw .doesNotDivide(divisorKey: "heads", divisor: heads, key: "hidden", value: hidden)
        }
        guard heads.isMultiple(of: keyValueHeads) else {
            throw .doesNotDivide(divisorKey: "kv_heads", divisor: keyValueHeads, key: "heads", value: heads)
        }
    }
}
