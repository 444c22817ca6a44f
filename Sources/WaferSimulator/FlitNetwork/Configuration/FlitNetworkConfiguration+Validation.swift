import MeshNetwork

extension FlitNetworkConfiguration {
    /// Checks every figure against its range.
    ///
    /// - Throws: `outOfRange` or `missing`.
    func validate() throws(FlitNetworkError) {
        try check(mesh.width, "mesh width", 1...FlitWord.coordinateLimit)
        try check(mesh.height, "mesh height", 1...FlitWord.coordinateLimit)
        try check(mesh.nodeCount, "nodes of the mesh", 1...1_000_000)
        try check(virtualChannels, "virtual channels", 1...12)
        try check(bufferFlits, "flits of a buffer", 1...65535)
        try check(link)
        for crossing in crossings {
            try check(crossing.columns, "columns of a tile", 1...Int.max)
            try check(crossing.rows, "rows of a tile", 1...Int.max)
            try check(crossing.link)
        }
        for (index, link) in singleLinks {
            try checkLink(index)
            try check(link)
        }
        try checkMemory()
        for index in faults.links { try checkLink(index) }
        for node in faults.routers where !(0..<mesh.nodeCount).contains(node) {
            throw .missing(kind: "router", index: node)
        }
    }

    /// Flits that all buffers and all links together may hold, 8 and 16 bytes each.
    private static let storeLimit = 1 << 28

    /// Checks that the state fits into memory; every figure is in its range by now, so no product overflows.
    private func checkMemory() throws(FlitNetworkError) {
        let classes = [link] + crossings.map(\.link) + singleLinks.values
        let depth = classes.reduce(bufferFlits) { max($0, $1.bufferFlits ?? 0) }
        try check(
            mesh.nodeCount * FlitPort.count * virtualChannels * depth, "flits of all buffers", 1...Self.storeLimit)
        let delay = classes.reduce(0) { max($0, $1.latencyCycles + $1.cyclesPerFlit) }
        try check(mesh.linkCount * delay, "flits under way on all links", 1...Self.storeLimit)
    }

    private func check(_ value: Int, _ name: String, _ range: ClosedRange<Int>) throws(FlitNetworkError) {
        guard range.contains(value) else {
            let accepted =
                range.upperBound == .max
                ? "at least \(range.lowerBound)"
                : "from \(range.lowerBound) to \(range.upperBound)"
            throw .outOfRange(name: name, found: "\(value)", accepted: accepted)
        }
    }

    private func check(_ link: FlitLinkClass) throws(FlitNetworkError) {
        try check(link.latencyCycles, "cycles of a link", 1...100_000)
        try check(link.cyclesPerFlit, "cycles between flits of a link", 1...10_000)
        if let depth = link.bufferFlits { try check(depth, "flits of a buffer", 1...65535) }
    }

    private func checkLink(_ index: Int) throws(FlitNetworkError) {
        guard (0..<mesh.linkCount).contains(index), mesh.neighbour(over: index) != nil else {
            throw .missing(kind: "link", index: index)
        }
    }
}

extension Mesh {
    /// The node that a link leads to; nil where it would leave the mesh.
    func neighbour(over link: Int) -> Int? {
        let node = link / 4
        let (x, y) = (x(of: node), y(of: node))
        switch link % 4 {
        case 0: return x + 1 < width ? node + 1 : nil
        case 1: return x > 0 ? node - 1 : nil
        case 2: return y + 1 < height ? node + width : nil
        default: return y > 0 ? node - width : nil
        }
    }

    /// The same link in the other direction; its index in the node that it leads to.
    func opposite(of link: Int) -> Int? { neighbour(over: link).map { 4 * $0 + (link % 4 ^ 1) } }
}
