/// What moving activations costs a group of dies, in bytes of a ring through all of them.
///
/// A group's own collectives use all its links. Some of its dies by themselves have fewer: a line has one lane each way
/// where a rectangle with a Hamiltonian cycle has two, and groups whose members stand apart share the links between
/// them. Bytes of such moves count as many times more, so that they take as long as they would by themselves.
struct GroupLinks: Sendable, Hashable {
    /// The rectangle.
    let shape: TensorShape

    init(_ shape: TensorShape) {
        self.shape = shape
    }

    /// How many times longer a byte takes on a ring of some members, a stride apart in the count of dies.
    func contention(members: Int, stride: Int) -> Double {
        guard members < shape.count, members > 1 else { return 1 }
        let width = shape.width
        var part = TensorShape(width: members, height: 1)
        if stride == 1, members > width, members % width == 0 {
            part = TensorShape(width: width, height: members / width)
        }
        let apart = stride < width ? stride : stride / width &+ stride % width
        return shape.lanes / part.lanes * Double(apart)
    }

    /// How many times longer a byte takes where every die has some for every other.
    ///
    /// Over the cut through the middle of the longer side goes a quarter of the side times what a die has, as in
    /// ``ExpertLink``; what stays on the die is not among the bytes.
    var allToAllContention: Double {
        let (side, dies) = (Double(max(shape.width, shape.height)), Double(shape.count))
        let cut = max(shape.width, shape.height) % 2 == 0 ? side / 4 : (side - 1 / side) / 4
        return shape.lanes * cut * dies / (dies - 1)
    }

    /// Bytes of bringing a tensor from one tile to another, where sums are whole.
    ///
    /// The fullest die counts: what it needs but has not. Where boxes grow round what a die has, that is an all-gather;
    /// else an exchange of all with all.
    func bytes(from: GroupTile, to: GroupTile, of whole: Double) -> Double {
        guard shape.count > 1, from != to else { return 0 }
        var missing = 0.0
        for die in 0..<shape.count { missing = max(missing, to.share - to.overlap(from, die, die)) }
        guard missing > 1e-12 else { return 0 }
        let gathered = to.share - from.share
        guard missing <= gathered * (1 + 1e-9) else { return missing * whole * allToAllContention }
        var stride = 1
        while stride < shape.count - 1, from.isSame(0, stride) || to.overlap(from, 0, stride) == 0 { stride += 1 }
        let members = Int((to.share / from.share).rounded())
        return missing * whole * contention(members: members, stride: stride)
    }

    /// Bytes of adding up the parts of sums of one tile and bringing the sums to another.
    ///
    /// A reduce-scatter, `(k - 1) / k` of what a die has, along the dimension from which the rest is shortest.
    ///
    /// - Parameters:
    ///   - from: With or without parts of sums.
    ///   - to: Where sums are needed.
    ///   - summed: Bytes of the whole tensor while it is added up.
    ///   - whole: Its bytes on the way to the new tile.
    func bytes(from: GroupTile, to: GroupTile, summed: Double, of whole: Double) -> Double {
        guard shape.count > 1 else { return 0 }
        guard from.summands > 1 else { return bytes(from: from, to: to, of: whole) }
        let parts = Double(from.summands)
        let sum =
            (parts - 1) / parts * from.share * summed
            * contention(members: from.summands, stride: from.summandStride)
        return sum + scatters(from).map { bytes(from: $0, to: to, of: whole) }.reduce(.infinity, min)
    }

    /// The ways to scatter the sums of a tile.
    func scatters(_ tile: GroupTile) -> [GroupTile] {
        [\GroupTile.sequence, \.feature, \.batch].map { tile.scattered(along: $0) }
    }
}

extension TensorShape {
    /// Directions in which a ring through all dies sends at once.
    var lanes: Double { width > 1 && height > 1 && count % 2 == 0 ? 2 : 1 }
}
