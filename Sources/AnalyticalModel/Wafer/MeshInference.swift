import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// A pass of a model that stands in the SRAM of a mesh of cores: all cores of all dies of a wafer.
///
/// The algorithms of WaferLLM (He et al., OSDI 2025): every product is spread over the whole mesh. A prefill multiplies
/// in as many steps as the mesh's side has cores, tiles moving to a neighbour between two; a decode step multiplies at
/// once and then adds up along the side and sends back. So a product costs its arithmetic, shared by all cores, and a
/// time that grows with the side: more cores help a prefill less and less, and slow a decode step down.
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

    /// Whether weights, keys and values of a stage stand in the SRAM of one wafer.
    static func fits(_ design: InferenceDesign, figures: WaferFigures) -> Bool {
        let wafer = design.hardware.wafer
        let (weights, cache) = bytesPerWafer(design)
        return weights + cache <= figures.sramBytesPerDie * Double(wafer.diesX * wafer.diesY)
    }

    /// Weights, and keys and values at the end, of one stage on its wafer.
    static func bytesPerWafer(_ design: InferenceDesign) -> (weights: Double, cache: Double) {
        let stages = Double(design.strategy.pipeline)
        let replicas = Double(design.strategy.data)
        return (
            design.job.precision.weightBytes * design.model.parameterCount / stages,
            design.cacheBytes / stages / replicas
        )
    }

    /// Multiply-accumulates of one layer over new tokens of each request, the last of which sees `context` tokens.
    private func work(newTokens: Int, context: Int) -> Double {
        let model = design.model
        let tokens = batch * Double(newTokens)
        let seen = Double(context) - Double(newTokens - 1) / 2
        return tokens * (model.layerMatrixParameters() + 2 * seen * Double(model.heads * model.headDimension))
    }

    /// A product of `rows` by `inner` and `inner` by `columns`: `y = A x` where there is one row.
    ///
    /// - Returns: Seconds of its arithmetic and of crossing the mesh.
    func product(rows: Int, inner: Int, columns: Int) -> (compute: Double, communication: Double) {
        (Double(rows) * Double(inner) * Double(columns) / rate, crossingSeconds(isDecode: rows == 1))
    }

    private func crossingSeconds(isDecode: Bool) -> Double {
        let cycles =
            isDecode
            ? efficiency.sumCyclesPerCore * side + efficiency.startCycles : efficiency.stepCycles * side
        return cycles / frequency
    }

    /// A pass over new tokens of each request, through all stages, each on a wafer of its own.
    func pass(newTokens: Int, context: Int) -> WaferPass {
        let (model, hardware) = (design.model, design.hardware)
        let layers = Double(model.layers)
        let (tokens, hidden) = (batch * Double(newTokens), Double(model.hidden))
        let head = batch * Double(model.vocabulary) * hidden
        let macs = layers * work(newTokens: newTokens, context: context) + head
        var pass = WaferPass()
        pass.compute = macs / rate
        pass.communication =
            (layers * efficiency.productsPerLayer + 1) * crossingSeconds(isDecode: newTokens == 1)

        // A prefill moves both operands of every product along one side; a decode step adds partial results up along a
        // side and sends them back.
        let results = tokens * (model.layerMatrixParameters() / hidden) + 2 * tokens * hidden
        let weights = model.layerMatrixParameters()
        let moved = newTokens > 1 ? results + weights : 2 * results
        pass.work.matrixFlops = 2 * macs
        pass.work.nocByteHops = 2 * side * (layers * moved + (newTokens > 1 ? 1 : 2) * batch * Double(model.vocabulary))
        pass.work.sramBytes =
            design.job.precision.weightBytes * model.parameterCount
            + 2 * design.job.keyValueBytes * layers * Double(model.keyValueHeads * model.headDimension) * batch
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
