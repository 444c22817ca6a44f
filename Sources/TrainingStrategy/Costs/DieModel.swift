public import WaferArchitecture

/// The roofline of one die: core array, SRAM, network between cores, and how often operands come from DRAM.
///
/// A product of m x k and k x n elements is cut into m / rows by n / columns of cores (or the other way round,
/// whichever is faster); many small products, those of attention heads, are dealt out whole, rows of one product to
/// several cores when there are more cores than products. In a core an array of r x c multipliers works on tiles; all
/// tiles and shares are rounded up, which is where odd shapes lose. The three dataflows keep k x n (weight stationary),
/// m x n (output stationary) or k x m (input stationary) in the array. A tile takes `2 r + c + T - 2` cycles for `T`
/// elements that stream past it: filling, streaming, draining (A. Samajdar et al., "A systematic methodology for
/// characterizing scalability of DNN accelerators using SCALE-Sim", ISPASS 2020).
public struct DieModel: Sendable, Hashable {
    /// Bytes of an activation or weight.
    public static let elementBytes = 2.0
    /// Bytes of a partial sum on its way through SRAM: single precision, as sums of 16-bit products are.
    public static let sumBytes = 4.0
    /// Cores in a row.
    public let coresX: Double
    /// Cores in a column.
    public let coresY: Double
    /// Depth of the multiplier array of a core.
    public let arrayRows: Double
    /// Width of the multiplier array of a core.
    public let arrayColumns: Double
    /// Cycles a second.
    public let frequencyHertz: Double
    /// SRAM bytes a cycle and core.
    public let sramBytesPerCycle: Double
    /// Bytes a cycle of a link between cores.
    public let linkBytesPerCycle: Double
    /// Vector operations a cycle and core.
    public let vectorLanes: Double
    /// SRAM of the die that holds the working set of an operator: half; the other half is for what stays.
    public let workingBytes: Double
    /// Which operand stays in the array.
    public internal(set) var dataflow: Dataflow

    /// The roofline of a system's dies.
    public init(_ hardware: Hardware) {
        let core = hardware.core
        coresX = Double(max(1, hardware.die.coresX))
        coresY = Double(max(1, hardware.die.coresY))
        var columns = max(1, Int(Double(max(1, core.macs)).squareRoot()))
        while core.macs % columns != 0 { columns -= 1 }
        arrayRows = Double(max(1, core.macs) / columns)
        arrayColumns = Double(columns)
        frequencyHertz = core.frequencyHertz
        sramBytesPerCycle = Double(core.sramBitsPerCycle) / 8
        linkBytesPerCycle = Double(core.nocBitsPerCycle) / 8
        vectorLanes = Double(core.vectorLanes)
        workingBytes = coresX * coresY * Double(core.sramBytes) / 2
        dataflow = core.dataflow
    }

    /// Cores of the die.
    public var cores: Double { coresX * coresY }

    /// Cuts a product over the cores.
    public func tile(batch: Double, m: Double, n: Double, k: Double) -> ProductTiling {
        if batch > 1 {
            let share =
                batch >= cores
                ? ceiling(batch / cores) * m : ceiling(m / (cores / batch).rounded(.down))
            let core = onCore(m: share, n: n, k: k)
            // Rows of cores that work on different products fetch different right operands.
            let perRow = max(1, batch / coresY)
            return ProductTiling(
                cycles: core.cycles, sramBytesPerCore: core.sramBytes,
                bytesPerRow: perRow * n * k * DieModel.elementBytes, bytesPerColumn: 0,
                bytesPerCore: share * k * DieModel.elementBytes,
                resultBytesPerCore: share * n * DieModel.elementBytes, activeColumns: coresX, activeRows: coresY,
                activeCores: batch >= cores ? cores : min(cores, batch * ceiling(m / share)))
        }
        let upright = onGrid(m: m, n: n, k: k)
        let turned = onGrid(m: n, n: m, k: k, isTurned: true)
        return turned.cycles < upright.cycles ? turned : upright
    }

    /// One dimension over the columns of cores, the other over the rows.
    private func onGrid(m: Double, n: Double, k: Double, isTurned: Bool = false) -> ProductTiling {
        let rowShare = ceiling(m / coresY)
        let columnShare = ceiling(n / coresX)
        let core = isTurned ? onCore(m: columnShare, n: rowShare, k: k) : onCore(m: rowShare, n: columnShare, k: k)
        let (activeColumns, activeRows) = (ceiling(n / columnShare), ceiling(m / rowShare))
        return ProductTiling(
            cycles: core.cycles, sramBytesPerCore: core.sramBytes,
            bytesPerRow: rowShare * k * DieModel.elementBytes, bytesPerColumn: columnShare * k * DieModel.elementBytes,
            bytesPerCore: 0, resultBytesPerCore: rowShare * columnShare * DieModel.elementBytes,
            activeColumns: activeColumns, activeRows: activeRows, activeCores: activeColumns * activeRows)
    }

    /// Cycles and SRAM bytes of one core for its share.
    private func onCore(m: Double, n: Double, k: Double) -> (cycles: Double, sramBytes: Double) {
        let bytes = DieModel.elementBytes
        let fill = 2 * arrayRows + arrayColumns - 2
        switch dataflow {
        case .weightStationary:
            let depth = ceiling(k / arrayRows)
            let across = ceiling(n / arrayColumns)
            let sums = m * n * (2 * (depth - 1) * DieModel.sumBytes + bytes)
            return (depth * across * (m + fill), m * k * across * bytes + k * n * bytes + sums)
        case .outputStationary:
            let down = ceiling(m / arrayRows)
            let across = ceiling(n / arrayColumns)
            return (down * across * (k + fill), (m * k * across + k * n * down + m * n) * bytes)
        case .inputStationary:
            let depth = ceiling(k / arrayRows)
            let across = ceiling(m / arrayColumns)
            let sums = m * n * (2 * (depth - 1) * DieModel.sumBytes + bytes)
            return (depth * across * (n + fill), n * k * across * bytes + k * m * bytes + sums)
        }
    }

    /// A quotient of sizes rounded up, without a call for those that an integer holds.
    @inline(__always)
    private func ceiling(_ quotient: Double) -> Double {
        guard quotient >= 0, quotient < 1e15 else { return quotient.rounded(.up) }
        let whole = Double(Int(quotient))
        return whole < quotient ? whole + 1 : whole
    }

    /// How often the operands of a product come from DRAM, given that they do not stay in SRAM.
    ///
    /// Once where either operand, or all results in single precision, fit the working set; otherwise the dataflow
    /// decides: weight stationary brings it once and the left operand again for every part of it, input stationary the
    /// reverse, output stationary both for square blocks of results.
    public func passes(leftBytes: Double, rightBytes: Double, resultBytes: Double) -> Passes {
        guard min(leftBytes, rightBytes, resultBytes * 2) > workingBytes else { return Passes() }
        switch dataflow {
        case .weightStationary: return Passes(left: (rightBytes / workingBytes).rounded(.up))
        case .inputStationary: return Passes(right: (leftBytes / workingBytes).rounded(.up))
        case .outputStationary:
            let blocks = (resultBytes * 2 / workingBytes).squareRoot().rounded(.up)
            return Passes(left: blocks, right: blocks)
        }
    }
}
