/// What products that are spread over one mesh of cores reach, as measured: one set for every case.
public struct MeshEfficiency: Sendable, Hashable {
    /// The share of the cores' peak that arithmetic reaches.
    public var productShare: Double
    /// Cycles of a step in which tiles move on by one core.
    public var stepCycles: Double
    /// Cycles to add up along a side and send back, for each core of it.
    public var sumCyclesPerCore: Double
    /// Cycles that each product of a decode step starts with.
    public var startCycles: Double
    /// Products of a layer that cross the mesh.
    public var productsPerLayer: Double

    /// Makes a set of values.
    public init(
        productShare: Double, stepCycles: Double, sumCyclesPerCore: Double, startCycles: Double,
        productsPerLayer: Double
    ) {
        self.productShare = productShare
        self.stepCycles = stepCycles
        self.sumCyclesPerCore = sumCyclesPerCore
        self.startCycles = startCycles
        self.productsPerLayer = productsPerLayer
    }

    /// The values of the table of constants.
    public static var measured: MeshEfficiency {
        MeshEfficiency(
            productShare: Constants.meshProductShare.value, stepCycles: Constants.meshStepCycles.value,
            sumCyclesPerCore: Constants.meshSumCyclesPerCore.value, startCycles: Constants.meshStartCycles.value,
            productsPerLayer: Constants.meshProductsPerLayer.value)
    }
}
