import WaferSimulator

/// The threads of a trace: which spans stand in which, so that those of one thread nest.
///
/// A viewer draws what runs inside another span below it, so two spans of one thread must not overlap in part. Passes
/// and what runs inside them nest. Hand-overs, rings and DRAM traffic only go on beside each other: each of their
/// threads holds one at a time. What does not fit gets a further thread.
struct TraceLanes {
    /// What the threads of a stage hold.
    enum Kind: Int, CaseIterable {
        case passes, exchange, transfers, memory

        init(_ activity: IterationRecord.Activity) {
            switch activity {
            case .replicas, .tiedHead: self = .exchange
            case .transfer: self = .transfers
            case .memory: self = .memory
            case .forward, .backward, .operators, .recompute, .tensor, .expert, .context, .optimizer, .transferWait,
                .bubble:
                self = .passes
            }
        }
    }

    /// A thread.
    struct Lane {
        var replica: Int
        var stage: Int
        var kind: Kind
        /// 0 for the first of its kind.
        var number: Int
    }

    /// A span with a place: whole nanoseconds, as viewers keep time.
    struct Event {
        var span: Int
        /// The thread; until it is found, a number for replica, stage and kind in their order.
        var lane: Int
        var start: Int
        var end: Int
    }

    /// The threads, by replica, stage and kind.
    private(set) var lanes: [Lane] = []
    /// The spans, thread by thread in the order of their starts, what encloses before what is inside.
    private(set) var events: [Event] = []
    /// Replicas that have spans; their numbers are below it.
    private(set) var replicas = 0
    /// Spans whose times are no numbers, or end before they start; they have no place.
    private(set) var leftOut = 0

    /// Finds a place for every span.
    init(_ spans: [IterationRecord.Span]) {
        let kinds = Kind.allCases.count
        let stages = (spans.reduce(0) { max($0, $1.stage) }) + 1
        var untold = 0
        var found: [Event] = []
        found.reserveCapacity(spans.count)
        for (index, span) in spans.enumerated() {
            let group = (span.replica &* stages &+ span.stage) &* kinds &+ Kind(span.activity).rawValue
            if let start = Self.nanoseconds(span.start), let end = Self.nanoseconds(span.end), start <= end {
                found.append(Event(span: index, lane: group, start: start, end: end))
            } else {
                untold += 1
            }
        }
        leftOut = untold
        found.sort { first, second in
            if first.lane != second.lane { return first.lane < second.lane }
            if first.start != second.start { return first.start < second.start }
            if first.end != second.end { return first.end > second.end }
            let (outer, inner) = (Self.isPass(spans[first.span]), Self.isPass(spans[second.span]))
            return outer != inner ? outer : first.span < second.span
        }
        // Of each thread of the group at hand, the ends of the spans that are still open.
        var open: [[Int]] = []
        var base = 0
        var group = Int.min
        for index in found.indices {
            if found[index].lane != group {
                (group, base) = (found[index].lane, lanes.count)
                open.removeAll(keepingCapacity: true)
            }
            let span = spans[found[index].span]
            let kind = Kind(span.activity)
            let place = Self.fit(found[index], mayNest: kind == .passes, into: &open)
            if base + place == lanes.count {
                replicas = max(replicas, span.replica + 1)
                lanes.append(Lane(replica: span.replica, stage: span.stage, kind: kind, number: place))
            }
            found[index].lane = base + place
        }
        events = found
    }

    /// The first thread in which a span overlaps no other in part; a new one where there is none.
    private static func fit(_ event: Event, mayNest: Bool, into open: inout [[Int]]) -> Int {
        for lane in open.indices {
            while let last = open[lane].last, last <= event.start { open[lane].removeLast() }
            guard let last = open[lane].last else {
                open[lane].append(event.end)
                return lane
            }
            if mayNest, last >= event.end {
                open[lane].append(event.end)
                return lane
            }
        }
        open.append([event.end])
        return open.count - 1
    }

    private static func isPass(_ span: IterationRecord.Span) -> Bool {
        span.activity == .forward || span.activity == .backward
    }

    private static func nanoseconds(_ seconds: Double) -> Int? {
        Int(exactly: (seconds * 1e9).rounded())
    }
}
