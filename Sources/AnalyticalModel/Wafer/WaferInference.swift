import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Inference on wafers: the dies of tensor groups, stages and replicas, or a whole wafer as one mesh of cores.
///
/// A tensor group of all dies of a wafer whose SRAM holds its part of the model can be a mesh (``MeshInference``); so
/// can a wafer without any degree of parallelism. It can also be dies that bring weights, keys and values from DRAM
/// (``DieInference``), which large prompts may prefer; the way that has the whole batch done first, its prefill and all
/// decode steps, serves it, so that more SRAM never slows a batch. What stays in the SRAM of a whole wafer has the law
/// that was measured there, that of the mesh. All else has the cost of dies. Stages of a pipeline follow each other,
/// because one batch is on its way; replicas serve parts of the batch side by side.
struct WaferInference {
    private let design: InferenceDesign
    private let efficiency: MeshEfficiency

    init(_ design: InferenceDesign, efficiency: MeshEfficiency) {
        self.design = design
        self.efficiency = efficiency
    }

    /// Whether one mesh of all cores of a wafer serves the batch.
    func usesMesh(_ figures: WaferFigures) -> Bool {
        guard let mesh = onMesh(figures) else { return false }
        guard let dies = onDies(figures) else { return true }
        return isMesh(mesh, ratherThan: dies)
    }

    /// The figures of one batch of requests.
    func evaluate() -> InferenceEvaluation {
        let hardware = design.hardware
        let figures = WaferFigures(of: hardware)
        let broken = design.strategyViolations()
        guard broken.isEmpty else {
            var result = InferenceEvaluation()
            TrainingEvaluation.setFigures(&result.figures, hardware: hardware, figures: figures)
            result.figures.violations += broken.map(\.limitCheck)
            return result
        }
        let mesh = onMesh(figures)
        let dies = onDies(figures)
        if let mesh, let dies { return isMesh(mesh, ratherThan: dies) ? mesh : dies }
        if let either = mesh ?? dies { return either }
        var result = InferenceEvaluation()
        TrainingEvaluation.setFigures(&result.figures, hardware: hardware, figures: figures)
        result.cacheBytes = design.cacheBytes
        let needed = design.strategy.tensor * design.strategy.pipeline * design.strategy.data
        result.figures.violations.append(
            TrainingEvaluation.LimitCheck(
                limit: .devices, value: Double(needed), allowed: Double(hardware.deviceCount)))
        return result
    }

    /// Whether the mesh has the batch done first, or DRAM does not hold what dies need.
    private func isMesh(_ mesh: InferenceEvaluation, ratherThan dies: InferenceEvaluation) -> Bool {
        dies.figures.memoryLimit.isViolated || !(dies.figures.iterationSeconds < mesh.figures.iterationSeconds)
    }

    /// The figures on one mesh of all cores of a wafer, or nil where it does not hold each stage.
    private func onMesh(_ figures: WaferFigures) -> InferenceEvaluation? {
        guard design.mayBeMesh, let held = MeshInference.held(by: design, figures: figures) else { return nil }
        let wafer = design.hardware.wafer
        let dies = Double(wafer.diesX * wafer.diesY)
        var result = InferenceEvaluation()
        TrainingEvaluation.setFigures(&result.figures, hardware: design.hardware, figures: figures)
        result.cacheBytes = design.cacheBytes
        let mesh = MeshInference(design, efficiency: efficiency)
        result.figures.memory.weights = held.weights / dies
        result.figures.memory.activations = (held.cache + held.activations) / dies
        result.figures.memoryLimit.allowed = figures.sramBytesPerDie
        complete(&result, figures: figures) { mesh.pass(newTokens: $0, context: $1) }
        return result
    }

    /// The figures on dies, or nil where groups have no place.
    private func onDies(_ figures: WaferFigures) -> InferenceEvaluation? {
        guard let dies = DieInference(design) else { return nil }
        var result = InferenceEvaluation()
        TrainingEvaluation.setFigures(
            &result.figures, hardware: design.hardware, figures: figures, diesInUse: dies.diesInUse)
        result.cacheBytes = design.cacheBytes
        result.figures.memory.weights = dies.memory.weights
        result.figures.memory.activations = dies.memory.cache + dies.memory.activations
        if dies.staysInSRAM { result.figures.memoryLimit.allowed = figures.sramBytesPerDie }
        complete(&result, figures: figures) { dies.pass(newTokens: $0, context: $1) }
        return result
    }

    /// Fills everything that follows from the steps.
    private func complete(
        _ result: inout InferenceEvaluation, figures: WaferFigures, pass: (Int, Int) -> WaferPass
    ) {
        let (hardware, job) = (design.hardware, design.job)
        result.prefill = step(pass(job.promptTokens, job.promptTokens), figures)
        if job.outputTokens > 1 { result.decode = step(pass(1, job.decodeContext), figures) }
        let devices = hardware.deviceCount
        result.complete(
            design: design, devices: devices, units: hardware.wafer.count,
            peakFlopsPerSecond: figures.peakFlopsPerSecondPerDie)
        // DRAM that is not stacked on the dies does not heat them.
        let elsewhere = hardware.memory.kind == .stacked ? 0 : result.figures.energy.dram
        result.figures.powerDensityLimit.value =
            (result.figures.energyJoules - elsewhere) / result.figures.iterationSeconds
            / (Double(devices) * figures.dieAreaSquareMillimetres)
        if result.figures.powerDensityLimit.isViolated {
            result.figures.violations.append(result.figures.powerDensityLimit)
        }
    }

    /// A step of all replicas, side by side.
    private func step(_ pass: WaferPass, _ figures: WaferFigures) -> InferenceStep {
        var step = InferenceStep()
        step.time.compute = pass.compute
        step.time.memory = pass.memory
        step.time.communication = pass.communication
        let replicas = Double(design.strategy.data)
        var work = PassCost()
        work.add(pass.work, times: replicas)
        step.flops = work.matrixFlops
        step.memoryBytes = work.dramBytes
        let joules = figures.energy
        step.energy.compute = work.matrixFlops * joules.joulesPerFlop + work.vectorFlops * joules.joulesPerVectorFlop
        step.energy.sram = work.sramBytes * joules.joulesPerSRAMByte
        step.energy.noc = work.nocByteHops * joules.joulesPerNoCByteHop
        step.energy.dram = work.dramBytes * joules.joulesPerDRAMByte
        step.energy.dieToDie = replicas * pass.linkByteHops * joules.joulesPerDieToDieByte
        step.energy.idle = joules.idleWattsPerWafer * Double(design.hardware.wafer.count) * step.seconds
        return step
    }
}
