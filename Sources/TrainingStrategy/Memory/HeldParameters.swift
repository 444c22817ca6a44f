/// Parameters that one device holds, by the number of copies there are of them.
public struct HeldParameters: Sendable, Hashable {
    /// Those that every replica has: all but routed experts.
    public var common: Double
    /// Those of routed experts, of which there are as many copies as replicas over the expert degree.
    public var experts: Double

    /// Makes an account.
    @inlinable
    public init(common: Double, experts: Double = 0) {
        self.common = common
        self.experts = experts
    }

    /// All of them.
    @inlinable public var total: Double { common + experts }

    /// Some equal part of them.
    @inlinable
    public func divided(by parts: Double) -> HeldParameters {
        HeldParameters(common: common / parts, experts: experts / parts)
    }
}
