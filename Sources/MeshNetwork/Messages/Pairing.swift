/// Ranks of a power of two for recursive exchanges, some of which host one node more.
struct Pairing {
    /// By rank, the node that takes part.
    let nodes: [Int]
    /// By rank, the node beside it that does not.
    let guests: [Int?]
    /// Exchanges.
    let bits: Int

    /// Pairs the first nodes so that a power of two is left.
    init(_ all: [Int]) {
        var power = 1
        var bits = 0
        while power * 2 <= all.count { (power, bits) = (power * 2, bits + 1) }
        let pairs = max(0, all.count - power)
        self.bits = bits
        nodes = (0..<pairs).map { all[2 * $0] } + all.dropFirst(2 * pairs)
        guests = (0..<pairs).map { all[2 * $0 + 1] } + [Int?](repeating: nil, count: max(0, all.count - 2 * pairs))
    }

    /// How many ranks there are.
    var count: Int { nodes.count }

    /// A rank with its bits in the opposite order.
    func reversedBits(_ rank: Int) -> Int {
        (0..<bits).reduce(0) { $0 | ((rank >> $1) & 1) << (bits - 1 - $1) }
    }

    /// The positions that a rank keeps after some halvings.
    func block(of rank: Int, after halvings: Int) -> Range<Int> {
        let length = count >> halvings
        let start = reversedBits(rank) / length * length
        return start..<start + length
    }
}
