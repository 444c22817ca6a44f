import LanguageModel

/// What there is to run again in the layers of a model under one tensor degree and micro-batch, and what each choice
/// costs: those that no other beats in both the bytes that are kept and the seconds that a layer takes.
///
/// Costs are those of the closed form: for each set the work of a design in which it runs again in all layers.
public struct RecomputeCatalogue: Sendable {
    /// A set and its price.
    struct Entry: Sendable {
        var recompute: Recompute
        /// A layer without experts.
        var dense: LayerPrice
        /// A layer with experts; as without them in a model that has none.
        var mixed: LayerPrice
    }

    /// From the fastest to the one that keeps least; full recomputation is always among them.
    let entries: [Entry]
    /// The embedding, on the first stage.
    let first: LayerPrice
    /// The head, on the last.
    let last: LayerPrice

    /// The sets, from the fastest to the one that keeps least.
    public var sets: [Recompute] { entries.map(\.recompute) }

    /// Prices the sets.
    ///
    /// - Parameters:
    ///   - design: A legal one, of which the tensor degree, the micro-batch and the layers' number formats count.
    ///   - sets: Those of its model.
    /// - Returns: nil when its groups cannot be placed.
    /// - Complexity: A closed-form evaluation for each set that is priced, some hundred.
    public init?(_ design: TrainingDesign, _ sets: RecomputeSets) {
        let model = design.model
        let experts = Double(model.mixture?.expertLayers(among: model.layers) ?? 0) / Double(model.layers)
        func price(_ recompute: Recompute) -> Entry? {
            var design = design
            design.strategy.recompute = recompute
            guard let work = TrainingWork(design, distribution: { PortDistribution($0) }) else { return nil }
            let pricing = LayerPricing(work)
            let dense = pricing.layer(work, hasExperts: false)
            return Entry(
                recompute: recompute, dense: dense,
                mixed: model.mixture == nil ? dense : pricing.layer(work, hasExperts: true))
        }
        func front(_ candidates: [Recompute]) -> [Entry] {
            let priced = candidates.compactMap(price)
            let figures = priced.map { entry in
                (
                    seconds: (1 - experts) * entry.dense.seconds + experts * entry.mixed.seconds,
                    bytes: (1 - experts) * entry.dense.bytes + experts * entry.mixed.bytes
                )
            }
            let order = priced.indices.sorted { first, second in
                let (a, b) = (figures[first], figures[second])
                if a.seconds != b.seconds { return a.seconds < b.seconds }
                return a.bytes != b.bytes ? a.bytes < b.bytes : first < second
            }
            var least = Double.infinity
            return order.filter { index in
                defer { least = min(least, figures[index].bytes) }
                return figures[index].bytes < least || priced[index].recompute == .full
            }.map { priced[$0] }
        }
        var product: [Recompute] = [.none]
        for group in sets.groups {
            let own = front(group).map(\.recompute)
            product = product.flatMap { one in own.map { one.union($0) } }
        }
        var seen = Set<Recompute>()
        let candidates = (product + [.selective, .full]).filter { seen.insert($0).inserted }
        entries = front(candidates)
        var plain = design
        plain.strategy.recompute = .none
        guard let work = TrainingWork(plain, distribution: { PortDistribution($0) }), !entries.isEmpty else {
            return nil
        }
        let pricing = LayerPricing(work)
        let none = LayerCount(dense: 0)
        let share = work.memory.share
        first = pricing.price(
            work.work(layers: none, isFirst: true, isLast: false), keptBytes: model.embeddingActivationBytes(share),
            transientBytes: 0)
        last = pricing.price(
            work.work(layers: none, isFirst: false, isLast: true), keptBytes: 0,
            transientBytes: model.headActivationBytes(share))
    }
}

extension Recompute {
    /// Both sets together.
    func union(_ other: Recompute) -> Recompute {
        Recompute(LayerOperator.Kind.ofLayers.filter { contains($0) || other.contains($0) })
    }
}
