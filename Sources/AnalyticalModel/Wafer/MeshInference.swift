import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// A prefill or decode step of a model that stands in the SRAM of a mesh of cores: all cores of all dies of a wafer.
///
/// The algorithms of WaferLLM (He et al., OSDI 2025): every product is spread over the whole mesh. A prefill multiplies
/// in as many steps as the mesh's side has cores, tiles moving to a neighbour between two; a decode step multiplies at
/// once and then adds up along the side and sends back. So a product costs its arithmetic, shared by all cores, and a
/// time that grows with the side: more cores help a prefill less and less, and slow a decode step down.
///
/// The experts of a mixture either have the whole mesh one after the other, or each an equal part of it, side by side;
/// then tokens cross the mesh to them and back, and parts without a token wait. The faster of the two is taken.
///
/// Scores never leave SRAM, so that dense attention costs what fused attention does and needs the room for them. Sparse
/// attention predicts scores in a product of its own that crosses the mesh once more; each core chooses among the keys
/// that it holds.
struct MeshInference {
    private let design: InferenceDesign
    private let efficiency: MeshEfficiency
    /// Requests of one replica.
    private let batch: Double
    /// Multiply-accumulates a second of all cores, as products on the mesh reach them.
    private let rate: Double
    /// Cores along the longer side.
    private let side: Double
    private let frequency: Double

    init(_ design: InferenceDesign, efficiency: MeshEfficiency = .measured) {
        self.design = design
        self.efficiency = efficiency
        let (core, die, wafer) = (design.hardware.core, design.hardware.die, design.hardware.wafer)
        let (across, down) = (Double(die.coresX * wafer.diesX), Double(die.coresY * wafer.diesY))
        batch = Double(design.job.batch / max(1, design.strategy.data))
        frequency = core.frequencyHertz
        side = max(across, down)
        rate = across * down * Double(core.macs) * frequency * efficiency.productShare
    }

    /// What the wafer of the fullest stage holds, or nil where its SRAM is too small for that.
    static func held(by design: InferenceDesign, figures: WaferFigures) -> InferenceMemory? {
        let wafer = design.hardware.wafer
        let held = design.fullestStage(tensor: 1)
        let scores = design.job.attention == .dense ? design.scoreBytes(tensor: 1) : 0
        return held.total + scores <= figures.sramBytesPerDie * Double(wafer.diesX * wafer.diesY) ? held : nil
    }

    /// What the products of one layer take.
    struct Layer {
        /// Multiply-accumulates of all products but those of routed experts.
        var common = 0.0
        /// Those of routed experts.
        var experts = 0.0
        /// Multiply-accumulates that prediction and choice of keys are worth.
        var selection = 0.0
        /// Times that what is not of routed experts crosses the mesh.
        var crossings = 0.0
        /// Routed experts that some token goes to.
        var active = 0.0
        /// Elements of the results of products.
        var results = 0.0
        /// Parameters that are read.
        var weights = 0.0
    }

    /// Times that an operator crosses the mesh; a gate is a product of its own, a norm adds up once.
    ///
    /// Nine for a dense layer, which the constant is for.
    private func crossings(_ kind: LayerOperator.Kind) -> Double {
        let once = efficiency.productsPerLayer / 9
        return switch kind {
        case .softmax, .activation, .sharedActivation, .attentionResidual, .feedForwardResidual, .dispatch, .combine,
            .expertActivation, .expertUp, .expertDown:
            0
        case .up, .sharedUp: 2 * once
        case .scores: (design.job.sparseSelection?.predictionShare ?? 0) > 0 ? 2 * once : once
        default: once
        }
    }

    /// Crossings of one routed expert: up, gate and down.
    private var expertCrossings: Double { efficiency.productsPerLayer / 3 }

    /// Calls `body` with each operator of one layer and its multiply-accumulates, attention with the exact half of a
    /// prefill's square.
    private func forEachProduct(_ share: ServingShare, hasExperts: Bool, _ body: (LayerOperator, Double) -> Void) {
        let core = design.model.servingAttention(share).flops(share)
        let kept = design.job.sparseSelection?.keepRatio ?? 1
        design.model.forEachServingOperator(share, hasExperts: hasExperts) { work in
            switch work.kind {
            case .scores: body(work, kept * core.scores / 2)
            case .values: body(work, kept * core.values / 2)
            default: body(work, work.matrixFlops / 2)
            }
        }
    }

    private func share(newTokens: Int, context: Int) -> ServingShare {
        ServingShare(requests: Int(batch), newTokens: newTokens, context: context, tensor: 1)
    }

    /// Counts the products of one layer.
    private func layer(_ share: ServingShare, hasExperts: Bool) -> Layer {
        var layer = Layer()
        layer.selection = design.selectionMacs(share)
        if hasExperts, let mixture = design.model.mixture {
            layer.active = mixture.expectedExperts(tokens: Double(share.tokens))
        }
        forEachProduct(share, hasExperts: hasExperts) { work, macs in
            layer.crossings += crossings(work.kind)
            layer.weights += work.weightElements
            guard work.isMatrixProduct else { return }
            layer.results += work.outputElements
            if work.kind == .expertUp || work.kind == .expertDown {
                layer.experts += macs
            } else {
                layer.common += macs
            }
        }
        return layer
    }

    /// Calls `body` with the cost of each operator of one layer, in shares of one die.
    func forEachOperator(
        newTokens: Int, context: Int, hasExperts: Bool, _ body: (LayerOperator.Kind, PassCost) -> Void
    ) {
        let share = share(newTokens: newTokens, context: context)
        let layer = layer(share, hasExperts: hasExperts)
        let experts = expertSeconds(layer, isDecode: newTokens == 1)
        forEachProduct(share, hasExperts: hasExperts) { work, macs in
            var cost = PassCost()
            if work.kind == .expertUp || work.kind == .expertDown {
                let part = macs / layer.experts
                cost.computeSeconds = part * experts.compute
                cost.operatorSeconds = part * (experts.compute + experts.communication)
            } else {
                cost.computeSeconds = macs / rate
                if work.kind == .scores {
                    cost.computeSeconds += layer.selection / rate
                    cost.vectorFlops = 2 * layer.selection / dies
                }
                cost.operatorSeconds =
                    cost.computeSeconds + crossings(work.kind) * crossingSeconds(isDecode: newTokens == 1)
            }
            cost.matrixFlops = 2 * macs / dies
            if cost.operatorSeconds > 0 { body(work.kind, cost) }
        }
    }

    /// The head on one die.
    func headCost(isDecode: Bool) -> PassCost {
        let macs = batch * Double(design.model.vocabulary) * Double(design.model.hidden)
        var cost = PassCost()
        cost.computeSeconds = macs / rate
        cost.operatorSeconds = cost.computeSeconds + crossingSeconds(isDecode: isDecode)
        cost.matrixFlops = 2 * macs / dies
        return cost
    }

    private var dies: Double { Double(design.hardware.wafer.diesX * design.hardware.wafer.diesY) }

    /// Seconds of the routed experts of one layer, in the faster of the two ways.
    private func expertSeconds(_ layer: Layer, isDecode: Bool) -> (compute: Double, communication: Double) {
        guard layer.experts > 0, let mixture = design.model.mixture else { return (0, 0) }
        let crossing = crossingSeconds(isDecode: isDecode)
        let together = (layer.experts / rate, layer.active * expertCrossings * crossing)
        guard mixture.experts > 1 else { return together }
        let parts = Double(mixture.experts)
        let inPart =
            expertCrossings * crossingSeconds(isDecode: isDecode, side: side / parts.squareRoot())
            + 2 * crossingSeconds(isDecode: true)
        let apart = (layer.experts / rate * parts / layer.active, inPart)
        return apart.0 + apart.1 < together.0 + together.1 ? apart : together
    }

    /// A product of `rows` by `inner` and `inner` by `columns`: `y = A x` where there is one row.
    ///
    /// - Returns: Seconds of its arithmetic and of crossing the mesh.
    func product(rows: Int, inner: Int, columns: Int) -> (compute: Double, communication: Double) {
        (Double(rows) * Double(inner) * Double(columns) / rate, crossingSeconds(isDecode: rows == 1))
    }

    /// Seconds of crossing the mesh, or a part of it with a shorter side, in one product.
    private func crossingSeconds(isDecode: Bool, side: Double? = nil) -> Double {
        let side = side ?? self.side
        let cycles =
            isDecode
            ? efficiency.sumCyclesPerCore * side + efficiency.startCycles : efficiency.stepCycles * side
        return cycles / frequency
    }

    /// A step of new tokens of each request, through all stages, each on a wafer of its own.
    func pass(newTokens: Int, context: Int) -> WaferPass {
        let (model, hardware) = (design.model, design.hardware)
        let (tokens, hidden) = (batch * Double(newTokens), Double(model.hidden))
        let share = share(newTokens: newTokens, context: context)
        let isDecode = newTokens == 1
        let words = batch * Double(model.vocabulary)
        let crossing = crossingSeconds(isDecode: isDecode)
        var pass = WaferPass()
        pass.compute = words * hidden / rate
        pass.communication = crossing
        pass.work.matrixFlops = 2 * words * hidden
        pass.work.nocByteHops = 2 * side * (isDecode ? 2 : 1) * words
        var idle = 0.0
        func add(layers count: Int, hasExperts: Bool) {
            guard count > 0 else { return }
            let layers = Double(count)
            let layer = layer(share, hasExperts: hasExperts)
            let experts = expertSeconds(layer, isDecode: isDecode)
            pass.compute += layers * (layer.common / rate + experts.compute)
            pass.compute += layers * layer.selection / rate
            pass.work.vectorFlops += 2 * layers * layer.selection
            pass.communication += layers * (layer.crossings * crossing + experts.communication)
            pass.work.matrixFlops += 2 * layers * (layer.common + layer.experts)
            // A prefill moves both operands of every product along one side; a decode step adds partial results up
            // along a side and sends them back.
            let moved = isDecode ? 2 * layer.results : layer.results + layer.weights
            pass.work.nocByteHops += 2 * side * layers * moved
            if hasExperts, let mixture = model.mixture {
                idle += layers * (1 - layer.active / Double(mixture.experts)) * model.expertParameters()
            }
        }
        add(layers: model.layers - model.expertLayers, hasExperts: false)
        add(layers: model.expertLayers, hasExperts: true)
        pass.work.sramBytes =
            design.job.precision.weightBytes * (model.parameterCount - idle)
            + design.job.keyValueBytes * Double(model.layers) * model.cacheElementsPerToken() * batch * Double(context)
            * design.readShare(share) + design.codeBytesPerToken(tensor: 1) * Double(model.layers) * batch
            * Double(context)
        // Of the hops along a row or a column, one in a die's cores goes to the next die.
        let (die, wafer) = (hardware.die, hardware.wafer)
        let cores = Double(wafer.diesX > wafer.diesY ? die.coresX : die.coresY)
        if wafer.diesX * wafer.diesY > 1 { pass.linkByteHops = pass.work.nocByteHops / cores }

        let boundaries = Double(design.strategy.pipeline - 1)
        if boundaries > 0 {
            let stream = 2 * tokens * hidden
            pass.communication +=
                boundaries
                * (stream / max(hardware.wafer.interWaferBytesPerSecond, 1) + hardware.die.dieToDieLatencySeconds)
            pass.linkByteHops += boundaries * stream
        }
        return pass
    }
}
