import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// The cost of one forward pass over new tokens of a batch, with keys and values of earlier ones in memory.
struct InferencePhase {
    /// Seconds, operations and bytes of a pass.
    struct Cost {
        /// Seconds while the multipliers are the limit.
        var compute = 0.0
        /// Collectives and transfers.
        var communication = 0.0
        /// All seconds.
        var total = 0.0
        /// Operations of matrix products over the devices of one replica.
        var flops = 0.0
        /// Bytes between memory and chip, of one device of each stage.
        var bytes = 0.0
        /// Bytes over links, of one device of each stage.
        var linkBytes = 0.0
    }

    private let design: InferenceDesign
    private let law: GPUOperatorLaw
    private let network: ClusterNetwork
    private let attentionFlopsPerSecond: Double
    private let batch: Int
    private let heads: Int
    private let keyHeads: Int
    private let inner: Int
    private let words: Int
    private let weightBytes: Double
    private let operandBytes: Double
    private let keyValueBytes: Double

    init(_ design: InferenceDesign, on cluster: GPUCluster, efficiency: ServingEfficiency) {
        self.design = design
        let (model, strategy) = (design.model, design.strategy)
        let isEightBit = design.job.precision == .fp8
        law = GPUOperatorLaw(serving: cluster.device, isEightBit: isEightBit, efficiency: efficiency)
        network = ClusterNetwork(cluster, strategy: strategy)
        attentionFlopsPerSecond = cluster.device.matrixFlopsPerSecond * efficiency.attentionShare
        batch = design.job.batch / strategy.data
        heads = model.headsPerDevice(tensor: strategy.tensor)
        keyHeads = model.keyValueHeadsPerDevice(tensor: strategy.tensor)
        inner = (model.feedForward + strategy.tensor - 1) / strategy.tensor
        words = (model.vocabulary + strategy.tensor - 1) / strategy.tensor
        weightBytes = design.job.precision.weightBytes
        operandBytes = design.job.precision.operandBytes
        keyValueBytes = design.job.keyValueBytes
    }

    /// Layers of the fullest stage.
    private var layersPerStage: Int {
        (design.model.layers + design.strategy.pipeline - 1) / design.strategy.pipeline
    }

    /// Bytes of the weights of the fullest device.
    var weightBytesPerDevice: Double {
        let (model, tensor) = (design.model, design.strategy.tensor)
        let ends =
            model.embeddingParameters(tensor: tensor)
            + (design.strategy.pipeline > 1 || !model.isHeadTied ? model.headParameters(tensor: tensor) : 0)
        return weightBytes * Double(layersPerStage) * model.layerParameters(tensor: tensor)
            + 2 * (design.strategy.pipeline > 1 ? ends / 2 : ends)
    }

    /// Bytes of keys and values of the fullest device when the last token is made.
    var cacheBytesPerDevice: Double {
        let tokens = Double(design.job.promptTokens + design.job.outputTokens)
        return 2 * keyValueBytes * Double(layersPerStage) * Double(keyHeads * design.model.headDimension) * tokens
            * Double(batch)
    }

    /// Bytes of what one layer's prefill holds at once: the stream twice, and the block's inner vectors.
    var activationBytes: Double {
        let tokens = Double(batch) * Double(design.job.promptTokens)
        let wide = max((design.model.isGated ? 2 : 1) * inner, (heads + 2 * keyHeads) * design.model.headDimension)
        return 2 * tokens * (2 * Double(design.model.hidden) + Double(wide))
    }

    /// A pass over `newTokens` of each request, the last of which sees `context` tokens.
    func cost(newTokens: Int, context: Int) -> Cost {
        let model = design.model
        let tokens = batch * newTokens
        let (rows, hidden, width) = (Double(tokens), Double(model.hidden), Double(model.headDimension))
        let queries = Double(heads) * width
        let keys = Double(keyHeads) * width
        var layer = Cost()
        // Two norms, the sums with the residual stream, rotation and storage of keys and values, the activation.
        stream(rows * hidden * 4, &layer)
        product(tokens, (heads + 2 * keyHeads) * model.headDimension, model.hidden, &layer)
        stream(rows * (queries + keys) * 4, &layer)
        attention(newTokens: newTokens, context: context, &layer)
        product(tokens, model.hidden, heads * model.headDimension, &layer)
        stream(rows * hidden * 6, &layer)
        stream(rows * hidden * 4, &layer)
        product(tokens, (model.isGated ? 2 : 1) * inner, model.hidden, &layer)
        stream(rows * Double(inner) * (model.isGated ? 6 : 4), &layer)
        product(tokens, model.hidden, inner, &layer)
        stream(rows * hidden * 6, &layer)
        let half = network.tensorHalf(bytes: 2 * rows * hidden)
        layer.communication += 4 * half
        layer.total += 4 * half
        layer.linkBytes += design.strategy.tensor > 1 ? 8 * rows * hidden : 0

        let layers = Double(model.layers)
        var all = Cost()
        all.compute = layers * layer.compute
        all.communication = layers * layer.communication
        all.total = layers * layer.total
        all.flops = layers * layer.flops
        all.bytes = layers * layer.bytes
        all.linkBytes = layers * layer.linkBytes
        // The head sees the last token of each request only, in sixteen bits.
        let head = law.product(batch: 1, m: batch, n: words, k: model.hidden, splits: false)
        all.compute += head.matrix
        all.total += head.total
        all.flops += 2 * Double(batch) * Double(words) * hidden
        all.bytes += 2 * Double(words) * hidden
        stream(rows * hidden * 4, &all)
        all.flops *= Double(design.strategy.tensor)
        let transfers =
            Double(design.strategy.pipeline - 1) * network.transferSeconds(streamBytes: 2 * rows * hidden)
        all.communication += transfers
        all.total += transfers
        return all
    }

    private func product(_ m: Int, _ n: Int, _ k: Int, _ cost: inout Cost) {
        let (rows, columns, inner) = (Double(m), Double(n), Double(k))
        let seconds = law.product(
            batch: 1, m: m, n: n, k: k, operandBytes: operandBytes, weightBytes: weightBytes, resultBytes: 2,
            splits: false)
        cost.compute += seconds.matrix
        cost.total += seconds.total
        cost.flops += 2 * rows * columns * inner
        cost.bytes += inner * (operandBytes * rows + weightBytes * columns) + 2 * rows * columns
    }

    private func stream(_ bytes: Double, _ cost: inout Cost) {
        cost.total += law.stream(bytes: bytes)
        cost.bytes += bytes
    }

    /// Queries of the new tokens with all keys before them: half of the square in a prefill.
    private func attention(newTokens: Int, context: Int, _ cost: inout Cost) {
        let width = Double(design.model.headDimension)
        let requests = Double(batch)
        let pairs = Double(newTokens) * (Double(context) - Double(newTokens - 1) / 2)
        let flops = 4 * requests * Double(heads) * pairs * width
        let bytes =
            2 * requests * width * (2 * Double(newTokens * heads) + keyValueBytes * Double(context * keyHeads))
        let compute = flops / attentionFlopsPerSecond
        cost.compute += compute
        cost.total += max(compute, bytes / law.memoryBytesPerSecond) + law.launchSeconds
        cost.flops += flops
        cost.bytes += bytes
    }
}
