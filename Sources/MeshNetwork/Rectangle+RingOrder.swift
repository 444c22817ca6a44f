extension Rectangle {
    /// Orders in which a ring runs through a rectangle.
    public enum RingOrder: String, Sendable, Hashable, CaseIterable {
        /// Row by row: hops back to the start of the next row, and one across the rectangle at the end.
        case rowMajor = "row-major"
        /// The boustrophedon walk folded: outwards over every second node, back over the others. No hop is longer than
        /// two links, and none is needed from the end to the start.
        case folded
        /// A cycle of hops between neighbours; where none exists, the nearest to it.
        case hamiltonian
    }

    /// The nodes in the order of a ring.
    ///
    /// A mesh is bipartite, so a rectangle with an odd number of nodes has no Hamiltonian cycle: one hop is then two
    /// links. A single row or column is folded.
    public func ringOrder(_ order: RingOrder, in mesh: Mesh) -> [Int] {
        switch order {
        case .rowMajor: nodes(in: mesh)
        case .folded:
            Rectangle.foldedLine(count: count).map { step in
                let place = Rectangle.snake(step: step, width: width)
                return node(column: place.column, row: place.row, in: mesh)
            }
        case .hamiltonian: ringOrder(in: mesh)
        }
    }
}
