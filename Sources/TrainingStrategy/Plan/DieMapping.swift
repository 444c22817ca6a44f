public import WaferArchitecture

/// How a die works through its part of an operator: what stays in its multipliers, in which order its blocks come from
/// DRAM, and where activations are.
public struct DieMapping: Sendable, Hashable {
    /// Which operand stays in the multipliers; nil for the core's own.
    public var dataflow: Dataflow?
    /// The loops over blocks; nil for the order that goes with the dataflow, see
    /// ``DieModel/passes(leftBytes:rightBytes:resultBytes:)``.
    public var order: LoopOrder?
    /// Where activations are.
    public var source: ActivationSource

    /// Makes a mapping.
    public init(dataflow: Dataflow? = nil, order: LoopOrder? = nil, source: ActivationSource = .sram) {
        self.dataflow = dataflow
        self.order = order
        self.source = source
    }

    /// Whether it is what an operator has that no plan speaks of.
    public var isDefault: Bool { self == DieMapping() }
}
