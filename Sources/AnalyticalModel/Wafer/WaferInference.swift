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
        if design.isWholeWafer, MeshInference.fits(design, figures: figures) {
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

    /// Fills everything that follows from the passes.
    private func complete(
        _ result: inout InferenceEvaluation, figures: WaferFigures, pass: (Int, Int) -> WaferPass
    ) {
        let (hardware, job) = (design.hardware, design.job)
        let (prompt, output) = (job.promptTokens, job.outputTokens)
        let first = pass(prompt, prompt)
        let steps = Double(output - 1)
        let step = output > 1 ? pass(1, prompt + output / 2) : WaferPass()
        result.firstTokenSeconds = first.seconds
        result.tokenSeconds = step.seconds

        var all = result.figures
        all.time.compute = first.compute + steps * step.compute
        all.time.memory = first.memory + steps * step.memory
        all.time.communication = first.communication + steps * step.communication
        all.iterationSeconds = all.time.total
        let seconds = all.iterationSeconds
        all.tokensPerSecond = Double(job.batch) * Double(output) / seconds

        let replicas = Double(design.strategy.data)
        var work = PassCost()
        work.add(first.work, times: replicas)
        work.add(step.work, times: replicas * steps)
        let devices = Double(hardware.deviceCount)
        all.flopsPerSecondPerDevice = work.matrixFlops / seconds / devices
        all.hardwareUtilisation = all.flopsPerSecondPerDevice / figures.peakFlopsPerSecondPerDie
        all.modelUtilisation = all.hardwareUtilisation
        let joules = figures.energy
        all.energy.compute =
            work.matrixFlops * joules.joulesPerFlop + work.vectorFlops * joules.joulesPerVectorFlop
        all.energy.sram = work.sramBytes * joules.joulesPerSRAMByte
        all.energy.noc = work.nocByteHops * joules.joulesPerNoCByteHop
        all.energy.dram = work.dramBytes * joules.joulesPerDRAMByte
        all.energy.dieToDie =
            replicas * (first.linkByteHops + steps * step.linkByteHops) * joules.joulesPerDieToDieByte
        all.energy.idle = joules.idleWattsPerWafer * Double(hardware.wafer.count) * seconds
        all.energyJoules = all.energy.total
        all.powerWatts = all.energyJoules / seconds / Double(hardware.wafer.count)
        all.memoryLimit.value = all.memory.total
        all.powerLimit.value = all.powerWatts
        if all.memoryLimit.isViolated { all.violations.append(all.memoryLimit) }
        if all.powerLimit.isViolated { all.violations.append(all.powerLimit) }
        // DRAM that is not stacked on the dies does not heat them.
        let elsewhere = hardware.memory.kind == .stacked ? 0 : all.energy.dram
        all.powerDensityLimit.value =
            (all.energyJoules - elsewhere) / seconds / (devices * figures.dieAreaSquareMillimetres)
        if all.powerDensityLimit.isViolated { all.violations.append(all.powerDensityLimit) }
        result.figures = all
    }
}
