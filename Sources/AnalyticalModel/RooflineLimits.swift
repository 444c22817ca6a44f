import LanguageModel
public import TrainingStrategy
public import WaferArchitecture

/// The roofs of a roofline of one device: the most operations and bytes a second that the hardware states.
public struct RooflineLimits: Sendable, Hashable {
    /// Operations of matrix products a second.
    public let flopsPerSecond: Double
    /// Bytes a second between DRAM and the device: of a wafer's rim, the share of one die, of those in use where the
    /// design says which these are.
    public private(set) var memoryBytesPerSecond: Double

    /// The roofs of a device in 16-bit arithmetic, or in eight bits.
    public init(_ hardware: Hardware, isEightBit: Bool = false) {
        if let device = hardware.cluster?.device {
            flopsPerSecond = isEightBit ? device.eightBitFlopsPerSecond : device.matrixFlopsPerSecond
            memoryBytesPerSecond = device.memoryBytesPerSecond
        } else {
            flopsPerSecond = WaferFigures(of: hardware).peakFlopsPerSecondPerDie
            memoryBytesPerSecond = hardware.reachedDRAMBytesPerSecondPerDie(
                diesInUse: hardware.wafer.diesX * hardware.wafer.diesY)
        }
    }

    /// The roofs of a design that trains: of memory off the wafer a die has its share among the dies in use.
    public init(_ design: TrainingDesign) {
        self.init(design.hardware)
        guard design.hardware.cluster == nil, design.strategyViolations().isEmpty,
            let dies = Placement(design)?.diesInUsePerWafer
        else { return }
        memoryBytesPerSecond = design.hardware.reachedDRAMBytesPerSecondPerDie(diesInUse: dies)
    }

    /// The roofs of a design that serves.
    public init(_ design: InferenceDesign) {
        self.init(design.hardware, isEightBit: design.job.precision == .fp8)
        guard design.hardware.cluster == nil, design.strategyViolations().isEmpty,
            let dies = design.placement?.diesInUsePerWafer
        else { return }
        memoryBytesPerSecond = design.hardware.reachedDRAMBytesPerSecondPerDie(diesInUse: dies)
    }
}
