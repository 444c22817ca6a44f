extension GainRange {
    /// The ranges of the last rung's gains over an A100: rate at equal peak rate, and operations a joule.
    public struct OverProcessor: Sendable, Hashable {
        /// Cores with the processor's peak rate together.
        public let speed: GainRange
        /// Operations a joule.
        public let efficiency: GainRange
    }

    /// Climbs the accelerator's ladder for all combinations of lengths, kept shares, unions, memory and baselines.
    ///
    /// Heads of 64 elements, 12 in each of 12 layers, as in BERT-Base, whose lengths the shortest are. Bandwidths: that
    /// at which the memory's power is published, and the peak of 16 channels of HBM2 at 2 Gb/s a pin. Keys and values
    /// can stay on the chip up to 768 tokens.
    public static func overProcessor() throws(SparseAttentionError) -> OverProcessor {
        let tokens = [128, 384, 512, 2048, 8192]
        let keeps = [0.05, 0.1, 0.187, 0.25]
        let unions = [1, 0.5]
        let bandwidths = [PublishedCore.memoryBytesPerSecond, 256e9]
        let supplies = [AttentionTask.Supply.given, .held]
        let baselines: [(GraphicsBaseline, GraphicsBaseline.Method)] = [
            (.a100, .unfused), (.a100Measured, .unfused), (.a100Measured, .eager),
            (.a100Measured, .flash),
        ]
        let axes = [
            Axis("tokens", tokens.map { "\($0)" }), Axis("kept", keeps.map { "\($0)" }),
            Axis("union of 128 rows", unions.map { "\($0)" }),
            Axis("GB/s of a core", bandwidths.map { "\($0 / 1e9)" }),
            Axis("keys and values between row groups", ["read again", "on the chip"]),
            Axis(
                "A100",
                [
                    "roofline, unfused", "measured, unfused", "measured, operator by operator",
                    "measured, FlashAttention-2",
                ]),
        ]
        func ladder(_ places: [Int]) throws(SparseAttentionError) -> AcceleratorLadder? {
            let length = tokens[places[0]]
            let supply = supplies[places[4]]
            let size = AcceleratorSize(memoryBytesPerSecond: bandwidths[places[3]])
            guard supply != .held || 4 * length * 64 <= size.tokenBytes else { return nil }
            let union = max(unions[places[2]], keeps[places[1]])
            let task = AttentionTask(
                queries: length, keys: length, width: 64, hidden: 768, heads: 144, supply: supply,
                keep: keeps[places[1]], tiles: length / 16, unionRatio: union)
            let (baseline, method) = baselines[places[5]]
            return try AcceleratorLadder(task, on: size, against: baseline, method: method)
        }
        return OverProcessor(
            speed: try GainRange(axes: axes) { places throws(SparseAttentionError) in
                try ladder(places).map { $0.speed($0.rungs[$0.rungs.count - 1], norm: .peak) }
            },
            efficiency: try GainRange(axes: axes) { places throws(SparseAttentionError) in
                try ladder(places).map { $0.efficiency($0.rungs[$0.rungs.count - 1]) }
            })
    }
}
