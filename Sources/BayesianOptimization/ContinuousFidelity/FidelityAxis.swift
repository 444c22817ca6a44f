import Glibc
import SearchSpace

/// The fidelities of a problem as places on one axis, from 0 for the cheapest to 1 for the target.
struct FidelityAxis: Sendable, Hashable {
    /// Where each fidelity stands.
    let settings: [Double]
    /// The nominal cost of each, in target evaluations.
    let costs: [Double]
    /// The logarithms of these.
    let logCosts: [Double]

    /// Levels without settings are evenly spaced; a single one is the target.
    ///
    /// - Throws: `OptimizationError.invalidProblem` for settings that do not rise to the target.
    init(_ problem: OptimizationProblem) throws(OptimizationError) {
        let fidelities = problem.fidelities
        let given = fidelities.compactMap(\.setting)
        if given.count == fidelities.count, let first = given.first, let last = given.last, given.count > 1 {
            guard first.isFinite, last.isFinite, zip(given, given.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw .invalidProblem(reason: "the settings of the fidelities do not rise; order them up to the target")
            }
            settings = given.map { $0 == last ? 1 : ($0 - first) / (last - first) }
        } else {
            let steps = Double(max(1, fidelities.count - 1))
            settings = fidelities.indices.map { fidelities.count == 1 ? 1 : Double($0) / steps }
        }
        let target = fidelities[fidelities.count - 1].cost
        costs = fidelities.map { $0.cost / target }
        logCosts = costs.map { log($0) }
    }

    /// The index of the target.
    var target: Int { settings.count - 1 }

    /// A fidelity drawn with a probability inversely proportional to its cost.
    func random(using generator: inout RandomGenerator) -> Int {
        generator.index(inProportionTo: costs.map { 1 / $0 })
    }

    /// A fidelity near another one: a normal step along the axis, rounded to the nearest.
    func neighbour(of level: Int, scale: Double, using generator: inout RandomGenerator) -> Int {
        let place = settings[level] + scale * generator.normal()
        var best = 0
        for index in settings.indices where abs(settings[index] - place) < abs(settings[best] - place) { best = index }
        return best
    }
}
