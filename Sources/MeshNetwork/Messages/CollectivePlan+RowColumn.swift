extension CollectivePlan {
    /// A collective over rows and columns of a rectangle: one half of the data goes rows first, the other columns
    /// first.
    ///
    /// The messages are those of ``Collective/rowColumn(_:rectangle:mesh:bytes:)``, each of which waits for its own
    /// data only. E. Chan et al., "Collective communication: theory, practice, and experience", Concurrency and
    /// Computation 19 (2007).
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - rectangle: The nodes.
    ///   - mesh: The mesh that they belong to.
    ///   - bytes: The whole vector.
    public static func rowColumn(
        _ operation: Collective.Operation, rectangle: Rectangle, mesh: Mesh, bytes: Double
    ) -> CollectivePlan {
        let (width, height) = (rectangle.width, rectangle.height)
        // The first half by columns of nodes, the second by rows: what one line shares is then one range.
        let rowsFirst = (0..<width).flatMap { column in
            (0..<height).map { rectangle.node(column: column, row: $0, in: mesh) }
        }
        let columnsFirst = rectangle.nodes(in: mesh)
        var plan = CollectivePlan(owners: rowsFirst + columnsFirst, bytes: bytes)
        let none = [[Int]](repeating: [], count: rectangle.count)
        let halves = [
            Half(rectangle: rectangle, mesh: mesh, firstPart: 0, alongRows: true),
            Half(rectangle: rectangle, mesh: mesh, firstPart: rectangle.count, alongRows: false),
        ]
        for half in halves {
            switch operation {
            case .reduceScatter:
                let outer = plan.passLines(half, isOuter: true, .reduceScatter, after: none)
                _ = plan.passLines(half, isOuter: false, .reduceScatter, after: outer)
            case .allGather:
                let inner = plan.passLines(half, isOuter: false, .allGather, after: none)
                _ = plan.passLines(half, isOuter: true, .allGather, after: inner)
            case .allReduce:
                let outer = plan.passLines(half, isOuter: true, .reduceScatter, after: none)
                let inner = plan.passLines(half, isOuter: false, .allReduce, after: outer)
                _ = plan.passLines(half, isOuter: true, .allGather, after: inner)
            }
        }
        return plan
    }

    /// One half of the data: its parts, and the dimension in which it travels as a whole.
    private struct Half {
        var rectangle: Rectangle
        var mesh: Mesh
        var firstPart: Int
        var alongRows: Bool

        /// The parts of a line of the other dimension, by its place in this one.
        func range(_ place: Int) -> Range<Int> {
            let length = alongRows ? rectangle.height : rectangle.width
            let start = firstPart + place * length
            return start..<start + length
        }
    }

    /// Goes round all lines of one dimension, each of which is folded.
    ///
    /// - Returns: By node of the rectangle, row by row, the messages after whose arrival the operation is done there.
    private mutating func passLines(
        _ half: Half, isOuter: Bool, _ operation: Collective.Operation, after waits: [[Int]]
    ) -> [[Int]] {
        let rectangle = half.rectangle
        let alongRows = half.alongRows == isOuter
        let places = Rectangle.foldedLine(count: alongRows ? rectangle.width : rectangle.height)
        var done = waits
        for line in 0..<(alongRows ? rectangle.height : rectangle.width) {
            let indices = places.map { alongRows ? line * rectangle.width + $0 : $0 * rectangle.width + line }
            let blocks = places.map { place in
                if isOuter { return half.range(place) }
                let part = half.range(line).lowerBound + place
                return part..<part + 1
            }
            let nodes = indices.map {
                rectangle.node(column: $0 % rectangle.width, row: $0 / rectangle.width, in: half.mesh)
            }
            let arrivals = goRound(nodes, blocks: blocks, operation, after: indices.map { waits[$0] })
            for (position, index) in indices.enumerated() { done[index] = arrivals[position] }
        }
        return done
    }
}
