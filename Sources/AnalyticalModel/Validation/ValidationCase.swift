/// One published figure beside what the model says.
public struct ValidationCase: Sendable, Hashable {
    /// What was measured, in a few words.
    public var name: String
    /// The unit of both figures.
    public var unit: String
    /// The published figure.
    public var measured: Double
    /// The model's.
    public var modelled: Double
    /// Whether the error is the plain difference, for shares in points; otherwise it is relative.
    public var isDifference: Bool

    /// Makes a case.
    public init(_ name: String, unit: String, measured: Double, modelled: Double, isDifference: Bool = false) {
        self.name = name
        self.unit = unit
        self.measured = measured
        self.modelled = modelled
        self.isDifference = isDifference
    }

    /// The model's figure over the measured one, less one; or the difference of the two.
    public var error: Double {
        isDifference ? modelled - measured : modelled / measured - 1
    }
}
