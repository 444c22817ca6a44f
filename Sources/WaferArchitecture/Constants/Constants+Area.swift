extension Constants {
    /// Area of one FP16 multiplier with its FP32 adder, operand registers and share of the array's control.
    public static let macArea = PhysicalConstant(
        "area of a multiply-accumulate unit", n7: 300e-12, n5: 165e-12, unit: "m2", certainty: .calibrated,
        source: "calibrated with the reference chips; an FP16 multiplier and an FP32 adder of 5,824 um2 at 45 nm "
            + "(Horowitz, ISSCC 2014) shrink to 210 to 290 um2 by transistor density, to which registers come; to 5 nm "
            + "by the 1.8x logic density of TSMC (Yeap et al. IEDM 2019)")

    /// Area of a 16-bit slice of the programmable datapath: arithmetic, register ports, bypass, and its share of
    /// instruction issue, load and store.
    public static let vectorLaneArea = PhysicalConstant(
        "area of a 16-bit vector lane", n7: 1760e-12, n5: 968e-12, unit: "m2", certainty: .calibrated,
        source: "calibrated with the reference chips: with an eighth as many lanes as multipliers, both together have "
            + "520 um2 a multiplier, which the areas of Dojo D1 and GC200 ask for; and the SMs of A100 and H100 need it "
            + "for 384 and 640 lanes")

    /// Area of what a core has once: instruction sequencing, direct memory access.
    public static let controlArea = PhysicalConstant(
        "fixed control area of a core", n7: 500e-12, n5: 275e-12, unit: "m2", certainty: .assumed,
        source: "sequencer and DMA of a few thousand gates; 1.4 % of a WSE-2 core, less of any other")

    /// Area of SRAM macros for each byte.
    public static let sramAreaPerByte = PhysicalConstant(
        "SRAM macro area of a byte", n7: 0.55e-6 / 1_048_576, n5: 0.43e-6 / 1_048_576, unit: "m2/B",
        certainty: .derived,
        source:
            "WSE-2: 40 GB fill half of 46,225 mm2 (Lie, Hot Chips 34), 0.55 mm2/MB with its routing; to 5 nm by the "
            + "bit cells, 0.027 and 0.021 um2 (Yeap et al. IEDM 2019)")

    /// Area that each SRAM bank adds to its cells.
    public static let sramBankArea = PhysicalConstant(
        "area overhead of an SRAM bank", n7: 1500e-12, n5: 1170e-12, unit: "m2", certainty: .assumed,
        source:
            "periphery of a 32 KB macro, from the bank-size dependence of compiled SRAM tables (area per KB falls as "
            + "720 + 2730/KB in a 12 to 16 nm class)")

    /// Bytes of the largest SRAM bank.
    public static let sramBankBytes = PhysicalConstant(
        "largest SRAM bank", 32_768, unit: "B", certainty: .assumed,
        source: "the largest macro of the tables used in wafer-scale exploration (Xue et al., dse4wse, 2023)")

    /// Bits that one SRAM bank delivers in a cycle.
    public static let sramBankBits = PhysicalConstant(
        "width of an SRAM bank", 128, unit: "bit", certainty: .assumed,
        source: "the widest macro of the same tables (Xue et al., dse4wse, 2023)")

    /// Area of the switch between SRAM banks and the core's ports for each bit of port width and bank.
    public static let sramSwitchArea = PhysicalConstant(
        "area of a bank switch for each port bit and bank", n7: 2.5e-12, n5: 1.375e-12, unit: "m2",
        certainty: .derived,
        source: "a wire of 80 nm pitch over a bank of 32 KB, 0.125 mm wide, on four metal layers")

    /// Area of a router with four virtual channels of four flits, apart from its width.
    public static let routerBaseArea = PhysicalConstant(
        "fixed area of a router", n7: 2500e-12, n5: 1375e-12, unit: "m2", certainty: .derived,
        source: "half of the fit 4,879 + 108 um2/bit to the router table of dse4wse (Xue et al. 2023), a 12 to 16 nm "
            + "class; four virtual channels of four flits")

    /// Area of the same router for each bit of link width.
    public static let routerAreaPerBit = PhysicalConstant(
        "router area for each bit of a link", n7: 55e-12, n5: 30e-12, unit: "m2/bit", certainty: .derived,
        source: "as for the fixed area of a router")

    /// The part of a router's area that does not grow with its buffers.
    public static let routerUnbufferedShare = PhysicalConstant(
        "share of a router outside its buffers", 0.06, unit: "1", certainty: .derived,
        source: "raw areas at 512 bits of dse4wse (Xue et al. 2023) for 1, 4, 16 and 32 flits of buffer: 31.8, 68.7, "
            + "240.7 and 525.0 thousand um2, linear within 13 %")

    /// Flits of buffer of the router that the router areas describe.
    public static let routerReferenceFlits = PhysicalConstant(
        "buffer of the reference router", 16, unit: "flit", certainty: .published,
        source: "router table of dse4wse (Xue et al. 2023): four virtual channels of four flits")

    /// Area of each byte of an SRAM that all cores of a die share: cells, tags, slices, crossbar, and what else a chip
    /// of this kind has once (front end, host interface, spare controllers).
    public static let sharedSRAMAreaPerByte = PhysicalConstant(
        "area of a byte of shared SRAM with crossbar and front end", n7: 7.2e-6 / 1_048_576, n5: 5.63e-6 / 1_048_576,
        unit: "m2/B", certainty: .calibrated,
        source:
            "calibrated with A100 and H100, where it is all that is neither SM nor memory interface; to 5 nm as the "
            + "SRAM macros")

    /// The share of a core's area that placed logic and macros fill.
    public static let placementUtilisation = PhysicalConstant(
        "placement utilisation", 0.85, unit: "1", certainty: .calibrated,
        source: "calibrated with WSE-2, inside the usual range of placed and routed blocks, 0.7 to 0.9")

    /// Gap between two cores, apart from what the width of their link adds.
    public static let coreGap = PhysicalConstant(
        "gap between cores", 10e-6, unit: "m", certainty: .assumed,
        source:
            "WSE-2: 850,000 cores on 46,225 mm2 have a pitch of at most 233 um, which leaves 12 to 30 um; the 60 um "
            + "of dse4wse do not fit")

    /// What each bit of link width adds to the gap between two cores.
    public static let coreGapPerBit = PhysicalConstant(
        "gap between cores for each bit of a link", 0.04e-6, unit: "m/bit", certainty: .derived,
        source: "two directions of wires at 80 nm pitch on four metal layers")

    /// What InFO-SoW adds to each dimension of a die: seal ring, drivers, test and fan-out pads.
    public static let infoOverhead = PhysicalConstant(
        "width that InFO-SoW adds to a die", 1.2e-3, unit: "m", certainty: .derived,
        source: "usable reticle 30.0 x 26.0 mm stitched against 28.8 x 24.8 mm on InFO-SoW in the design points of "
            + "Xue et al. (gnn4noc, 2022)")

    /// Area of die-to-die drivers for each byte a second, both directions counted.
    public static let dieToDieAreaPerBandwidth = PhysicalConstant(
        "die-to-die driver area", 1e-6 / 631e9, unit: "m2 s/B", certainty: .published,
        source: "Cai et al. HPCA 2024 (Gemini): 631 GB/s per mm2 of UCIe over fan-out")

    /// Area of the controller and drivers of DRAM beside the die for each byte a second.
    public static let edgeDRAMAreaPerBandwidth = PhysicalConstant(
        "controller and driver area of DRAM beside a die", 16e-6 / 1e12, unit: "m2 s/B", certainty: .assumed,
        source: "8 mm2 of HBM2E controller and PHY for a stack of 0.5 TB/s, of the order seen on photographs of A100")

    /// Area of the controller of DRAM stacked on the die for each byte a second.
    public static let stackedDRAMAreaPerBandwidth = PhysicalConstant(
        "controller area of stacked DRAM", 2.6e-6 / 1e12, unit: "m2 s/B", certainty: .derived,
        source: "Li et al. ISCA 2025 (H2-LLM): 51.2 GB/s take 40.2 % of 6.76 mm2 at 40 nm; divided by 20 for 7 nm")

    /// Distance between two dies on InFO-SoW.
    public static let infoDieGap = PhysicalConstant(
        "gap between dies on InFO-SoW", 0.2e-3, unit: "m", certainty: .assumed,
        source: "fan-out packages place dies 0.1 to 0.3 mm apart (Chun et al. ECTC 2020, InFO_SoW)")

    /// Distance between two reticles of a stitched wafer.
    public static let reticleGap = PhysicalConstant(
        "scribe line between stitched reticles", 0.8e-3, unit: "m", certainty: .published,
        source: "dse4wse (Xue et al. 2023): 800 um a reticle pitch")

    /// Area of the wafer's plane that a DRAM stack beside a die takes.
    ///
    /// The published numbers of WATOS leave no more: 198 x 198 mm less 56 dies of 25.5 x 25.2 mm is 57 mm2 a die, 14
    /// for each of four stacks, while an HBM stack has about 110 mm2. So the stacks must stand above the plane, over
    /// their dies, and only the strip of their vertical connections is counted here.
    public static let edgeStackArea = PhysicalConstant(
        "wafer plane taken by an edge DRAM stack", 7e-6, unit: "m2", certainty: .assumed,
        source: "at most 14 mm2 by the totals of WATOS (56 dies of 25.5 x 25.2 mm on 198 x 198 mm); half of it here: a "
            + "strip of vertical connections, the stack itself (110 mm2) standing above the plane")

    /// The area constants.
    static let area = [
        macArea, vectorLaneArea, controlArea, sramAreaPerByte, sramBankArea, sramBankBytes, sramBankBits,
        sramSwitchArea,
        sharedSRAMAreaPerByte, routerBaseArea, routerAreaPerBit, routerUnbufferedShare, routerReferenceFlits,
        placementUtilisation, coreGap,
        coreGapPerBit, infoOverhead, dieToDieAreaPerBandwidth, edgeDRAMAreaPerBandwidth, stackedDRAMAreaPerBandwidth,
        infoDieGap, reticleGap, edgeStackArea,
    ]
}
