public import WaferArchitecture

/// The busiest link between cores while operands come from the ports of a die and results go back, in closed form.
///
/// Edge stacks stand at the west and east side in turn, each facing an equal part of the rows, and hold equal parts of
/// every operand; memory off the wafer enters through all rows of both sides.
/// - A row's operand enters at the row of its stack that is nearest, moves along the side and then along the row; what
///   single cores need comes the same way and thins out along the row.
/// - A column's operand enters over all rows of a stack, moves along them, and spreads up and down its column.
/// - Results go along their row to the nearer side that has a stack.
///
/// Only cores with work are reached. Along any line of links the load is linear between the places where a stack's rows
/// or the cores with work end, so that its largest value is at one of them. For dies of several columns whose stacks
/// face equally many rows this is the exact figure of routing everything; where the number of rows does not divide, a
/// column's operand counts as entering evenly all the same. Stacked memory sits above the cores: each core sends its
/// part along its row or column, and results stay.
public struct PortDistribution: OperandDistribution, Sendable, Hashable {
    private let width: Int
    private let height: Int
    private let isStacked: Bool
    private let west: Side
    private let east: Side

    /// The stacks at one side of a die.
    private struct Side: Sendable, Hashable {
        /// Parts of the rows that stacks face.
        let parts: Int
        /// The share of every operand that enters here.
        let share: Double
        /// Rows of the first part.
        let rowsOfFirst: Int
        /// Whether all parts have as many.
        let isEven: Bool
        /// The share of a column's operand that enters here in each row of the first part, of which no part has fewer.
        let shareOfRow: Double

        init(stacks: Int, of all: Int, rows: Int) {
            parts = min(stacks, rows)
            share = Double(stacks) / Double(all)
            rowsOfFirst = rows / max(1, parts)
            isEven = rowsOfFirst &* parts == rows
            shareOfRow = parts > 0 ? share / Double(parts &* rowsOfFirst) : 0
        }
    }

    /// What a product wants on its way between ports and cores.
    private struct Demand {
        /// Columns of cores that have work.
        let columns: Int
        /// Rows of cores that have work.
        let rows: Int
        /// Bytes for a whole row.
        let row: Double
        /// Bytes for one core of a row.
        let core: Double
        /// Bytes for a whole column.
        let column: Double
        /// Bytes of results of one core.
        let result: Double

        /// What a row of cores takes in.
        var wholeRow: Double { row + core * Double(columns) }
    }

    /// Makes the distribution for the dies of a system.
    public init(_ hardware: Hardware) {
        width = max(1, hardware.die.coresX)
        height = max(1, hardware.die.coresY)
        isStacked = hardware.memory.kind == .stacked
        let stacks = hardware.memory.kind == .offWafer ? 2 : max(1, hardware.memory.stacksPerDie)
        west = Side(stacks: (stacks + 1) / 2, of: stacks, rows: height)
        east = Side(stacks: stacks / 2, of: stacks, rows: height)
    }

    /// The largest load of a link along a row, along a side of the die, or along a column.
    public func busiestLinkBytes(_ tiling: ProductTiling) -> Double {
        if isStacked {
            return max(
                tiling.bytesPerRow * Double(width &- 1) / Double(width),
                tiling.bytesPerColumn * Double(height &- 1) / Double(height))
        }
        let demand = Demand(
            columns: min(width, Int(tiling.activeColumns)), rows: min(height, Int(tiling.activeRows)),
            row: tiling.bytesPerRow, core: tiling.bytesPerCore, column: tiling.bytesPerColumn,
            result: tiling.resultBytesPerCore)
        return max(max(eastwards(demand), westwards(demand)), alongSide(demand))
    }

    /// The column from which results go to the east side.
    private var middle: Int { east.parts > 0 ? (width &+ 1) / 2 : width }

    /// The busiest link of a row that leads east: what comes from the west side, and results on their way out.
    @inline(__always)
    private func eastwards(_ demand: Demand) -> Double {
        guard width > 1 else { return 0 }
        let last = demand.columns &- 1
        let perCore = west.share * demand.core + west.shareOfRow * demand.column
        /// The load of the link from a column to the next.
        func load(_ x: Int) -> Double {
            let inwards = x < last ? west.share * demand.row + perCore * Double(last &- x) : 0
            return inwards + (x >= middle ? demand.result * Double(max(0, min(x, last) &+ 1 &- middle)) : 0)
        }
        let end = min(last, width &- 2)
        let first = load(0)
        guard middle <= end else { return first }
        return max(max(first, load(middle)), max(load(end), end > middle ? load(end &- 1) : 0))
    }

    /// The same of a link that leads west.
    @inline(__always)
    private func westwards(_ demand: Demand) -> Double {
        guard width > 1 else { return 0 }
        let returning = min(demand.columns, middle)
        let perCore = east.share * demand.core + east.shareOfRow * demand.column
        /// The load of the link from a column to the one before.
        func load(_ x: Int) -> Double {
            east.share * demand.row + perCore * Double(min(x, demand.columns))
                + (x < returning ? demand.result * Double(returning &- x) : 0)
        }
        let turn = max(1, min(returning &- 1, width &- 1))
        return max(max(load(1), load(turn)), load(min(demand.columns, width &- 1)))
    }

    /// The busiest link along the west side: rows' operands from stacks that do not face these rows, and its column's.
    ///
    /// The east side has no more stacks, and its links carry no more.
    @inline(__always)
    private func alongSide(_ demand: Demand) -> Double {
        guard height > 1 else { return 0 }
        let perPart = west.share / Double(west.parts) * demand.wholeRow
        let perRow = demand.column / Double(height)
        let last = demand.rows &- 1
        /// The load of the link into a row from below, with so many parts of the side wholly below it.
        func upwards(_ row: Int, parts: Int) -> Double {
            perPart * Double(parts &* (demand.rows &- row)) + perRow * Double(row)
        }
        /// The load of the link out of a row downwards, with so many parts of the side that start there or above.
        func downwards(_ row: Int, parts: Int) -> Double {
            perPart * Double(parts &* min(demand.rows, row)) + perRow * Double(height &- row)
        }
        var most = downwards(1, parts: west.parts &- 1)
        var (part, start, below) = (1, 0, 0)
        while part < west.parts {
            let before = start
            start = west.isEven ? start &+ west.rowsOfFirst : part &* height / west.parts
            most = max(most, downwards(start, parts: west.parts &- part))
            if start <= last {
                most = max(most, upwards(start, parts: part))
                below = part
            } else if before < last {
                most = max(most, downwards(demand.rows, parts: west.parts &- part))
            }
            part &+= 1
        }
        return last > 0 ? max(most, upwards(last, parts: below)) : most
    }
}
