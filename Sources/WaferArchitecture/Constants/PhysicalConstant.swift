/// One number of the model that describes the physical world rather than a design, with where it comes from.
public struct PhysicalConstant: Sendable, Hashable {
    /// How sure a value is.
    public enum Certainty: String, Sendable, Hashable, CaseIterable {
        /// Printed in the source.
        case published
        /// Computed from printed values.
        case derived
        /// Chosen here, within what the source allows.
        case assumed
        /// Free: fitted to the published areas and powers of ``ReferenceChip``, one value for all of them.
        case calibrated
    }

    /// What it is, in words of a few.
    public let name: String
    /// The value for the 7 nm class.
    public let sevenNanometre: Double
    /// The value for the 5 nm class; equal to the other where the node makes no difference.
    public let fiveNanometre: Double
    /// The unit of both values.
    public let unit: String
    /// The publication, and what was read from it.
    public let source: String
    /// How sure the value is.
    public let certainty: Certainty

    /// Makes a constant that depends on the node.
    public init(
        _ name: String, n7 sevenNanometre: Double, n5 fiveNanometre: Double, unit: String, certainty: Certainty,
        source: String
    ) {
        self.name = name
        self.sevenNanometre = sevenNanometre
        self.fiveNanometre = fiveNanometre
        self.unit = unit
        self.certainty = certainty
        self.source = source
    }

    /// Makes a constant that is the same at every node.
    public init(_ name: String, _ value: Double, unit: String, certainty: Certainty, source: String) {
        self.init(name, n7: value, n5: value, unit: unit, certainty: certainty, source: source)
    }

    /// The value at a node.
    @inline(__always)
    public func value(at technology: Technology) -> Double {
        switch technology {
        case .n7: sevenNanometre
        case .n5: fiveNanometre
        }
    }

    /// The value of a constant that is the same at every node; of one that is not, the 7 nm value.
    public var value: Double { sevenNanometre }
}
