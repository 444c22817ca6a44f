public import MeshNetwork
import WaferArchitecture

/// Rectangles of one shape on the dies of a wafer that work: where groups can stand.
public struct GroupPacking: Sendable, Hashable {
    /// The places, band by band.
    public let sites: [Rectangle]

    /// Packs a wafer in bands: rows of rectangles, or columns of them where more find a place.
    ///
    /// A band takes rectangles from one end as they fit between dies that do not work, which is the most that it can
    /// hold; where bands lie is chosen so that all of them together hold the most. What fits between them is added.
    ///
    /// - Parameters:
    ///   - shape: Of each group.
    ///   - mesh: The dies of the wafer.
    ///   - failed: Dies that do not work.
    ///   - brokenLinks: Links that no group may have inside, as the mesh counts them, to the east and north.
    /// - Complexity: O(dies * dies of a group).
    public init(shape: TensorShape, mesh: Mesh, failed: Set<Int> = [], brokenLinks: Set<Int> = []) {
        var isTaken = [Bool](repeating: false, count: mesh.nodeCount)
        func fits(_ x: Int, _ y: Int) -> Bool {
            guard x + shape.width <= mesh.width, y + shape.height <= mesh.height else { return false }
            let site = Rectangle(x: x, y: y, width: shape.width, height: shape.height)
            return site.nodes(in: mesh).allSatisfy { node in
                guard !failed.contains(node), !isTaken[node] else { return false }
                let isLastColumn = mesh.x(of: node) == x + shape.width - 1
                let isLastRow = mesh.y(of: node) == y + shape.height - 1
                return (isLastColumn || !brokenLinks.contains(mesh.link(from: node, .east)))
                    && (isLastRow || !brokenLinks.contains(mesh.link(from: node, .north)))
            }
        }
        let rows = Self.bands(shape.width, shape.height, columns: mesh.width, rows: mesh.height) { fits($0, $1) }
        let columns = Self.bands(shape.height, shape.width, columns: mesh.height, rows: mesh.width) { fits($1, $0) }
        let corners = columns.count > rows.count ? columns.map { (x: $0.y, y: $0.x) } : rows
        var found: [Rectangle] = []
        func take(_ x: Int, _ y: Int) {
            let site = Rectangle(x: x, y: y, width: shape.width, height: shape.height)
            for node in site.nodes(in: mesh) { isTaken[node] = true }
            found.append(site)
        }
        for corner in corners { take(corner.x, corner.y) }
        for y in 0..<mesh.height {
            for x in 0..<mesh.width where fits(x, y) { take(x, y) }
        }
        sites = found
    }

    /// Packs the first wafer of a system around its faults.
    ///
    /// - Parameter avoidsLinks: Whether groups have no failed link inside, over which their rings would make detours.
    init(shape: TensorShape, hardware: Hardware, avoidsLinks: Bool) {
        let mesh = Mesh(width: hardware.wafer.diesX, height: hardware.wafer.diesY)
        func node(_ die: WaferFaults.Die) -> Int? {
            die.wafer == 0 && (0..<mesh.width).contains(die.x) && (0..<mesh.height).contains(die.y)
                ? mesh.node(x: die.x, y: die.y) : nil
        }
        let links = avoidsLinks ? hardware.faults.links : []
        self.init(
            shape: shape, mesh: mesh, failed: Set(hardware.faults.dies.compactMap(node)),
            brokenLinks: Set(
                links.compactMap { link in
                    node(link.from).map { mesh.link(from: $0, link.to == .east ? .east : .north) }
                }))
    }

    /// The corners of the most rectangles in bands of rows.
    private static func bands(
        _ width: Int, _ height: Int, columns: Int, rows: Int, fits: (_ x: Int, _ y: Int) -> Bool
    ) -> [(x: Int, y: Int)] {
        guard width <= columns, height <= rows else { return [] }
        let bands = (0...(rows - height)).map { y in
            var band: [(x: Int, y: Int)] = []
            var x = 0
            while x + width <= columns {
                if fits(x, y) {
                    band.append((x, y))
                    x += width
                } else {
                    x += 1
                }
            }
            return band
        }
        // The most in the rows from y down, and whether a band begins there.
        var most = [Int](repeating: 0, count: rows + 1)
        var begins = [Bool](repeating: false, count: rows + 1)
        for y in stride(from: rows - height, through: 0, by: -1) {
            let with = bands[y].count + most[y + height]
            begins[y] = with >= most[y + 1] && !bands[y].isEmpty
            most[y] = max(with, most[y + 1])
        }
        var corners: [(x: Int, y: Int)] = []
        var y = 0
        while y <= rows - height {
            if begins[y] { corners += bands[y] }
            y += begins[y] ? height : 1
        }
        return corners
    }
}
