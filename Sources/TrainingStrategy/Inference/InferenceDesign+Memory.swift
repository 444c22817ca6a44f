import LanguageModel

/// What devices hold, of a design that breaks no rule.
extension InferenceDesign {
    /// What a device of the fullest stage holds: all parts are those of one and the same stage.
    ///
    /// - Parameter tensor: Devices that split each layer.
    public func fullestStage(tensor: Int) -> InferenceMemory {
        var fullest = memory(stage: 0, tensor: tensor)
        var stage = 1
        while stage < strategy.pipeline {
            let next = memory(stage: stage, tensor: tensor)
            if next.total > fullest.total { fullest = next }
            stage += 1
        }
        return fullest
    }

    /// What the fullest device of a stage holds.
    ///
    /// The first stage has the token table, the last one the final norm and the head, tied or not; alone it has a tied
    /// one once. Table and head have sixteen bits, all else the format of weights. Sparse attention holds what it predicts
    /// from beside keys and values. ``StagePlan`` says which layers a
    /// stage has.
    ///
    /// - Parameters:
    ///   - stage: The stage, counted from 0.
    ///   - tensor: Devices that split each layer.
    public func memory(stage: Int, tensor: Int) -> InferenceMemory {
        let stages = strategy.pipeline
        let count = stagePlan.layerCount(stage: stage)
        var parameters = layerParameters(of: count, tensor: tensor)
        var ends = stage == 0 ? model.embeddingParameters(tensor: tensor) : 0
        if stage == stages - 1 {
            parameters += model.normParameters
            if stages > 1 || !model.isHeadTied { ends += model.headParameters(tensor: tensor) }
        }
        let requests = Double(job.batch / strategy.data)
        let tokens = Double(job.promptTokens) + Double(job.outputTokens)
        let codes = job.sparseSelection?.codeBytesPerToken(of: model, tensor: tensor) ?? 0
        return InferenceMemory(
            stage: stage, weights: job.precision.weightBytes * parameters + 2 * ends,
            cache: job.keyValueBytes * Double(count.total) * model.cacheElementsPerToken(tensor: tensor) * tokens
                * requests + codes * Double(count.total) * tokens * requests,
            activations: 2 * requests * Double(job.promptTokens) * model.servingActivationElements(tensor: tensor))
    }

    private var stagePlan: StagePlan {
        StagePlan(
            layers: model.layers, stages: strategy.pipeline, chunks: 1, schedule: .oneForwardOneBackward,
            microBatches: 1, mixture: model.mixture)
    }

    private func layerParameters(of count: LayerCount, tensor: Int) -> Double {
        let plain = Double(count.dense) * model.layerParameters(tensor: tensor)
        guard count.experts > 0 else { return plain }
        let routed = model.expertParameters(tensor: tensor, expert: strategy.expert)
        return plain + Double(count.experts) * (model.expertLayerCommonParameters(tensor: tensor) + routed)
    }
}
