import LanguageModel

/// Where the dies of a group stand in the parts of an operator.
///
/// Tokens are cut outermost, so that parts of features are next to each other. Of outputs and inputs the outer one
/// alternates between operators that follow each other: what one leaves in parts by outputs the next wants in parts by
/// inputs, and a product cut by both finds them where they are.
extension OperatorPlan {
    private var isInputOuter: Bool {
        kind == .projection || kind == .down || kind == .expertDown || kind == .sharedDown
    }

    private func tokens(dies: Int) -> GroupTile {
        var tile = GroupTile()
        tile.batch = GroupTile.Cut(parts: batch, stride: dies / batch)
        tile.sequence = GroupTile.Cut(parts: sequence, stride: dies / (batch &* sequence))
        return tile
    }

    private var outputStride: Int { isInputOuter ? 1 : input }
    private var inputStride: Int { isInputOuter ? output : 1 }

    /// What its dies hold of its result, with parts of sums where inputs are cut.
    func resultTile(dies: Int) -> GroupTile {
        var tile = tokens(dies: dies)
        tile.feature = GroupTile.Cut(parts: output, stride: outputStride)
        (tile.summands, tile.summandStride) = (input, inputStride)
        return tile
    }

    /// What its dies want of its input; of its gradient they have parts of sums where outputs are cut.
    func inputTile(dies: Int, isGradient: Bool) -> GroupTile {
        var tile = tokens(dies: dies)
        tile.feature = GroupTile.Cut(parts: input, stride: inputStride)
        if isGradient { (tile.summands, tile.summandStride) = (output, outputStride) }
        return tile
    }

    /// What dies hold of keys and values when their heads are fewer than the parts: some hold the same.
    func keyTile(dies: Int, keyValueHeads: Int) -> GroupTile {
        var tile = resultTile(dies: dies)
        guard output > keyValueHeads else { return tile }
        tile.feature = GroupTile.Cut(parts: keyValueHeads, stride: outputStride &* (output / keyValueHeads))
        return tile
    }

    /// What dies of the attention core want of keys and values: of all positions.
    ///
    /// Of their gradients they have parts of sums, one for each part of the positions of queries.
    func wholeKeyTile(dies: Int, keyValueHeads: Int, isGradient: Bool) -> GroupTile {
        var tile = keyTile(dies: dies, keyValueHeads: keyValueHeads)
        tile.sequence = GroupTile.Cut()
        if isGradient { (tile.summands, tile.summandStride) = (sequence, dies / (batch &* sequence)) }
        return tile
    }
}
