extension Constants {
    /// Price of one processed wafer of 300 mm.
    public static let waferCost = PhysicalConstant(
        "processed 300 mm wafer", n7: 9346, n5: 16988, unit: "USD", certainty: .published,
        source: "Khan and Mann, CSET 2020, as used by Cai et al. HPCA 2024 (Gemini)")

    /// Price of a fan-out redistribution layer over a whole wafer.
    public static let redistributionCost = PhysicalConstant(
        "redistribution layer of a wafer", 1200, unit: "USD", certainty: .published,
        source: "Cai et al. HPCA 2024 (Gemini)")

    /// Price of power delivery, cooling plate and assembly of one wafer.
    public static let assemblyCost = PhysicalConstant(
        "power delivery, cooling and assembly of a wafer", 20_000, unit: "USD", certainty: .assumed,
        source: "no public figure; of the order of two processed wafers")

    /// Price of a byte of DRAM in stacks.
    public static let stackedByteCost = PhysicalConstant(
        "DRAM in stacks", 12e-9, unit: "USD/B", certainty: .assumed,
        source: "HBM contract prices of 10 to 15 USD/GB in press reports of 2023 and 2024")

    /// Price of a byte of DRAM off the wafer.
    public static let offWaferByteCost = PhysicalConstant(
        "DRAM off the wafer", 4e-9, unit: "USD/B", certainty: .assumed,
        source: "DDR server modules, 3 to 5 USD/GB")

    /// Diameter of a processed wafer.
    public static let waferDiameter = PhysicalConstant(
        "diameter of a processed wafer", 0.3, unit: "m", certainty: .published, source: "SEMI M1")

    /// Ring at the rim of a processed wafer that holds no dies.
    public static let waferEdgeExclusion = PhysicalConstant(
        "edge exclusion of a processed wafer", 5e-3, unit: "m", certainty: .published,
        source: "Cai et al. HPCA 2024 (Gemini)")

    /// Scribe line between dies that are sawn apart.
    public static let sawStreet = PhysicalConstant(
        "saw street", 0.2e-3, unit: "m", certainty: .published, source: "Cai et al. HPCA 2024 (Gemini)")

    /// The smallest yield that the cost is divided by.
    public static let costYieldFloor = PhysicalConstant(
        "smallest yield in a cost", 1e-12, unit: "1", certainty: .assumed,
        source: "keeps the cost of a system that cannot be built finite; it is then above 10^15 USD")

    /// The cost constants.
    static let cost = [
        waferCost, redistributionCost, assemblyCost, stackedByteCost, offWaferByteCost, waferDiameter,
        waferEdgeExclusion, sawStreet, costYieldFloor,
    ]
}
