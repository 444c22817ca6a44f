/// Improves a plan by small changes, the better ones kept.
///
/// WATOS (arXiv:2512.12279), section IV-D: 100 steps, and a weight of elitism against diversity between 0 and 1. Its
/// population is not known: 16 plans here, of which each step makes as many new ones.
public struct GeneticRefinement: Sendable {
    /// Steps.
    public var steps = 100
    /// Plans that go from one step to the next.
    public var population = 16
    /// Share of new plans that are made of the best one; the others are made of any.
    public var elitism = 0.25
    /// Of the random numbers.
    public var seed: UInt64 = 1

    /// Makes a refinement with the settings above.
    public init() {}

    /// Improves a plan.
    ///
    /// - Parameters:
    ///   - start: A legal plan.
    ///   - problem: What plans may look like.
    ///   - fitness: What is to be least; not finite for plans that may not be.
    /// - Returns: The best plan seen, which is the start where none is better.
    /// - Complexity: O(steps * population) calls of `fitness` at most; plans seen before are not asked for again.
    public func refine(
        _ start: RefinementPlan, _ problem: RefinementProblem, fitness: (RefinementPlan) -> Double
    ) -> (plan: RefinementPlan, fitness: Double) {
        var random = SplitMix64(seed)
        var seen: Set<RefinementPlan> = [start]
        var all = [(plan: start, fitness: fitness(start))]
        for _ in 0..<steps {
            var children: [(plan: RefinementPlan, fitness: Double)] = []
            for _ in 0..<population {
                let isElite = Double.random(in: 0..<1, using: &random) < elitism
                let parent = isElite ? 0 : Int.random(in: 0..<all.count, using: &random)
                guard let change = RefinementOperator.allCases.randomElement(using: &random),
                    let child = change.apply(to: all[parent].plan, problem, using: &random),
                    seen.insert(child).inserted
                else { continue }
                let value = fitness(child)
                if value.isFinite { children.append((child, value)) }
            }
            all += children
            // Equals stay in the order in which they were found.
            let order = all.indices.sorted { first, second in
                all[first].fitness != all[second].fitness ? all[first].fitness < all[second].fitness : first < second
            }
            all = order.prefix(population).map { all[$0] }
        }
        return all[0]
    }
}
