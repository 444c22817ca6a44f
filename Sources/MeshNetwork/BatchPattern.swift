/// Who sends to whom in a closed batch on a square mesh: permutations that collectives and transposes are made of.
public enum BatchPattern: String, Sendable, Hashable, CaseIterable {
    /// The next node of a ring with short hops.
    case ringSnake = "ring_snake"
    /// The next node by index, the last to the first.
    case ringRowMajor = "ring_rowmajor"
    /// The next node of the row, the last to the first.
    case rowRingsWrap = "row_rings_wrap"
    /// The next node of the column, the last to the first.
    case columnRingsWrap = "col_rings_wrap"
    /// The node whose index differs in the lowest bit.
    case recursiveDoublingLowestBit = "recdbl_lsb"
    /// The node whose index differs in the highest bit.
    case recursiveDoublingHighestBit = "recdbl_msb"
    /// The node half of all nodes further on.
    case halfShift = "half_shift"
    /// Row and column exchanged.
    case transpose

    /// The messages of the pattern, by source; nodes that would send to themselves send nothing.
    ///
    /// - Parameters:
    ///   - mesh: The mesh; `transpose` exchanges coordinates and wants it square, the two recursive doublings want a
    ///     power of two of nodes. Partners outside the mesh are left out.
    ///   - bytes: What each node sends.
    public func messages(on mesh: Mesh, bytes: Double) -> [Message] {
        let count = mesh.nodeCount
        var next = [Int](repeating: 0, count: count)
        let ring = Rectangle(x: 0, y: 0, width: mesh.width, height: mesh.height).ringOrder(in: mesh)
        for (index, node) in ring.enumerated() { next[node] = ring[(index + 1) % count] }
        var highestBit = 1
        while highestBit * 2 < count { highestBit *= 2 }
        return (0..<count).compactMap { source in
            let (x, y) = (mesh.x(of: source), mesh.y(of: source))
            let destination: Int
            switch self {
            case .ringSnake: destination = next[source]
            case .ringRowMajor: destination = (source + 1) % count
            case .rowRingsWrap: destination = mesh.node(x: (x + 1) % mesh.width, y: y)
            case .columnRingsWrap: destination = mesh.node(x: x, y: (y + 1) % mesh.height)
            case .recursiveDoublingLowestBit: destination = source ^ 1
            case .recursiveDoublingHighestBit: destination = source ^ highestBit
            case .halfShift: destination = (source + count / 2) % count
            case .transpose:
                guard x < mesh.height, y < mesh.width else { return nil }
                destination = mesh.node(x: y, y: x)
            }
            return destination == source || destination >= count
                ? nil : Message(source: source, destination: destination, bytes: bytes)
        }
    }
}
