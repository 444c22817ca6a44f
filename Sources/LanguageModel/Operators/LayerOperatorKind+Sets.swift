/// Sets of operators as bits.
extension LayerOperator.Kind {
    /// The operators of layers, those outside them left out.
    public static let ofLayers: [LayerOperator.Kind] = allCases.filter { $0.bit != 0 }

    /// Scores, softmax and their product with the values.
    @inlinable public static var coreBits: UInt64 { scores.bit | softmax.bit | values.bit }

    /// Whether it is one of those.
    @inlinable public var isAttentionCore: Bool { bit & Self.coreBits != 0 }

    /// A bit of its own for each operator of a layer; 0 for those outside layers.
    @inlinable public var bit: UInt64 {
        switch self {
        case .attentionNorm: 1 << 0
        case .queryKeyValue: 1 << 1
        case .scores: 1 << 2
        case .softmax: 1 << 3
        case .values: 1 << 4
        case .projection: 1 << 5
        case .attentionResidual: 1 << 6
        case .feedForwardNorm: 1 << 7
        case .up: 1 << 8
        case .activation: 1 << 9
        case .down: 1 << 10
        case .feedForwardResidual: 1 << 11
        case .queryDown: 1 << 12
        case .queryUp: 1 << 13
        case .keyValueDown: 1 << 14
        case .keyValueUp: 1 << 15
        case .latentNorm: 1 << 16
        case .router: 1 << 17
        case .dispatch: 1 << 18
        case .expertUp: 1 << 19
        case .expertActivation: 1 << 20
        case .expertDown: 1 << 21
        case .combine: 1 << 22
        case .sharedUp: 1 << 23
        case .sharedActivation: 1 << 24
        case .sharedDown: 1 << 25
        case .embedding, .finalNorm, .logits, .loss: 0
        }
    }
}
