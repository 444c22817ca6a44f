/// One core: multipliers, a vector unit, SRAM and a router.
///
/// The last three properties have no key in a design file: the cores of wafers take their defaults, those of GPUs do
/// not.
public struct Core: Sendable, Hashable {
    /// `core.macs`: FP16 multiply-accumulate units; two operations each per cycle.
    public var macs: Int
    /// `core.frequency_ghz`, in hertz.
    public var frequencyHertz: Double
    /// `core.dataflow`.
    public var dataflow: Dataflow
    /// `core.sram_kb`, in bytes; a kilobyte of SRAM is 1,024 bytes.
    public var sramBytes: Int
    /// `core.sram_bits_per_cycle`.
    public var sramBitsPerCycle: Int
    /// `core.noc_bits_per_cycle`: of one link, each way.
    public var nocBitsPerCycle: Int
    /// `core.vcs`: virtual channels of the router.
    public var virtualChannels: Int
    /// `core.buffer_flits`: of each virtual channel.
    public var bufferFlits: Int
    /// Lanes of the vector unit, 16 bits wide each; nil for what ``vectorLanes`` says.
    public var givenVectorLanes: Int?
    /// Parts of the core that each have their own banks of SRAM, and nothing between them.
    public var partitions: Int
    /// The product whose operands and sums pass through registers; nil for an array through which they stream.
    public var fragment: MatrixFragment?

    /// Makes a core.
    public init(
        macs: Int, frequencyHertz: Double, dataflow: Dataflow, sramBytes: Int, sramBitsPerCycle: Int,
        nocBitsPerCycle: Int, virtualChannels: Int, bufferFlits: Int, givenVectorLanes: Int? = nil,
        partitions: Int = 1, fragment: MatrixFragment? = nil
    ) {
        self.macs = macs
        self.frequencyHertz = frequencyHertz
        self.dataflow = dataflow
        self.sramBytes = sramBytes
        self.sramBitsPerCycle = sramBitsPerCycle
        self.nocBitsPerCycle = nocBitsPerCycle
        self.virtualChannels = virtualChannels
        self.bufferFlits = bufferFlits
        self.givenVectorLanes = givenVectorLanes
        self.partitions = partitions
        self.fragment = fragment
    }

    /// Lanes of the vector unit, each one operation a cycle: an eighth of the multipliers, at least eight, at most all.
    ///
    /// Dojo D1 has 32 half-precision lanes for 256 multipliers, WSE-2 four for four, WSE-3 eight for eight.
    @inlinable public var vectorLanes: Int { givenVectorLanes ?? min(macs, max(8, macs / 8)) }

    /// Lanes that are there beside the multipliers: none where each multiplier is a lane, as on WSE-2.
    @inlinable public var separateVectorLanes: Int {
        givenVectorLanes == nil && vectorLanes == macs ? 0 : vectorLanes
    }
}
