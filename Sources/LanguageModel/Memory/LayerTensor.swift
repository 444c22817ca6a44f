/// A tensor between two operators of a layer, or inside one, and who wants it.
struct LayerTensor {
    /// The operator that makes it; 0 for the input of the layer.
    var maker: UInt64
    /// The operators whose backward pass needs it.
    var users: UInt64
    /// The operators that read it in the forward pass, where the backward pass does not need it.
    var readers: UInt64 = 0
    /// Its bytes on one device.
    var bytes: Double

    private static let elementwise: UInt64 = {
        let kinds: [LayerOperator.Kind] = [
            .attentionNorm, .feedForwardNorm, .latentNorm, .softmax, .activation, .expertActivation, .sharedActivation,
            .dispatch,
        ]
        return kinds.reduce(0) { $0 | $1.bit }
    }()

    /// Whether it is kept while a set of operators runs again.
    ///
    /// It is kept for a backward pass, unless maker and users all run again, or an element-wise maker does, whose
    /// result is then made again when it is wanted; and as the input of what runs again, unless its maker does too.
    func isKept(repeating operators: UInt64) -> Bool {
        guard maker & operators != 0 else { return users != 0 || readers & operators != 0 }
        return maker & Self.elementwise == 0 && users & ~operators != 0
    }
}
