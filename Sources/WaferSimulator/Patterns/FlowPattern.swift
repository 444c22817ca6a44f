import MeshNetwork

/// Flows that are under way together and share links, wherever on a wafer they are: what their rates depend on.
struct FlowPattern: Hashable, Sendable {
    /// One message of a flow: two places on a mesh, counted from the corner of the pattern, and its size in 1024ths of
    /// the largest message of its flow.
    struct Part: Hashable, Sendable {
        var x: Int32
        var y: Int32
        var toX: Int32
        var toY: Int32
        var size: Int32
    }

    /// The messages of each flow.
    var flows: [[Part]]
    /// Virtual channels of the routers.
    var virtualChannels: Int
    /// Columns of the pattern behind which a wafer ends, and how many times as long a flit takes to the next one.
    var crossings: [Crossing] = []

    /// Links between two wafers.
    struct Crossing: Hashable, Sendable {
        /// The column of the last die of a wafer.
        var column: Int32
        /// Cycles of a flit over one of the links eastwards.
        var eastCyclesPerFlit: Int32
        /// The same westwards.
        var westCyclesPerFlit: Int32
    }

    /// Columns and rows that the messages touch.
    var size: (columns: Int, rows: Int) {
        var (columns, rows): (Int32, Int32) = (1, 1)
        for part in flows.joined() {
            columns = max(columns, part.x + 1, part.toX + 1)
            rows = max(rows, part.y + 1, part.toY + 1)
        }
        return (Int(columns), Int(rows))
    }
}

/// How fast the flows of a pattern are.
struct PatternRates: Sendable {
    /// By flow: bytes a second of its largest message over those of a link; empty where some flow got nothing through
    /// before the simulation was given up.
    var rates: [Double]
    /// Flits that were sent to find them.
    var flits: Int
    /// Cycles that were simulated.
    var cycles: Int
}
