import MeshNetwork

extension FlitNetworkConfiguration {
    /// Checks every figure against its range.
    ///
    /// - Throws: `outOfRange` or `missing`, for the first wrong one in a fixed order.
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
        for (index, link) in singleLinks.sorted(by: { $0.key < $1.key }) {
            try checkLink(index)
            try check(link)
        }
        if let memory {
            try check(memory.read)
            try check(memory.write)
        }
        try checkMemory()
        for index in faults.links.sorted() { try checkLink(index) }
        for node in faults.routers.sorted() where !(0..<mesh.nodeCount).contains(node) {
            throw .missing(kind: "router", index: node)
        }
    }

    /// Flits that all buffers and all links together may hold, 8 and 16 bytes each.
    private static let storeLimit = 1 << 28

    /// Different latencies of links; the flits and the credits of each travel in a queue of their own.
    private static let latencyLimit = 1 << 14

    /// Checks that the state fits into memory; every figure is in its range by now, so no product overflows.
    private func checkMemory() throws(FlitNetworkError) {
        var classes = [link] + crossings.map(\.link) + singleLinks.values
        if let memory { classes += [memory.read, memory.write] }
        let latencies = Set(classes.map { $0.latencyCycles + $0.cyclesPerFlit }).count
        try check(
            max(latencies, Set(classes.map(\.latencyCycles)).count), "different latencies of links",
            1...Self.latencyLimit)
        let depth = classes.reduce(bufferFlits) { max($0, $1.bufferFlits ?? 0) }
        let nodes = mesh.nodeCount + (memory?.ports.count ?? 0)
        try check(
            nodes * FlitPort.count * virtualChannels * depth, "flits of all buffers", 1...Self.storeLimit)
        let delay = classes.reduce(0) { max($0, $1.latencyCycles + $1.cyclesPerFlit) }
        try check(4 * nodes * delay, "flits under way on all links", 1...Self.storeLimit)
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
