import Foundation
import ParetoFront

extension OptimizationProblem {
    /// Checks that the problem can be optimised.
    ///
    /// - Throws: `OptimizationError.invalidProblem`.
    public func validate() throws(OptimizationError) {
        guard !objectives.isEmpty else { throw .invalidProblem(reason: "it has no objective; give at least one") }
        guard !fidelities.isEmpty else { throw .invalidProblem(reason: "it has no fidelity; give at least one") }
        for names in [objectives.map(\.name), constraints.map(\.name), fidelities.map(\.name)] {
            for (index, name) in names.enumerated() where names[..<index].contains(name) {
                throw .invalidProblem(reason: "the name '\(name)' stands twice; rename one")
            }
        }
        for objective in objectives where !objective.reference.isFinite {
            throw .invalidProblem(reason: "the reference of '\(objective.name)' is not finite; give a finite one")
        }
        for constraint in constraints {
            let limit = constraint.slack(of: 0)
            guard limit.isFinite else {
                throw .invalidProblem(reason: "the bound of '\(constraint.name)' is not finite; give a finite one")
            }
        }
        for fidelity in fidelities where !(fidelity.cost > 0 && fidelity.cost.isFinite) {
            throw .invalidProblem(
                reason: "the cost of fidelity '\(fidelity.name)' is \(fidelity.cost); give a positive one")
        }
    }

    /// Objectives in their own units turned so that larger is better in each.
    public func maximized(_ objectives: [Double]) -> [Double] {
        zip(self.objectives, objectives).map { $0.goal == .maximize ? $1 : -$1 }
    }

    /// The reference point of the hypervolume, turned so that larger is better.
    public var maximizedReference: [Double] { maximized(objectives.map(\.reference)) }

    /// How far inside its bound each constraint's value lies.
    public func slacks(_ constraints: [Double]) -> [Double] {
        zip(self.constraints, constraints).map { $0.slack(of: $1) }
    }

    /// Whether an evaluation gave figures and keeps every constraint.
    public func isFeasible(_ outcome: Observation.Outcome) -> Bool {
        guard case .evaluated(_, let constraints) = outcome else { return false }
        return slacks(constraints).allSatisfy { $0 >= 0 }
    }

    /// The objectives of a feasible observation at the target fidelity, turned so that larger is better; else nothing.
    public func targetValues(_ observation: Observation) -> [Double]? {
        observation.fidelity == target ? feasibleValues(observation.outcome) : nil
    }

    /// The feasible observations at the target fidelity that no other one dominates, in their order.
    public func front(of observations: [Observation]) -> [Observation] {
        let feasible = observations.filter { targetValues($0) != nil }
        let mask = Dominance.nonDominatedMask(feasible.compactMap(targetValues))
        return zip(feasible, mask).filter(\.1).map(\.0)
    }

    /// The hypervolume of the feasible observations at the target fidelity above the reference point.
    public func hypervolume(of observations: [Observation]) -> Double {
        Hypervolume.volume(of: observations.compactMap(targetValues), reference: maximizedReference)
    }

    /// The largest objective, or reference, either way: beyond it a hypervolume of several is no finite number.
    public static let largestObjective = 1e30

    /// The outcome with its counts checked; one with a number that is not finite, or an objective beyond
    /// `largestObjective`, becomes a failure that says which.
    ///
    /// - Throws: `OptimizationError.wrongCount`.
    public func checked(_ outcome: Observation.Outcome) throws(OptimizationError) -> Observation.Outcome {
        guard case .evaluated(let values, let limited) = outcome else { return outcome }
        guard values.count == objectives.count else {
            throw .wrongCount(of: "objectives", expected: objectives.count, found: values.count)
        }
        guard limited.count == constraints.count else {
            throw .wrongCount(of: "constraints", expected: constraints.count, found: limited.count)
        }
        let names = objectives.map(\.name) + constraints.map(\.name)
        for (name, value) in zip(names, values + limited) where !value.isFinite {
            return .failed(reason: "'\(name)' is \(value), not a finite number")
        }
        for (objective, value) in zip(objectives, values) where abs(value) > Self.largestObjective {
            return .failed(
                reason:
                    "'\(objective.name)' is \(value), not between -\(Self.largestObjective) and \(Self.largestObjective)"
            )
        }
        return outcome
    }
}
