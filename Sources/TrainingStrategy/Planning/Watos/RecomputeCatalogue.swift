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
    /// What is before and behind the layers of a stage: of one between others, of the first, the last, and the only one.
    private let ends: [LayerPrice]
    /// Sets that are kept for mixing, at most.
    static let mostSets = 16

    /// What is before the first layer of a stage and behind its last.
    func ends(isFirst: Bool, isLast: Bool) -> LayerPrice { ends[(isFirst ? 1 : 0) + (isLast ? 2 : 0)] }

    /// The sets, from the fastest to the one that keeps least.
    public var sets: [Recompute] { entries.map(\.recompute) }

    /// Prices the sets.
    ///
    /// - Parameters:
    ///   - design: A legal one, of which the tensor degree, the micro-batch and the layers' number formats count.
    ///   - sets: Those of its model.
    ///   - onlyNone: Whether nothing may run again.
    /// - Returns: nil when its groups cannot be placed.
    /// - Complexity: A closed-form evaluation for each set that is priced, some hundred.
    public init?(_ design: TrainingDesign, _ sets: RecomputeSets, onlyNone: Bool = false) {
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
        // Seconds and bytes of a layer in the mean.
        func figures(_ entry: Entry) -> (seconds: Double, bytes: Double) {
            (
                (1 - experts) * entry.dense.seconds + experts * entry.mixed.seconds,
                (1 - experts) * entry.dense.bytes + experts * entry.mixed.bytes
            )
        }
        var product: [Recompute] = [.none]
        for group in onlyNone ? [] : sets.groups {
            let own = Self.front(group.compactMap(price), figures).map(\.recompute)
            product = product.flatMap { one in own.map { one.union($0) } }
        }
        var seen = Set<Recompute>()
        let candidates = (product + (onlyNone ? [] : [.selective, .full])).filter { seen.insert($0).inserted }
        let front = Self.front(candidates.compactMap(price), figures)
        var plain = design
        plain.strategy.recompute = .none
        guard let work = TrainingWork(plain, distribution: { PortDistribution($0) }), !front.isEmpty else {
            return nil
        }
        entries = Self.lowest(front, figures)
        let pricing = LayerPricing(work)
        ends = [(false, false), (true, false), (false, true), (true, true)].map {
            pricing.ends(work, isFirst: $0.0, isLast: $0.1)
        }
    }

    /// The entries that no other beats, from the fastest, and full recomputation.
    private static func front(_ entries: [Entry], _ figures: (Entry) -> (seconds: Double, bytes: Double)) -> [Entry] {
        let priced = entries.map(figures)
        let order = entries.indices.sorted { first, second in
            let (a, b) = (priced[first], priced[second])
            if a.seconds != b.seconds { return a.seconds < b.seconds }
            return a.bytes != b.bytes ? a.bytes < b.bytes : first < second
        }
        var least = Double.infinity
        return order.filter { index in
            let isBetter = priced[index].bytes < least
            least = min(least, priced[index].bytes)
            return isBetter || entries[index].recompute == .full
        }.map { entries[$0] }
    }

    /// Of a front those nearest to its lower hull, and full recomputation: what lies above the hull is as good as a
    /// mixture of two that are on it, over the layers of a stage.
    private static func lowest(_ front: [Entry], _ figures: (Entry) -> (seconds: Double, bytes: Double)) -> [Entry] {
        let priced = front.map(figures)
        var hull: [Int] = []
        for index in front.indices {
            while let last = hull.last, hull.count > 1 {
                let (a, b, c) = (priced[hull[hull.count - 2]], priced[last], priced[index])
                let isBelow =
                    (b.seconds - a.seconds) * (a.bytes - c.bytes) < (c.seconds - a.seconds) * (a.bytes - b.bytes)
                if isBelow { break }
                hull.removeLast()
            }
            hull.append(index)
        }
        // How far each is above the hull, as a share of its seconds.
        func height(_ index: Int) -> Double {
            guard let next = hull.first(where: { $0 >= index }), next != index,
                let before = hull.last(where: { $0 < index })
            else { return 0 }
            let (a, b) = (priced[before], priced[next])
            let share = (a.bytes - priced[index].bytes) / max(a.bytes - b.bytes, 1)
            return priced[index].seconds / (a.seconds + share * (b.seconds - a.seconds)) - 1
        }
        let heights = front.indices.map(height)
        let order = front.indices.sorted { heights[$0] != heights[$1] ? heights[$0] < heights[$1] : $0 < $1 }
        var kept = Set(order.prefix(mostSets))
        if let full = front.firstIndex(where: { $0.recompute == .full }) { kept.insert(full) }
        return front.indices.filter { kept.contains($0) }.map { front[$0] }
    }
}

extension Recompute {
    /// Both sets together.
    func union(_ other: Recompute) -> Recompute {
        Recompute(LayerOperator.Kind.ofLayers.filter { contains($0) || other.contains($0) })
    }
}
