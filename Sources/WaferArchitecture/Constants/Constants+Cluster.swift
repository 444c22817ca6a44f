/// What graphics processors and their networks reach of their peak rates.
///
/// The first value of a device constant is that of the A100 (7 nm class), the second that of the H100 (5 nm class).
extension Constants {
    private static let operators =
        "fitted to matrix products of an A100 from 1 GFLOP up and one GPT-3 layer (LLMCompass artefact)"
    private static let serving = "fitted to first-token latencies of TensorRT-LLM 0.5 on H100, A100 and L40S"
    private static let training =
        "fitted to Korthikanti et al. (MLSys 2023) Table 5 and Narayanan et al. (SC 2021) Tables 1 and 2"

    /// The inner loop of the largest tile over the matrix peak.
    public static let gpuMatrixShare = PhysicalConstant(
        "matrix rate of the largest tile over peak", n7: 0.935, n5: 0.75, unit: "1", certainty: .derived,
        source: operators + "; H100: assumed, products of 16 bits reach 600 to 700 TFLOPS under its power limit")

    /// The same for the 8-bit formats.
    public static let gpuEightBitShare = PhysicalConstant(
        "8-bit matrix rate of the largest tile over peak", n7: 0.935, n5: 0.66, unit: "1", certainty: .derived,
        source: serving + "; the A100 has no 8-bit floating format and computes with 16 bits")

    /// The same for a device whose 8-bit products stay further from its power limit.
    public static let gpuEightBitShareOfGDDR = PhysicalConstant(
        "8-bit matrix rate of the largest tile over peak, L40S", 0.8 / 0.905, unit: "1", certainty: .derived,
        source: serving + ": 0.80 of peak at the sustained clock, which that clock's share is divided out of")

    /// Clock under sustained load over the clock of a single product.
    public static let gpuSustainedClockShare = PhysicalConstant(
        "clock under sustained load over that of a single product", n7: 0.905, n5: 0.905, unit: "1",
        certainty: .derived, source: training + ": the power limit of a device that is busy for hours")

    /// What filling and draining a tile's pipeline costs.
    public static let gpuFillElements = PhysicalConstant(
        "inner elements lost to fill and drain of a tile", 38, unit: "1", certainty: .derived, source: operators)

    /// Inner loop of a 128 by 128 tile over that of 256 by 128.
    public static let gpuMediumTileShare = PhysicalConstant(
        "matrix rate of a 128 x 128 tile over the largest's", 0.99, unit: "1", certainty: .derived, source: operators)

    /// Inner loop of a 128 by 64 tile over that of 256 by 128.
    public static let gpuSmallTileShare = PhysicalConstant(
        "matrix rate of a 128 x 64 tile over the largest's", 0.75, unit: "1", certainty: .derived, source: operators)

    /// Streaming bandwidth over the memory's peak.
    public static let gpuMemoryShare = PhysicalConstant(
        "streaming bandwidth of a graphics processor over peak", n7: 0.82, n5: 0.65, unit: "1", certainty: .derived,
        source: operators + ", and training; the largest GELU measured there reaches 0.77; H100: first-token latencies")

    /// Between two queued kernels.
    public static let gpuLaunchSeconds = PhysicalConstant(
        "gap between two queued kernels", 3e-6, unit: "s", certainty: .assumed,
        source: "2 to 5 us between dependent kernels of one CUDA stream")

    /// Around a kernel that the host waits for.
    public static let gpuLoneLaunchSeconds = PhysicalConstant(
        "launch and wait of a single operator", 22e-6, unit: "s", certainty: .derived, source: operators)

    /// Collectives inside a node over the links' rate.
    public static let nodeCollectiveShare = PhysicalConstant(
        "collectives inside a node over the links' peak", 0.70, unit: "1", certainty: .derived,
        source: "all-reduce of 403 MB over four A100 in 2.89 ms (LLMCompass artefact)")

    /// Latency of a collective inside a node.
    public static let nodeCollectiveSeconds = PhysicalConstant(
        "start of a collective inside a node", 15e-6, unit: "s", certainty: .derived,
        source: "half of the 26 us of a small all-reduce over four A100 (LLMCompass artefact)")

    /// Collectives between nodes over the adapters' rate.
    public static let networkCollectiveShare = PhysicalConstant(
        "collectives between nodes over the adapters' peak", 0.27, unit: "1", certainty: .derived,
        source: training
            + "; the 12.9 TB/s of effective bisection of Narayanan et al., section 5.9, with gradients of four bytes are 0.34"
    )

    /// One step of a ring between nodes.
    public static let networkStepSeconds = PhysicalConstant(
        "step of a ring that crosses nodes", 17e-6, unit: "s", certainty: .derived,
        source: training + ", the ZeRO-3 rows")

    /// A transfer between two devices of different nodes over the adapter's rate.
    public static let networkTransferShare = PhysicalConstant(
        "transfers between nodes over an adapter's peak", 0.74, unit: "1", certainty: .derived,
        source:
            "892 GB/s of effective bisection for pipeline transfers (Narayanan et al. SC 2021, section 5.9) over 48 "
            + "adapters of 25 GB/s")

    /// Latency of such a transfer.
    public static let networkTransferSeconds = PhysicalConstant(
        "start of a transfer between nodes", 15e-6, unit: "s", certainty: .assumed,
        source: "10 to 20 us for a send and receive of NCCL over InfiniBand")

    /// Bytes that the optimiser of a mixed-precision training library moves for each parameter it updates.
    public static let gpuOptimizerBytes = PhysicalConstant(
        "memory traffic of the optimiser's step for a parameter", 58, unit: "B", certainty: .derived,
        source: "counted: Adam reads gradient, master weight and two moments and writes three of them (28), copies the "
            + "weight to 16 bits (6), unscales and checks (8), measures (4) and clips (8) the gradient, clears it (4)")

    /// Bytes that the optimiser moves on a die, whose software fuses the whole step.
    public static let waferOptimizerBytes = PhysicalConstant(
        "memory traffic of a fused optimiser's step for a parameter", 30, unit: "B", certainty: .derived,
        source: "counted: Adam reads gradient, master weight and two moments (16), writes the last three (12) and the "
            + "working copy (2)")

    /// Operations of the optimiser's step.
    public static let optimizerFlops = PhysicalConstant(
        "operations of the optimiser's step for a parameter", 12, unit: "FLOP", certainty: .derived,
        source: "counted: Adam's two moments (6), bias corrections (2), root and quotient (2), update and decay (2)")

    /// Energy of a bit over links between packaged devices.
    public static let packagedLinkEnergyPerBit = PhysicalConstant(
        "energy of a bit between packaged devices", 10e-12, unit: "J/bit", certainty: .assumed,
        source: "electrical links over a board and one switch: 5 to 15 pJ/bit")

    /// Between two kernels of a serving library.
    public static let servingLaunchSeconds = PhysicalConstant(
        "gap between two kernels of a serving library", 5e-6, unit: "s", certainty: .derived, source: serving)

    /// Around the first token of a request.
    public static let servingSeconds = PhysicalConstant(
        "handling of a request by its host", 1.5e-3, unit: "s", certainty: .derived, source: serving)

    /// Fused attention over the 16-bit matrix peak.
    public static let fusedAttentionShare = PhysicalConstant(
        "rate of fused attention over the matrix peak", 0.5, unit: "1", certainty: .published,
        source: "FlashAttention-2 (Dao 2023): forward pass at 50 to 70 % of the A100's peak")

    /// The constants of clusters.
    static let cluster = [
        gpuMatrixShare, gpuSustainedClockShare, gpuFillElements, gpuMediumTileShare, gpuSmallTileShare, gpuMemoryShare,
        gpuLaunchSeconds, gpuLoneLaunchSeconds, nodeCollectiveShare, nodeCollectiveSeconds, networkCollectiveShare,
        networkStepSeconds, networkTransferShare, networkTransferSeconds, gpuOptimizerBytes, packagedLinkEnergyPerBit,
        gpuEightBitShare, gpuEightBitShareOfGDDR, waferOptimizerBytes, optimizerFlops,
        servingLaunchSeconds, servingSeconds, fusedAttentionShare,
    ]
}
