extension PublishedAccelerator {
    /// The eight designs of SOFA's comparison, and SOFA.
    ///
    /// DTATrans' 792 multipliers have no round number; the others are the powers of two that their papers name.
    public static let table: [PublishedAccelerator] = [
        design(
            "A3", false, 5.3, 40, process: (40, 1.1), 1000, multipliers: 128, area: 2.08, watts: (0.205, 0.617), 221),
        design(
            "ELSA", false, 2, 73, process: (40, 1.1), 1000, multipliers: 256, area: 1.26, watts: (0.969, 0.525), 1090),
        design("Sanger", true, 0, 76, process: (55, 1.2), 500, multipliers: 1024, area: 16.9, watts: (2.76, nil), 2285),
        design(
            "DOTA", true, 0.8, 80, process: (22, 0.8), 1000, multipliers: 2048, area: 4.44, watts: (3.02, nil), 4905),
        design(
            "Energon", false, 0.9, 77, process: (45, 1.1), 1000, multipliers: 512, area: 4.2, watts: (0.32, 2.4), 1153),
        design(
            "DTATrans", false, 0.74, 74, process: (40, 1.1), 1000, multipliers: 792, area: 1.49, watts: (0.734, nil),
            1304),
        design(
            "SpAtten", true, 0.9, 67, process: (40, 1.1), 1000, multipliers: 128, area: 1.55, watts: (0.325, 0.617), 360
        ),
        design("FACT", false, 0, 79, process: (28, 1), 500, multipliers: 512, area: 6.03, watts: (0.337, nil), 928),
        sofa,
    ]

    /// SOFA itself, from ``PublishedCore``.
    public static let sofa = design(
        "SOFA", false, 0, 82, process: (28, 1), PublishedCore.hertz / 1e6,
        multipliers: Double(PublishedCore.multipliers), area: PublishedCore.squareMillimetres,
        watts: (PublishedCore.coreWatts, PublishedCore.interfaceWatts + PublishedCore.memoryWatts),
        PublishedCore.effectiveOperationsPerSecond / 1e9)

    private static func design(
        _ name: String, _ isStructured: Bool, _ lossPercent: Double, _ savedPercent: Double,
        process: (nanometres: Double, volts: Double), _ megahertz: Double, multipliers: Double, area: Double,
        watts: (core: Double, outside: Double?), _ gigaOperationsPerSecond: Double
    ) -> PublishedAccelerator {
        PublishedAccelerator(
            name: name, isStructured: isStructured, lossPercent: lossPercent, savedPercent: savedPercent,
            nanometres: process.nanometres, volts: process.volts, hertz: megahertz * 1e6, multipliers: multipliers,
            squareMillimetres: area, coreWatts: watts.core, outsideWatts: watts.outside,
            operationsPerSecond: gigaOperationsPerSecond * 1e9)
    }
}
