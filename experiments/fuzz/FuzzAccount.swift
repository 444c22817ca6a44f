import _IngotFuzzing

/// What some cases came to.
struct FuzzAccount: Sendable {
    var cases = 0
    var accepted = 0
    var refused = 0
    var finds = 0
    var seconds = 0.0
    /// The most resident memory of any process, in bytes.
    var peakBytes = 0
    /// The longest case in CPU seconds, and its index.
    var slowest = (seconds: 0.0, index: 0)

    mutating func add(_ other: FuzzAccount) {
        cases += other.cases
        accepted += other.accepted
        refused += other.refused
        finds += other.finds
        peakBytes = max(peakBytes, other.peakBytes)
        if other.slowest.seconds > slowest.seconds { slowest = other.slowest }
    }

    /// One line for a kind.
    func line(kind: FuzzKind) -> String {
        func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
        return "\(kind.rawValue): \(cases) cases, \(accepted) accepted, \(refused) refused, \(finds) finds, "
            + "\(tenths(seconds)) s, at most \(peakBytes >> 20) MiB and \(tenths(slowest.seconds)) CPU s (case \(slowest.index))"
    }
}
