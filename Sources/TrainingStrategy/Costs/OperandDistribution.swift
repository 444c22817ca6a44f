public import WaferArchitecture

/// The network between the cores of a die, as far as bringing operands to the cores is concerned.
///
/// The cost of operators is written once and asks one of these for the busiest link; evaluators differ in how closely
/// they look.
public protocol OperandDistribution {
    /// Bytes on the busiest link while the operands of a product reach the cores and its results leave them.
    func busiestLinkBytes(_ tiling: ProductTiling) -> Double
}

/// The bound that a network of rows and columns obeys when operands enter everywhere along its sides, without a detour.
///
/// It is for dies that serve: weights lie still, so that each row's can be in the stack that faces it. In training, where
/// every operand is written anew, ``PortDistribution`` is.
///
/// With memory beside or off the die, rows are fed from the west and east sides (one side when there is one stack):
/// each side brings its part of a row's operand through every link of the row, and what single cores need or give back
/// through the first. With memory stacked on the cores each core has a part of every operand and keeps its results.
public struct IdealDistribution: OperandDistribution, Sendable {
    private let rowShare: Double
    private let columnShare: Double
    private let coreShare: Double

    /// Makes the bound for the dies of a system.
    public init(_ hardware: Hardware) {
        let columns = Double(max(1, hardware.die.coresX))
        let rows = Double(max(1, hardware.die.coresY))
        columnShare = (rows - 1) / rows
        if hardware.memory.kind == .stacked {
            rowShare = (columns - 1) / columns
            coreShare = 0
        } else {
            let sides = hardware.memory.kind == .edge && hardware.memory.stacksPerDie < 2 ? 1.0 : 2.0
            rowShare = 1 / sides
            coreShare = (columns - 1) / sides
        }
    }

    /// The largest of the loads of a row's first link inwards, of its last link outwards and of a column's link.
    public func busiestLinkBytes(_ tiling: ProductTiling) -> Double {
        // Rows with work are fed, columns with work are spread over; idle cores at the far end shorten neither bound.
        let active = tiling.activeColumns > 1 || tiling.activeRows > 1 ? 1.0 : 0.0
        let inwards = tiling.bytesPerRow * rowShare + tiling.bytesPerCore * coreShare
        let outwards = tiling.resultBytesPerCore * coreShare
        return active * max(inwards, outwards, tiling.bytesPerColumn * columnShare)
    }
}
