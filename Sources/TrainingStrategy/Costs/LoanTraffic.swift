import MeshNetwork
import WaferArchitecture

/// What goes over links between dies because stages keep activations in the memory of others.
///
/// Each die sends to the die at the same place of the group that keeps it, along rows first. Transfers run beside the
/// passes that they belong to: out in the forward pass, back in the backward one.
public struct LoanTraffic: Sendable, Hashable {
    /// One way from the dies of a stage to those that keep its bytes.
    public struct Way: Sendable, Hashable {
        /// Where it begins, by replica.
        public let from: [Placement.Site]
        /// Where it ends, by replica.
        public let to: [Placement.Site]
        /// Bytes of each die for one micro-batch.
        public let bytes: Double
    }

    /// By stage, where its bytes go.
    public let ways: [[Way]]
    /// By stage, seconds of what a micro-batch sends in one direction, without other traffic.
    public let seconds: [Double]
    /// Bytes times links of one micro-batch in one direction, over all stages and replicas.
    public let byteHops: Double

    /// Works out the traffic of loans, or nil where there are none.
    init?(_ loans: [MemoryLoan], placement: Placement, hardware: Hardware) {
        guard !loans.isEmpty else { return nil }
        var ways = [[Way]](repeating: [], count: placement.stages)
        for loan in loans {
            let from = (0..<placement.replicas).map { placement.site(stage: loan.stage, replica: $0) }
            let to =
                switch loan.holder {
                case .stage(let stage): (0..<placement.replicas).map { placement.site(stage: stage, replica: $0) }
                case .spare(let sites): sites
                }
            ways[loan.stage].append(Way(from: from, to: to, bytes: loan.bytesPerMicroBatch))
        }
        let (link, detours) = (LinkCost(dieToDieOf: hardware), hardware.detours)
        var hops = 0.0
        seconds = ways.map { list in
            let pairs = list.flatMap { way in
                zip(way.from, way.to).map { (from: $0, to: $1, bytes: way.bytes) }
            }
            for pair in pairs {
                hops +=
                    pair.bytes * Double(placement.shape.count)
                    * Double(Placement.distance(pair.from.rectangle, pair.to.rectangle))
            }
            let (bytes, longest) = placement.busiestLink(pairs, on: hardware, detours: detours)
            return bytes > 0 ? link.seconds(bytes: bytes, links: longest) : 0
        }
        byteHops = hops
        self.ways = ways
    }
}
