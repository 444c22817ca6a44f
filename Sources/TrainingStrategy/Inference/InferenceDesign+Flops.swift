import LanguageModel

/// Operations of the model itself, which do not depend on the machine.
extension InferenceDesign {
    /// Operations of matrix products that the model takes for the whole batch: its prefill and all its decode steps.
    ///
    /// The measure of model utilisation, as ``LanguageModel/ModelShape/trainingFlops(sequences:policy:)`` is in
    /// training: what several devices do alike counts once.
    public var modelFlops: Double {
        let prefill = modelFlops(newTokens: job.promptTokens, context: job.promptTokens)
        guard job.outputTokens > 1 else { return prefill }
        return prefill + Double(job.outputTokens - 1) * modelFlops(newTokens: 1, context: job.decodeContext)
    }

    /// The same of one prefill or one decode step of the whole batch, undivided.
    ///
    /// Two for each parameter of a matrix that a token goes through, and attention with the exact half of a prefill's
    /// square; with latent attention a decode step works on the cached vectors. Routed experts are those that tokens go
    /// to. The head sees the last token of each request. Sparse attention counts the keys that it keeps, not its prediction.
    ///
    /// - Parameters:
    ///   - newTokens: New tokens of each request.
    ///   - context: Tokens that the last of them sees.
    public func modelFlops(newTokens: Int, context: Int) -> Double {
        let share = ServingShare(requests: job.batch, newTokens: newTokens, context: context, tensor: 1)
        let core = model.servingAttention(share).flops(share)
        let kept = job.sparseSelection?.keepRatio ?? 1
        func layerFlops(hasExperts: Bool) -> Double {
            var flops = kept * (core.scores + core.values)
            model.forEachServingOperator(share, hasExperts: hasExperts) { work in
                if work.kind != .scores, work.kind != .values { flops += work.matrixFlops }
            }
            return flops
        }
        let mixed = model.expertLayers
        let head = 2 * Double(job.batch) * Double(model.hidden) * Double(model.vocabulary)
        return Double(model.layers - mixed) * layerFlops(hasExperts: false)
            + (mixed > 0 ? Double(mixed) * layerFlops(hasExperts: true) : 0) + head
    }
}
