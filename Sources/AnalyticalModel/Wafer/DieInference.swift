import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// A prefill or decode step of a model that is spread over dies, each with its own memory: tensor groups, stages of a
/// pipeline, replicas.
///
/// Operators cost what they cost in training (``TrainingStrategy/OperatorCost``, forward): multipliers, vector units,
/// SRAM and the network between cores. Attention is of the kind that is asked
/// for (``AttentionKernel``); query heads that share keys and
/// values are rows of one product; products of few rows are spread over the cores by their columns, and attention of
/// few rows by the tokens that it sees (``AttentionSpread``). Seconds are those of the fullest die, operations and
/// bytes those of all (``DieGroup``). Weights, keys and values stay in half of the SRAM where they fit; else each step
/// reads them from DRAM beside the operators, of a mixture's experts those that some token goes to, so that the slower
/// decides. A layer ends its two blocks with an all-reduce over the group's rectangle of dies; experts that are dealt
/// out to replicas get and return their tokens in two all-to-alls (``TrainingStrategy/ExpertLink``); a stage hands the
/// stream on.
struct DieInference {
    private let design: InferenceDesign
    private let placement: Placement
    private let operators: OperatorCost<IdealDistribution>
    private let attention: AttentionKernel
    private let group: DieGroup
    private let dramBytesPerSecond: Double
    private let link: LinkCost
    private let expertLink: ExpertLink
    private let batch: Int
    private let tensor: Int
    /// Dies of a wafer that have work.
    var diesInUse: Int { placement.diesInUsePerWafer }
    /// Whether weights, keys and values stay in SRAM; those of a whole wafer are on its mesh then, not here.
    let staysInSRAM: Bool
    /// What a die of the fullest stage holds.
    let memory: InferenceMemory

    /// Prepares the passes, or nil when the groups have no place.
    init?(_ design: InferenceDesign) {
        guard let placement = design.placement else { return nil }
        let (hardware, strategy) = (design.hardware, design.strategy)
        self.design = design
        self.placement = placement
        let die = DieModel(hardware)
        operators = OperatorCost(die: die, distribution: IdealDistribution(hardware), weightsStay: true)
        attention = AttentionKernel(attention: AttentionSpread(operators: operators), job: design.job)
        dramBytesPerSecond = hardware.reachedDRAMBytesPerSecondPerDie(diesInUse: placement.diesInUsePerWafer)
        link = LinkCost(dieToDieOf: hardware)
        expertLink = ExpertLink(placement: placement, hardware: hardware, expert: strategy.expert)
        batch = design.job.batch / strategy.data
        tensor = placement.shape.count
        group = DieGroup(model: design.model, tensor: tensor)
        memory = design.fullestStage(tensor: tensor)
        let scores = design.job.attention == .dense ? design.scoreBytes(tensor: tensor) : 0
        staysInSRAM = !design.mayBeMesh && memory.total + scores <= die.workingBytes
    }

    private var words: Int { (design.model.vocabulary + tensor - 1) / tensor }

    /// A step of new tokens of each request, the last of which sees `context` tokens.
    func pass(newTokens: Int, context: Int) -> WaferPass {
        let (model, tokens) = (design.model, batch * newTokens)
        let stream = 2 * Double(tokens) * Double(model.hidden)
        let dies = Double(tensor)
        let half = placement.shape.halfReduceSeconds(bytes: stream, link: link)
        let boundaries = Double(design.strategy.pipeline - 1)
        let stages = StageLink(placement: placement, hardware: design.hardware, bytes: stream)
        var pass = WaferPass()
        var operatorSeconds = 0.0
        func add(layers count: Int, hasExperts: Bool) {
            guard count > 0 else { return }
            let layers = Double(count)
            var (layer, all) = (PassCost(), PassCost())
            forEachCost(newTokens: newTokens, context: context, hasExperts: hasExperts) {
                layer.add($1)
                all.add($2)
            }
            operatorSeconds += layers * seconds(of: layer)
            pass.compute += layers * layer.computeSeconds
            pass.work.add(all, times: layers)
            let exchange =
                hasExperts
                ? InferenceExchange(model: model, strategy: design.strategy, tensor: tensor, tokens: tokens)
                : InferenceExchange.none
            pass.communication += layers * exchange.halves * half
            if exchange.bytes > 0 { pass.communication += 2 * layers * expertLink.seconds(bytes: exchange.bytes) }
            pass.linkByteHops +=
                layers
                * (exchange.halves * stream * (dies - 1) + 2 * exchange.bytes * dies * expertLink.meanHops)
        }
        add(layers: model.layers - model.expertLayers, hasExperts: false)
        add(layers: model.expertLayers, hasExperts: true)
        let head = headCost()
        operatorSeconds += seconds(of: head)
        pass.compute += head.computeSeconds
        pass.work.add(head, times: Double(model.vocabulary) / Double(words))
        pass.memory = operatorSeconds - pass.compute
        // Two all-reduces a layer are counted there; one more is over the parts of the token table, and a stage gathers
        // what came over its links in parts.
        pass.communication += (2 + boundaries) * half + stages.allSeconds
        pass.linkByteHops += (2 + boundaries) * stream * (dies - 1) + boundaries * stream * Double(stages.hops)
        if design.hardware.memory.kind == .offWafer {
            // A die is a quarter of the shorter side away from the rim in the mean.
            pass.linkByteHops +=
                pass.work.dramBytes * Double(min(design.hardware.wafer.diesX, design.hardware.wafer.diesY)) / 4
        }
        return pass
    }

    /// Seconds of some operators: DRAM streams run beside them.
    func seconds(of cost: PassCost) -> Double {
        staysInSRAM ? cost.operatorSeconds : cost.seconds(dramBytesPerSecond: dramBytesPerSecond)
    }

    /// Calls `body` with the cost of each operator of one layer on the fullest die.
    func forEachOperator(
        newTokens: Int, context: Int, hasExperts: Bool, _ body: (LayerOperator.Kind, PassCost) -> Void
    ) {
        forEachCost(newTokens: newTokens, context: context, hasExperts: hasExperts) { kind, die, _ in body(kind, die) }
    }

    /// Calls `body` with the cost of each operator of one layer on the fullest die, and of the whole group.
    private func forEachCost(
        newTokens: Int, context: Int, hasExperts: Bool, _ body: (LayerOperator.Kind, PassCost, PassCost) -> Void
    ) {
        let share = ServingShare(
            requests: batch, newTokens: newTokens, context: context, tensor: tensor, expert: design.strategy.expert)
        let core = design.model.servingAttention(share)
        // A prefill writes what it has made; a decode step reads everything, or what some row has chosen.
        let (readShare, codes) = (design.readShare(share), design.codeBytesPerToken(tensor: tensor))
        design.model.forEachServingOperator(share, hasExperts: hasExperts) { work in
            var (cost, all) = (PassCost(), PassCost())
            switch work.kind {
            case .scores, .softmax, .values: attention.add(work, core, to: &cost)
            default:
                if work.isMatrixProduct {
                    product(work, weightBytes: design.job.precision.weightBytes, to: &cost)
                } else {
                    operators.addForward(work, to: &cost)
                }
            }
            all.add(cost, times: group.times(work.kind, share: share))
            if !staysInSRAM, work.kind == .scores {
                let bytes =
                    design.job.keyValueBytes * Double(batch) * Double(context)
                    * design.model.cacheElementsPerToken(tensor: tensor) * readShare
                    + codes * Double(batch) * Double(context)
                cost.dramBytes += bytes
                all.dramBytes += bytes * group.cacheTimes
            }
            body(work.kind, cost, all)
        }
    }

    /// The head, which sees the last token of each request only, in sixteen bits.
    func headCost() -> PassCost {
        let (rows, columns, depth) = (Double(batch), Double(words), Double(design.model.hidden))
        var cost = PassCost()
        product(
            LayerOperator(
                kind: .logits, batch: 1, m: batch, n: words, k: design.model.hidden,
                matrixFlops: 2 * rows * columns * depth, vectorFlops: 0, weightElements: depth * columns,
                inputElements: rows * depth, outputElements: rows * columns), weightBytes: 2, to: &cost)
        return cost
    }

    /// Products with weights, of which DRAM brings those that are read.
    private func product(_ work: LayerOperator, weightBytes: Double, to cost: inout PassCost) {
        // Few rows leave most of a grid of cores idle: their columns are dealt out over all cores then.
        let parts = largestDivisor(of: work.n)
        let each = 1 / Double(work.batch)
        let one = LayerOperator(
            kind: work.kind, batch: parts, m: work.m, n: work.n / parts, k: work.k,
            matrixFlops: work.matrixFlops * each, vectorFlops: work.vectorFlops * each,
            weightElements: work.weightElements * each, inputElements: work.inputElements * each,
            outputElements: work.outputElements * each)
        var (whole, spread) = (PassCost(), PassCost())
        operators.addForward(work, to: &whole)
        operators.addForward(one, to: &spread)
        let count = Double(work.batch)
        if spread.operatorSeconds * count < whole.operatorSeconds {
            whole = PassCost()
            whole.add(spread, times: count)
        }
        // Rows and experts are rounded up in a product, not in what is computed.
        whole.matrixFlops = work.matrixFlops
        if !staysInSRAM {
            let often = operators.passes(m: work.m, n: work.n, k: work.k)
            whole.dramBytes += work.weightElements * often.right * weightBytes
        }
        cost.add(whole)
    }

    /// The largest divisor that is no larger than the number of cores.
    private func largestDivisor(of size: Int) -> Int {
        var parts = min(size, Int(operators.die.cores))
        while parts > 1, size % parts != 0 { parts -= 1 }
        return max(1, parts)
    }
}
