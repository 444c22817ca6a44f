import Glibc

extension Mixture {
    /// The routed experts of a layer that at least one of some tokens goes to, in the mean.
    ///
    /// `E (1 - (1 - k / E)^t)`: each of `t` tokens goes to `k` of `E` experts, every set of them as likely as any other
    /// and tokens independent, so that one token passes an expert by with probability `1 - k / E`, and all do with its
    /// power (the occupancy problem; Feller, "An Introduction to Probability Theory and Its Applications", volume 1).
    /// One token has `k`; many have all.
    public func expectedExperts(tokens: Double) -> Double {
        guard expertsPerToken < experts else { return Double(experts) }
        let missed = log1p(-Double(expertsPerToken) / Double(experts))
        return -Double(experts) * expm1(tokens * missed)
    }
}
