import AnalyticalModel
import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

@Suite struct WatosPlannerTests {
    static let costs = AnalyticalModel()

    /// Every die of a plan, counted one by one.
    static func bytesOfDies(_ design: TrainingDesign) -> [Double] {
        var own = design
        own.strategy.plan?.loans = []
        let memory = TrainingMemory(own)
        let strategy = design.strategy
        var bytes = (0..<strategy.pipeline).map { memory.memory(stage: $0).total }
        var spare: [Placement.Site: Double] = [:]
        for loan in strategy.plan?.loans ?? [] {
            let all = loan.bytesPerMicroBatch * memory.plan.liveMicroBatches(stage: loan.stage)
            bytes[loan.stage] -= all
            switch loan.holder {
            case .stage(let holder): bytes[holder] += all
            case .spare(let sites): for site in sites { spare[site, default: 0] += all }
            }
        }
        return bytes + spare.values.sorted()
    }

    @Test(arguments: ["gpt3-175b", "llama2-30b", "llama3-70b"])
    func noPlanExceedsTheMemoryOfAnyDie(name: String) throws {
        for (gigabytes, dies) in [(70.0, 7), (48, 4)] {
            var task = try PlanningTasks.task(name, diesY: dies)
            task.hardware.memory.bytesPerStack = gigabytes * 1e9 / Double(task.hardware.memory.stacksPerDie)
            let design = try WatosPlanner().plan(task, costs: Self.costs)
            #expect(design.strategyViolations().isEmpty)
            let evaluation = Self.costs.evaluate(design)
            let state = 18 * Double(design.model.parameterCount)
            guard state < 0.9 * gigabytes * 1e9 * Double(8 * dies) else { continue }
            #expect(!evaluation.memoryLimit.isViolated)
            #expect(Self.bytesOfDies(design).allSatisfy { $0 <= gigabytes * 1e9 })
        }
    }

    /// Small wafers and models against every strategy without a plan: full recomputation is the floor, and so is
    /// whatever Megatron-LM could run.
    @Test func noStrategyWithoutAPlanIsFaster() throws {
        var (tight, faster) = (0, 0)
        for (x, y, layers, gigabytes, experts) in [
            (2, 2, 4, 2.0, 0), (3, 2, 6, 1.5, 0), (4, 2, 8, 2.5, 0), (2, 3, 5, 3, 0), (4, 2, 6, 12, 8),
            (4, 4, 8, 1.2, 0),
        ] {
            let task = try PlanningTasks.small(
                diesX: x, diesY: y, layers: layers, gigabytesPerDie: gigabytes, experts: experts)
            let planned = Self.costs.evaluate(try WatosPlanner().plan(task, costs: Self.costs))
            var (best, floor) = (Double.infinity, Double.infinity)
            for design in PlanningTasks.everyStrategy(task) where design.strategy.context == 1 {
                guard design.strategy.zeroStage <= 1 else { continue }
                let evaluation = Self.costs.evaluate(design)
                guard !evaluation.memoryLimit.isViolated, !evaluation.powerLimit.isViolated else { continue }
                best = min(best, evaluation.iterationSeconds)
                if design.strategy.recompute == .full { floor = min(floor, evaluation.iterationSeconds) }
            }
            guard best.isFinite else { continue }
            #expect(!planned.memoryLimit.isViolated)
            #expect(planned.iterationSeconds <= best * (1 + 1e-9))
            if best < floor { tight += 1 }
            if planned.iterationSeconds < best * 0.999 { faster += 1 }
        }
        #expect(tight >= 2 && faster >= 2)
    }

    /// A memory between what the first stage of an even pipeline keeps and what all keep on average: each stage by itself
    /// must run work again, all together need not.
    @Test func pooledMemoryFitsWhatOwnMemoryDoesNot() throws {
        let task = try PlanningTasks.task("llama3-70b")
        var alone = WatosPlanner()
        alone.sharesMemory = false
        let shared = Self.costs.evaluate(try WatosPlanner().plan(task, costs: Self.costs))
        let own = Self.costs.evaluate(try alone.plan(task, costs: Self.costs))
        #expect(shared.iterationSeconds < own.iterationSeconds)
        #expect(shared.time.recompute < own.time.recompute)
        // Without recomputation what is kept must find room; with it no plan is slower.
        var keeping = WatosPlanner()
        keeping.recomputes = false
        let kept = Self.costs.evaluate(try keeping.plan(task, costs: Self.costs))
        #expect(kept.time.recompute == 0)
        #expect(kept.memoryLimit.isViolated || kept.iterationSeconds >= shared.iterationSeconds)
    }

    @Test func plansAreTheSameEveryTimeAndNoSlowerForTheirRefinement() throws {
        for name in ["gpt3-175b", "gshard-137b"] {
            let task = try PlanningTasks.task(name)
            let first = try WatosPlanner().plan(task, costs: Self.costs)
            #expect(try WatosPlanner().plan(task, costs: Self.costs) == first)
            let plain = try WatosPlanner(refinement: nil).plan(task, costs: Self.costs)
            #expect(
                Self.costs.evaluate(first).iterationSeconds <= Self.costs.evaluate(plain).iterationSeconds)
        }
    }

    /// Dataflows of operators are chosen by what layers cost: no plan is slower for them, and a large one is faster.
    @Test(arguments: ["gpt3-175b", "llama2-30b", "gshard-137b"])
    func noPlanIsSlowerForItsDataflows(name: String) throws {
        let task = try PlanningTasks.task(name)
        var fixed = WatosPlanner(refinement: nil)
        fixed.choosesMappings = false
        let own = Self.costs.evaluate(try fixed.plan(task, costs: Self.costs))
        let design = try WatosPlanner(refinement: nil).plan(task, costs: Self.costs)
        let chosen = Self.costs.evaluate(design)
        #expect(chosen.iterationSeconds < own.iterationSeconds)
        // Each entry says something that the core would not do by itself, and spreads as Megatron-LM does.
        let plans = try #require(design.strategy.plan?.operators)
        let shape = try #require(Placement(design)?.shape)
        let megatron = OperatorSpread(shape: shape, sequenceParallel: design.strategy.sequenceParallel)
        #expect(!plans.isEmpty && plans.allSatisfy { !$0.mapping.isDefault })
        for var plan in plans {
            plan.mapping = DieMapping()
            #expect(plan == megatron[plan.kind])
        }
    }

    /// A referee that sees the links chooses between the last plans: by its own count the choice is no slower.
    @Test func theRefereeChoosesByItsOwnCosts() throws {
        let referee = SlowLinks()
        var differ = 0
        for name in ["gpt3-175b", "llama2-30b"] {
            let task = try PlanningTasks.task(name)
            let alone = try WatosPlanner(refinement: nil).plan(task, costs: Self.costs)
            let judged = try WatosPlanner(refinement: nil, referee: referee).plan(task, costs: Self.costs)
            #expect(referee.evaluate(judged).iterationSeconds <= referee.evaluate(alone).iterationSeconds)
            #expect(Self.costs.evaluate(judged).iterationSeconds >= Self.costs.evaluate(alone).iterationSeconds)
            if judged != alone { differ += 1 }
        }
        #expect(differ > 0)
    }

    /// The closed form on a wafer whose links are a hundred times as slow.
    private struct SlowLinks: TrainingCostModel {
        static var fidelity: String { "slow" }
        static var version: String { "1" }

        func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
            var design = design
            design.hardware.die.dieToDieBytesPerSecondPerEdge /= 100
            return WatosPlannerTests.costs.evaluate(design)
        }
    }

    /// Groups stand around dies that have failed, and a plan is found while enough are left.
    @Test func plansAroundFailedDies() throws {
        let task = try PlanningTasks.task("llama2-30b")
        let mesh = Mesh(width: task.hardware.wafer.diesX, height: task.hardware.wafer.diesY)
        let whole = try WatosPlanner(refinement: nil).plan(task, costs: Self.costs)
        let fastest = Self.costs.evaluate(whole).iterationSeconds
        var random = SplitMix(17)
        for count in [1, 11, 20] {
            let failed = Set((0..<mesh.nodeCount).shuffled(using: &random).prefix(count))
            let faults = WaferFaults(
                dies: failed.sorted().map { WaferFaults.Die(x: mesh.x(of: $0), y: mesh.y(of: $0)) })
            let design = try WatosPlanner(refinement: nil).replan(whole, around: faults, costs: Self.costs)
            #expect(design.hardware.faults == faults)
            #expect(design.strategyViolations().isEmpty)
            let evaluation = Self.costs.evaluate(design)
            #expect(!evaluation.memoryLimit.isViolated)
            let plan = try #require(design.strategy.plan)
            #expect(plan.sites.count == design.strategy.pipeline * design.strategy.data)
            var used = plan.sites
            for loan in plan.loans {
                if case .spare(let sites) = loan.holder { used += sites }
            }
            for site in used {
                #expect(site.rectangle.nodes(in: mesh).allSatisfy { !failed.contains($0) })
            }
            // Peak arithmetic of the dies that are left bounds what is lost, and the whole wafer what is kept.
            #expect(evaluation.iterationSeconds >= fastest * (1 - 1e-9))
            #expect(evaluation.iterationSeconds < fastest * 56 / Double(56 - count) * 1.5)
        }
    }

    @Test func refusesWhatIsNotForIt() throws {
        let cluster = try PlanningTasks.cluster("megatron-18.4b", devices: 64, batch: 64)
        #expect(throws: PlanningError.wrongMachine(planner: "watos", accepted: "wafers")) {
            try WatosPlanner().plan(cluster, costs: Self.costs)
        }
        var broken = try PlanningTasks.task("llama2-30b")
        broken.hardware.faults.dies = (0..<56).map { WaferFaults.Die(x: $0 % 8, y: $0 / 8) }
        #expect(throws: PlanningError.self) { try WatosPlanner().plan(broken, costs: Self.costs) }
    }

    /// Groups keep off failed links where that is faster than detours of their rings.
    @Test func plansAroundFailedLinks() throws {
        var random = SplitMix(23)
        let task = try PlanningTasks.task("llama3-70b")
        let whole = try WatosPlanner(refinement: nil).plan(task, costs: Self.costs)
        let fastest = Self.costs.evaluate(whole).iterationSeconds
        var links: [WaferFaults.Link] = []
        for y in 0..<7 {
            for x in 0..<8 {
                if x < 7 { links.append(WaferFaults.Link(from: WaferFaults.Die(x: x, y: y), to: .east)) }
                if y < 6 { links.append(WaferFaults.Link(from: WaferFaults.Die(x: x, y: y), to: .north)) }
            }
        }
        for count in [2, 8] {
            let faults = WaferFaults(links: Array(links.shuffled(using: &random).prefix(count)))
            let planner = WatosPlanner(refinement: nil)
            let design = try planner.replan(whole, around: faults, costs: Self.costs)
            #expect(design.strategyViolations().isEmpty)
            let evaluation = Self.costs.evaluate(design)
            #expect(!evaluation.memoryLimit.isViolated)
            // The old plan on the broken wafer is what there would be without planning again.
            var old = whole
            old.hardware.faults = faults
            let unplanned = Self.costs.evaluate(old)
            #expect(evaluation.iterationSeconds >= fastest * (1 - 1e-9))
            if unplanned.iterationSeconds > 0 { #expect(evaluation.iterationSeconds <= unplanned.iterationSeconds) }
        }
    }
}
