import LanguageModel

extension ModelPreset {
    /// Names of the presets without experts.
    static let dense = all.filter { $0.shape.mixture == nil }.map(\.name)

    /// Names of those shaped as GPT-3: no experts, no gate, as many key heads as query heads.
    static let gpt = all.filter {
        $0.shape.mixture == nil && !$0.shape.isGated && $0.shape.keyValueHeads == $0.shape.heads
    }.map(\.name)
}
