extension Constants {
    /// Bytes a second through each metre of a die's perimeter on InFO-SoW: DRAM once, die-to-die in both directions.
    public static let edgeBandwidthPerMetre = PhysicalConstant(
        "edge bandwidth of a die on InFO-SoW", 10e12 / (2 * (25.5e-3 + 25.2e-3)), unit: "B/(s m)",
        certainty: .derived,
        source: "WATOS: (1, 4.5) and (2, 4) TB/s of DRAM and die-to-die bandwidth both give DRAM + 2 die-to-die = 10 "
            + "TB/s, over the perimeter of 25.5 x 25.2 mm")

    /// The same for the wires across the scribe line of a stitched wafer.
    public static let stitchedEdgeBandwidthPerMetre = PhysicalConstant(
        "edge bandwidth across a stitched scribe line", 1317e9 / 1e-3, unit: "B/(s m)", certainty: .assumed,
        source:
            "the best shoreline of UCIe 1.0 on a silicon bridge, 1,317 GB/s per mm, taken as what fine wires across "
            + "a scribe line reach at least")

    /// Bytes a second through each metre of a wafer's rim: DRAM off the wafer once, links to other wafers in both
    /// directions.
    public static let rimBandwidthPerMetre = PhysicalConstant(
        "bandwidth through the rim of a wafer", 36e12 / (4 * 198e-3), unit: "B/(s m)", certainty: .derived,
        source: "Tesla (AI Day 2021): 36 TB/s off a Dojo training tile, the most that is built, through the rim of its "
            + "198 x 198 mm")

    /// Bits a second through one silicon via.
    public static let bitsPerSecondPerVia = PhysicalConstant(
        "data rate of a silicon via", 2e9, unit: "bit/s", certainty: .assumed,
        source: "between 0.4 Gb/s (hybrid bonding, Li et al. ISCA 2025) and 3.2 Gb/s (HBM2E)")

    /// Area of one via with its keep-out zone and its share of supply vias.
    public static let viaArea = PhysicalConstant(
        "area of a silicon via with keep-out", 90e-12, unit: "m2", certainty: .assumed,
        source: "a pitch of 9 to 10 um (UCIe 3D: 9 um); with 2 Gb/s, 4 TB/s for each 100 mm2, the top of the range "
            + "explored by Theseus (Zhu et al. 2024), is just inside the stress limit")

    /// The largest share of a die that vias may take.
    public static let viaAreaFraction = PhysicalConstant(
        "largest share of a die for silicon vias", 0.015, unit: "1", certainty: .assumed,
        source: "mechanical stress; a few percent at most in the three-dimensional integration literature")

    /// Heat that the cooling takes off each square metre of a die.
    public static let powerDensity = PhysicalConstant(
        "largest power density of a die", 1e6, unit: "W/m2", certainty: .assumed,
        source: "cold plates take about 1 W/mm2; a Dojo tile has 15 kW on 25 dies of 645 mm2, 0.93, and H100 700 W on "
            + "814 mm2, 0.86")

    /// The limits.
    static let limits = [
        edgeBandwidthPerMetre, stitchedEdgeBandwidthPerMetre, rimBandwidthPerMetre, bitsPerSecondPerVia, viaArea,
        viaAreaFraction, powerDensity,
    ]
}
