/// What a stage of a replica is doing.
struct NodeState {
    /// What it waits for, or works on.
    enum Phase: UInt8 {
        /// No pass, or all passes done.
        case idle
        /// Operators before attention cores.
        case plain
        /// Attention cores.
        case core
        /// Streams from its own DRAM that take longer than the operators.
        case stream
        /// Flows that run beside the operators.
        case join
        /// The tensor group's collectives.
        case tensor
        /// An all-to-all.
        case expert
        /// Rings of replicas beside the pass.
        case replicas
    }

    /// The pass that it is at, or waits to begin.
    var next: Int32 = 0
    /// What it does.
    var phase = Phase.idle
    /// Flows of it that are under way, by bit: 0 memory, 1 context, 2 replicas, 3 and 4 lanes of the collective,
    /// 5 streamed weights.
    var pending: UInt8 = 0
    /// The part of the pass, and the one after the last.
    var sub: Int32 = 0
    var subEnd: Int32 = 0
    /// The segment of the part.
    var segment: Int32 = 0
    /// When the segment began.
    var segmentStart = 0.0
    /// When the pass began.
    var passStart = 0.0
    /// What the time since is counted as.
    var cause = IterationCause.bubble
    /// Until when its time is accounted for.
    var since = 0.0

    static let memory: UInt8 = 1
    static let context: UInt8 = 2
    static let replicas: UInt8 = 4
    static let stream: UInt8 = 32
    /// What a segment waits for before its collectives.
    static let beside: UInt8 = memory | context | stream
    static func lane(_ lane: Int) -> UInt8 { 8 << UInt8(lane) }
    static let lanes: UInt8 = 24
}

/// What a stage's time is counted as.
enum IterationCause: Int, CaseIterable {
    case operators, stream, memory, tensor, expert, context, replicas, transfer, bubble, optimizer
}
