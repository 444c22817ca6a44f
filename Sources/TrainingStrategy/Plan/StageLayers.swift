/// The layers of one stage in runs, and what runs again in each.
public struct StageLayers: Sendable, Hashable {
    /// Layers that follow each other and have the same policy.
    public struct Run: Sendable, Hashable {
        /// How many, at least 1.
        public var count: Int
        /// What runs again.
        public var recompute: Recompute

        /// Makes a run.
        public init(count: Int, recompute: Recompute) {
            self.count = count
            self.recompute = recompute
        }
    }

    /// In the order of the layers.
    public var runs: [Run]

    /// Makes a stage of runs.
    public init(_ runs: [Run]) {
        self.runs = runs
    }

    /// Layers of the stage.
    public var count: Int { runs.reduce(0) { $0 &+ $1.count } }
}
