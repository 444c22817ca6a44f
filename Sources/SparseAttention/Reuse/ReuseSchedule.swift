/// Reuse-aware scheduling (RASS): in which order the keys and values of a group of queries are loaded, so that one load
/// serves many of them.
///
/// SOFA (arXiv 2407.10416, Fig. 15). Keys with the same requesters share a bucket, named by the bitmask of the queries.
/// In each phase every query gets a quota of its keys; the key that serves most queries still open in the phase goes
/// first, of equal ones that which the fewest queries without room in this phase ask for, since they load it again
/// later, then the lowest. Two naive orders stand beside it, in which every query takes its keys in rising order.
public struct ReuseSchedule: Sendable, Hashable {
    /// A key that is loaded.
    public struct Load: Sendable, Hashable {
        /// The key.
        public let key: Int32
        /// The queries that take it, as a bitmask.
        public let queries: UInt128
    }

    /// The keys that are loaded, phase by phase, in rising order.
    public let phases: [[Load]]
    /// Keys loaded when each phase loads exactly what its queries need, queries taking their keys in rising order.
    public let exactLoads: Int
    /// Keys loaded when each phase loads the contiguous range of what its queries need.
    public let rangeLoads: Int

    /// Keys loaded by the schedule.
    public var loads: Int { phases.reduce(0) { $0 + $1.count } }

    /// Schedules the requests of at most 128 queries.
    ///
    /// - Parameters:
    ///   - requests: The keys that each query asks for, each key once.
    ///   - quota: The keys that a query takes in a phase; the accelerator's array takes 2.
    /// - Throws: `SparseAttentionError.option` for no or more than 128 queries, for a quota below 1 and for keys that
    ///   are negative or asked for twice by one query.
    public init(requests: [[Int32]], quota: Int = 2) throws(SparseAttentionError) {
        guard (1...128).contains(requests.count) else {
            throw .option(name: "requests", found: "\(requests.count) queries", accepted: "1 to 128 queries")
        }
        guard quota >= 1 else { throw .option(name: "quota", found: "\(quota)", accepted: "at least 1 key") }
        let sorted = requests.map { $0.sorted() }
        for keys in sorted {
            guard (keys.first ?? 0) >= 0, zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw .option(name: "requests", found: "a negative or repeated key", accepted: "each key once")
            }
        }
        var asked: [(mask: UInt128, key: Int32)] = []
        for (query, keys) in sorted.enumerated() { asked += keys.map { (1 << UInt128(query), $0) } }
        asked.sort { $0.key < $1.key }
        var wanted: [Wanted] = []
        for (mask, key) in asked {
            if wanted.last?.key == key {
                wanted[wanted.count - 1].mask |= mask
            } else {
                wanted.append(Wanted(key: key, mask: mask))
            }
        }
        phases = Self.schedule(wanted, queries: requests.count, quota: quota)
        (exactLoads, rangeLoads) = Self.naive(sorted, quota: quota)
    }

    private struct Wanted {
        let key: Int32
        /// The queries that still need the key.
        var mask: UInt128
    }

    /// How soon a key goes in a phase, never rising while queries fill up.
    private static func priority(_ mask: UInt128, open: UInt128) -> Int {
        256 * (mask & open).nonzeroBitCount - (mask & ~open).nonzeroBitCount
    }

    private static func schedule(_ keys: [Wanted], queries: Int, quota: Int) -> [[Load]] {
        var wanted = keys
        var phases: [[Load]] = []
        var room = [Int](repeating: 0, count: queries)
        // Keys by priority; one that has sunk since it was filed is filed again, so that each is looked at a few times.
        let lowest = 128
        var shelves = [[Int32]](repeating: [], count: 256 * 128 + lowest + 1)
        while !wanted.isEmpty {
            var open: UInt128 = 0
            for entry in wanted { open |= entry.mask }
            for query in 0..<queries { room[query] = quota }
            var top = 0
            for (place, entry) in wanted.enumerated().reversed() {
                let shelf = priority(entry.mask, open: open) + lowest
                shelves[shelf].append(Int32(place))
                top = max(top, shelf)
            }
            var phase: [Load] = []
            while top > lowest {
                guard let place = shelves[top].popLast().map(Int.init) else {
                    top -= 1
                    continue
                }
                let shelf = priority(wanted[place].mask, open: open) + lowest
                if shelf < top {
                    // Lowest keys stay last on a shelf, where they are taken first.
                    if shelf > lowest { insert(Int32(place), into: &shelves[shelf]) }
                    continue
                }
                var served = wanted[place].mask & open
                phase.append(Load(key: wanted[place].key, queries: served))
                wanted[place].mask &= ~served
                while served != 0 {
                    let query = served.trailingZeroBitCount
                    served &= served - 1
                    room[query] -= 1
                    if room[query] == 0 { open &= ~(1 << UInt128(query)) }
                }
                if open == 0 { break }
            }
            for shelf in 0...top where !shelves[shelf].isEmpty { shelves[shelf].removeAll(keepingCapacity: true) }
            phases.append(phase.sorted { $0.key < $1.key })
            wanted.removeAll { $0.mask == 0 }
        }
        return phases
    }

    private static func insert(_ place: Int32, into shelf: inout [Int32]) {
        var index = shelf.count
        while index > 0, shelf[index - 1] < place { index -= 1 }
        shelf.insert(place, at: index)
    }

    private static func naive(_ sorted: [[Int32]], quota: Int) -> (exact: Int, range: Int) {
        var (exact, range) = (0, 0)
        let phases = sorted.map { ($0.count + quota - 1) / quota }.max() ?? 0
        for phase in 0..<phases {
            var needed: [Int32] = []
            for keys in sorted { needed += keys.dropFirst(phase * quota).prefix(quota) }
            needed.sort()
            var distinct = 0
            for (place, key) in needed.enumerated() where place == 0 || needed[place - 1] != key { distinct += 1 }
            exact += distinct
            if let first = needed.first, let last = needed.last { range += Int(last - first) + 1 }
        }
        return (exact, range)
    }
}
