/// One core: multipliers, SRAM and a router.
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

    /// Makes a core.
    public init(
        macs: Int, frequencyHertz: Double, dataflow: Dataflow, sramBytes: Int, sramBitsPerCycle: Int,
        nocBitsPerCycle: Int, virtualChannels: Int, bufferFlits: Int
    ) {
        self.macs = macs
        self.frequencyHertz = frequencyHertz
        self.dataflow = dataflow
        self.sramBytes = sramBytes
        self.sramBitsPerCycle = sramBitsPerCycle
        self.nocBitsPerCycle = nocBitsPerCycle
        self.virtualChannels = virtualChannels
        self.bufferFlits = bufferFlits
    }
}
