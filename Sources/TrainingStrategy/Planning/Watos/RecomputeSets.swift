public import LanguageModel

/// The sets of operators whose running again drops something: those that are worth comparing.
///
/// A set is useful where each of its operators drops bytes that the others leave. The three operators of the attention
/// core count as one, because what is between them is only ever wanted by them.
public struct RecomputeSets: Sendable {
    /// Sets of the attention block, with the norm behind it; of the feed-forward block; and of that of layers without
    /// experts in a model with some.
    public let groups: [[Recompute]]

    /// No sets but the three policies with a name, which are always compared.
    static let policies = RecomputeSets(groups: [])

    private init(groups: [[Recompute]]) { self.groups = groups }

    /// Finds the useful sets of each block of a layer.
    ///
    /// - Parameters:
    ///   - model: Whose layers they are.
    ///   - share: How a layer is shared out; which sets are useful depends on whether attention is fused only.
    /// - Complexity: O(2^operators) for each block: some milliseconds for a mixture of experts, else less than one.
    public init(_ model: ModelShape, _ share: LayerShare) {
        typealias Kind = LayerOperator.Kind
        let core: [Kind] = [.scores, .softmax, .values]
        let products: [[Kind]] =
            model.latentAttention == nil
            ? [[.queryKeyValue]] : [[.queryDown], [.queryUp], [.keyValueDown], [.keyValueUp], [.latentNorm]]
        let attention = [[.attentionNorm]] + products + [core, [.projection], [.attentionResidual], [.feedForwardNorm]]
        let block: [[Kind]] = [[.up], [.activation], [.down]]
        guard let mixture = model.mixture else {
            groups = [
                Self.useful(model, share, attention),
                Self.useful(model, share, [[.feedForwardNorm]] + block + [[.feedForwardResidual]]),
            ]
            return
        }
        var experts: [[Kind]] = [[.feedForwardNorm], [.expertUp], [.expertActivation], [.expertDown]]
        if mixture.experts > 1 { experts += [[.router], [.dispatch], [.combine]] }
        if mixture.sharedExperts > 0 { experts += [[.sharedUp], [.sharedActivation], [.sharedDown]] }
        groups = [
            Self.useful(model, share, attention), Self.useful(model, share, experts + [[.feedForwardResidual]]),
            Self.useful(model, share, block),
        ]
    }

    /// The useful sets of some units, the empty one first.
    private static func useful(
        _ model: ModelShape, _ share: LayerShare, _ units: [[LayerOperator.Kind]]
    ) -> [Recompute] {
        let bits = units.map { $0.reduce(0) { $0 | $1.bit } }
        let kept = (0..<(1 << units.count)).map { subset -> Double in
            var operators: UInt64 = 0
            for (unit, own) in bits.enumerated() where subset >> unit & 1 != 0 { operators |= own }
            return bytes(model, share, repeating: operators)
        }
        return kept.indices.filter { subset in
            units.indices.allSatisfy { subset >> $0 & 1 == 0 || kept[subset ^ 1 << $0] > kept[subset] }
        }.map { subset in
            Recompute(units.indices.filter { subset >> $0 & 1 != 0 }.flatMap { units[$0] })
        }
    }

    /// Bytes that one layer of each kind keeps.
    static func bytes(_ model: ModelShape, _ share: LayerShare, repeating operators: UInt64) -> Double {
        let repeats =
            share.isFused
            ? Recompute(LayerOperator.Kind.ofLayers.filter { operators & $0.bit != 0 }).withFusedAttention.operators
            : operators
        let dense = model.keptActivationBytes(share, hasExperts: false, repeating: repeats)
        return model.mixture == nil
            ? dense : dense + model.keptActivationBytes(share, hasExperts: true, repeating: repeats)
    }
}
