import LanguageModel
public import TrainingStrategy
public import WaferArchitecture

/// Inference in closed form: one batch of requests, prefill, then token by token.
///
/// On a cluster, products have the tiles and waves of ``GPUOperatorLaw`` without sharing the inner dimension; attention
/// is one fused kernel that reads keys and values once; a decode step stands for all at the middle of the output. Of a
/// mixture's experts a step reads those that its tokens go to (``LanguageModel/Mixture/expectedExperts(tokens:)``);
/// with latent attention a decode step works on the cached vectors themselves (``LanguageModel/ServingAttention``).
/// Stages of a pipeline follow each other, because one batch is on its way. On a wafer, products spread over one mesh
/// of all cores whose SRAM holds the model, or over dies with DRAM: where both can be, whichever serves the whole batch
/// faster. Attention there is of the kind that the job asks for; a cluster has one kernel for dense and flash alike.
public struct InferenceModel: Sendable {
    /// Changes with any figure.
    public static let version = "5"

    let serving: ServingEfficiency
    let mesh: MeshEfficiency

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
        let prompt = design.job.promptTokens
        result.prefill = step(
            design, cluster, phase.cost(newTokens: prompt, context: prompt), wait: serving.requestSeconds)
        if design.job.outputTokens > 1 {
            result.decode = step(
                design, cluster, phase.cost(newTokens: 1, context: design.job.decodeContext), wait: 0)
        }
        result.cacheBytes = design.cacheBytes
        let held = design.fullestStage(tensor: design.strategy.tensor)
        result.figures.memory.weights = held.weights
        result.figures.memory.activations = held.cache + held.activations
        result.complete(
            design: design, devices: cluster.devices, units: cluster.devices,
            peakFlopsPerSecond: RooflineLimits(design).flopsPerSecond)
        return result
    }

    /// A step on all devices.
    ///
    /// - Parameter wait: Seconds of the host, which are no arithmetic.
    private func step(
        _ design: InferenceDesign, _ cluster: GPUCluster, _ cost: InferencePhase.Cost, wait: Double
    ) -> InferenceStep {
        var step = InferenceStep()
        step.time.compute = cost.work.computeSeconds
        step.time.memory = cost.work.operatorSeconds - cost.work.computeSeconds
        step.time.communication = cost.communication
        step.time.bubble = wait
        let groups = Double(design.strategy.tensor) * Double(design.strategy.data)
        step.flops = cost.work.matrixFlops * groups
        step.memoryBytes = cost.work.dramBytes * groups
        let joules = GPUEnergy(cluster)
        // An operation in eight bits takes as much less energy as it takes less time.
        step.energy.compute =
            step.flops * joules.joulesPerFlop * cluster.device.matrixFlopsPerSecond
            / RooflineLimits(design).flopsPerSecond
        step.energy.dram = step.memoryBytes * joules.joulesPerMemoryByte
        step.energy.dieToDie = cost.linkBytes * groups * joules.joulesPerLinkByte
        step.energy.idle = cluster.device.idleWatts * Double(cluster.devices) * step.seconds
        return step
    }
}
