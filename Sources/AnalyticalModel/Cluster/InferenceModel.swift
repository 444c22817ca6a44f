import LanguageModel
public import TrainingStrategy
public import WaferArchitecture

/// Inference in closed form: one batch of requests, prefill, then token by token.
///
/// On a cluster, products have the tiles and waves of ``GPUOperatorLaw`` without sharing the inner dimension; attention
/// is one fused kernel that reads keys and values once; a decode step stands for all at the middle of the output.
/// Stages of a pipeline follow each other, because one batch is on its way. On a wafer, products spread over one mesh
/// of all cores whose SRAM holds the model, or over dies with DRAM.
public struct InferenceModel: Sendable {
    /// Changes with any figure.
    public static let version = "2"

    private let serving: ServingEfficiency
    private let mesh: MeshEfficiency

    /// Makes the model.
    ///
    /// - Parameters:
    ///   - serving: What serving software takes on clusters.
    ///   - mesh: What products over a whole wafer reach.
    public init(serving: ServingEfficiency = .measured, mesh: MeshEfficiency = .measured) {
        self.serving = serving
        self.mesh = mesh
    }

    /// The figures of a design.
    ///
    /// A design whose shape cannot run comes back with the violation that says so. A wafer without degrees of
    /// parallelism works as a whole on each layer.
    public func evaluate(_ design: InferenceDesign) -> InferenceEvaluation {
        guard let cluster = design.hardware.cluster else { return WaferInference(design, efficiency: mesh).evaluate() }
        var result = InferenceEvaluation()
        TrainingEvaluation.setFigures(&result.figures, cluster: cluster)
        let broken = design.strategyViolations()
        guard broken.isEmpty else {
            result.figures.violations = broken.map(\.limitCheck)
            return result
        }
        let phase = InferencePhase(design, on: cluster, efficiency: serving)
        let (prompt, output) = (design.job.promptTokens, design.job.outputTokens)
        let first = phase.cost(newTokens: prompt, context: prompt)
        let steps = Double(output - 1)
        let step = output > 1 ? phase.cost(newTokens: 1, context: prompt + output / 2) : InferencePhase.Cost()
        let start = serving.requestSeconds
        result.firstTokenSeconds = first.total + start
        result.tokenSeconds = step.total

        var figures = result.figures
        figures.time.compute = first.compute + steps * step.compute
        figures.time.communication = first.communication + steps * step.communication
        // Handling of the request is not arithmetic: it counts as waiting.
        figures.time.bubble = start
        figures.time.memory =
            first.total + steps * step.total - figures.time.compute - figures.time.communication
        figures.iterationSeconds = figures.time.total
        let seconds = figures.iterationSeconds
        let devices = Double(cluster.devices)
        figures.tokensPerSecond = Double(design.job.batch) * Double(output) / seconds
        let flops = (first.flops + steps * step.flops) * Double(design.strategy.data)
        let isEightBit = design.job.precision == .fp8
        let peak = isEightBit ? cluster.device.eightBitFlopsPerSecond : cluster.device.matrixFlopsPerSecond
        figures.flopsPerSecondPerDevice = flops / seconds / devices
        figures.hardwareUtilisation = flops / seconds / devices / peak
        figures.modelUtilisation = figures.hardwareUtilisation

        let groups = Double(design.strategy.tensor) * Double(design.strategy.data)
        let joules = GPUEnergy(cluster)
        figures.energy.compute =
            flops * joules.joulesPerFlop * cluster.device.matrixFlopsPerSecond / peak
        figures.energy.dram = (first.bytes + steps * step.bytes) * groups * joules.joulesPerMemoryByte
        figures.energy.dieToDie = (first.linkBytes + steps * step.linkBytes) * groups * joules.joulesPerLinkByte
        figures.energy.idle = cluster.device.idleWatts * devices * seconds
        figures.energyJoules = figures.energy.total
        figures.powerWatts = figures.energyJoules / seconds / devices

        result.cacheBytes = phase.cacheBytesPerDevice * groups * Double(design.strategy.pipeline)
        figures.memory.weights = phase.weightBytesPerDevice
        figures.memory.activations = phase.cacheBytesPerDevice + phase.activationBytes
        figures.memoryLimit.value = figures.memory.total
        figures.powerLimit.value = figures.powerWatts
        if figures.memoryLimit.isViolated { figures.violations.append(figures.memoryLimit) }
        if figures.powerLimit.isViolated { figures.violations.append(figures.powerLimit) }
        result.figures = figures
        return result
    }
}
