/// What inference on one mesh of cores reaches.
extension Constants {
    private static let waferLLM = "fitted to prefill and decode rates of four models on a WSE-2 (WaferLLM, OSDI 2025)"

    /// Arithmetic of products that are spread over a mesh, over the cores' peak.
    ///
    /// No data sheet has it. The kernel that was measured issues one vector instruction for each weight of a tile, over
    /// the tile's rows, of which a core works on four a cycle (MeshInfra, WaferLLM, MeshGEMM): with the six to nine
    /// rows of the measured runs, two or three cycles of arithmetic, and 0.22 leaves some seven to issue it. Solvers by
    /// the makers of the machine reach a third of its peak (Rocki et al., SC 2020), which is what the constant is
    /// without the fit; it carries nearly all of the error that prefill then has.
    public static let meshProductShare = PhysicalConstant(
        "matrix rate of a product over a mesh of cores over peak", 0.22, unit: "1", certainty: .derived,
        source: waferLLM + "; a third, as in Rocki et al. (SC 2020), without the fit")

    /// One step of a product in which tiles move on by one core: its task, and what sets the loops of a tile up.
    public static let meshStepCycles = PhysicalConstant(
        "cycles of a step of a product over a mesh", 420, unit: "1", certainty: .derived, source: waferLLM)

    /// Adding up along one side of a mesh and sending back.
    public static let meshSumCyclesPerCore = PhysicalConstant(
        "cycles to add up over a mesh for each core of its side", 2, unit: "1", certainty: .derived,
        source: waferLLM + ": there and back, one cycle a core")

    /// What each product of a decode step starts with.
    public static let meshStartCycles = PhysicalConstant(
        "cycles to start a product over a mesh", 370, unit: "1", certainty: .derived, source: waferLLM)

    /// Products of a layer that cross the mesh.
    public static let meshProductsPerLayer = PhysicalConstant(
        "products of a layer that cross a mesh", 9, unit: "1", certainty: .derived,
        source:
            "counted: queries with keys and values, scores, values, projection, up, gate and down, and the two sums of "
            + "the norms")

    /// The constants of inference on a mesh.
    static let mesh = [
        meshProductShare, meshStepCycles, meshSumCyclesPerCore, meshStartCycles, meshProductsPerLayer,
    ]
}
