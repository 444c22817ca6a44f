import MeshNetwork

extension GainRange {
    /// Climbs the spatial ladder for all combinations of lengths, cores, kept shares, bandwidths, core memories and
    /// switching: throughput of the last rung over a rung.
    ///
    /// - Parameter reference: The rung that is compared with: 0 is dense attention with scores in the memory outside, 1
    ///   dense attention with scores on the chip.
    /// - Throws: `SparseAttentionError.option` for a rung that there is not.
    public static func overDenseMesh(reference: Int) throws(SparseAttentionError) -> GainRange {
        let tokens = [16_384, 65_536, 262_144, 1_048_576]
        let sides = [4, 5, 6, 8]
        let keeps = [0.05, 0.1, 0.25]
        let links = [24e9, 96e9, 384e9]
        let memories = [1e9, 8e9, PublishedCore.memoryBytesPerSecond]
        let held = [192.0 * 1024, 2.0 * 1024 * 1024, 16.0 * 1024 * 1024]
        let switchings = SpatialMachine.Switching.allCases
        let axes = [
            Axis("tokens", tokens.map { "\($0)" }), Axis("cores", sides.map { "\($0 * $0)" }),
            Axis("kept", keeps.map { "\($0)" }), Axis("GB/s of a link", links.map { "\($0 / 1e9)" }),
            Axis("GB/s of memory for a core", memories.map { "\($0 / 1e9)" }),
            Axis("KiB for keys and values in a core", held.map { "\(Int($0 / 1024))" }),
            Axis("switching", switchings.map(\.rawValue)),
        ]
        return try GainRange(axes: axes) { places throws(SparseAttentionError) in
            let side = sides[places[1]]
            let machine = SpatialMachine(
                mesh: Mesh(width: side, height: side), coreMemoryBytes: held[places[5]],
                linkBytesPerSecond: links[places[3]], switching: switchings[places[6]],
                memoryBytesPerSecond: memories[places[4]] * Double(side * side))
            let ladder = try SpatialLadder(
                SpatialTask(tokens: tokens[places[0]], keep: keeps[places[2]]), on: machine)
            guard ladder.rungs.indices.contains(reference) else {
                throw .option(
                    name: "rung", found: "\(reference)", accepted: "0 to \(ladder.rungs.count - 1)")
            }
            return ladder.rungs[reference].estimate.seconds / ladder.rungs[ladder.rungs.count - 1].estimate.seconds
        }
    }
}
