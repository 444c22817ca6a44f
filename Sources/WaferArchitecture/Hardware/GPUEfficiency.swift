/// What a graphics processor reaches of its peak rates, as measured: one set of values for every kernel and every case.
public struct GPUEfficiency: Sendable, Hashable {
    /// The share of the matrix peak that the inner loop of the largest tile reaches in a product timed alone.
    public var matrixShare: Double
    /// The same for the 8-bit peak, the scaling of operands included.
    public var eightBitShare: Double
    /// The clock under hours of dense load, over the clock of a product timed alone.
    public var sustainedClockShare: Double
    /// Elements of the inner dimension that filling and draining the pipeline of one tile costs.
    public var fillElements: Double
    /// Tiles of 128 by 128 results: their inner loop over that of 256 by 128.
    public var mediumTileShare: Double
    /// Tiles of 128 by 64 results: their inner loop over that of 256 by 128.
    public var smallTileShare: Double
    /// The share of the memory's peak bandwidth that streaming kernels reach.
    public var memoryShare: Double
    /// Seconds between two kernels that wait in a queue.
    public var launchSeconds: Double
    /// Seconds that a single operator takes on top of its work when the host waits for it, as benchmarks time it.
    public var loneLaunchSeconds: Double

    /// Makes a curve of its values.
    public init(
        matrixShare: Double, eightBitShare: Double, sustainedClockShare: Double, fillElements: Double,
        mediumTileShare: Double,
        smallTileShare: Double, memoryShare: Double, launchSeconds: Double, loneLaunchSeconds: Double
    ) {
        self.matrixShare = matrixShare
        self.eightBitShare = eightBitShare
        self.sustainedClockShare = sustainedClockShare
        self.fillElements = fillElements
        self.mediumTileShare = mediumTileShare
        self.smallTileShare = smallTileShare
        self.memoryShare = memoryShare
        self.launchSeconds = launchSeconds
        self.loneLaunchSeconds = loneLaunchSeconds
    }

    /// The curve of a generation, from the table of constants.
    public init(of technology: Technology) {
        self.init(
            matrixShare: Constants.gpuMatrixShare.value(at: technology),
            eightBitShare: Constants.gpuEightBitShare.value(at: technology),
            sustainedClockShare: Constants.gpuSustainedClockShare.value(at: technology),
            fillElements: Constants.gpuFillElements.value(at: technology),
            mediumTileShare: Constants.gpuMediumTileShare.value(at: technology),
            smallTileShare: Constants.gpuSmallTileShare.value(at: technology),
            memoryShare: Constants.gpuMemoryShare.value(at: technology),
            launchSeconds: Constants.gpuLaunchSeconds.value(at: technology),
            loneLaunchSeconds: Constants.gpuLoneLaunchSeconds.value(at: technology))
    }
}
