import AnalyticalModel
import LanguageModel
import Testing
import WaferArchitecture

@testable import TrainingStrategy

@Suite struct SpreadPlannerTests {
    private static let costs = AnalyticalModel()

    private static func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
        costs.evaluate(design)
    }

    /// Small tasks with room and without.
    private static func tasks() throws -> [PlanningTask] {
        [
            try PlanningTasks.small(diesX: 2, diesY: 2, layers: 4, gigabytesPerDie: 8),
            try PlanningTasks.small(diesX: 4, diesY: 2, layers: 6, gigabytesPerDie: 2, experts: 4),
            try PlanningTasks.small(diesX: 3, diesY: 2, layers: 5, gigabytesPerDie: 1.2),
            try PlanningTasks.small(diesX: 7, diesY: 1, layers: 7, gigabytesPerDie: 4, batch: 16),
        ]
    }

    /// The search never ends worse than Megatron-LM at its best, from which it starts, nor than its other starts.
    @Test func annealingNeverEndsWorseThanItsStart() throws {
        for task in try Self.tasks() {
            let megatron = try #require(
                PlanRank(Self.evaluate(try MegatronBestPlanner().plan(task, costs: Self.costs))))
            let start = try #require(
                PlanRank(Self.evaluate(try TMACPlanner(rounds: 0).plan(task, costs: Self.costs))))
            #expect(start >= megatron)
            for seed in [1, 2] as [UInt64] {
                let design = try TMACPlanner(rounds: 400, seed: seed).plan(task, costs: Self.costs)
                #expect(try #require(PlanRank(Self.evaluate(design))) >= start)
                #expect(design.strategyViolations().isEmpty)
            }
        }
    }

    /// Where Megatron-LM's best keeps within memory, so do both planners; nowhere does a plan that fits exceed it.
    @Test func noPlanExceedsMemoryWhereOneFits() throws {
        for task in try Self.tasks() {
            let design = try TMACPlanner(rounds: 300).plan(task, costs: Self.costs)
            let evaluation = Self.evaluate(design)
            if PlanningTasks.keepsLimits(Self.evaluate(try MegatronBestPlanner().plan(task, costs: Self.costs))) {
                #expect(PlanningTasks.keepsLimits(evaluation))
            }
            guard PlanningTasks.keepsLimits(evaluation) else { continue }
            let memory = TrainingMemory(design)
            for stage in 0..<design.strategy.pipeline {
                #expect(memory.memory(stage: stage).total <= evaluation.memoryLimit.allowed)
            }
        }
    }

    /// Equal seeds give equal plans.
    @Test func aSeedDecidesThePlan() throws {
        let task = try Self.tasks()[1]
        for planner in [TMACPlanner(rounds: 500, seed: 3), TMACPlanner(rounds: 500, seed: 4)] {
            let first = try planner.plan(task, costs: Self.costs)
            #expect(try planner.plan(task, costs: Self.costs) == first)
        }
        #expect(
            try AccParPlanner().plan(task, costs: Self.costs) == AccParPlanner().plan(task, costs: Self.costs))
    }

    /// AccPar gives all dies work, without a pipeline and without recomputation.
    @Test func accParUsesAllDiesAndNothingElse() throws {
        for task in try Self.tasks() {
            let strategy = try AccParPlanner().plan(task, costs: Self.costs).strategy
            #expect(strategy.tensor * strategy.data == task.hardware.deviceCount)
            #expect(strategy.pipeline == 1)
            #expect(strategy.recompute == .none)
        }
    }

    /// On two dies there is but one level, so that every choice of types, micro-batch and residual cut can be tried;
    /// with memory to spare none of them is faster than the planner's.
    @Test func accParOnTwoDiesIsAsFastAsEveryChoiceOfTypes() throws {
        let task = try PlanningTasks.small(diesX: 2, diesY: 1, layers: 2, gigabytesPerDie: 40, batch: 4)
        let found = Self.evaluate(try AccParPlanner().plan(task, costs: Self.costs))
        #expect(PlanningTasks.keepsLimits(found))
        var fastest = Double.infinity
        for microBatch in [1, 2, 4] {
            var strategy = Strategy(tensor: 2)
            strategy.microBatchSequences = microBatch
            let design = task.design(strategy)
            let kinds: [LayerOperator.Kind] = [.attentionNorm, .queryKeyValue, .scores, .projection, .up, .down]
            var all: [[OperatorPlan]] = [[]]
            for kind in kinds {
                let candidates = AccParPartition.candidates(OperatorPlan(kind), parts: 2, design: design)
                all = all.flatMap { plans in candidates.map { plans + [$0] } }
            }
            for plans in all {
                var one = strategy
                one.plan = StrategyPlan()
                one.plan?.operators = plans
                one.sequenceParallel = plans[0].parts == 2
                fastest = min(fastest, Self.evaluate(task.design(one)).iterationSeconds)
            }
        }
        // The programme adds up operators one by one, the evaluation takes DRAM of a whole pass: within a few percent.
        #expect(found.iterationSeconds <= fastest * 1.03)
    }

    /// Clusters have no grid of dies, and latent attention no types.
    @Test func otherMachinesAreRefused() throws {
        let cluster = try PlanningTasks.cluster("gpt3-13b", devices: 8, batch: 8)
        #expect(throws: PlanningError.wrongMachine(planner: "tmac", accepted: "wafers")) {
            try TMACPlanner().plan(cluster, costs: Self.costs)
        }
        #expect(throws: PlanningError.wrongMachine(planner: "accpar", accepted: "wafers")) {
            try AccParPlanner().plan(cluster, costs: Self.costs)
        }
    }
}
