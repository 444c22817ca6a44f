import Testing
import TrainingStrategy
import _IngotTestSupport

@Suite struct GeneticRefinementTests {
    @Test(arguments: RefinementOperator.allCases)
    func everyChangeKeepsPlansLegal(change: RefinementOperator) {
        var random = SplitMix(21)
        var changed = 0
        for _ in 0..<150 {
            let problem = Self.problem(&random)
            guard var plan = Self.start(problem) else { continue }
            #expect(problem.isLegal(plan))
            for _ in 0..<20 {
                // Others in between, so that all kinds of plans come up.
                if let other = RefinementOperator.allCases.randomElement(using: &random)?.apply(
                    to: plan, problem, using: &random)
                {
                    plan = other
                }
                guard let next = change.apply(to: plan, problem, using: &random) else { continue }
                #expect(problem.isLegal(next))
                if next != plan { changed += 1 }
                plan = next
            }
        }
        #expect(changed > 100)
    }

    @Test func refinementNeverWorsensItsStart() {
        var random = SplitMix(8)
        var better = 0
        for round in 0..<40 {
            let problem = Self.problem(&random)
            guard let start = Self.start(problem) else { continue }
            var refinement = GeneticRefinement()
            refinement.seed = UInt64(round)
            refinement.elitism = [0, 0.5, 1][round % 3]
            refinement.steps = 30
            let cost = { (plan: RefinementPlan) in Self.cost(plan, problem) }
            let found = refinement.refine(start, problem, fitness: cost)
            #expect(problem.isLegal(found.plan))
            #expect(found.fitness == cost(found.plan) && found.fitness <= cost(start))
            if found.fitness < cost(start) { better += 1 }
            #expect(refinement.refine(start, problem, fitness: cost).plan == found.plan)
            refinement.steps = 0
            #expect(refinement.refine(start, problem, fitness: cost).plan == start)
        }
        #expect(better > 20)
    }

    /// Small plans: the refinement reaches the best of all options and places.
    @Test func refinementReachesTheBestOfSmallCases() {
        var random = SplitMix(31)
        var (reached, all) = (0, 0)
        for _ in 0..<15 {
            let problem = Self.problem(&random, stages: 3, places: 4)
            guard let start = Self.start(problem) else { continue }
            let cost = { (plan: RefinementPlan) in Self.cost(plan, problem) }
            var best = Double.infinity
            var plans = [RefinementPlan(options: [], places: [])]
            for stage in 0..<3 {
                plans = plans.flatMap { plan in
                    problem.bytes[stage].indices.flatMap { option in
                        (0..<4).filter { !plan.places.contains($0) }.map {
                            RefinementPlan(options: plan.options + [option], places: plan.places + [$0])
                        }
                    }
                }
            }
            for plan in plans {
                var plan = plan
                if problem.repair(&plan) { best = min(best, cost(plan)) }
            }
            all += 1
            if GeneticRefinement().refine(start, problem, fitness: cost).fitness <= best * (1 + 1e-9) { reached += 1 }
        }
        #expect(all > 5 && reached == all)
    }

    static func problem(
        _ random: inout SplitMix, stages: Int? = nil, places: Int? = nil
    ) -> RefinementProblem {
        let stages = stages ?? Int.random(in: 2...6, using: &random)
        let places = places ?? stages + Int.random(in: 0...3, using: &random)
        return RefinementProblem(
            bytes: (0..<stages).map { stage in
                let whole =
                    Double(Int.random(in: 40...90, using: &random)) * 1e9 * (1 - 0.5 * Double(stage) / Double(stages))
                return [whole, whole * 0.8, whole * 0.5, whole * 0.3]
            },
            capacityBytes: 48e9, places: places,
            distances: (0..<(places * places)).map {
                abs($0 / places % 4 - $0 % places % 4) + abs($0 / places / 4 - $0 % places / 4)
            })
    }

    static func start(_ problem: RefinementProblem) -> RefinementPlan? {
        var plan = RefinementPlan(
            options: problem.bytes.map { $0.count - 1 }, places: Array(problem.bytes.indices))
        return problem.repair(&plan) ? plan : nil
    }

    /// The slowest stage, each step of recomputation 10 %, times what goes over links.
    static func cost(_ plan: RefinementPlan, _ problem: RefinementProblem) -> Double {
        let all = problem.places
        let slowest = plan.options.map { 1 + 0.1 * Double($0) }.max() ?? 0
        var way = zip(plan.places, plan.places.dropFirst()).reduce(10.0) {
            $0 + Double(problem.distances[$1.0 * all + $1.1])
        }
        for loan in plan.loans {
            let holder =
                switch loan.holder {
                case .stage(let stage): plan.places[stage]
                case .place(let place): place
                }
            way += loan.bytes / 10e9 * Double(problem.distances[plan.places[loan.stage] * all + holder])
        }
        return slowest * way
    }
}
