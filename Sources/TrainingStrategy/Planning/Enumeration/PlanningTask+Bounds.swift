import LanguageModel
import WaferArchitecture

/// What can be said of a strategy before it is evaluated.
extension PlanningTask {
    /// By how much the fullest device of a strategy is above its memory, as a share of it; 0 where it fits.
    func memoryExcess(_ design: TrainingDesign) -> Double {
        PlanRank.excess(TrainingMemory(design).fullest.total, allowed: memoryBytesPerDevice(design))
    }

    /// Bytes of memory of one device in use.
    private func memoryBytesPerDevice(_ design: TrainingDesign) -> Double {
        if let cluster = hardware.cluster { return cluster.device.memoryBytes }
        let all = hardware.wafer.diesX * hardware.wafer.diesY
        guard hardware.memory.kind == .offWafer else { return hardware.dramBytesPerDie(diesInUse: all) }
        return hardware.dramBytesPerDie(diesInUse: Placement(design)?.diesInUsePerWafer ?? all)
    }

    /// Matrix operations a second of one device at its peak.
    var peakFlopsPerSecond: Double {
        hardware.cluster?.device.matrixFlopsPerSecond ?? WaferFigures(of: hardware).peakFlopsPerSecondPerDie
    }

    /// Seconds of an iteration on one device at its peak, with nothing but the model's matrix operations.
    var secondsAtPeakOfOne: Double {
        model.trainingFlops(sequences: job.globalBatchSequences, policy: .none) / peakFlopsPerSecond
    }
}

extension Strategy {
    /// The least part of one device's seconds that an iteration can take.
    ///
    /// Each replica does `1 / d` of the work; of `m` micro-batches each stage does a `p`-th, and while the first goes in
    /// and the last comes out the others wait: `1/p + (1 - 1/p) / (m v)` of it, the bubble of Narayanan et al. (SC'21).
    static func leastTime(
        tensor: Int, context: Int, pipeline: Int, data: Int, microBatches: Int, chunks: Int
    ) -> Double {
        let stages = Double(pipeline)
        let filled = 1 / stages + (1 - 1 / stages) / (Double(microBatches) * Double(chunks))
        return filled / (Double(data) * Double(tensor) * Double(context))
    }
}
