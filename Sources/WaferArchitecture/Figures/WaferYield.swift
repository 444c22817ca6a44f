import Foundation

/// The shares of dies and wafers that work.
///
/// A core fails by the law of ``Wafer/yieldLaw``. The spare rows of a die give each of its columns `coresY + r` cores
/// of which `coresY` must work, and everything outside the cores must work by itself. A stitched wafer needs every
/// reticle; on InFO-SoW only known-good dies are placed, and each survives assembly with a fixed probability.
public struct WaferYield: Sendable, Hashable {
    /// The share of dies, or reticles, that work.
    public var die: Double
    /// The share of wafers that work once built.
    public var wafer: Double

    /// Computes the yields of a system.
    ///
    /// - Parameters:
    ///   - hardware: the system.
    ///   - floorplan: its die.
    ///   - model: the law by which cores and what is outside them fail; nil for the system's own.
    public init(of hardware: Hardware, floorplan: DieFloorplan, model: YieldModel? = nil) {
        let model = model ?? hardware.wafer.yieldLaw.model
        let density = Constants.defectDensity.value(at: hardware.technology)
        let rows = hardware.die.coresY
        let spare = hardware.wafer.spareCoreRows
        let columns = Double(hardware.die.coresX)
        let failure = model.failure(expectedDefects: floorplan.coreSquareMetres * density)
        let column = YieldModel.repaired(required: rows, spare: spare, failure: failure)
        // Routing gaps hold only wires of the network, which detours around a dead core's links as well.
        let outside = floorplan.squareMetres - floorplan.arrayWidthMetres * floorplan.arrayHeightMetres
        let rest = model.share(expectedDefects: outside * density)
        die = pow(column, columns) * rest
        let dies = Double(hardware.wafer.diesX) * Double(hardware.wafer.diesY)
        wafer =
            switch hardware.wafer.integration {
            case .stitched: pow(die, dies)
            case .infoSoW: pow(Constants.assemblyYield.value, dies)
            }
    }
}
