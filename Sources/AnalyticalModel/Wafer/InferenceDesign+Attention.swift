import LanguageModel
import TrainingStrategy

/// What the kinds of attention hold, read and compute beside the operators of a layer.
extension InferenceDesign {
    /// Bytes of the scores of one product of the prefill, which dense attention holds beside all else.
    func scoreBytes(tensor: Int) -> Double {
        let share = ServingShare(
            requests: job.batch / max(1, strategy.data), newTokens: job.promptTokens, context: job.promptTokens,
            tensor: tensor)
        return AttentionKernel.scoreBytes(model.servingAttention(share))
    }

    /// The share of keys and values that a step reads or writes: a decode step of sparse attention those that some row
    /// keeps.
    func readShare(_ share: ServingShare) -> Double {
        guard !share.isPrefill, let selection = job.sparseSelection else { return 1 }
        return selection.unionShare(rows: model.servingAttention(share).rows)
    }

    /// Bytes of a token and layer that the prediction of sparse attention reads on the fullest die.
    func codeBytesPerToken(tensor: Int) -> Double {
        job.sparseSelection?.codeBytesPerToken(of: model, tensor: tensor) ?? 0
    }

    /// Multiply-accumulates that prediction and choice of the keys of one layer are worth.
    func selectionMacs(_ share: ServingShare) -> Double {
        guard let selection = job.sparseSelection else { return 0 }
        let core = model.servingAttention(share)
        let products = core.flops(share).scores / 2
        return products * (selection.predictionShare + selection.sortingShare / Double(core.keyWidth))
    }
}
