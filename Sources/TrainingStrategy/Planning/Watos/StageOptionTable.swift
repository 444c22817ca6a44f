import LanguageModel

/// The options of stages: their layers in at most two runs, each with its own set of operators that run again.
///
/// Costs of layers add up, so that between two sets every number of layers is a step; more sets in one stage gain little
/// where they lie near a straight line.
public struct StageOptionTable: Sendable {
    /// Layers that follow each other, and what is before or behind them.
    public struct Part: Sendable, Hashable {
        /// Layers before them in the model.
        public var first: Int
        /// Layers.
        public var count: Int
        /// Whether the embedding is before them.
        public var isFirst: Bool
        /// Whether the head is behind them.
        public var isLast: Bool

        /// Makes a part.
        public init(first: Int, count: Int, isFirst: Bool, isLast: Bool) {
            self.first = first
            self.count = count
            self.isFirst = isFirst
            self.isLast = isLast
        }
    }

    private let model: ModelShape
    private let memory: TrainingMemory
    private let catalogue: RecomputeCatalogue
    private let exchangeSeconds: Double
    private let ringSlowdown: Double

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - memory: Of a design with the degrees whose stages are meant.
    ///   - catalogue: Of its tensor degree and micro-batch.
    ///   - exchangeSeconds: Seconds of an all-to-all between its experts.
    ///   - ringSlowdown: Times as long as in the catalogue that collectives of groups take.
    public init(
        memory: TrainingMemory, catalogue: RecomputeCatalogue, exchangeSeconds: Double = 0, ringSlowdown: Double = 1
    ) {
        self.ringSlowdown = ringSlowdown
        self.exchangeSeconds = exchangeSeconds
        model = memory.model
        self.memory = memory
        self.catalogue = catalogue
    }

    /// Bytes of state on one die of a part.
    public func stateBytes(_ part: Part) -> Double {
        let kinds = kinds(part.first, part.count)
        let tensor = memory.strategy.tensor
        var common =
            Double(kinds.dense) * memory.dense.parameters.common
            + Double(kinds.experts) * memory.mixed.parameters.common
        if part.isFirst { common += model.embeddingParameters(tensor: tensor) }
        if part.isLast {
            common += model.normParameters
            if !part.isFirst || !model.isHeadTied { common += model.headParameters(tensor: tensor) }
        }
        let replicas = Double(memory.strategy.replicas)
        let copies = replicas / Double(memory.strategy.expert)
        let experts = Double(kinds.experts) * memory.mixed.parameters.experts
        return common * stateBytesEach(copies: replicas) + experts * stateBytesEach(copies: copies)
    }

    /// Bytes of state for each parameter, of ZeRO 0, 1 and 2.
    private func stateBytesEach(copies: Double) -> Double {
        let (state, zero) = (memory.state, memory.strategy.zeroStage)
        return state.weight + state.gradient / (zero >= 2 ? copies : 1) + state.optimizer / (zero >= 1 ? copies : 1)
    }

    /// A stage under a mixture of two sets, before its memory is known.
    struct Mix: Sendable {
        var first: Int
        var second: Int
        /// Layers under the first.
        var count: Int
        var seconds: Double
        var keptBytes: Double
        var transientBytes: Double
    }

    /// The mixtures for a part that no other beats in both seconds and bytes kept, from the fastest.
    ///
    /// - Complexity: O(sets^2 * layers), and its logarithm.
    func mixes(_ part: Part) -> [Mix] {
        let entries = catalogue.entries
        let base = catalogue.ends(isFirst: part.isFirst, isLast: part.isLast).sums
        var all: [Mix] = []
        all.reserveCapacity(entries.count * (entries.count - 1) / 2 * max(1, part.count - 1) + entries.count)
        func add(_ first: Int, _ second: Int, _ count: Int) {
            let front = kinds(part.first, count)
            let back = kinds(part.first + count, part.count - count)
            let (one, other) = (entries[first], entries[second])
            var sums = base
            sums += Double(front.dense) * one.dense.sums + Double(back.dense) * other.dense.sums
            sums += Double(front.experts) * one.mixed.sums + Double(back.experts) * other.mixed.sums
            let exchanges = Double(front.experts) * one.mixed.exchanges + Double(back.experts) * other.mixed.exchanges
            sums[6] = sums[6] * ringSlowdown + exchanges * exchangeSeconds
            var transient = 0.0
            if front.dense > 0 { transient = max(transient, one.dense.transientBytes) }
            if back.dense > 0 { transient = max(transient, other.dense.transientBytes) }
            if front.experts > 0 { transient = max(transient, one.mixed.transientBytes) }
            if back.experts > 0 { transient = max(transient, other.mixed.transientBytes) }
            all.append(
                Mix(
                    first: first, second: second, count: count, seconds: LayerPrice.seconds(sums), keptBytes: sums[7],
                    transientBytes: transient))
        }
        for first in entries.indices {
            add(first, first, part.count)
            for second in entries.indices.dropFirst(first + 1) {
                for count in 1..<max(1, part.count) { add(first, second, count) }
            }
        }
        let sorted = all.sorted { $0.seconds != $1.seconds ? $0.seconds < $1.seconds : $0.keptBytes < $1.keptBytes }
        // What is in the making for a moment does not count here; next to what is kept it is little.
        var least = Double.infinity
        return sorted.filter { mix in
            let isBetter = mix.keptBytes < least
            least = min(least, mix.keptBytes)
            return isBetter || mix.first == mix.second && entries[mix.first].recompute == .full
        }
    }

    /// The options of a part with so many micro-batches alive, and what leads to them.
    ///
    /// - Parameters:
    ///   - part: The layers.
    ///   - mixes: Those of the part.
    ///   - live: Micro-batches whose activations are kept.
    func options(_ part: Part, _ mixes: [Mix], live: Double) -> [StageOption] {
        let endBytes = catalogue.ends(isFirst: part.isFirst, isLast: part.isLast).bytes
        let state = stateBytes(part) + catalogue.ends(isFirst: part.isFirst, isLast: part.isLast).transientBytes
        return mixes.map { mix in
            StageOption(
                layers: layers(mix, of: part), bytes: state + mix.keptBytes * live + mix.transientBytes,
                lendableBytes: (mix.keptBytes - endBytes) * live, seconds: mix.seconds)
        }
    }

    /// The options of a part that no other beats, from the fastest to the smallest.
    public func options(_ part: Part, live: Double) -> [StageOption] {
        StageOption.paretoFront(options(part, mixes(part), live: live))
    }

    /// The stage of a part in which full recomputation holds for all layers.
    public func fullRecompute(_ part: Part, live: Double) -> StageOption? {
        options(part, mixes(part), live: live).first { $0.layers.runs.allSatisfy { $0.recompute == .full } }
    }

    private func layers(_ mix: Mix, of part: Part) -> StageLayers {
        let entries = catalogue.entries
        guard mix.count < part.count else {
            return StageLayers([StageLayers.Run(count: part.count, recompute: entries[mix.first].recompute)])
        }
        return StageLayers([
            StageLayers.Run(count: mix.count, recompute: entries[mix.first].recompute),
            StageLayers.Run(count: part.count - mix.count, recompute: entries[mix.second].recompute),
        ])
    }

    /// Seconds of each layer of a model, and of what is before and behind all of them.
    struct ModelSeconds: Sendable {
        var layers: [Double]
        var first: Double
        var last: Double
        /// All of them.
        var total: Double { layers.reduce(first + last, +) }
    }

    /// Seconds by the fastest of the sets.
    func fastestSeconds() -> ModelSeconds { modelSeconds { LayerPrice.seconds($0) } }

    /// Seconds that operators and collectives take at least, whatever runs again and however fast the memory is.
    func leastSeconds() -> ModelSeconds { modelSeconds { $0[0] + $0[2] + $0[6] } }

    private func modelSeconds(_ seconds: (SIMD8<Double>) -> Double) -> ModelSeconds {
        func least(_ price: (RecomputeCatalogue.Entry) -> LayerPrice) -> Double {
            catalogue.entries.reduce(Double.infinity) { least, entry in
                let price = price(entry)
                return min(least, seconds(price.sums) + price.exchanges * exchangeSeconds)
            }
        }
        let (dense, mixed) = (least { $0.dense }, least { $0.mixed })
        func ends(_ isFirst: Bool, _ isLast: Bool) -> Double {
            seconds(catalogue.ends(isFirst: isFirst, isLast: isLast).sums)
        }
        let between = ends(false, false)
        return ModelSeconds(
            layers: (0..<model.layers).map { kinds($0, 1).experts > 0 ? mixed : dense },
            first: ends(true, false) - between, last: ends(false, true) - between)
    }

    /// Layers by kind of those behind the first ones.
    private func kinds(_ first: Int, _ count: Int) -> LayerCount {
        guard let mixture = model.mixture else { return LayerCount(dense: count) }
        let experts = mixture.expertLayers(among: first + count) - mixture.expertLayers(among: first)
        return LayerCount(dense: count - experts, experts: experts)
    }
}
