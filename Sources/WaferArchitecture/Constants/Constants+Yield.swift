extension Constants {
    /// Defects that kill, for each square metre.
    public static let defectDensity = PhysicalConstant(
        "defect density", n7: 900, n5: 1000, unit: "1/m2", certainty: .published,
        source: "TSMC technology symposia 2019 and 2020: 0.09 per cm2 (7 nm), 0.10 (5 nm)")

    /// How evenly defects fall, where the law of yield lets them cluster.
    public static let defectClustering = PhysicalConstant(
        "clustering parameter of the negative binomial yield", 3, unit: "1", certainty: .assumed,
        source: "2 to 3 in the literature on yield (Stapper 1973); the larger is the nearer to independent defects")

    /// The share of dies that survive being placed and wired on a wafer.
    public static let assemblyYield = PhysicalConstant(
        "assembly yield of a die on InFO-SoW", 0.99, unit: "1", certainty: .assumed,
        source: "bonding yields of Cai et al. HPCA 2024 (Gemini): 0.99 on a substrate, 0.98 on a redistribution layer")

    /// The yield constants.
    static let yield = [defectDensity, defectClustering, assemblyYield]
}
