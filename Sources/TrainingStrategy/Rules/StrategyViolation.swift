/// One rule of a strategy's shape that a design breaks, with what was found and what would be accepted.
public struct StrategyViolation: Sendable, Hashable, CustomStringConvertible {
    /// Which rule.
    public var rule: StrategyRule
    /// What the design has: a remainder where something does not divide, a count otherwise.
    public var value: Double
    /// The largest value allowed.
    public var allowed: Double
    /// What is wrong and what would be right, in one sentence.
    public var description: String

    /// Makes a violation.
    public init(rule: StrategyRule, value: Double, allowed: Double, description: String) {
        self.rule = rule
        self.value = value
        self.allowed = allowed
        self.description = description
    }

    /// The same as an entry of an evaluation's violations.
    public var limitCheck: TrainingEvaluation.LimitCheck {
        TrainingEvaluation.LimitCheck(
            limit: rule == .devices ? .devices : .strategyShape, value: value, allowed: allowed)
    }
}
