/// Which part of an activation each die of a group holds: a box of sequences, positions and features.
///
/// Dies are counted row by row through the group's rectangle. A dimension that is cut has `parts` intervals, dealt out
/// with a stride; where a sum was scattered each of them is cut once more. Dies that no cut tells apart hold copies.
struct GroupTile: Sendable, Hashable {
    /// How one dimension is cut.
    struct Cut: Sendable, Hashable {
        var parts = 1
        var stride = 1
        /// Parts of each part, from scattering a sum.
        var scattered = 1
        var scatteredStride = 1

        /// All intervals.
        var count: Int { parts &* scattered }

        /// The number of a die's interval.
        @inline(__always)
        func index(_ die: Int) -> Int {
            die / stride % parts &* scattered &+ die / scatteredStride % scattered
        }

        /// The share of the whole dimension that both a die's interval and one of another cut have.
        @inline(__always)
        func overlap(_ other: Cut, _ die: Int, _ otherDie: Int) -> Double {
            let (mine, theirs) = (count, other.count)
            if theirs == 1 { return 1 / Double(mine) }
            let low = max(index(die) &* theirs, other.index(otherDie) &* mine)
            let high = min((index(die) &+ 1) &* theirs, (other.index(otherDie) &+ 1) &* mine)
            return Double(max(0, high &- low)) / Double(mine &* theirs)
        }

        /// Whether two dies have the same interval.
        func isSame(_ first: Int, _ second: Int) -> Bool { index(first) == index(second) }
    }

    /// Of the sequences of a micro-batch.
    var batch = Cut()
    /// Of the positions of each sequence.
    var sequence = Cut()
    /// Of the features.
    var feature = Cut()
    /// Parts of sums: so many dies have a summand each of the same box.
    var summands = 1
    /// How far apart in the count of dies those are.
    var summandStride = 1

    /// The share of the whole that a die holds.
    var share: Double { 1 / Double(batch.count &* sequence.count &* feature.count) }

    /// The share of the whole that is in both a die's box and another's of another tile.
    @inline(__always)
    func overlap(_ other: GroupTile, _ die: Int, _ otherDie: Int) -> Double {
        batch.overlap(other.batch, die, otherDie) * sequence.overlap(other.sequence, die, otherDie)
            * feature.overlap(other.feature, die, otherDie)
    }

    /// The same with sums already whole.
    var whole: GroupTile {
        var tile = self
        (tile.summands, tile.summandStride) = (1, 1)
        return tile
    }

    /// Whether two dies hold the same box.
    func isSame(_ first: Int, _ second: Int) -> Bool {
        batch.isSame(first, second) && sequence.isSame(first, second) && feature.isSame(first, second)
    }

    /// The same without parts of sums, each die having its share of the sum, cut along one dimension.
    func scattered(along dimension: WritableKeyPath<GroupTile, Cut>) -> GroupTile {
        var tile = whole
        tile[keyPath: dimension].scattered = summands
        tile[keyPath: dimension].scatteredStride = summandStride
        return tile
    }
}
