public import MeshNetwork

/// What of Spatial-STAR's ideas a machine uses.
public struct SpatialDesign: Sendable, Hashable {
    /// Whether scores stay on the chip; else those of dense attention go to the memory outside and back, before the
    /// softmax and after it.
    public var isFused: Bool
    /// Whether cores predict and choose keys; without it they compute all.
    public var isSparse: Bool
    /// Who sends what.
    public var dataflow: SpatialDataflow
    /// The order of rings.
    public var ring: Rectangle.RingOrder
    /// Whether one half goes the other way round.
    public var bothWays: Bool
    /// Whether what goes round is cut so that its transfer overlaps work.
    public var overlaps: Bool
    /// Where tokens lie in the memory outside.
    public var placement: SpatialMachine.Placement

    /// Takes over choices.
    public init(
        isFused: Bool = true, isSparse: Bool = true, dataflow: SpatialDataflow = .queryRing,
        ring: Rectangle.RingOrder = .hamiltonian,
        bothWays: Bool = true, overlaps: Bool = true, placement: SpatialMachine.Placement = .nearest
    ) {
        self.isFused = isFused
        self.isSparse = isSparse
        self.dataflow = dataflow
        self.ring = ring
        self.bothWays = bothWays
        self.overlaps = overlaps
        self.placement = placement
    }

    /// Dense attention with scores in the memory outside, whose keys and values go round a ring row by row, one
    /// transfer and one piece of work after the other, with memory spread over all ports: what the ladder starts from.
    public static let baseline = SpatialDesign(
        isFused: false, isSparse: false, dataflow: .keyValueRing, ring: .rowMajor, bothWays: false, overlaps: false,
        placement: .interleaved)
}
