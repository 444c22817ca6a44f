import LanguageModel

/// What the devices of different groups exchange in one layer, for one micro-batch and one device.
public struct LayerExchange: Sendable, Hashable {
    /// Bytes that a device hands to one all-to-all of a layer with experts, 0 without expert parallelism.
    ///
    /// They are the copies of its tokens; there are two exchanges a pass, there and back.
    public let expertBytes: Double
    /// Halves of tensor collectives of a layer with experts, in one direction.
    ///
    /// With expert parallelism the block's two are on the copies that came from other groups, and shared experts have
    /// their own.
    public let expertHalves: Double
    /// The routed experts' two of them for each half of a block without experts.
    public let copiesPerBlock: Double
    /// Those of shared experts where they are not those of the block.
    public let sharedHalves: Double
    /// Bytes of the keys and values of one part of a sequence, which go round the devices that share the sequence; 0
    /// without context parallelism.
    public let contextBytes: Double
    /// Devices that share a sequence.
    public let context: Int

    /// Works out the bytes of a design.
    public init(_ design: TrainingDesign) {
        let (model, strategy) = (design.model, design.strategy)
        let element = 2.0
        let tokens = Double(design.layerShare.tokens(sequenceLength: model.sequenceLength))
        if let mixture = model.mixture, strategy.expert > 1 {
            expertBytes =
                element * tokens * mixture.copiesPerToken * Double(model.hidden) / Double(strategy.tensor)
            copiesPerBlock = mixture.copiesPerToken
            sharedHalves = mixture.sharedExperts > 0 ? 2 : 0
            expertHalves = 2 + 2 * copiesPerBlock + sharedHalves
        } else {
            (expertBytes, expertHalves, copiesPerBlock, sharedHalves) = (0, 4, 1, 0)
        }
        context = strategy.context
        guard strategy.context > 1 else {
            contextBytes = 0
            return
        }
        let heads =
            model.latentAttention == nil
            ? model.keyValueHeadsPerDevice(tensor: strategy.tensor) : model.headsPerDevice(tensor: strategy.tensor)
        contextBytes = element * tokens * Double(heads * (model.queryWidth + model.valueWidth))
    }

    /// Bytes that a device sends round the ring in a forward pass: keys and values, in all steps.
    public var forwardRingBytes: Double { Double(context - 1) * contextBytes }

    /// The same in a backward pass: keys and values with their gradients.
    public var backwardRingBytes: Double { 2 * forwardRingBytes }
}
