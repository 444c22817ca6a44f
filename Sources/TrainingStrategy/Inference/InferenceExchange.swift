public import LanguageModel

/// What the devices of a layer with experts exchange in a prefill or a decode step, for one device.
///
/// The routed experts are dealt out to some of the replicas, as in training (``LayerExchange``): each token's copies go
/// to the groups that have its experts and come back. Without expert parallelism a group has all experts, each split
/// over its devices as a dense block is, and nothing leaves it.
public struct InferenceExchange: Sendable, Hashable {
    /// Bytes that a device hands to one all-to-all, of which there are two a layer; 0 without expert parallelism.
    public let bytes: Double
    /// Halves of all-reduces over a tensor group: two for attention, two for each copy of a token or for the block, two
    /// for shared experts that are not with the block's.
    public let halves: Double

    /// That of a layer without experts.
    public static let none = InferenceExchange(bytes: 0, halves: 4)

    private init(bytes: Double, halves: Double) {
        self.bytes = bytes
        self.halves = halves
    }

    /// Works out the exchange of so many tokens of one group.
    public init(model: ModelShape, strategy: Strategy, tensor: Int, tokens: Int) {
        guard let mixture = model.mixture, strategy.expert > 1 else {
            self = .none
            return
        }
        let copies = Double(mixture.expertsPerToken)
        self.init(
            bytes: 2 * Double(tokens) * copies * Double(model.hidden) / Double(tensor),
            halves: 2 + 2 * copies + (mixture.sharedExperts > 0 ? 2 : 0))
    }
}
