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
            case .forward, .backward, .operators, .tensor, .expert, .context, .optimizer, .transferWait, .bubble:
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
    /// Spans whose times are no numbers, or further away than can be told; they have no place.
    private(set) var leftOut = 0

    /// Finds a place for every span.
    init(_ spans: [IterationRecord.Span]) {
        var untold = 0
        var found: [Event] = []
        found.reserveCapacity(spans.count)
        for index in spans.indices {
            if let start = Self.nanoseconds(spans[index].start), let end = Self.nanoseconds(spans[index].end) {
                found.append(Event(span: index, lane: 0, start: start, end: max(start, end)))
            } else {
                untold += 1
            }
        }
        leftOut = untold
        func key(_ event: Event) -> (Int, Int, Int) {
            let span = spans[event.span]
            return (span.replica, span.stage, Kind(span.activity).rawValue)
        }
        found.sort { first, second in
            let (one, other) = (key(first), key(second))
            if one != other { return one < other }
            if first.start != second.start { return first.start < second.start }
            if first.end != second.end { return first.end > second.end }
            let (outer, inner) = (Self.isPass(spans[first.span]), Self.isPass(spans[second.span]))
            return outer != inner ? outer : first.span < second.span
        }
        // Of each thread of the group at hand, the ends of the spans that are still open.
        var open: [[Int]] = []
        var base = 0
        var group = (Int.min, 0, 0)
        for index in found.indices {
            let next = key(found[index])
            if next != group {
                (group, base) = (next, lanes.count)
                open.removeAll(keepingCapacity: true)
            }
            let kind = Kind(spans[found[index].span].activity)
            let place = Self.fit(found[index], mayNest: kind == .passes, into: &open)
            if base + place == lanes.count {
                replicas = max(replicas, group.0 + 1)
                lanes.append(Lane(replica: group.0, stage: group.1, kind: kind, number: place))
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
