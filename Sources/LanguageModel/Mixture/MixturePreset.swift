/// A model with mixtures of experts that users can look up.
public struct MixturePreset: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The shape.
    public let shape: MixtureShape
    /// Where it was published.
    public let source: String

    /// All presets, in the order in which they are listed.
    public static let all: [MixturePreset] = [
        MixturePreset(
            name: "gshard-137b",
            shape: MixtureShape(
                dense: ModelShape(
                    layers: 36, hidden: 1024, heads: 16, keyValueHeads: 16, feedForward: 8192, isGated: false,
                    vocabulary: 32_000, sequenceLength: 1024),
                headWidth: 128, latentAttention: nil, experts: 448, expertsPerToken: 2, sharedExperts: 0,
                expertFeedForward: 8192, firstDenseLayers: 0, every: 2),
            source: "Lepikhin et al. 2021, GShard, the 36-layer family; 448 experts are a reading of 137 B"),
        MixturePreset(
            name: "deepseek-v3",
            shape: MixtureShape(
                dense: ModelShape(
                    layers: 61, hidden: 7168, heads: 128, keyValueHeads: 128, feedForward: 18_432, isGated: true,
                    vocabulary: 129_280, sequenceLength: 4096),
                headWidth: 128,
                latentAttention: LatentAttention(
                    keyValueRank: 512, queryRank: 1536, rotaryWidth: 64, plainWidth: 128, valueWidth: 128),
                experts: 256, expertsPerToken: 8, sharedExperts: 1, expertFeedForward: 2048, firstDenseLayers: 3,
                every: 1),
            source: "DeepSeek-AI 2024, DeepSeek-V3 Technical Report, section 4.2"),
    ]

    /// The preset of a name, or nil.
    public static func named(_ name: String) -> MixturePreset? {
        all.first { $0.name == name }
    }
}
