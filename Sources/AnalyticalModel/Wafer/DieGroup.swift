import LanguageModel

/// What a tensor group works in all, in times what its fullest die does.
///
/// Heads and columns are dealt out unevenly where they do not divide: time is that of the fullest die, operations and
/// bytes are those of all. What is not split, such as norms, is done by every die. Heads of keys and values that are
/// fewer than dies are copied to all dies with query heads, and count where they work.
struct DieGroup {
    private let model: ModelShape
    private let tensor: Int

    init(model: ModelShape, tensor: Int) {
        self.model = model
        self.tensor = tensor
    }

    /// Times the fullest die's work of an operator of a step.
    func times(_ kind: LayerOperator.Kind, share: ServingShare) -> Double {
        switch kind {
        case .scores, .softmax, .values:
            let core = model.servingAttention(share)
            return Double(model.heads) * Double(share.tokens) / (Double(core.products) * Double(core.rows))
        case .queryUp, .keyValueUp, .projection:
            return Double(model.heads) / Double(model.headsPerDevice(tensor: tensor))
        case .queryKeyValue:
            let held = model.headsPerDevice(tensor: tensor) + 2 * model.keyValueHeadsPerDevice(tensor: tensor)
            return (Double(model.heads) + 2 * keyValueHeads) / Double(held)
        case .up, .activation, .down: return split(model.feedForward)
        case .expertUp, .expertActivation, .expertDown: return split(model.mixture?.expertFeedForward ?? 0)
        case .sharedUp, .sharedActivation, .sharedDown:
            return split((model.mixture?.sharedExperts ?? 0) * (model.mixture?.expertFeedForward ?? 0))
        default: return Double(tensor)
        }
    }

    /// Times the fullest die's keys and values; each die with heads has the vector of latent attention.
    var cacheTimes: Double {
        guard model.latentAttention == nil else { return diesWithHeads }
        return keyValueHeads / Double(model.keyValueHeadsPerDevice(tensor: tensor))
    }

    /// Heads of keys and values with their copies.
    private var keyValueHeads: Double { max(Double(model.keyValueHeads), diesWithHeads) }

    private var diesWithHeads: Double { Double(min(model.heads, tensor)) }

    /// Columns over those of the fullest die.
    private func split(_ columns: Int) -> Double {
        columns > 0 ? Double(columns) / Double((columns + tensor - 1) / tensor) : Double(tensor)
    }
}
