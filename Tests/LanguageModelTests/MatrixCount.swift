import LanguageModel

/// Parameters and operations of a model counted once more, from its matrices alone: embedding and head included, norms
/// and biases left out.
struct MatrixCount {
    private let model: ModelShape

    init(_ model: ModelShape) { self.model = model }

    /// All parameters.
    var parameters: Double { parameters(expertsUsed: model.mixture?.experts ?? 0) }

    /// Those that one token goes through.
    var activeParameters: Double { parameters(expertsUsed: model.mixture?.expertsPerToken ?? 0) }

    /// Operations of a forward pass for each token: two a parameter in use, the token table aside, and the attention
    /// core over the full square of scores.
    var forwardFlopsPerToken: Double {
        let width = Double(model.headWidth ?? model.hidden / model.heads)
        let widths =
            model.latentAttention.map { Double($0.plainWidth + $0.rotaryWidth + $0.valueWidth) } ?? 2 * width
        let core = 2 * Double(model.sequenceLength) * Double(model.heads) * widths
        let unused = model.isHeadTied ? 0 : Double(model.vocabulary) * Double(model.hidden)
        return 2 * (activeParameters - unused) + Double(model.layers) * core
    }

    private func parameters(expertsUsed: Int) -> Double {
        let hidden = Double(model.hidden)
        let matrices = model.isGated ? 3.0 : 2.0
        let width = Double(model.headWidth ?? model.hidden / model.heads)
        let attention =
            model.latentAttention?.parameters(hidden: model.hidden, heads: model.heads)
            ?? Double(2 * (model.heads + model.keyValueHeads)) * width * hidden
        let tables = (model.isHeadTied ? 1.0 : 2.0) * Double(model.vocabulary) * hidden
        var mixed = (layers: 0.0, parameters: 0.0)
        if let mixture = model.mixture {
            let used = Double(expertsUsed + mixture.sharedExperts) * matrices * Double(mixture.expertFeedForward)
            mixed.layers = Double((model.layers - mixture.firstDenseLayers) / mixture.every)
            mixed.parameters = (used + Double(mixture.experts)) * hidden
        }
        let plain = matrices * Double(model.feedForward) * hidden
        return Double(model.layers) * attention + (Double(model.layers) - mixed.layers) * plain
            + mixed.layers * mixed.parameters + tables
    }
}
