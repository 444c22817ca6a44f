import WaferArchitecture

/// The constants of inference that measurements fix, on graphics processors and on a mesh of cores.
struct ServingConstants: Sendable, Hashable {
    var serving: ServingEfficiency
    /// Of the H100, and of the L40S but for what follows.
    var matrixShare: Double
    var memoryShare: Double
    var eightBitShare: Double
    /// Of the L40S.
    var eightBitShareOfGDDR: Double
    var mesh: MeshEfficiency
    /// The A100's curve; nil for the preset's.
    var ampere: GPUEfficiency?

    /// The values that the program ships.
    static var shipped: ServingConstants {
        let curve = GPUEfficiency(of: .n5)
        return ServingConstants(
            serving: .measured, matrixShare: curve.matrixShare, memoryShare: curve.memoryShare,
            eightBitShare: curve.eightBitShare, eightBitShareOfGDDR: Constants.gpuEightBitShareOfGDDR.value,
            mesh: .measured)
    }

    /// Values that know none of the measurements: the peak rates less a tenth or a quarter as for training, launches as
    /// in training, nothing for the host; on a mesh the third of the peak that the makers' solvers reach (Rocki et al.,
    /// SC 2020), a step as long as a multiply-accumulate of a tile of a few hundred elements, one cycle a core each
    /// way, and a start as long as a step.
    static var prior: ServingConstants {
        var serving = ServingEfficiency.measured
        serving.launchSeconds = 3e-6
        serving.requestSeconds = 1e-3
        return ServingConstants(
            serving: serving, matrixShare: 0.9, memoryShare: 0.85, eightBitShare: 0.9, eightBitShareOfGDDR: 0.9,
            mesh: MeshEfficiency(
                productShare: 1.0 / 3, stepCycles: 256, sumCyclesPerCore: 2, startCycles: 256,
                productsPerLayer: Constants.meshProductsPerLayer.value))
    }

    /// What a fit to first tokens may change: a share is at most one.
    static var freeServing: [(path: any (WritableKeyPath<ServingConstants, Double> & Sendable), isShare: Bool)] {
        [
            (\.serving.launchSeconds, false), (\.serving.requestSeconds, false), (\.memoryShare, true),
            (\.eightBitShare, true), (\.eightBitShareOfGDDR, true),
        ]
    }

    /// What a fit to a mesh of cores may change.
    static var freeMesh: [(path: any (WritableKeyPath<ServingConstants, Double> & Sendable), isShare: Bool)] {
        [(\.mesh.productShare, true), (\.mesh.stepCycles, false), (\.mesh.startCycles, false)]
    }

    /// Puts the constants of a device into a system.
    func apply(to hardware: inout Hardware, preset: GPUClusterPreset) {
        switch hardware.technology {
        case .n7:
            if let ampere { hardware.cluster?.device.efficiency = ampere }
        case .n5:
            let isGDDR = preset.name == GPUClusterPreset.l40s.name
            hardware.cluster?.device.efficiency.matrixShare = matrixShare
            hardware.cluster?.device.efficiency.eightBitShare = isGDDR ? eightBitShareOfGDDR : eightBitShare
            hardware.cluster?.device.efficiency.memoryShare =
                isGDDR ? (ampere ?? GPUEfficiency(of: .n7)).memoryShare : memoryShare
        }
    }
}
