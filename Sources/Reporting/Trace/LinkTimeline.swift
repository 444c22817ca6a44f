import WaferSimulator

/// Bytes a second on links by what they are for, over equal parts of an iteration.
struct LinkTimeline {
    /// How many parts the iteration has.
    static let parts = 500

    /// Bytes a second by part of the iteration, in the mean of all stages: for each kind of activity that had bytes.
    private(set) var rates: [(activity: IterationRecord.Activity, bytesPerSecond: [Double])] = []

    /// Adds up the bytes of all spans, each evenly over its time.
    init(_ record: IterationRecord) {
        let width = record.iterationSeconds / Double(Self.parts)
        guard width > 0, width.isFinite else { return }
        let activities = IterationRecord.Activity.allCases
        var sums = [[Double]](repeating: [], count: activities.count)
        var nodes: Set<[Int]> = []
        for span in record.spans {
            nodes.insert([span.replica, span.stage])
            guard span.bytes > 0, span.bytes.isFinite, let index = activities.firstIndex(of: span.activity) else {
                continue
            }
            if sums[index].isEmpty { sums[index] = [Double](repeating: 0, count: Self.parts) }
            Self.add(span, width: width, to: &sums[index])
        }
        for (activity, sum) in zip(activities, sums) where !sum.isEmpty {
            rates.append((activity, sum.map { $0 / width / Double(nodes.count) }))
        }
    }

    private static func add(_ span: IterationRecord.Span, width: Double, to sums: inout [Double]) {
        let all = Double(parts)
        let (from, to) = (min(max(span.start / width, 0), all), min(max(span.end / width, 0), all))
        guard from <= to else { return }
        let (first, last) = (min(Int(from), parts - 1), min(Int(to), parts - 1))
        guard first < last else {
            sums[first] += span.bytes
            return
        }
        for part in first...last {
            let share = (min(to, Double(part + 1)) - max(from, Double(part))) / (to - from)
            sums[part] += span.bytes * share
        }
    }
}
