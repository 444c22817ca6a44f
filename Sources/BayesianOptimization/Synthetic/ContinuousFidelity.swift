import Glibc

/// A fidelity that is a number: what it ranges over and what an evaluation costs there.
///
/// It is asked on a grid of `gridCount` evenly spaced settings, both ends included, each of which is one
/// `OptimizationProblem.Fidelity`; the upper end is the target.
public struct ContinuousFidelity: Sendable, Hashable {
    /// The nominal cost of one evaluation as a function of the setting s.
    public enum Cost: Sendable, Hashable {
        /// exp(a s).
        case exponential(Double)
        /// a + b s.
        case linear(Double, Double)

        /// The cost at a setting.
        public func callAsFunction(_ setting: Double) -> Double {
            switch self {
            case .exponential(let rate): exp(rate * setting)
            case .linear(let constant, let slope): constant + slope * setting
            }
        }
    }

    /// How many settings are asked.
    public static let gridCount = 41

    /// The name that users give it.
    public var name: String
    /// The cheap end.
    public var lower: Double
    /// The target.
    public var upper: Double
    /// What an evaluation costs.
    public var cost: Cost

    /// Makes a continuous fidelity; `lower` is below `upper`.
    public init(name: String, lower: Double, upper: Double, cost: Cost) {
        self.name = name
        self.lower = lower
        self.upper = upper
        self.cost = cost
    }

    /// The settings that are asked, from the cheap end to the target, each named by its shortest decimal.
    public var levels: [OptimizationProblem.Fidelity] {
        let steps = Self.gridCount - 1
        return (0...steps).map { index in
            let share = Double(index)
            let setting = (lower * (Double(steps) - share) + upper * share) / Double(steps)
            let text = "\(setting)"
            return OptimizationProblem.Fidelity(
                name: text.hasSuffix(".0") ? String(text.dropLast(2)) : text, cost: cost(setting), setting: setting)
        }
    }
}
