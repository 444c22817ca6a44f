/// One graphics processor: its peak rates, its memory, its power, and what kernels reach of them.
public struct GPUDevice: Sendable, Hashable {
    /// Streaming multiprocessors: tiles of a product are dealt out to them in waves.
    public var multiprocessors: Int
    /// Dense 16-bit matrix operations a second, at the boost clock.
    public var matrixFlopsPerSecond: Double
    /// Dense 8-bit matrix operations a second; equal to the 16-bit rate where there is no faster 8-bit format.
    public var eightBitFlopsPerSecond: Double
    /// Bytes of memory.
    public var memoryBytes: Double
    /// Bytes a second between memory and chip.
    public var memoryBytesPerSecond: Double
    /// Thermal design power, in watts.
    public var powerWatts: Double
    /// Power without work, in watts.
    public var idleWatts: Double
    /// Area of the die, in square millimetres.
    public var dieSquareMillimetres: Double
    /// Price of one device, in US dollars.
    public var usDollars: Double
    /// What kernels reach of the peak rates.
    public var efficiency: GPUEfficiency

    /// Makes a device.
    public init(
        multiprocessors: Int, matrixFlopsPerSecond: Double, eightBitFlopsPerSecond: Double, memoryBytes: Double,
        memoryBytesPerSecond: Double, powerWatts: Double, idleWatts: Double, dieSquareMillimetres: Double,
        usDollars: Double, efficiency: GPUEfficiency
    ) {
        self.multiprocessors = multiprocessors
        self.matrixFlopsPerSecond = matrixFlopsPerSecond
        self.eightBitFlopsPerSecond = eightBitFlopsPerSecond
        self.memoryBytes = memoryBytes
        self.memoryBytesPerSecond = memoryBytesPerSecond
        self.powerWatts = powerWatts
        self.idleWatts = idleWatts
        self.dieSquareMillimetres = dieSquareMillimetres
        self.usDollars = usDollars
        self.efficiency = efficiency
    }
}
