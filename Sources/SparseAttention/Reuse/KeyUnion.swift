/// The keys that at least one row of a group has chosen: what has to be generated on demand, and loaded.
///
/// With independent choices of a fraction k the union of T rows is 1 - (1 - k)^T of all keys; what generation on demand
/// saves rests on rows that choose alike.
public struct KeyUnion: Sendable, Hashable {
    private var isChosen: [Bool]
    /// The number of keys in the union.
    public private(set) var count = 0

    /// An empty union over key tokens.
    public init(tokens: Int) { isChosen = [Bool](repeating: false, count: max(0, tokens)) }

    /// Adds the choices of all rows of a block.
    ///
    /// - Precondition: The selection is of the same key tokens.
    public mutating func insert(_ selection: KeySelection) {
        for row in 0..<selection.rows {
            for segment in 0..<selection.segments {
                for key in selection.keys(row: row, segment: segment) where !isChosen[Int(key)] {
                    isChosen[Int(key)] = true
                    count += 1
                }
            }
        }
    }

    /// Adds the keys of another union over the same key tokens.
    public mutating func formUnion(_ other: KeyUnion) {
        for key in isChosen.indices where other.isChosen[key] && !isChosen[key] {
            isChosen[key] = true
            count += 1
        }
    }

    /// Empties the union.
    public mutating func removeAll() {
        for key in isChosen.indices { isChosen[key] = false }
        count = 0
    }

    /// The keys in rising order.
    public var keys: [Int] { isChosen.indices.filter { isChosen[$0] } }
}
