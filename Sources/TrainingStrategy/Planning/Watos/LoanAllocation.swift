/// Whose memory holds what stages have beyond their own: the nearest that has room.
///
/// WATOS (arXiv:2512.12279), algorithm 3, as far as it is known: requests in a queue, the largest first; one is taken
/// and given the nearest memory with free capacity, the queue is put in order again, and so on.
public struct LoanAllocation: Sendable, Hashable {
    /// A part of what a stage has too much, and who keeps it.
    public struct Loan: Sendable, Hashable {
        /// The stage that sends.
        public var stage: Int
        /// Who keeps it: a stage, or behind all stages idle dies.
        public var holder: Int
        /// Bytes of one die.
        public var bytes: Double

        /// Makes a loan.
        public init(stage: Int, holder: Int, bytes: Double) {
            self.stage = stage
            self.holder = holder
            self.bytes = bytes
        }
    }

    /// Bytes below which nothing is lent: what is left of sums of large numbers.
    static let smallestBytes = 1.0

    /// The loans, in the order in which they were given.
    public var loans: [Loan] = []
    /// Bytes that found no place.
    public var unplacedBytes = 0.0
    /// By holder, bytes still free.
    public var freeBytes: [Double]

    /// Allocates.
    ///
    /// - Parameters:
    ///   - overflow: By stage, bytes beyond its own memory; 0 or less for none.
    ///   - free: By holder, bytes that it has free.
    ///   - distance: Links between a stage and a holder.
    /// - Complexity: O((stages + holders) * holders).
    public init(overflow: [Double], free: [Double], distance: (_ stage: Int, _ holder: Int) -> Int) {
        freeBytes = free.map { max(0, $0) }
        var queue = overflow
        while let stage = queue.indices.max(by: { queue[$0] != queue[$1] ? queue[$0] < queue[$1] : $0 > $1 }),
            queue[stage] > Self.smallestBytes
        {
            let open = freeBytes.indices.filter { freeBytes[$0] > Self.smallestBytes && $0 != stage }
            guard
                let holder = open.min(by: {
                    let (first, second) = (distance(stage, $0), distance(stage, $1))
                    if first != second { return first < second }
                    return freeBytes[$0] != freeBytes[$1] ? freeBytes[$0] > freeBytes[$1] : $0 < $1
                })
            else { break }
            let bytes = min(queue[stage], freeBytes[holder])
            queue[stage] -= bytes
            freeBytes[holder] -= bytes
            loans.append(Loan(stage: stage, holder: holder, bytes: bytes))
        }
        unplacedBytes = queue.reduce(0) { $0 + ($1 > Self.smallestBytes ? $1 : 0) }
    }
}
