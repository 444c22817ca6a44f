import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// The cost of a prefill or a decode step on one device of a cluster: new tokens of a batch, with keys and values of
/// earlier ones in memory.
struct InferencePhase {
    /// Seconds, operations and bytes of a step.
    struct Cost {
        /// The operators of one device of each stage, one after the other.
        var work = PassCost()
        /// Collectives and transfers.
        var communication = 0.0
        /// Bytes that one device of each stage sends, summed over the stages.
        var linkBytes = 0.0
    }

    private let design: InferenceDesign
    private let law: GPUOperatorLaw
    private let network: ClusterNetwork
    private let attentionFlopsPerSecond: Double
    private let batch: Int
    private let words: Int
    private let weightBytes: Double
    private let operandBytes: Double
    private let keyValueBytes: Double

    init(_ design: InferenceDesign, on cluster: GPUCluster, efficiency: ServingEfficiency) {
        self.design = design
        let (model, strategy) = (design.model, design.strategy)
        let isEightBit = design.job.precision == .fp8
        law = GPUOperatorLaw(serving: cluster.device, isEightBit: isEightBit, efficiency: efficiency)
        network = ClusterNetwork(cluster, strategy: design.servingStrategy)
        attentionFlopsPerSecond = cluster.device.matrixFlopsPerSecond * efficiency.attentionShare
        batch = design.job.batch / strategy.data
        words = (model.vocabulary + strategy.tensor - 1) / strategy.tensor
        weightBytes = design.job.precision.weightBytes
        operandBytes = design.job.precision.operandBytes
        keyValueBytes = design.job.keyValueBytes
    }

    /// A step of `newTokens` of each request, the last of which sees `context` tokens.
    func cost(newTokens: Int, context: Int) -> Cost {
        let (model, strategy) = (design.model, design.strategy)
        let tokens = batch * newTokens
        let stream = 2 * Double(tokens) * Double(model.hidden)
        let (group, boundaries) = (Double(strategy.tensor), Double(strategy.pipeline - 1))
        let half = network.tensorHalf(bytes: stream)
        let halfBytes = stream * (group - 1) / group
        var all = Cost()
        func add(layers: Int, hasExperts: Bool) {
            guard layers > 0 else { return }
            var layer = PassCost()
            forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts) { layer.add($1) }
            all.work.add(layer, times: Double(layers))
            let exchange =
                hasExperts
                ? InferenceExchange(model: model, strategy: strategy, tensor: strategy.tensor, tokens: tokens)
                : InferenceExchange.none
            all.communication +=
                Double(layers) * (exchange.halves * half + 2 * network.allToAll(bytes: exchange.bytes))
            let away = Double(strategy.expert - 1) / Double(strategy.expert)
            all.linkBytes +=
                Double(layers) * (exchange.halves * halfBytes + 2 * exchange.bytes * away)
        }
        add(layers: model.layers - model.expertLayers, hasExperts: false)
        add(layers: model.expertLayers, hasExperts: true)
        forEachHeadOperator(newTokens: newTokens) { all.work.add($1) }
        // What the parts of the token table give is added up; a stage gets its input in parts, which it gathers.
        all.communication += 2 * half + boundaries * network.transferSeconds(streamBytes: stream)
        all.linkBytes += (2 + boundaries) * halfBytes + boundaries * stream / group
        return all
    }

    /// Calls `body` with the cost of each operator of one layer.
    func forEachOperator(
        newTokens: Int, context: Int, hasExperts: Bool, _ body: (LayerOperator.Kind, PassCost) -> Void
    ) {
        let (model, strategy) = (design.model, design.strategy)
        let share = ServingShare(
            requests: batch, newTokens: newTokens, context: context, tensor: strategy.tensor, expert: strategy.expert)
        model.forEachServingOperator(share, hasExperts: hasExperts) { work in
            switch work.kind {
            case .scores: attention(share, body)
            case .softmax, .values: break
            default:
                var cost = PassCost()
                if work.isMatrixProduct { product(work, &cost) }
                stream(work, &cost)
                cost.vectorFlops += work.vectorFlops
                body(work.kind, cost)
            }
        }
    }

    /// Calls `body` with the cost of what follows the last layer: the head sees the last token of each request only, in
    /// sixteen bits.
    func forEachHeadOperator(newTokens: Int, _ body: (LayerOperator.Kind, PassCost) -> Void) {
        let (rows, hidden) = (Double(batch), design.model.hidden)
        var norm = PassCost()
        stream(bytes: Double(batch * newTokens) * Double(hidden) * 4, &norm)
        body(.finalNorm, norm)
        let seconds = law.product(batch: 1, m: batch, n: words, k: hidden, splits: false)
        var head = PassCost()
        head.computeSeconds = seconds.matrix
        head.operatorSeconds = seconds.total
        head.matrixFlops = 2 * rows * Double(words) * Double(hidden)
        head.dramBytes = 2 * Double(words) * Double(hidden)
        body(.logits, head)
    }

    private func product(_ work: LayerOperator, _ cost: inout PassCost) {
        let seconds = law.product(
            batch: work.batch, m: work.m, n: work.n, k: work.k, operandBytes: operandBytes, weightBytes: weightBytes,
            resultBytes: 2, splits: false)
        cost.computeSeconds += seconds.matrix
        cost.operatorSeconds += seconds.total
        cost.matrixFlops += work.matrixFlops
        cost.dramBytes +=
            operandBytes * work.inputElements + weightBytes * work.weightElements + 2 * work.outputElements
    }

    /// Kernels beside the products, in bytes for each element: read the operands, write the result.
    private func stream(_ work: LayerOperator, _ cost: inout PassCost) {
        switch work.kind {
        case .attentionNorm, .feedForwardNorm, .latentNorm: stream(bytes: 4 * work.outputElements, &cost)
        case .attentionResidual, .feedForwardResidual: stream(bytes: 6 * work.outputElements, &cost)
        case .activation, .expertActivation, .sharedActivation:
            stream(bytes: (design.model.isGated ? 6 : 4) * work.outputElements, &cost)
        // Rotation and storage of keys and values.
        case .queryKeyValue:
            let keys = Double(work.m) * design.model.cacheElementsPerToken(tensor: design.strategy.tensor) / 2
            stream(bytes: 4 * (work.outputElements - keys), &cost)
        case .queryUp:
            guard let latent = design.model.latentAttention else { break }
            let heads = design.model.headsPerDevice(tensor: design.strategy.tensor)
            stream(
                bytes: 4 * Double(work.m) * Double((heads + 1) * latent.rotaryWidth + latent.keyValueRank), &cost)
        // Softmax in single precision, and the choice of the best.
        case .router: stream(bytes: 12 * work.outputElements, kernels: 2, &cost)
        case .dispatch: stream(bytes: 4 * work.outputElements, &cost)
        case .combine: stream(bytes: 2 * (work.inputElements + work.outputElements), &cost)
        default: break
        }
    }

    private func stream(bytes: Double, kernels: Double = 1, _ cost: inout PassCost) {
        cost.operatorSeconds += law.stream(bytes: bytes, kernels: kernels)
        cost.dramBytes += bytes
    }

    /// Queries of the new tokens with all keys before them, as one kernel: half of the square in a prefill.
    ///
    /// Its seconds go to scores and values by their operations, the launch to the scores.
    private func attention(_ share: ServingShare, _ body: (LayerOperator.Kind, PassCost) -> Void) {
        let core = design.model.servingAttention(share)
        let flops = core.flops(share)
        let bytes =
            2 * (core.queryElements + core.resultElements)
            + (core.readsCache ? keyValueBytes : 2) * core.keyValueElements
        let all = flops.scores + flops.values
        let compute = all / attentionFlopsPerSecond
        let seconds = max(compute, bytes / law.memoryBytesPerSecond)
        func add(_ kind: LayerOperator.Kind, _ flops: Double, start: Double) {
            let part = flops / all
            var cost = PassCost()
            cost.computeSeconds = part * compute
            cost.operatorSeconds = part * seconds + start
            cost.matrixFlops = flops
            cost.dramBytes = part * bytes
            body(kind, cost)
        }
        add(.scores, flops.scores, start: law.launchSeconds)
        add(.values, flops.values, start: 0)
    }
}
