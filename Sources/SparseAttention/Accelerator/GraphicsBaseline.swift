/// Attention on a graphics processor as a roofline: what accelerators are compared with.
///
/// Each kernel takes the longer of its operations over the matrix rate and its bytes over the memory's bandwidth, by
/// published rates, times the share of them that is reached. This module sees no model of clusters; a test of Reporting
/// holds peak, bandwidth, power, area and kernel gap of the A100s here to those of the cluster preset
/// `a100-80gb-cluster`, and Reporting makes a third baseline from that preset and its operator law.
public struct GraphicsBaseline: Sendable, Hashable {
    /// How attention is computed.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// Three kernels: scores are written, read and written by the softmax, and read again, in 16 bits.
        case unfused
        /// The same with two more kernels that read and write the scores, scaling and mask, as a framework runs it
        /// operator by operator. The papers time PyTorch.
        case eager
        /// One kernel that keeps scores on the chip (FlashAttention-2).
        case flash
    }

    /// The name of the device.
    public var name: String
    /// Dense rate of 16-bit products.
    public var operationsPerSecond: Double
    /// Bandwidth of the memory.
    public var bytesPerSecond: Double
    /// Power, or for a comparison by dynamic power the part of it above idle.
    public var watts: Double
    /// The area of the chip.
    public var squareMillimetres: Double
    /// Share of the matrix rate that products of attention reach.
    public var matrixShare: Double
    /// Share of the matrix rate that the fused kernel reaches.
    public var flashShare: Double
    /// Share of the bandwidth that kernels limited by memory reach.
    public var memoryShare: Double
    /// The gap between two kernels.
    public var launchSeconds: Double
    /// Where the rates are from.
    public var source: String

    /// Takes over figures; shares of 1 and no gaps are the plain roofline.
    public init(
        name: String, operationsPerSecond: Double, bytesPerSecond: Double, watts: Double, squareMillimetres: Double,
        matrixShare: Double = 1, flashShare: Double = 1, memoryShare: Double = 1, launchSeconds: Double = 0,
        source: String
    ) {
        self.name = name
        self.operationsPerSecond = operationsPerSecond
        self.bytesPerSecond = bytesPerSecond
        self.watts = watts
        self.squareMillimetres = squareMillimetres
        self.matrixShare = matrixShare
        self.flashShare = flashShare
        self.memoryShare = memoryShare
        self.launchSeconds = launchSeconds
        self.source = source
    }

    private static let dataSheet =
        "NVIDIA A100 data sheet: 312 TFLOP/s of 16-bit products without sparsity, 2,039 GB/s with 80 GB and 1,555 GB/s "
        + "with 40 GB, 400 W, 826 mm2"

    /// The A100 with 80 GB at its published rates.
    public static let a100 = GraphicsBaseline(
        name: "A100 80 GB", operationsPerSecond: 312e12, bytesPerSecond: 2039e9, watts: 400, squareMillimetres: 826,
        source: dataSheet)

    /// The A100 with 40 GB at its published rates.
    public static let a100Small = GraphicsBaseline(
        name: "A100 40 GB", operationsPerSecond: 312e12, bytesPerSecond: 1555e9, watts: 400, squareMillimetres: 826,
        source: dataSheet)

    /// The A100 with 80 GB at the shares of its rates that kernels reach.
    ///
    /// Measured on one layer of GPT-3 (artefact of LLMCompass, H. Zhang et al., ISCA 2024): scores times values 1.183
    /// ms and the softmax 2.802 ms at batch 8, 24 heads of 128, 2,048 tokens, which is 0.56 of the matrix rate and of
    /// the bandwidth. The fused kernel reaches 0.73 of the matrix rate at best (T. Dao, "FlashAttention-2", 2023). The
    /// gap between kernels is that of the models of clusters.
    public static let a100Measured = GraphicsBaseline(
        name: "A100 80 GB as measured", operationsPerSecond: 312e12, bytesPerSecond: 2039e9, watts: 400,
        squareMillimetres: 826, matrixShare: 0.56, flashShare: 0.73, memoryShare: 0.56, launchSeconds: 3e-6,
        source: dataSheet + "; shares measured")

    /// Seconds for dense attention, and for keys and values where the task has them made; all heads at once.
    public func seconds(_ task: AttentionTask, method: Method) -> Double {
        let heads = Double(task.heads)
        let scores = Double(task.queries) * Double(task.keys)
        let product = 2 * scores * Double(task.width) * heads
        let element = 2.0
        let operands = Double(task.queries + task.keys) * Double(task.width) * element * heads
        let scoreBytes = scores * element * heads
        func kernel(_ operations: Double, _ bytes: Double, share: Double) -> Double {
            max(operations / (operationsPerSecond * share), bytes / (bytesPerSecond * memoryShare)) + launchSeconds
        }
        var seconds = 0.0
        if task.makesKeys {
            // Keys and values of all heads that read the same tokens are one product.
            let tokens = Double(task.keys) * Double(task.hidden) * element * heads / Double(task.headsPerTokenLoad)
            let weights = 2 * Double(task.hidden) * Double(task.width) * element * heads
            seconds += kernel(
                4 * Double(task.keys) * Double(task.hidden) * Double(task.width) * heads, tokens + weights,
                share: matrixShare)
        }
        switch method {
        case .unfused, .eager:
            seconds += kernel(product, operands + scoreBytes, share: matrixShare)
            for _ in 0..<(method == .eager ? 3 : 1) { seconds += kernel(0, 2 * scoreBytes, share: 1) }
            seconds += kernel(product, operands + scoreBytes, share: matrixShare)
        case .flash:
            seconds += kernel(2 * product, 2 * operands, share: flashShare)
        }
        return seconds
    }

    /// Joules of the same at full power.
    public func joules(_ task: AttentionTask, method: Method) -> Double { seconds(task, method: method) * watts }
}
