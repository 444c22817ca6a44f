import MeshNetwork

/// The network between the dies of a system, as the simulator of an iteration sees it.
///
/// Loads are per link of the whole system: the links of wafer after wafer, then those between neighbouring wafers. A
/// more exact network can take the place of the routed one behind these three questions.
protocol FlowNetwork {
    /// Links of the whole system.
    var linkCount: Int { get }

    /// The route of bytes between two dies, with the links' indices in the whole system.
    func forEachLink(
        fromWafer: Int, die: Int, toWafer: Int, die destination: Int, _ body: (Int) -> Void)

    /// Seconds for loads that start together, given what else the links carry.
    ///
    /// - Parameters:
    ///   - flow: Loads by link, and the longest route.
    ///   - busy: By link, the share of time in which other traffic uses it.
    func seconds(_ flow: Flow, busy: [Double]) -> Double

    /// Seconds in which one link serves bytes.
    func serviceSeconds(link: Int, bytes: Double) -> Double

    /// Seconds of latency over some links.
    func latencySeconds(links: Int) -> Double
}

/// Bytes that travel together: what each link carries of them, and the longest route.
struct Flow: Sendable {
    /// The links used, without repetition, in order of first use.
    var links: [Int] = []
    /// Bytes on each of them.
    var bytes: [Double] = []
    /// Links of the longest route.
    var longestRoute = 0

    /// Bytes times links.
    var byteHops: Double { bytes.reduce(0, +) }
}

/// Adds routes up to a flow; the scratch space is reused from one to the next.
struct FlowBuilder {
    private var position: [Int]
    private var flow = Flow()

    init(linkCount: Int) {
        position = [Int](repeating: -1, count: linkCount)
    }

    /// Adds bytes between two dies.
    mutating func add(
        _ network: some FlowNetwork, fromWafer: Int, die: Int, toWafer: Int, die destination: Int, bytes: Double
    ) {
        var length = 0
        network.forEachLink(fromWafer: fromWafer, die: die, toWafer: toWafer, die: destination) { link in
            length += 1
            if position[link] < 0 {
                position[link] = flow.links.count
                flow.links.append(link)
                flow.bytes.append(0)
            }
            flow.bytes[position[link]] += bytes
        }
        flow.longestRoute = max(flow.longestRoute, length)
    }

    /// Gives the flow so far and starts anew.
    mutating func finish() -> Flow {
        for link in flow.links { position[link] = -1 }
        defer { flow = Flow() }
        return flow
    }
}
