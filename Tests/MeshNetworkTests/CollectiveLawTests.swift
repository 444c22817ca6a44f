import MeshNetwork
import Testing

@Suite struct CollectiveLawTests {
    private static func law(_ topology: CollectiveLaw.Topology, splits: Int = 1) -> CollectiveLaw {
        CollectiveLaw(
            topology, bytesPerSecond: 1e9, latencySeconds: 1e-6, endpointSeconds: 1e-7, splits: splits)
    }

    /// ASTRA-sim 2 with its analytical network and an endpoint delay of 10 ns, 50 GiB/s and 500 ns, four splits, 64
    /// MiB.
    @Test(arguments: [
        (CollectiveLaw.Topology.ring(16), 2_404_960.0), (.torus(8, 8), 2_216_112), (.torus(4, 4), 1_887_320),
        (.fullyConnected(16), 160_368), (.switch(16), 2_376_104),
    ]) func agreesWithASimulator(topology: CollectiveLaw.Topology, nanoseconds: Double) {
        let law = CollectiveLaw(
            topology, bytesPerSecond: 50 * 1_073_741_824, latencySeconds: 500e-9, endpointSeconds: 10e-9, splits: 4)
        #expect(abs(law.allReduceSeconds(bytes: 67_108_864) * 1e9 / nanoseconds - 1) < 1e-3)
    }

    /// The steps of the message lists, one after the other on idle links, take as long as the closed form.
    @Test(arguments: [2, 3, 4, 7, 16]) func aRingIsTheSumOfItsMessageSteps(nodes: Int) {
        let ring = Collective.ring(.allReduce, order: Array(0..<nodes), bytes: 840, bothWays: false)
        let listed = ring.phases.reduce(0.0) { sum, phase in
            sum + Double(phase.steps) * ((phase.messages.map(\.bytes).max() ?? 0) / 1e9 + 1e-6 + 1e-7)
        }
        #expect(abs(Self.law(.ring(nodes)).allReduceSeconds(bytes: 840) - (listed + 1e-7)) < 1e-15)
    }

    /// With one split nothing overlaps: scatter in rows, all-reduce in columns, gather in rows, each with its start.
    @Test func twoDimensionsFollowEachOtherForOneSplit() {
        let bytes = 3e6
        let rows = 2 * (3.0 / 4 * bytes / 1e9 + 3 * 1.1e-6 + 1e-7)
        let columns = 2 * (7.0 / 8) * bytes / 4 / 1e9 + 14 * 1.1e-6 + 1e-7
        #expect(abs(Self.law(.torus(4, 8)).allReduceSeconds(bytes: bytes) - rows - columns) < 1e-15)
        // Many splits hide the second dimension but for latencies.
        let hidden = Self.law(.torus(4, 4), splits: 64).allReduceSeconds(bytes: 1e12)
        #expect(abs(hidden / (2 * 3.0 / 4 * 1e12 / 1e9) - 1) < 1e-2)
    }

    /// A mesh is never faster than the torus that has its links and more, a full connection never slower than a ring.
    @Test(arguments: [1e3, 1e6, 1e9]) func moreLinksAreNeverSlower(bytes: Double) {
        for side in [2, 3, 4, 8] {
            let torus = Self.law(.torus(side, side)).allReduceSeconds(bytes: bytes)
            #expect(Self.law(.mesh(side, side)).allReduceSeconds(bytes: bytes) >= torus)
            let all = Self.law(.fullyConnected(side)).allReduceSeconds(bytes: bytes)
            #expect(all <= Self.law(.ring(side)).allReduceSeconds(bytes: bytes))
        }
        var stored = Self.law(.switch(8))
        stored.forwarding = .storeAndForward
        #expect(stored.allReduceSeconds(bytes: bytes) > Self.law(.switch(8)).allReduceSeconds(bytes: bytes))
    }

    /// No algorithm sends less than 2 (n - 1) / n of the vector through the links of a node.
    @Test func noSwitchBeatsTheBandwidthBound() {
        for nodes in [2, 3, 5, 8, 12, 16] {
            let bound = 2 * Double(nodes - 1) / Double(nodes) * 1e9 / 1e9
            #expect(Self.law(.switch(nodes)).allReduceSeconds(bytes: 1e9) > bound)
        }
    }

    @Test func oneNodeHasNothingToDo() {
        for topology: CollectiveLaw.Topology in [.ring(1), .torus(1, 1), .mesh(1, 1), .fullyConnected(1), .switch(1)] {
            #expect(Self.law(topology, splits: 4).allReduceSeconds(bytes: 1e6) == 0)
        }
    }
}
