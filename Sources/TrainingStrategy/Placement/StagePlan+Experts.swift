import LanguageModel

/// Layers with experts of the parts of a pipeline.
extension StagePlan {
    /// Layers of one chunk of one stage, by kind.
    public func layerCount(stage: Int, chunk: Int) -> LayerCount {
        let count = layers(stage: stage, chunk: chunk)
        guard let mixture else { return LayerCount(dense: count) }
        guard firstLayers.isEmpty else {
            return layerCount(mixture, from: firstLayers[stage], count: count)
        }
        let index = chunk &* stages &+ stage
        let last = virtualStages &- 1
        // Of the virtual stages with a layer more, those before this one.
        let extras = max(0, min(index, last) &- (last &- extraLayers))
        let first = index &* layersAtLeast &+ extras
        return layerCount(mixture, from: first, count: count)
    }

    /// Some layers that follow each other, by kind.
    public func layerCount(from first: Int, count: Int) -> LayerCount {
        mixture.map { layerCount($0, from: first, count: count) } ?? LayerCount(dense: count)
    }

    private func layerCount(_ mixture: Mixture, from first: Int, count: Int) -> LayerCount {
        let experts = mixture.expertLayers(among: first &+ count) &- mixture.expertLayers(among: first)
        return LayerCount(dense: count &- experts, experts: experts)
    }

    /// Layers of one stage, over its chunks, by kind.
    public func layerCount(stage: Int) -> LayerCount {
        guard mixture != nil else { return LayerCount(dense: layers(stage: stage)) }
        var count = LayerCount(dense: 0)
        var chunk = 0
        while chunk < chunks {
            let part = layerCount(stage: stage, chunk: chunk)
            count.dense &+= part.dense
            count.experts &+= part.experts
            chunk &+= 1
        }
        return count
    }

    /// Layers of the whole model, by kind.
    public var layerCount: LayerCount {
        let experts = mixture?.expertLayers(among: layers) ?? 0
        return LayerCount(dense: layers &- experts, experts: experts)
    }
}
