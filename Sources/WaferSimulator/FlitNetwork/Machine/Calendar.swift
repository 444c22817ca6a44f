/// Which sources wake at which cycle: a wheel of cycles with a list of numbers in each.
///
/// Adding and taking out cost the same however many wait; a number waits at most once. What is further ahead than the
/// wheel goes round it.
struct Calendar {
    private static let size = 4096
    private let first: UnsafeMutablePointer<UInt32>
    private let occupied: UnsafeMutablePointer<UInt64>
    private let next: UnsafeMutablePointer<UInt32>
    private let due: UnsafeMutablePointer<UInt32>
    private(set) var count = 0

    /// Makes an empty calendar for the numbers below `capacity`.
    init(capacity: Int) {
        first = .allocate(capacity: Self.size)
        first.initialize(repeating: UInt32.max, count: Self.size)
        occupied = .allocate(capacity: Self.size / 64)
        occupied.initialize(repeating: 0, count: Self.size / 64)
        next = .allocate(capacity: max(capacity, 1))
        due = .allocate(capacity: max(capacity, 1))
    }

    /// Frees its memory.
    func deallocate() {
        first.deallocate()
        occupied.deallocate()
        next.deallocate()
        due.deallocate()
    }

    /// Notes that a number wakes at a cycle, which is not before `now`.
    mutating func add(_ number: Int, at cycle: UInt32, now: UInt32) {
        due[number] = cycle
        put(number, ahead: min(cycle &- now, UInt32(Self.size - 1)), now: now)
        count &+= 1
    }

    private mutating func put(_ number: Int, ahead: UInt32, now: UInt32) {
        let slot = Int(now &+ ahead) & (Self.size - 1)
        next[number] = first[slot]
        first[slot] = UInt32(truncatingIfNeeded: number)
        occupied[slot >> 6] |= 1 << UInt64(slot & 63)
    }

    /// Takes out one number that wakes now; nil when there is none left.
    @inline(__always)
    mutating func pop(at now: UInt32) -> Int? {
        let slot = Int(now) & (Self.size - 1)
        guard first[slot] != UInt32.max else { return nil }
        return take(slot: slot, now: now)
    }

    private mutating func take(slot: Int, now: UInt32) -> Int? {
        while first[slot] != UInt32.max {
            let number = Int(first[slot])
            first[slot] = next[number]
            if first[slot] == UInt32.max { occupied[slot >> 6] &= ~(1 << UInt64(slot & 63)) }
            if due[number] == now {
                count &-= 1
                return number
            }
            put(number, ahead: min(due[number] &- now, UInt32(Self.size - 1)), now: now)
        }
        return nil
    }

    /// The next cycle from `now` on at which something may wake; nil when nothing waits.
    func nextCycle(from now: UInt32) -> UInt32? {
        guard count > 0 else { return nil }
        let start = Int(now) & (Self.size - 1)
        for step in 0...(Self.size / 64) {
            let word = ((start >> 6) &+ step) & (Self.size / 64 - 1)
            var bits = occupied[word]
            if step == 0 { bits &= ~0 << UInt64(start & 63) }
            guard bits != 0 else { continue }
            let slot = word << 6 | bits.trailingZeroBitCount
            return now &+ UInt32((slot &- start) & (Self.size - 1))
        }
        return nil
    }
}
