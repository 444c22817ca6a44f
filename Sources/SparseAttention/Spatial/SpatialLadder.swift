import MeshNetwork

/// What each idea of a spread attention gains over dense attention on the same machine.
///
/// Spatial-STAR reports 20.1 times the throughput of "the baseline design" (arXiv 2512.20198) and nothing else is
/// public of it: neither machine nor lengths nor the factors. So the rungs are ours, and what can be said is whether
/// 20.1 lies inside the range over lengths, cores and bandwidths.
public struct SpatialLadder: Sendable, Hashable {
    /// One rung.
    public struct Rung: Sendable, Hashable {
        /// What it adds to the one before.
        public let name: String
        /// The design.
        public let design: SpatialDesign
        /// What it takes.
        public let estimate: SpatialEstimate
    }

    /// The rungs, from dense attention on.
    public let rungs: [Rung]

    /// Climbs the ladder.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    public init(_ task: SpatialTask, on machine: SpatialMachine) throws(SparseAttentionError) {
        var design = SpatialDesign.baseline
        var rungs: [Rung] = []
        func step(_ name: String, _ change: (inout SpatialDesign) -> Void) throws(SparseAttentionError) {
            change(&design)
            rungs.append(
                Rung(
                    name: name, design: design,
                    estimate: try SpatialEstimate(task, on: machine, design: design)))
        }
        try step("dense, keys round a ring row by row") { _ in }
        try step("+ scores on the chip") { $0.isFused = true }
        try step("+ STAR cores") { $0.isSparse = true }
        try step("+ queries go round instead") { $0.dataflow = .queryRing }
        try step("+ ring of neighbours, both ways") {
            $0.ring = .hamiltonian
            $0.bothWays = true
        }
        try step("+ transfers overlap work") { $0.overlaps = true }
        try step("+ memory at the nearest port") { $0.placement = .nearest }
        self.rungs = rungs
    }

    /// The throughput of a rung over the first.
    public func gain(_ index: Int) -> Double { rungs[0].estimate.seconds / rungs[index].estimate.seconds }

    /// The throughput of the last rung over the first.
    public var gain: Double { gain(rungs.count - 1) }
}
