import MeshNetwork
import WaferArchitecture

extension TrainingDesign {
    /// The share of all memory that is in use when every device holds the most that it ever does: the mean over all
    /// devices, those without work included.
    ///
    /// What stages keep in the memory of others counts where it is kept. For a design without violations of its shape.
    public var memoryUtilisation: Double {
        let memory = TrainingMemory(self)
        let dies = Double(strategy.tensor) * Double(strategy.replicas)
        var bytes = 0.0
        for stage in 0..<memory.plan.stages { bytes += memory.memory(stage: stage).total * dies }
        for loan in strategy.plan?.loans ?? [] {
            guard case .spare(let groups) = loan.holder else { continue }
            let alive = loan.bytesPerMicroBatch * memory.plan.liveMicroBatches(stage: loan.stage)
            for group in groups { bytes += alive * Double(group.rectangle.width * group.rectangle.height) }
        }
        let each = hardware.cluster?.device.memoryBytes ?? hardware.memory.bytesPerDie
        return bytes / (each * Double(hardware.deviceCount))
    }
}
