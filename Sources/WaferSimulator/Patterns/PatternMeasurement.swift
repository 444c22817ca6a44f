import MeshNetwork
import WaferArchitecture

/// Measures the rates of flows that are under way together, flit by flit.
///
/// The die-to-die network of a wafer is simulated with flits as large as what a link carries in a few percent of the
/// latency of a hop: shares of bandwidth do not depend on how finely time is cut, only on how links, buffers and
/// channels are given out. A node sends and receives as fast as its four links together, because every edge of a die
/// has links of its own. Buffers cover the round trip of a credit.
struct PatternMeasurement {
    /// Cycles in which a link carries a flit: as many as links share the node's own port.
    var cyclesPerFlit = 4
    /// Cycles of a flit on the wire.
    var linkCycles = 16
    /// Packets of every message that are counted at least in the first of the two stretches that must agree; while they
    /// do not, each stretch is twice as long as the one before.
    var packets = 48
    /// How far two stretches may differ.
    var tolerance = 0.02
    /// Cycles after which no more agreement is waited for.
    var cycleLimit: UInt32 = 400_000
    /// Flits after which the rates are taken as they are.
    var flitLimit = 1_000_000

    /// Cycles of one hop: three in the router, the wire, and the last piece of a flit.
    var hopCycles: Int { 3 + linkCycles + cyclesPerFlit - 1 }

    /// Flits of a buffer: a credit is back after both wires, the router's stages and the flit's own time, and a whole
    /// packet has room besides.
    private var bufferFlits: Int { (2 * linkCycles + 8) / cyclesPerFlit + Int(PatternTraffic.packetFlits) }

    /// Virtual channels of the routers between the dies of a system: those of its cores' routers, up to the twelve that
    /// can be simulated.
    static func virtualChannels(_ hardware: Hardware) -> Int { min(12, hardware.core.virtualChannels) }

    /// The network that is simulated.
    func configuration(mesh: Mesh, virtualChannels: Int) -> FlitNetworkConfiguration {
        FlitNetworkConfiguration(
            mesh: mesh, virtualChannels: virtualChannels, bufferFlits: bufferFlits,
            link: FlitLinkClass(
                latencyCycles: linkCycles, cyclesPerFlit: cyclesPerFlit, bufferFlits: bufferFlits))
    }

    /// Simulates a pattern until the rates of its flows are steady.
    ///
    /// - Throws: ``FlitNetworkError`` for a pattern that is too large to simulate.
    func rates(of pattern: FlowPattern) throws(FlitNetworkError) -> PatternRates {
        let (columns, rows) = pattern.size
        let mesh = Mesh(width: columns, height: rows)
        var single: [Int: FlitLinkClass] = [:]
        for crossing in pattern.crossings where Int(crossing.column) + 1 < columns {
            func link(_ cycles: Int32) -> FlitLinkClass {
                FlitLinkClass(latencyCycles: linkCycles, cyclesPerFlit: Int(cycles), bufferFlits: bufferFlits)
            }
            for y in 0..<rows {
                let east = mesh.link(from: mesh.node(x: Int(crossing.column), y: y), .east)
                let west = mesh.link(from: mesh.node(x: Int(crossing.column) + 1, y: y), .west)
                single[east] = link(crossing.eastCyclesPerFlit)
                single[west] = link(crossing.westCyclesPerFlit)
            }
        }
        var configuration = configuration(mesh: mesh, virtualChannels: pattern.virtualChannels)
        configuration.singleLinks = single
        let network = try FlitNetwork(configuration)
        let machine = FlitMachine(network, sleepers: mesh.nodeCount)
        var traffic = PatternTraffic(
            pattern, mesh: mesh, hopFlits: Double(hopCycles) / Double(cyclesPerFlit))
        traffic.start(in: machine)
        // Slow links between wafers take as many times as long to show what they let through.
        let slowest = pattern.crossings.reduce(0) { max($0, $1.eastCyclesPerFlit, $1.westCyclesPerFlit) }
        let limit = cycleLimit * UInt32(max(1, Int(slowest) / (4 * cyclesPerFlit)))
        var end: UInt32 = 1024
        _ = machine.run(&traffic, until: end)
        var packets = packets
        var last = count(&traffic, packets: packets, in: machine, end: &end, limit: limit)
        // A stretch that a limit cut short says less than the one before it, which stands then.
        while traffic.fewestPackets > packets {
            let rates = count(&traffic, packets: packets, in: machine, end: &end, limit: limit)
            guard traffic.fewestPackets > packets else { break }
            if zip(last, rates).allSatisfy({ abs($0 - $1) <= tolerance * $1 }) {
                last = zip(last, rates).map { 0.5 * ($0 + $1) }
                break
            }
            last = rates
            packets *= 2
        }
        let flits = machine.state.pointee.flitsInjected
        guard last.allSatisfy({ $0 > 0 }) else {
            return PatternRates(rates: [], flits: flits, cycles: Int(machine.now))
        }
        return PatternRates(
            rates: zip(last, pattern.flows).map { min($0 * Double(cyclesPerFlit), Self.limit($1, mesh: mesh)) },
            flits: flits, cycles: Int(machine.now))
    }

    /// Runs until every message has had enough packets, and gives the rates.
    private func count(
        _ traffic: inout PatternTraffic, packets: Int, in machine: FlitMachine, end: inout UInt32, limit: UInt32
    ) -> [Double] {
        traffic.startCounting()
        repeat {
            end += 512
            _ = machine.run(&traffic, until: end)
        } while traffic.fewestPackets <= packets && end < limit
            && machine.state.pointee.flitsInjected < flitLimit
        return traffic.rates()
    }

    /// The share of a link that a flow has when it is alone, by its busiest link: noise shows none above it.
    private static func limit(_ parts: [FlowPattern.Part], mesh: Mesh) -> Double {
        var loads = [Double](repeating: 0, count: mesh.linkCount)
        for part in parts {
            mesh.forEachLink(
                from: mesh.node(x: Int(part.x), y: Int(part.y)), to: mesh.node(x: Int(part.toX), y: Int(part.toY))
            ) { loads[$0] += Double(part.size) / 1024 }
        }
        return 1 / loads.reduce(1e-9) { max($0, $1) }
    }
}
