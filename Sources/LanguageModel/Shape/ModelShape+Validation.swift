extension ModelShape {
    /// The largest value of any size: products of two sizes stay far inside an integer.
    public static let largestSize = 1 << 24

    /// Checks that the shape is one that can be built.
    ///
    /// Every size is between 1 and `largestSize`, heads divide the hidden size unless their width is given, key and
    /// value heads divide heads, a token goes to no more experts than there are, and some layer has experts.
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
        guard headWidth != nil || latentAttention != nil || hidden.isMultiple(of: heads) else {
            throw .doesNotDivide(divisorKey: "heads", divisor: heads, key: "hidden", value: hidden)
        }
        guard heads.isMultiple(of: keyValueHeads) else {
            throw .doesNotDivide(divisorKey: "kv_heads", divisor: keyValueHeads, key: "heads", value: heads)
        }
        if let headWidth { try Self.check("head_width", headWidth, from: 1) }
        if let latentAttention {
            try Self.check("latent_attention.kv", latentAttention.keyValueRank, from: 1)
            try Self.check("latent_attention.q", latentAttention.queryRank, from: 1)
            try Self.check("latent_attention.rope", latentAttention.rotaryWidth, from: 0)
            try Self.check("latent_attention.nope", latentAttention.plainWidth, from: 1)
            try Self.check("latent_attention.v", latentAttention.valueWidth, from: 1)
        }
        guard let mixture else { return }
        try Self.check("experts", mixture.experts, from: 1)
        try Self.check("experts_per_token", mixture.expertsPerToken, from: 1)
        guard mixture.expertsPerToken <= mixture.experts else {
            throw .tooLarge(key: "experts_per_token", value: mixture.expertsPerToken, largest: mixture.experts)
        }
        try Self.check("shared_experts", mixture.sharedExperts, from: 0)
        try Self.check("expert_feed_forward", mixture.expertFeedForward, from: 1)
        try Self.check("moe_every", mixture.every, from: 1)
        try Self.check("first_dense_layers", mixture.firstDenseLayers, from: 0)
        guard mixture.firstDenseLayers < layers else {
            throw .tooLarge(key: "first_dense_layers", value: mixture.firstDenseLayers, largest: layers - 1)
        }
        guard mixture.every <= layers - mixture.firstDenseLayers else {
            throw .tooLarge(key: "moe_every", value: mixture.every, largest: layers - mixture.firstDenseLayers)
        }
    }

    private static func check(_ key: String, _ value: Int, from least: Int) throws(ModelShapeError) {
        guard value >= least else { throw .notPositive(key: key, value: value) }
        guard value <= largestSize else { throw .tooLarge(key: key, value: value, largest: largestSize) }
    }
}
