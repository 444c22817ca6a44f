public import MeshNetwork

/// Links and routers that do not work.
///
/// Where there is any fault, packets are routed around them by up*/down* routing, which cannot deadlock; see
/// ``FlitNetwork``. A dead die is its routers.
public struct FlitNetworkFaults: Sendable, Hashable {
    /// Dead links by `Mesh` link index; a dead link is dead in both directions.
    public var links: Set<Int>
    /// Dead routers by node, with all of their links.
    public var routers: Set<Int>

    /// Lists what is dead; by default nothing.
    public init(links: Set<Int> = [], routers: Set<Int> = []) {
        self.links = links
        self.routers = routers
    }

    /// Adds every router of a rectangle, such as a die.
    public mutating func formUnion(routersOf rectangle: Rectangle, on mesh: Mesh) {
        for y in rectangle.y..<(rectangle.y + rectangle.height) {
            for x in rectangle.x..<(rectangle.x + rectangle.width) { routers.insert(mesh.node(x: x, y: y)) }
        }
    }

    /// Whether all works.
    public var isEmpty: Bool { links.isEmpty && routers.isEmpty }
}
