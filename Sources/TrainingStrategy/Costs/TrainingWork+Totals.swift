import LanguageModel
public import WaferArchitecture

/// Energy, traffic and operations of an iteration: the same at every fidelity, but for the time that idle power burns.
extension TrainingWork {
    /// Bytes times links between dies of one iteration, from the distances of the placement.
    ///
    /// - Parameters:
    ///   - pipelineHops: Links between corresponding dies of neighbouring stages, in the mean.
    ///   - replicaHops: Links between corresponding dies of neighbouring replicas on their ring.
    public func traffic(pipelineHops: Double, replicaHops: Double) -> TrafficCount {
        let replicas = Double(design.strategy.replicas)
        let passes = passesOfAllReplicas
        let group = Double(design.strategy.tensor)
        let parameters = parametersOfAllStages
        let all = workOfAllStages
        var count = TrafficCount()
        // In a half each of n dies sends (n - 1) / n of the vector to its neighbour.
        count.tensorByteHops =
            passes * (all.forwardHalves + all.backwardHalves + all.againHalves) * streamBytes * (group - 1)
        let perMicroBatch = forwardRingBytes(parameters: parameters) + backwardRingBytes(parameters: parameters)
        count.dataByteHops =
            replicas * group * replicaHops
            * (gradientRingBytes(parameters: parameters) + weightRingBytes(parameters: parameters)
                + Double(plan.microBatches) * perMicroBatch)
        let streamed = all.forward.dramBytes + all.backward.dramBytes + all.again.dramBytes
        let dramBytes =
            replicas * group
            * (Double(plan.microBatches) * streamed + (stateStays ? 0 : optimizerBytes(parameters: parameters)))
        count.pipelineByteHops =
            (passes * 2 * Double(plan.virtualStages - 1) * streamBytes + replicas * group * 2 * tiedHeadBytes)
            * pipelineHops
        if design.hardware.memory.kind == .offWafer {
            // A die is a quarter of the shorter side away from the rim in the mean.
            count.memoryByteHops =
                dramBytes * Double(min(design.hardware.wafer.diesX, design.hardware.wafer.diesY)) / 4
        }
        if memory.streaming != nil {
            // In for both passes and out once, from the rim as far as DRAM off the wafer.
            count.memoryByteHops +=
                Double(plan.microBatches) * Double(diesInUsePerWafer) * streamedBytesPerPass
                * (2 + streamedGradientRatio)
                * Double(min(design.hardware.wafer.diesX, design.hardware.wafer.diesY)) / 4
        }
        if let loans {
            // There and back.
            count.memoryByteHops += Double(plan.microBatches) * 2 * loans.byteHops
        }
        let exchanges = all.forwardExchanges + all.backwardExchanges + all.againExchanges
        if exchanges > 0 {
            count.expertByteHops = passes * group * exchanges * exchange.expertBytes * expertLink.meanHops
        }
        if design.strategy.context > 1 {
            let rings =
                (all.forwardRings + all.againRings) * exchange.forwardRingBytes
                + all.backwardRings * exchange.backwardRingBytes
            count.contextByteHops = passes * group * rings * replicaHops
        }
        return count
    }

    /// Micro-batches of all replicas; a replica with fewer sequences than others has fewer.
    public var passesOfAllReplicas: Double {
        Double(design.job.globalBatchSequences) / Double(design.strategy.microBatchSequences)
            * Double(design.strategy.context)
    }

    /// Joules of work on dies: all but what crosses links between dies and what burns without work.
    ///
    /// - Parameters:
    ///   - passes: The passes, of one die or of many.
    ///   - optimizerBytes: What the optimiser's step of the same dies moves, ``optimizerBytes(parameters:)``.
    ///   - coefficients: Of the same system.
    public func dieEnergy(
        of passes: PassCost, optimizerBytes: Double, coefficients: EnergyCoefficients
    ) -> TrainingEvaluation.Energy {
        var energy = TrainingEvaluation.Energy()
        energy.compute =
            passes.matrixFlops * coefficients.joulesPerFlop
            + (passes.vectorFlops + optimizerBytes * Constants.optimizerFlops.value / optimizerBytesEach)
            * coefficients.joulesPerVectorFlop
        energy.sram = (passes.sramBytes + (stateStays ? optimizerBytes : 0)) * coefficients.joulesPerSRAMByte
        energy.noc = passes.nocByteHops * coefficients.joulesPerNoCByteHop
        energy.dram = (passes.dramBytes + (stateStays ? 0 : optimizerBytes)) * coefficients.joulesPerDRAMByte
        return energy
    }

    /// Fills everything in an evaluation that follows from the work and the time: rates, energy, power, memory, limits.
    ///
    /// Utilisations are over the peak of all dies of the system, idle ones included; they count matrix products, as
    /// published utilisations do, with those made again in the hardware's and without them in the model's.
    ///
    /// - Parameters:
    ///   - result: With its time filled in; the iteration is the sum of the time's parts.
    ///   - figures: Of the same system.
    ///   - traffic: Between dies.
    public func complete(_ result: inout TrainingEvaluation, figures: WaferFigures, traffic: TrafficCount) {
        let (hardware, model, strategy) = (design.hardware, design.model, design.strategy)
        let seconds = result.time.total
        let devices = Double(hardware.deviceCount)
        let sequences = Double(design.job.globalBatchSequences)
        result.iterationSeconds = seconds
        result.tokensPerSecond = sequences * Double(model.sequenceLength) / seconds

        let groupsAndDies = Double(strategy.replicas) * Double(strategy.tensor)
        let passes = passesOfAllReplicas * Double(strategy.tensor)
        let once = workOfAllStages
        var all = PassCost()
        all.add(once.forward, times: passes)
        all.add(once.backward, times: passes)
        // What several devices do alike is executed, but counts once for the model.
        let modelFlops = model.trainingFlops(sequences: design.job.globalBatchSequences, policy: .none)
        all.add(once.again, times: passes)
        let optimizer = optimizerBytes(parameters: parametersOfAllStages) * groupsAndDies
        let peak = devices * figures.peakFlopsPerSecondPerDie
        result.flopsPerSecondPerDevice = all.matrixFlops / seconds / devices
        result.hardwareUtilisation = all.matrixFlops / seconds / peak
        result.modelUtilisation = modelFlops / seconds / peak

        let joules = figures.energy
        result.energy = dieEnergy(of: all, optimizerBytes: optimizer, coefficients: joules)
        result.energy.dieToDie = traffic.total * joules.joulesPerDieToDieByte
        result.energy.idle = joules.idleWattsPerWafer * Double(hardware.wafer.count) * seconds
        result.energyJoules = result.energy.total
        result.powerWatts = result.energyJoules / seconds / Double(hardware.wafer.count)

        result.memory = fullestMemory
        TrainingEvaluation.setFigures(&result, hardware: hardware, figures: figures, diesInUse: diesInUsePerWafer)
        result.memoryLimit.value = result.memory.total
        result.powerLimit.value = result.powerWatts
        if result.memoryLimit.isViolated { result.violations.append(result.memoryLimit) }
        if result.powerLimit.isViolated { result.violations.append(result.powerLimit) }
        // DRAM that is not stacked on the dies does not heat them.
        let elsewhere = hardware.memory.kind == .stacked ? 0 : result.energy.dram
        let dies = devices * figures.dieAreaSquareMillimetres
        result.powerDensityLimit.value = (result.energyJoules - elsewhere) / seconds / dies
        if result.powerDensityLimit.isViolated { result.violations.append(result.powerDensityLimit) }
    }
}
