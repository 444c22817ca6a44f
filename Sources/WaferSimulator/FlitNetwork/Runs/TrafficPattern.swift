import MeshNetwork

/// Who sends to whom in random traffic; node (x, y) of a mesh of `width` times `height`.
public enum TrafficPattern: Sendable, Hashable {
    /// To any node with equal chance, also to oneself.
    case uniform
    /// To (y, x); on a square mesh.
    case transpose
    /// To ((x + 1) mod width, (y + 1) mod height).
    case neighbor
    /// To ((x + ⌈width / 2⌉ - 1) mod width, (y + ⌈height / 2⌉ - 1) mod height).
    case tornado
    /// To node (width / 2, height / 2) `weight` times as often as to any other.
    case hotspot(weight: Double)
    /// To (width - 1 - x, height - 1 - y), whose index has every bit flipped where the nodes are a power of two.
    case bitComplement
    /// To a node of one's own, by source; nodes with nil send nothing.
    case permutation([Int?])

    /// Where each node sends; nil for patterns that draw their destinations.
    ///
    /// - Throws: `unfitMesh`, `outOfRange` or `missing`.
    func destinations(on mesh: Mesh) throws(FlitNetworkError) -> [Int?]? {
        let (width, height) = (mesh.width, mesh.height)
        func map(_ place: (Int, Int) -> (Int, Int)) -> [Int?] {
            (0..<mesh.nodeCount).map { node in
                let (x, y) = place(mesh.x(of: node), mesh.y(of: node))
                return mesh.node(x: x, y: y)
            }
        }
        switch self {
        case .uniform: return nil
        case .hotspot(let weight):
            guard weight.isFinite, weight >= 0, weight > 0 || mesh.nodeCount > 1 else {
                throw .outOfRange(name: "hotspot weight", found: "\(weight)", accepted: "a finite number from 0 on")
            }
            return nil
        case .transpose:
            guard width == height else { throw .unfitMesh(pattern: "transpose", accepted: "a square mesh") }
            return map { ($1, $0) }
        case .neighbor: return map { (($0 + 1) % width, ($1 + 1) % height) }
        case .tornado: return map { (($0 + (width + 1) / 2 - 1) % width, ($1 + (height + 1) / 2 - 1) % height) }
        case .bitComplement: return map { (width - 1 - $0, height - 1 - $1) }
        case .permutation(let table):
            guard table.count == mesh.nodeCount else {
                throw .outOfRange(
                    name: "destinations", found: "\(table.count)", accepted: "one for each of \(mesh.nodeCount) nodes")
            }
            for case .some(let node) in table where !(0..<mesh.nodeCount).contains(node) {
                throw .missing(kind: "node", index: node)
            }
            return table
        }
    }
}
