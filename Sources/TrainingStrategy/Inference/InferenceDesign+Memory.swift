import LanguageModel

/// What the fullest device holds.
extension InferenceDesign {
    /// Parameters of the layers of the fullest stage on one device, all experts that it holds included.
    ///
    /// - Parameter tensor: Devices that split each layer.
    public func layerParametersPerDevice(tensor: Int) -> Double {
        let stages = strategy.pipeline
        let plain = model.layerParameters(tensor: tensor)
        guard let mixture = model.mixture else { return Double(layersPerStage) * plain }
        let mixed =
            model.expertLayerCommonParameters(tensor: tensor)
            + model.expertParameters(tensor: tensor, expert: strategy.expert)
        let plan = StagePlan(
            layers: model.layers, stages: stages, chunks: 1, schedule: .oneForwardOneBackward, microBatches: 1,
            mixture: mixture)
        var most = 0.0
        for stage in 0..<stages {
            let count = plan.layerCount(stage: stage)
            most = max(most, Double(count.dense) * plain + Double(count.experts) * mixed)
        }
        return most
    }

    /// Bytes of the cache on one device of the fullest stage when the last token is made.
    public func cacheBytesPerDevice(tensor: Int) -> Double {
        let tokens = Double(job.promptTokens) + Double(job.outputTokens)
        return job.keyValueBytes * Double(layersPerStage) * model.cacheElementsPerToken(tensor: tensor) * tokens
            * Double(job.batch / strategy.data)
    }

    /// Bytes of what one layer's prefill holds at once.
    public func activationBytes(tensor: Int) -> Double {
        2 * Double(job.batch / strategy.data) * Double(job.promptTokens)
            * model.servingActivationElements(tensor: tensor)
    }

    /// Layers of the fullest stage.
    public var layersPerStage: Int { (model.layers + strategy.pipeline - 1) / strategy.pipeline }
}
