import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Inference with the model in the SRAM of one mesh of cores: all cores of all dies of a wafer.
///
/// The algorithms of WaferLLM (He et al., OSDI 2025): every product is spread over the whole mesh. A prefill multiplies in
/// as many steps as the mesh's side has cores, tiles moving to a neighbour between two; a decode step multiplies at once
/// and then adds up along the side and sends back. So a product costs its arithmetic, shared by all cores, and a time that
/// grows with the side: more cores help a prefill less and less, and slow a decode step down.
struct WaferInference {
    private let design: InferenceDesign
    /// Multiply-accumulates a second of all cores, as products on the mesh reach them.
    private let rate: Double
    /// Cores along the longer side.
    private let side: Double
    private let frequency: Double

    /// Products of a layer that cross the mesh: queries with keys and values, scores, values, projection, up, gate and
    /// down, and the two sums of the norms.
    private static let products = 9.0

    init(_ design: InferenceDesign) {
        self.design = design
        let (core, die, wafer) = (design.hardware.core, design.hardware.die, design.hardware.wafer)
        let (across, down) = (Double(die.coresX * wafer.diesX), Double(die.coresY * wafer.diesY))
        frequency = core.frequencyHertz
        side = max(across, down)
        rate = across * down * Double(core.macs) * frequency * Constants.meshProductShare.value
    }

    /// Multiply-accumulates of one layer over new tokens of each request, the last of which sees `context` tokens.
    private func work(newTokens: Int, context: Int) -> Double {
        let model = design.model
        let tokens = Double(design.job.batch * newTokens)
        let seen = Double(context) - Double(newTokens - 1) / 2
        return tokens * (model.layerMatrixParameters() + 2 * seen * Double(model.heads * model.headDimension))
    }

    private func head() -> Double {
        Double(design.job.batch) * Double(design.model.vocabulary) * Double(design.model.hidden)
    }

    /// A pass over new tokens: arithmetic, and what crossing the mesh takes.
    func cost(newTokens: Int, context: Int) -> (compute: Double, communication: Double, macs: Double) {
        let layers = Double(design.model.layers)
        let macs = layers * work(newTokens: newTokens, context: context) + head()
        let cycles =
            newTokens > 1
            ? Constants.meshStepCycles.value * side
            : Constants.meshSumCyclesPerCore.value * side + Constants.meshStartCycles.value
        return (macs / rate, (layers * Self.products + 1) * cycles / frequency, macs)
    }

    /// The figures of one batch of requests.
    func evaluate() -> InferenceEvaluation {
        let (hardware, model, job) = (design.hardware, design.model, design.job)
        let figures = WaferFigures(of: hardware)
        var result = InferenceEvaluation()
        TrainingEvaluation.setFigures(&result.figures, hardware: hardware, figures: figures)
        let first = cost(newTokens: job.promptTokens, context: job.promptTokens)
        let steps = Double(job.outputTokens - 1)
        let step = cost(newTokens: 1, context: job.promptTokens + job.outputTokens / 2)
        result.firstTokenSeconds = first.compute + first.communication
        result.tokenSeconds = step.compute + step.communication
        let tokens = Double(job.promptTokens + job.outputTokens)
        result.cacheBytes =
            4 * Double(model.layers * model.keyValueHeads * model.headDimension) * tokens * Double(job.batch)

        var all = result.figures
        all.time.compute = first.compute + steps * step.compute
        all.time.communication = first.communication + steps * step.communication
        all.iterationSeconds = all.time.total
        all.tokensPerSecond = Double(job.batch) * Double(job.outputTokens) / all.iterationSeconds
        let flops = 2 * (first.macs + steps * step.macs)
        let devices = Double(hardware.deviceCount)
        all.flopsPerSecondPerDevice = flops / all.iterationSeconds / devices
        all.hardwareUtilisation = all.flopsPerSecondPerDevice / figures.peakFlopsPerSecondPerDie
        all.modelUtilisation = all.hardwareUtilisation
        let weights = job.precision.weightBytes * model.parameterCount
        all.energy.compute = flops * figures.energy.joulesPerFlop
        all.energy.sram = (weights * (steps + 1) + result.cacheBytes) * figures.energy.joulesPerSRAMByte
        all.energy.idle = figures.energy.idleWattsPerWafer * Double(hardware.wafer.count) * all.iterationSeconds
        all.energyJoules = all.energy.total
        all.powerWatts = all.energyJoules / all.iterationSeconds / Double(hardware.wafer.count)
        // Everything stands in SRAM, spread evenly over the dies.
        all.memory.weights = weights / devices
        all.memory.activations = result.cacheBytes / devices
        all.memoryLimit.value = all.memory.total
        all.memoryLimit.allowed = figures.sramBytesPerDie
        all.powerLimit.value = all.powerWatts
        if all.memoryLimit.isViolated { all.violations.append(all.memoryLimit) }
        if all.powerLimit.isViolated { all.violations.append(all.powerLimit) }
        // Nothing leaves SRAM, so that all heat is the dies'.
        all.powerDensityLimit.value =
            all.energyJoules / all.iterationSeconds / (devices * figures.dieAreaSquareMillimetres)
        if all.powerDensityLimit.isViolated { all.violations.append(all.powerDensityLimit) }
        let strategy = design.strategy
        let degrees = strategy.tensor * strategy.pipeline * strategy.data
        if degrees != 1 {
            all.violations.append(
                TrainingEvaluation.LimitCheck(limit: .strategyShape, value: Double(degrees), allowed: 1))
        }
        result.figures = all
        return result
    }
}
