/// How the hypervolume grew with the cost spent.
struct Curve: Sendable {
    /// What had been reached when this much was spent.
    struct Step: Sendable {
        var cost: Double
        var hypervolume: Double
    }

    /// In the order of cost.
    private(set) var steps: [Step] = []

    mutating func add(cost: Double, hypervolume: Double) {
        steps.append(Step(cost: cost, hypervolume: hypervolume))
    }

    /// The last value; 0 before the first.
    var last: Double { steps.last?.hypervolume ?? 0 }

    /// What had been reached for at most this cost.
    func hypervolume(at cost: Double) -> Double {
        var (first, end) = (0, steps.count)
        while first < end {
            let middle = (first + end) / 2
            if steps[middle].cost <= cost + Self.tolerance { first = middle + 1 } else { end = middle }
        }
        return first == 0 ? 0 : steps[first - 1].hypervolume
    }

    /// The first cost at which the mean of some curves is as high as a value; `nil` where it never is.
    static func firstCost(of curves: [Curve], reaching value: Double) -> Double? {
        let costs = curves.flatMap { $0.steps.map(\.cost) }.sorted()
        return costs.first { cost in
            Sample(curves.map { $0.hypervolume(at: cost) }).mean >= value
        }
    }

    /// Costs are sums of decimals.
    private static let tolerance = 1e-9
}
