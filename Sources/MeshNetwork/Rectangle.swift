/// A rectangle of nodes of a mesh, with the orders in which rings run through it.
public struct Rectangle: Sendable, Hashable {
    /// The smallest column.
    public var x: Int
    /// The smallest row.
    public var y: Int
    /// Columns, at least 1.
    public var width: Int
    /// Rows, at least 1.
    public var height: Int

    /// Makes a rectangle.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// How many nodes it holds.
    public var count: Int { width &* height }

    /// The node at a place counted from the rectangle's own corner.
    public func node(column: Int, row: Int, in mesh: Mesh) -> Int { mesh.node(x: x &+ column, y: y &+ row) }

    /// All nodes, row by row.
    public func nodes(in mesh: Mesh) -> [Int] {
        (0..<height).flatMap { row in (0..<width).map { node(column: $0, row: row, in: mesh) } }
    }

    /// The place where a boustrophedon walk is after some steps: along the first row, back along the second, and so on.
    public static func snake(step: Int, width: Int) -> (column: Int, row: Int) {
        let row = step / width
        let along = step &- row &* width
        return (row & 1 == 0 ? along : width &- 1 &- along, row)
    }

    /// The nodes in the order of a ring that has short hops.
    ///
    /// - With two rows and columns at least and an even number of nodes: a Hamiltonian cycle, every hop one link.
    /// - With an odd number of nodes in at least three rows and columns no such cycle exists (a mesh is bipartite); all
    ///   hops but one are one link, that one is two.
    /// - A single row or column is folded, outwards over every second node and back over the others: no hop is longer
    ///   than two links, and every link carries one hop each way.
    public func ringOrder(in mesh: Mesh) -> [Int] {
        if width == 1 || height == 1 {
            return Rectangle.foldedLine(count: count).map {
                node(column: width == 1 ? 0 : $0, row: width == 1 ? $0 : 0, in: mesh)
            }
        }
        // The walk below wants an even number of rows; otherwise it is made on the transposed rectangle.
        let isTransposed = !height.isMultiple(of: 2) && width.isMultiple(of: 2)
        let columns = isTransposed ? height : width
        let rows = isTransposed ? width : height
        return Rectangle.cycle(columns: columns, rows: rows).map { place in
            node(
                column: isTransposed ? place.row : place.column, row: isTransposed ? place.column : place.row, in: mesh)
        }
    }

    /// Links of the longest hop of ``ringOrder(in:)``, without making it.
    public var longestRingHop: Int {
        if width == 1 || height == 1 { return count > 2 ? 2 : count &- 1 }
        return count.isMultiple(of: 2) ? 1 : 2
    }

    /// Whether a second ring in the opposite direction uses links that the first leaves idle.
    ///
    /// True where the ring is a Hamiltonian cycle; a folded line already uses both directions of every link, and so
    /// does the hop of two links where there is no such cycle.
    public var hasOppositeRing: Bool { width > 1 && height > 1 && count.isMultiple(of: 2) }

    /// Positions on a line of nodes, outwards over the even ones and back over the odd ones.
    static func foldedLine(count: Int) -> [Int] {
        Array(stride(from: 0, to: count, by: 2)) + Array(stride(from: 1, to: count, by: 2).reversed())
    }

    /// A cycle through at least two columns and rows; `rows` is even, or both are odd.
    private static func cycle(columns: Int, rows: Int) -> [(column: Int, row: Int)] {
        let evenRows = rows & ~1
        var places: [(column: Int, row: Int)] = []
        for row in 0..<evenRows {
            let isLast = row == evenRows &- 1
            let outward = Array(1..<columns)
            for (index, column) in (row.isMultiple(of: 2) ? outward : outward.reversed()).enumerated() {
                places.append((column, row))
                // The odd row below is taken along in pairs of columns.
                if isLast, evenRows != rows, index.isMultiple(of: 2) {
                    places.append((column, rows &- 1))
                    places.append((column &- 1, rows &- 1))
                }
            }
        }
        for row in (0..<evenRows).reversed() {
            places.append((0, row))
            if row == evenRows &- 1, evenRows != rows { places.append((0, rows &- 1)) }
        }
        return places
    }
}
