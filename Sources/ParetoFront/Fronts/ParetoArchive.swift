/// The non-dominated points among those seen so far, each with the identifier it came with; larger is better.
public struct ParetoArchive<ID: Sendable & Hashable>: Sendable {
    /// One point of the archive.
    public struct Entry: Sendable, Hashable {
        /// What the point was inserted under.
        public var id: ID
        /// Its objectives.
        public var values: [Double]
    }

    /// The points, in the order in which they came.
    public private(set) var entries: [Entry] = []

    /// Makes an empty archive.
    public init() {}

    /// Takes a point unless one that is there dominates it or it is not finite, and drops those that it dominates.
    ///
    /// A point equal to one that is there is taken as well.
    ///
    /// - Returns: Whether the point is in the archive now.
    @discardableResult
    public mutating func insert(_ values: [Double], id: ID) -> Bool {
        guard values.allSatisfy(\.isFinite),
            !entries.contains(where: { Dominance.dominates($0.values, values) })
        else { return false }
        entries.removeAll { Dominance.dominates(values, $0.values) }
        entries.append(Entry(id: id, values: values))
        return true
    }

    /// The volume that the archive dominates above a reference point.
    public func hypervolume(reference: [Double]) -> Double {
        Hypervolume.volume(of: entries.map(\.values), reference: reference)
    }
}
