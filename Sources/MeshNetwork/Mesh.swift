/// A mesh of `width` times `height` nodes, each joined to its neighbours by one link each way; no wrap-around.
///
/// Node (x, y) has the index `y * width + x`. A link has the flat index `4 * node + direction` of the node that it
/// leaves, so an array of ``linkCount`` numbers holds one figure a link; the indices of links that would leave the mesh
/// exist but no route uses them.
public struct Mesh: Sendable, Hashable {
    /// Nodes in a row.
    public let width: Int
    /// Nodes in a column.
    public let height: Int

    /// Where a link leads, in the order of the link indices of one node.
    public enum Direction: Int, Sendable, Hashable, CaseIterable {
        /// To larger x.
        case east
        /// To smaller x.
        case west
        /// To larger y.
        case north
        /// To smaller y.
        case south
    }

    /// Makes a mesh.
    ///
    /// - Parameters:
    ///   - width: Nodes in a row, at least 1.
    ///   - height: Nodes in a column, at least 1.
    public init(width: Int, height: Int) {
        precondition(width >= 1 && height >= 1, "a mesh has at least one node in each direction")
        self.width = width
        self.height = height
    }

    /// All nodes.
    public var nodeCount: Int { width &* height }

    /// The size of an array with one figure a link.
    public var linkCount: Int { 4 &* nodeCount }

    /// The node at a place.
    public func node(x: Int, y: Int) -> Int { y &* width &+ x }

    /// The column of a node.
    public func x(of node: Int) -> Int { node % width }

    /// The row of a node.
    public func y(of node: Int) -> Int { node / width }

    /// The index of the link that leaves a node in a direction.
    public func link(from node: Int, _ direction: Direction) -> Int { 4 &* node &+ direction.rawValue }

    /// The node next to another in a direction; nil at the edge of the mesh.
    public func neighbour(of node: Int, _ direction: Direction) -> Int? {
        switch direction {
        case .east: x(of: node) + 1 < width ? node + 1 : nil
        case .west: x(of: node) > 0 ? node - 1 : nil
        case .north: y(of: node) + 1 < height ? node + width : nil
        case .south: y(of: node) > 0 ? node - width : nil
        }
    }

    /// The node that a link leads to; nil where it would leave the mesh.
    public func neighbour(over link: Int) -> Int? {
        Direction(rawValue: link % 4).flatMap { neighbour(of: link / 4, $0) }
    }

    /// The same link in the other direction; nil where the link would leave the mesh.
    public func opposite(of link: Int) -> Int? { neighbour(over: link).map { 4 * $0 + (link % 4 ^ 1) } }

    /// Links on a shortest route between two nodes.
    public func distance(from source: Int, to destination: Int) -> Int {
        abs(x(of: source) &- x(of: destination)) &+ abs(y(of: source) &- y(of: destination))
    }

    /// Visits the links of the XY route between two nodes, in order: first along the row, then along the column.
    ///
    /// Dimension-order routing, which cannot deadlock on a mesh: W. J. Dally and C. L. Seitz, IEEE Trans. Computers 36
    /// (1987).
    ///
    /// - Complexity: O(distance), without allocation.
    @inlinable
    public func forEachLink(from source: Int, to destination: Int, _ body: (Int) -> Void) {
        var node = source
        let column = destination % width
        var position = source % width
        while position < column {
            body(4 &* node)
            node &+= 1
            position &+= 1
        }
        while position > column {
            body(4 &* node &+ 1)
            node &-= 1
            position &-= 1
        }
        while node < destination {
            body(4 &* node &+ 2)
            node &+= width
        }
        while node > destination {
            body(4 &* node &+ 3)
            node &-= width
        }
    }

    /// Visits the links of the route between two nodes in an order of dimensions.
    ///
    /// - Complexity: O(distance), without allocation.
    @inlinable
    public func forEachLink(from source: Int, to destination: Int, order: DimensionOrder, _ body: (Int) -> Void) {
        var first = source
        if order == .yx {
            first = node(x: x(of: source), y: y(of: destination))
            forEachLink(from: source, to: first, body)
        }
        forEachLink(from: first, to: destination, body)
    }

    /// The links of the XY route between two nodes, in order; empty when they are the same.
    public func route(from source: Int, to destination: Int) -> [Int] {
        var links: [Int] = []
        links.reserveCapacity(distance(from: source, to: destination))
        forEachLink(from: source, to: destination) { links.append($0) }
        return links
    }
}
