public import WaferArchitecture

/// Seconds of single kernels on one graphics processor.
///
/// A matrix product is cut into tiles of 256 by 128 results or smaller, which are dealt out to the multiprocessors in
/// waves; a partly filled last wave takes as long as a full one. The tile with the shortest time is taken, as libraries
/// do. Operands stream in beside the arithmetic; results are written after it, because a tile's are complete only at
/// its end. What a wave reaches of the peak is the measured curve of ``WaferArchitecture/GPUEfficiency``.
public struct GPUOperatorLaw: Sendable {
    /// The time of one kernel.
    public struct KernelSeconds: Sendable, Hashable {
        /// Seconds that the multipliers alone need.
        public var matrix: Double
        /// Seconds of the kernel with its launch.
        public var total: Double
    }

    private let multiprocessors: Int
    private let multiprocessorCount: Double
    /// Operations a second of one multiprocessor on the largest tile.
    private let tileFlopsPerSecond: Double
    private let mediumShare: Double
    private let smallShare: Double
    private let fillElements: Double
    /// Bytes a second that kernels stream.
    public let memoryBytesPerSecond: Double
    /// Seconds that each kernel takes beside its work.
    public let launchSeconds: Double

    /// Makes the law of a device that trains: 16-bit arithmetic at the sustained clock, kernels in a queue.
    ///
    /// - Parameters:
    ///   - device: The device.
    ///   - isSustained: Otherwise single kernels are timed, each with the launch that a waiting host sees.
    public init(_ device: GPUDevice, isSustained: Bool) {
        let curve = device.efficiency
        self.init(
            device,
            flopsPerSecond: device.matrixFlopsPerSecond * curve.matrixShare
                * (isSustained ? curve.sustainedClockShare : 1),
            launchSeconds: isSustained ? curve.launchSeconds : curve.loneLaunchSeconds)
    }

    /// Makes the law of a device that serves requests: kernels of a serving library, in 16 or 8 bits.
    public init(serving device: GPUDevice, isEightBit: Bool, efficiency: ServingEfficiency = .measured) {
        let curve = device.efficiency
        self.init(
            device,
            flopsPerSecond: (isEightBit
                ? device.eightBitFlopsPerSecond * curve.eightBitShare
                : device.matrixFlopsPerSecond * curve.matrixShare) * curve.sustainedClockShare,
            launchSeconds: efficiency.launchSeconds)
    }

    private init(_ device: GPUDevice, flopsPerSecond: Double, launchSeconds: Double) {
        let curve = device.efficiency
        multiprocessors = device.multiprocessors
        multiprocessorCount = Double(device.multiprocessors)
        tileFlopsPerSecond = flopsPerSecond / Double(device.multiprocessors)
        mediumShare = curve.mediumTileShare
        smallShare = curve.smallTileShare
        fillElements = curve.fillElements
        memoryBytesPerSecond = device.memoryBytesPerSecond * curve.memoryShare
        self.launchSeconds = launchSeconds
    }

    /// A batch of matrix products, `m` by `k` times `k` by `n`.
    ///
    /// - Parameters:
    ///   - batch: Independent products.
    ///   - m: Rows of the result.
    ///   - n: Columns of the result.
    ///   - k: The inner dimension.
    ///   - operandBytes: Of one element of the left operand.
    ///   - weightBytes: Of one element of the right operand; nil for as many.
    ///   - resultBytes: Of one element of the result.
    ///   - splits: Whether multiprocessors may share the inner dimension of a tile where tiles are few.
    public func product(
        batch: Int, m: Int, n: Int, k: Int, operandBytes: Double = 2, weightBytes: Double? = nil,
        resultBytes: Double = 2,
        splits: Bool = true
    ) -> KernelSeconds {
        let (products, rows, columns, inner) = (Double(batch), Double(m), Double(n), Double(k))
        let read =
            weightBytes.map { products * inner * (rows * operandBytes + columns * $0) }
            ?? (products * inner * (rows + columns) * operandBytes)
        let results = products * rows * columns
        let whole = shortest(batch: batch, m: m, n: n, inner: inner)
        var seconds = KernelSeconds(
            matrix: whole,
            total: max(whole, read / memoryBytesPerSecond) + results * resultBytes / memoryBytesPerSecond)
        // Few tiles: several multiprocessors share the inner dimension of one and add up in single precision.
        if splits, batch &* blocks(m, 7) &* blocks(n, 7) < 2 &* multiprocessors {
            var parts = 2
            while parts <= 8, k >= 256 &* parts {
                let part = shortest(batch: batch &* parts, m: m, n: n, inner: inner / Double(parts))
                let total =
                    max(part, read / memoryBytesPerSecond)
                    + results * (resultBytes + 8 * Double(parts)) / memoryBytesPerSecond
                if total < seconds.total { seconds = KernelSeconds(matrix: part, total: total) }
                parts &*= 2
            }
        }
        seconds.total += launchSeconds
        return seconds
    }

    /// A kernel without a product: so many bytes, in so many launches.
    public func stream(bytes: Double, kernels: Double = 1) -> Double {
        bytes / memoryBytesPerSecond + kernels * launchSeconds
    }

    /// The arithmetic of the best tiling.
    private func shortest(batch: Int, m: Int, n: Int, inner: Double) -> Double {
        let (rows64, rows128, rows256) = (blocks(m, 6), blocks(m, 7), blocks(m, 8))
        let (columns64, columns128, columns256) = (blocks(n, 6), blocks(n, 7), blocks(n, 8))
        // Fewer tiles never take more waves, so the fewest of each size decide.
        let large = waves(batch &* min(rows256 &* columns128, rows128 &* columns256))
        let medium = waves(
            batch &* min(rows128 &* columns128, min(rows256 &* columns64, rows64 &* columns256)))
        let small = waves(batch &* min(rows128 &* columns64, rows64 &* columns128))
        let least = waves(batch &* rows64 &* columns64)
        // Results of a wave over the share of the peak that its tiles reach.
        let work = min(
            min(32_768 * large, 16_384 * medium / mediumShare),
            min(8_192 * small / smallShare, 4_096 * least / (smallShare * smallShare)))
        return 2 * work * (inner + fillElements) / tileFlopsPerSecond
    }

    /// Tiles over multiprocessors, rounded up.
    ///
    /// The quotient of two integers below 2^53 never rounds up to the next integer, and is quicker than theirs.
    private func waves(_ tiles: Int) -> Double {
        Double(Int(Double(tiles &+ multiprocessors &- 1) / multiprocessorCount))
    }

    /// Tiles of two to the power of `shift` that cover a size.
    private func blocks(_ size: Int, _ shift: Int) -> Int {
        (size &+ (1 &<< shift) &- 1) &>> shift
    }
}
