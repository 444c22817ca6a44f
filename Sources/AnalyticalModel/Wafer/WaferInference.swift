import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Inference on wafers: the dies of tensor groups, stages and replicas, or a whole wafer as one mesh of cores.
///
/// A tensor group of all dies of a wafer whose SRAM holds its part of the model is a mesh (``MeshInference``); so is a
/// wafer without any degree of parallelism. All else has the cost of dies with DRAM (``DieInference``). Stages of a
/// pipeline follow each other, because one batch is on its way; replicas serve parts of the batch side by side.
struct WaferInference {
    private let design: InferenceDesign
    private let efficiency: MeshEfficiency

    init(_ design: InferenceDesign, efficiency: MeshEfficiency) {
        self.design = design
        self.efficiency = efficiency
    }

    /// Whether one mesh of all cores of a wafer holds each stage; experts dealt out to replicas have groups of dies.
    func usesMesh(_ figures: WaferFigures) -> Bool {
        design.isWholeWafer && design.strategy.expert == 1 && MeshInference.fits(design, figures: figures)
    }

    /// The figures of one batch of requests.
    func evaluate() -> InferenceEvaluation {
        let hardware = design.hardware
        let figures = WaferFigures(of: hardware)
        var result = InferenceEvaluation()
        TrainingEvaluation.setFigures(&result.figures, hardware: hardware, figures: figures)
        let broken = design.strategyViolations()
        guard broken.isEmpty else {
            result.figures.violations += broken.map(\.limitCheck)
            return result
        }
        result.cacheBytes = design.cacheBytes
        if usesMesh(figures) {
            let mesh = MeshInference(design, efficiency: efficiency)
            let dies = Double(hardware.wafer.diesX * hardware.wafer.diesY)
            let (weights, cache) = MeshInference.bytesPerWafer(design)
            result.figures.memory.weights = weights / dies
            result.figures.memory.activations = cache / dies
            result.figures.memoryLimit.allowed = figures.sramBytesPerDie
            complete(&result, figures: figures) { mesh.pass(newTokens: $0, context: $1) }
        } else if let dies = DieInference(design) {
            result.figures.memory.weights = dies.weightBytesPerDie
            result.figures.memory.activations = dies.cacheBytesPerDie + dies.activationBytes
            if dies.staysInSRAM { result.figures.memoryLimit.allowed = figures.sramBytesPerDie }
            complete(&result, figures: figures) { dies.pass(newTokens: $0, context: $1) }
        } else {
            let needed = design.strategy.tensor * design.strategy.pipeline * design.strategy.data
            result.figures.violations.append(
                TrainingEvaluation.LimitCheck(
                    limit: .devices, value: Double(needed), allowed: Double(hardware.deviceCount)))
        }
        return result
    }

    /// Fills everything that follows from the steps.
    private func complete(
        _ result: inout InferenceEvaluation, figures: WaferFigures, pass: (Int, Int) -> WaferPass
    ) {
        let (hardware, job) = (design.hardware, design.job)
        let (prompt, output) = (job.promptTokens, job.outputTokens)
        result.prefill = step(pass(prompt, prompt), figures)
        if output > 1 { result.decode = step(pass(1, prompt + output / 2), figures) }
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
