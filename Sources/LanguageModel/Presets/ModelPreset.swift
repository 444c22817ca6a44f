/// A model that users can name.
public struct ModelPreset: Sendable, Hashable {
    /// The name in a design file.
    public let name: String
    /// The shape, with the sequence length it is usually trained at.
    public let shape: ModelShape
    /// Where the shape was published.
    public let source: String

    /// Makes a preset.
    public init(name: String, shape: ModelShape, source: String) {
        self.name = name
        self.shape = shape
        self.source = source
    }

    /// The preset of a name, or nil.
    public static func named(_ name: String) -> ModelPreset? {
        all.first { $0.name == name }
    }
}

extension ModelShape {
    /// The shape of a preset.
    ///
    /// - Throws: `ModelShapeError.unknownPreset` with the names there are.
    public static func preset(_ name: String) throws(ModelShapeError) -> ModelShape {
        guard let preset = ModelPreset.named(name) else { throw .unknownPreset(name: name) }
        return preset.shape
    }
}
