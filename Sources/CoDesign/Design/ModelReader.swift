import ConfigurationFile
import LanguageModel

/// Reads and writes what a design file says of a model beyond the sizes of every dense one.
enum ModelReader {
    private static let size = 1...ModelShape.largestSize

    /// The shape of a preset, dense or with experts.
    static func preset(_ node: ConfigurationNode) throws(ConfigurationError) -> ModelShape {
        guard !node.isSequence else {
            throw node.error(found: "a list of models", accepted: "one model; several at once are not supported yet")
        }
        let name = try node.string()
        if let preset = ModelPreset.named(name) { return preset.shape }
        throw node.error(
            found: "the model preset \(ConfigurationError.quoted(name))",
            accepted: ConfigurationError.oneOf(ModelPreset.all.map(\.name), near: name))
    }

    /// Reads head width, tied head, experts and latent attention into a shape.
    static func readExtras(
        _ mapping: inout ConfigurationMapping, into shape: inout ModelShape
    ) throws(ConfigurationError) {
        if let node = mapping.optional("head_width") { shape.headWidth = try node.integer(in: size) }
        if let node = mapping.optional("tied") { shape.sharesTable = try node.boolean() }
        if let node = mapping.optional("latent_attention") { shape.latentAttention = try latentAttention(node) }
        let experts = mapping.optional("experts")
        if let experts {
            let count = try experts.integer(in: size)
            if shape.mixture != nil {
                shape.mixture?.experts = count
            } else {
                shape.mixture = Mixture(experts: count, expertsPerToken: 1, expertFeedForward: shape.feedForward)
            }
        }
        var mixture = shape.mixture
        func integer(
            _ key: String, _ range: ClosedRange<Int>, _ place: WritableKeyPath<Mixture, Int>
        ) throws(ConfigurationError) {
            guard let node = mapping.optional(key) else { return }
            guard mixture != nil else {
                throw node.error(found: "\(key) of a model without experts", accepted: "it beside experts: 2 or more")
            }
            mixture?[keyPath: place] = try node.integer(in: range)
        }
        try integer("experts_per_token", size, \.expertsPerToken)
        try integer("shared_experts", 0...ModelShape.largestSize, \.sharedExperts)
        try integer("expert_feed_forward", size, \.expertFeedForward)
        try integer("first_dense_layers", 0...ModelShape.largestSize, \.firstDenseLayers)
        try integer("moe_every", size, \.every)
        if let node = mapping.optional("capacity_factor") {
            let factor = try node.double()
            guard mixture != nil, factor >= 1, factor <= 64 else {
                throw node.error(accepted: "a factor from 1 to 64, of a model with experts")
            }
            mixture?.capacityFactor = factor
        }
        shape.mixture = mixture
    }

    private static func latentAttention(_ node: ConfigurationNode) throws(ConfigurationError) -> LatentAttention {
        var mapping = try node.mapping()
        let attention = LatentAttention(
            keyValueRank: try mapping.required("kv").integer(in: size),
            queryRank: try mapping.required("q").integer(in: size),
            rotaryWidth: try mapping.required("rope").integer(in: 0...ModelShape.largestSize),
            plainWidth: try mapping.required("nope").integer(in: size),
            valueWidth: try mapping.required("v").integer(in: size))
        try mapping.finish()
        return attention
    }

    /// The lines of a design file for what `readExtras` reads; none for a usual dense model.
    static func extraLines(_ model: ModelShape) -> [String] {
        var lines: [String] = []
        if let width = model.headWidth { lines.append("  head_width: \(width)") }
        if let isTied = model.sharesTable { lines.append("  tied: \(isTied)") }
        if let latent = model.latentAttention {
            lines.append(
                "  latent_attention: {kv: \(latent.keyValueRank), q: \(latent.queryRank), rope: \(latent.rotaryWidth), "
                    + "nope: \(latent.plainWidth), v: \(latent.valueWidth)}")
        }
        if let mixture = model.mixture {
            lines += [
                "  experts: \(mixture.experts)", "  experts_per_token: \(mixture.expertsPerToken)",
                "  shared_experts: \(mixture.sharedExperts)", "  expert_feed_forward: \(mixture.expertFeedForward)",
                "  first_dense_layers: \(mixture.firstDenseLayers)", "  moe_every: \(mixture.every)",
                "  capacity_factor: \(mixture.capacityFactor)",
            ]
        }
        return lines
    }
}
