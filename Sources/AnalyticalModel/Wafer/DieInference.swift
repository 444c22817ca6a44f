import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// A pass of a model that is spread over dies, each with its own memory: tensor groups, stages of a pipeline, replicas.
///
/// Operators cost what they cost in training (``TrainingStrategy/OperatorCost``, forward): multipliers, vector units,
/// SRAM and the network between cores. Attention is fused, so scores stay on the die; query heads that share keys and
/// values are rows of one product; products of few rows are spread over the cores by their columns. Weights, keys and
/// values stay in half of the SRAM where they fit; else each pass reads them from DRAM beside the operators, so that
/// the slower decides. A layer ends its two blocks with an all-reduce over the group's rectangle of dies; a stage hands
/// the stream on.
struct DieInference {
    private let design: InferenceDesign
    private let placement: Placement
    private let operators: OperatorCost<IdealDistribution>
    private let dramBytesPerSecond: Double
    private let link: LinkCost
    private let batch: Int
    private let tensor: Int
    /// Whether weights, keys and values stay in SRAM.
    private(set) var staysInSRAM: Bool

    /// Prepares the passes, or nil when the groups have no place.
    init?(_ design: InferenceDesign) {
        let (hardware, strategy) = (design.hardware, design.strategy)
        let wafer = hardware.wafer
        let shape =
            design.isWholeWafer
            ? TensorShape(width: wafer.diesX, height: wafer.diesY)
            : TensorShape(tensor: strategy.tensor, diesX: wafer.diesX, diesY: wafer.diesY)
        guard let shape,
            let placement = Placement(
                shape: shape, columns: wafer.diesX / shape.width, rows: wafer.diesY / shape.height,
                wafers: wafer.count, stages: strategy.pipeline, replicas: strategy.data)
        else { return nil }
        self.design = design
        self.placement = placement
        let die = DieModel(hardware)
        operators = OperatorCost(die: die, distribution: IdealDistribution(hardware), weightsStay: true)
        dramBytesPerSecond = hardware.reachedDRAMBytesPerSecondPerDie
        link = LinkCost(dieToDieOf: hardware)
        batch = design.job.batch / strategy.data
        tensor = shape.count
        staysInSRAM = false
        staysInSRAM = weightBytesPerDie + cacheBytesPerDie + activationBytes <= die.workingBytes
    }

    private var heads: Int { design.model.headsPerDevice(tensor: tensor) }
    private var keyHeads: Int { design.model.keyValueHeadsPerDevice(tensor: tensor) }
    private var inner: Int { (design.model.feedForward + tensor - 1) / tensor }
    private var words: Int { (design.model.vocabulary + tensor - 1) / tensor }

    /// Layers of the fullest stage.
    private var layersPerStage: Int {
        (design.model.layers + design.strategy.pipeline - 1) / design.strategy.pipeline
    }

    /// Bytes of the weights of the fullest die; token table and head have sixteen bits.
    var weightBytesPerDie: Double {
        let (model, isOne) = (design.model, design.strategy.pipeline == 1)
        let ends =
            isOne && model.isHeadTied
            ? model.embeddingParameters(tensor: tensor)
            : isOne
                ? model.embeddingParameters(tensor: tensor) + model.headParameters(tensor: tensor)
                : max(model.embeddingParameters(tensor: tensor), model.headParameters(tensor: tensor))
        return design.job.precision.weightBytes * Double(layersPerStage) * model.layerParameters(tensor: tensor)
            + 2 * ends
    }

    /// Bytes of keys and values of the fullest die when the last token is made.
    var cacheBytesPerDie: Double {
        let tokens = Double(design.job.promptTokens + design.job.outputTokens)
        return 2 * design.job.keyValueBytes * Double(layersPerStage) * Double(keyHeads * design.model.headDimension)
            * tokens * Double(batch)
    }

    /// Bytes of what one layer's prefill holds at once: the stream twice, and the block's inner vectors.
    var activationBytes: Double {
        let tokens = Double(batch) * Double(design.job.promptTokens)
        let wide = max((design.model.isGated ? 2 : 1) * inner, (heads + 2 * keyHeads) * design.model.headDimension)
        return 2 * tokens * (2 * Double(design.model.hidden) + Double(wide))
    }

    /// A pass over new tokens of each request, the last of which sees `context` tokens.
    func pass(newTokens: Int, context: Int) -> WaferPass {
        let model = design.model
        let (layer, head) = (layerCost(newTokens: newTokens, context: context), headCost())
        let layers = Double(model.layers)
        let stream = 2 * Double(batch) * Double(newTokens) * Double(model.hidden)
        var (layerSeconds, headSeconds) = (layer.operatorSeconds, head.operatorSeconds)
        if !staysInSRAM {
            layerSeconds = layer.seconds(dramBytesPerSecond: dramBytesPerSecond)
            headSeconds = head.seconds(dramBytesPerSecond: dramBytesPerSecond)
        }
        var pass = WaferPass()
        pass.compute = layers * layer.computeSeconds + head.computeSeconds
        pass.memory = layers * layerSeconds + headSeconds - pass.compute
        // Two all-reduces a layer and one over the parts of the token table.
        let halves = placement.shape.halfReduceSeconds(bytes: stream, link: link)
        let boundaries = Double(design.strategy.pipeline - 1)
        // A stage gathers what came over its links in parts.
        pass.communication = (4 * layers + 2 + boundaries) * halves + transferSeconds(stream: stream)

        let group = Double(tensor)
        pass.work.add(layer, times: layers * group)
        pass.work.add(head, times: group)
        pass.linkByteHops =
            (4 * layers + 2 + boundaries) * stream * (group - 1) + boundaries * stream * Double(hops)
        if design.hardware.memory.kind == .offWafer {
            // A die is a quarter of the shorter side away from the rim in the mean.
            pass.linkByteHops +=
                pass.work.dramBytes * Double(min(design.hardware.wafer.diesX, design.hardware.wafer.diesY)) / 4
        }
        return pass
    }

    /// Links between corresponding dies of neighbouring stages.
    private var hops: Int { placement.columns > 1 ? placement.shape.width : placement.shape.height }

    /// All hand-overs from the first stage to the last: over links side by side on a wafer, or between two.
    private func transferSeconds(stream: Double) -> Double {
        let boundaries = design.strategy.pipeline - 1
        guard boundaries > 0 else { return 0 }
        let lanes = Double(placement.columns > 1 ? placement.shape.height : placement.shape.width)
        let near = link.seconds(bytes: stream / lanes, links: hops)
        let wafer = design.hardware.wafer
        let crossings =
            placement.isConsecutive
            ? min(boundaries, wafer.count - 1) : design.strategy.pipeline / placement.stagesPerWafer - 1
        let far = stream / max(wafer.interWaferBytesPerSecond, 1) + link.latencySeconds
        return Double(boundaries - crossings) * near + Double(crossings) * max(near, far)
    }

    /// One layer on one die.
    private func layerCost(newTokens: Int, context: Int) -> PassCost {
        let (model, tokens) = (design.model, batch * newTokens)
        let (hidden, width) = (model.hidden, model.headDimension)
        let stream = Double(tokens) * Double(hidden)
        var cost = PassCost()
        elementwise(.attentionNorm, stream, flops: 4, to: &cost)
        projection(.queryKeyValue, m: tokens, n: (heads + 2 * keyHeads) * width, k: hidden, to: &cost)
        attention(newTokens: newTokens, context: context, to: &cost)
        projection(.projection, m: tokens, n: hidden, k: heads * width, to: &cost)
        elementwise(.attentionResidual, stream, flops: 1, to: &cost)
        elementwise(.feedForwardNorm, stream, flops: 4, to: &cost)
        projection(.up, m: tokens, n: (model.isGated ? 2 : 1) * inner, k: hidden, to: &cost)
        elementwise(.activation, Double(tokens) * Double(inner), flops: model.isGated ? 21 : 20, to: &cost)
        projection(.down, m: tokens, n: hidden, k: inner, to: &cost)
        elementwise(.feedForwardResidual, stream, flops: 1, to: &cost)
        return cost
    }

    /// The head, which sees the last token of each request only, in sixteen bits.
    private func headCost() -> PassCost {
        var cost = PassCost()
        projection(.logits, m: batch, n: words, k: design.model.hidden, weightBytes: 2, to: &cost)
        return cost
    }

    /// New queries with all keys before them, half of the square in a prefill; keys and values come from DRAM once
    /// where they do not stay.
    private func attention(newTokens: Int, context: Int, to cost: inout PassCost) {
        let width = design.model.headDimension
        let share = max(1, heads / keyHeads)
        let (products, rows) = (batch * keyHeads, newTokens * share)
        let seen = max(1, context - (newTokens - 1) / 2)
        let pairs = Double(products) * Double(rows) * Double(seen)
        let queries = Double(products) * Double(rows) * Double(width)
        let keys = Double(products) * Double(context) * Double(width)
        operators.addForward(
            LayerOperator(
                kind: .scores, batch: products, m: rows, n: seen, k: width, matrixFlops: 2 * pairs * Double(width),
                vectorFlops: 0, weightElements: 0, inputElements: queries, outputElements: 0), to: &cost)
        elementwise(.softmax, pairs, flops: 5, to: &cost)
        operators.addForward(
            LayerOperator(
                kind: .values, batch: products, m: rows, n: width, k: seen, matrixFlops: 2 * pairs * Double(width),
                vectorFlops: 0, weightElements: 0, inputElements: 0, outputElements: queries), to: &cost)
        // A prefill writes what it has made; a decode step reads everything.
        if !staysInSRAM { cost.dramBytes += 2 * design.job.keyValueBytes * keys }
    }

    private func projection(
        _ kind: LayerOperator.Kind, m: Int, n: Int, k: Int, weightBytes: Double? = nil, to cost: inout PassCost
    ) {
        let (rows, columns, depth) = (Double(m), Double(n), Double(k))
        func dealt(_ parts: Int) -> PassCost {
            var cost = PassCost()
            operators.addForward(
                LayerOperator(
                    kind: kind, batch: parts, m: m, n: n / parts, k: k, matrixFlops: 2 * rows * columns * depth,
                    vectorFlops: 0, weightElements: depth * columns, inputElements: rows * depth,
                    outputElements: rows * columns), to: &cost)
            return cost
        }
        // Few rows leave most of a grid of cores idle: their columns are dealt out over all cores then.
        let (whole, spread) = (dealt(1), dealt(largestDivisor(of: n)))
        cost.add(spread.operatorSeconds < whole.operatorSeconds ? spread : whole)
        guard !staysInSRAM else { return }
        let element = DieModel.elementBytes
        let often = operators.die.passes(
            leftBytes: rows * depth * element, rightBytes: depth * columns * element,
            resultBytes: rows * columns * element)
        cost.dramBytes += depth * columns * often.right * (weightBytes ?? design.job.precision.weightBytes)
    }

    /// The largest divisor that is no larger than the number of cores.
    private func largestDivisor(of size: Int) -> Int {
        var parts = min(size, Int(operators.die.cores))
        while parts > 1, size % parts != 0 { parts -= 1 }
        return max(1, parts)
    }

    private func elementwise(
        _ kind: LayerOperator.Kind, _ elements: Double, flops: Double, to cost: inout PassCost
    ) {
        operators.addForward(
            LayerOperator(
                kind: kind, batch: 0, m: 0, n: 0, k: 0, matrixFlops: 0, vectorFlops: elements * flops,
                weightElements: 0, inputElements: elements, outputElements: elements), to: &cost)
    }
}
