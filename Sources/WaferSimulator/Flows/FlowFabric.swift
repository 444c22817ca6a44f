public import MeshNetwork

/// A mesh as flows see it: what each link carries a second, what it adds to the latency, and who shares it.
///
/// Everything that limits a flow is a resource: links, memory ports (one resource each way), links that share one
/// bandwidth, and, where set, the interfaces by which nodes send and receive. Wafers side by side are one long mesh
/// whose links between wafers share a bandwidth. Units may be any that fit together, such as flits and cycles.
public struct FlowFabric: Sendable, Hashable {
    /// What links of one kind have in common.
    public struct LinkClass: Sendable, Hashable {
        /// Each way.
        public var bytesPerSecond: Double
        /// From one end to the other.
        public var latencySeconds: Double

        /// Makes a class of links.
        public init(bytesPerSecond: Double, latencySeconds: Double) {
            self.bytesPerSecond = bytesPerSecond
            self.latencySeconds = latencySeconds
        }
    }

    /// The nodes and links.
    public let mesh: Mesh
    /// In which order routes take the dimensions.
    public var routing: DimensionOrder
    /// Seconds that every message takes besides the latency of its route.
    public var messageLatencySeconds: Double
    /// By resource: the links of the mesh by their indices, then what was added.
    public private(set) var resources: [LinkClass]
    /// By link of the mesh, its resource.
    private var resourceOfLink: [Int32]
    /// By port, the node that it is joined to.
    private var portNodes: [Int] = []
    /// By port, the resource that bytes from memory use; bytes to memory use the next.
    private var portResources: [Int32] = []
    /// The resource by which node 0 sends; those of the other nodes follow, then those by which nodes receive.
    private var firstInterface: Int?

    /// Makes a mesh of equal links.
    ///
    /// - Parameters:
    ///   - mesh: The nodes and links.
    ///   - link: What every link carries; others may be set afterwards.
    ///   - routing: In which order routes take the dimensions.
    ///   - messageLatencySeconds: Seconds that every message takes besides the latency of its route.
    public init(mesh: Mesh, link: LinkClass, routing: DimensionOrder = .xy, messageLatencySeconds: Double = 0) {
        self.mesh = mesh
        self.routing = routing
        self.messageLatencySeconds = messageLatencySeconds
        resources = [LinkClass](repeating: link, count: mesh.linkCount)
        resourceOfLink = (0..<Int32(mesh.linkCount)).map { $0 }
    }

    /// The nodes of the mesh and the ports after them.
    public var nodeCount: Int { mesh.nodeCount + portNodes.count }

    /// Gives links another class.
    public mutating func set(_ link: LinkClass, for links: some Sequence<Int>) {
        for index in links { resources[Int(resourceOfLink[index])] = link }
    }

    /// Makes links share one bandwidth, as those between two wafers do.
    ///
    /// - Returns: The resource that they share.
    @discardableResult
    public mutating func share(_ link: LinkClass, among links: some Sequence<Int>) -> Int {
        resources.append(link)
        for index in links { resourceOfLink[index] = Int32(resources.count - 1) }
        return resources.count - 1
    }

    /// Adds ports to memory, which have the nodes after those of the mesh and of ports that are there already.
    ///
    /// - Parameters:
    ///   - ports: Where they are joined to the mesh, which must be this one.
    ///   - port: What each carries each way, and the latency of the memory.
    public mutating func add(_ ports: MemoryPorts, _ port: LinkClass) {
        precondition(ports.mesh == mesh, "ports belong to the mesh that they are joined to")
        for node in ports.attachments {
            portNodes.append(node)
            portResources.append(Int32(resources.count))
            resources.append(port)
            resources.append(port)
        }
    }

    /// Limits what each node of the mesh sends, and what it receives, over all its links.
    public mutating func limitNodes(bytesPerSecond: Double) {
        let interface = LinkClass(bytesPerSecond: bytesPerSecond, latencySeconds: 0)
        let first = firstInterface ?? resources.count
        if firstInterface == nil {
            resources.append(contentsOf: repeatElement(interface, count: 2 * mesh.nodeCount))
            firstInterface = first
        }
        for index in first..<first + 2 * mesh.nodeCount { resources[index] = interface }
    }

    /// The resource that stands for a link of the mesh.
    public func resource(ofLink link: Int) -> Int { Int(resourceOfLink[link]) }

    /// Visits the resources of the route between two nodes, in order; none from a node to itself.
    public func forEachResource(from source: Int, to destination: Int, _ body: (Int) -> Void) {
        guard source != destination else { return }
        var (first, last) = (source, destination)
        if source >= mesh.nodeCount {
            body(Int(portResources[source - mesh.nodeCount]))
            first = portNodes[source - mesh.nodeCount]
        } else if let firstInterface {
            body(firstInterface + source)
        }
        if destination >= mesh.nodeCount { last = portNodes[destination - mesh.nodeCount] }
        mesh.forEachLink(from: first, to: last, order: routing) { body(Int(resourceOfLink[$0])) }
        if destination >= mesh.nodeCount {
            body(Int(portResources[destination - mesh.nodeCount]) + 1)
        } else if let firstInterface {
            body(firstInterface + mesh.nodeCount + destination)
        }
    }

    /// Seconds from the first byte sent to the first byte there, on an idle network.
    public func latencySeconds(from source: Int, to destination: Int) -> Double {
        guard source != destination else { return 0 }
        var seconds = messageLatencySeconds
        forEachResource(from: source, to: destination) { seconds += resources[$0].latencySeconds }
        return seconds
    }
}
