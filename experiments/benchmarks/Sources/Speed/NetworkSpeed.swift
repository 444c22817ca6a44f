import MeshNetwork
import SearchSpace
import WaferSimulator

/// How many routers flits traverse in a CPU-second of the flit-level mesh, beside BookSim 2.
enum NetworkSpeed {
    static func run(into report: inout Report) throws {
        for (side, flits, peer) in PeerSpeed.flitHops {
            let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: side, height: side)))
            var best = 0.0
            for seed: UInt64 in 1...5 {
                var generator = RandomGenerator(seed: seed)
                let start = CPUClock.seconds
                let measured = try network.measureLatency(
                    of: .uniform, injectionRate: 0.1, packetFlits: flits, cycles: 40_000, using: &generator)
                best = max(best, Double(measured.flitHops) / (CPUClock.seconds - start))
            }
            report.add(
                Row(
                    figure: "flit hops, \(side)x\(side) mesh, uniform 0.1, packets of \(flits) (million/s)",
                    ours: best / 1e6, peer: peer / 1e6, target: .atLeast(10),
                    method: "best of 5 runs of 40 000 measured cycles, warm-up timed but not counted; BookSim 28f4329, "
                        + "best of 3"))
        }
    }
}
