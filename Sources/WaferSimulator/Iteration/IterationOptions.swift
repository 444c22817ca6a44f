/// How closely an iteration is played.
public struct IterationOptions: Sendable, Hashable {
    /// Segments that a pass is cut into at most, each with operators first and collectives after; nil for two a layer,
    /// as many as there are blocks.
    public var segmentsPerPass: Int?
    /// Whether micro-batches that go through the stages as those before them did are skipped.
    public var skipsSteadyState: Bool

    /// By default passes have up to two segments, and what repeats is skipped.
    public init(segmentsPerPass: Int? = 2, skipsSteadyState: Bool = true) {
        self.segmentsPerPass = segmentsPerPass
        self.skipsSteadyState = skipsSteadyState
    }

    /// The segments of a pass over some layers.
    func segments(layers: Double) -> Int {
        let blocks = max(1, 2 * Int(layers))
        return segmentsPerPass.map { max(1, min($0, blocks)) } ?? blocks
    }
}
