public import MeshNetwork

/// Rectangles of one shape on the dies of a wafer that work: where groups can stand.
public struct GroupPacking: Sendable, Hashable {
    /// The places, band by band.
    public let sites: [Rectangle]
    /// Packs a wafer in bands: rows of rectangles, or columns of them where more find a place.
    ///
    /// A band takes rectangles from one end as they fit between dies that do not work, which is the most that it can
    /// hold; where bands lie is chosen so that all of them together hold the most.
    ///
    /// - Parameters:
    ///   - shape: Of each group.
    ///   - mesh: The dies of the wafer.
    ///   - failed: Dies that do not work.
    /// - Complexity: O(dies * height of a group).
    public init(shape: TensorShape, mesh: Mesh, failed: Set<Int> = []) {
        var works = [Bool](repeating: true, count: mesh.nodeCount)
        for die in failed where works.indices.contains(die) { works[die] = false }
        let rows = Self.bands(
            width: shape.width, height: shape.height, columns: mesh.width, rows: mesh.height
        ) { works[mesh.node(x: $0, y: $1)] }
        let columns = Self.bands(
            width: shape.height, height: shape.width, columns: mesh.height, rows: mesh.width
        ) { works[mesh.node(x: $1, y: $0)] }
        var found =
            columns.count > rows.count
            ? columns.map { Rectangle(x: $0.y, y: $0.x, width: shape.width, height: shape.height) } : rows
        for site in found {
            for node in site.nodes(in: mesh) { works[node] = false }
        }
        // Between bands there may be room for some more around dies that do not work.
        for y in 0..<max(0, mesh.height - shape.height + 1) {
            for x in 0..<max(0, mesh.width - shape.width + 1) {
                let site = Rectangle(x: x, y: y, width: shape.width, height: shape.height)
                let nodes = site.nodes(in: mesh)
                guard nodes.allSatisfy({ works[$0] }) else { continue }
                for node in nodes { works[node] = false }
                found.append(site)
            }
        }
        sites = found
    }

    /// The most rectangles in bands of rows.
    private static func bands(
        width: Int, height: Int, columns: Int, rows: Int, works: (_ x: Int, _ y: Int) -> Bool
    ) -> [Rectangle] {
        guard width <= columns, height <= rows else { return [] }
        var bands: [[Rectangle]] = []
        for y in 0...(rows - height) {
            var band: [Rectangle] = []
            var run = 0
            for x in 0..<columns {
                run = (0..<height).allSatisfy { works(x, y + $0) } ? run + 1 : 0
                if run == width {
                    band.append(Rectangle(x: x + 1 - width, y: y, width: width, height: height))
                    run = 0
                }
            }
            bands.append(band)
        }
        // The most in the rows from y down, and whether a band begins there.
        var most = [Int](repeating: 0, count: rows + 1)
        var begins = [Bool](repeating: false, count: rows + 1)
        for y in stride(from: rows - height, through: 0, by: -1) {
            let with = bands[y].count + most[y + height]
            begins[y] = with >= most[y + 1] && !bands[y].isEmpty
            most[y] = max(with, most[y + 1])
        }
        var sites: [Rectangle] = []
        var y = 0
        while y <= rows - height {
            if begins[y] { sites += bands[y] }
            y += begins[y] ? height : 1
        }
        return sites
    }
}
