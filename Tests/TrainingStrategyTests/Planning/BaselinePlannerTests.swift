import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// Megatron-LM by its rules and at its best, and DeepSpeed.
@Suite struct BaselinePlannerTests {
    private let costs = AnalyticalModel()
    private static let planners: [any Planner] = [MegatronPlanner(), MegatronBestPlanner(), DeepSpeedPlanner()]

    /// Narayanan et al., SC 2021, Table 1, the rows kept with the measurements: model, tensor, pipeline, devices, batch.
    private static let table1: [(model: String, tensor: Int, pipeline: Int, devices: Int, batch: Int)] = [
        ("megatron-1.7b", 1, 1, 32, 512), ("megatron-7.5b", 4, 1, 128, 512), ("megatron-39.1b", 8, 2, 512, 1536),
        ("megatron-145.6b", 8, 8, 1536, 2304), ("megatron-529.6b", 8, 35, 2520, 2520),
    ]

    @Test("The rules take the published degrees of Table 1, or a smaller model-parallel size that fits too")
    func rulesOnPublishedClusters() throws {
        var (tensors, pipelines) = (0, 0)
        for row in Self.table1 {
            let task = try PlanningTasks.cluster(row.model, devices: row.devices, batch: row.batch)
            let design = try MegatronPlanner().plan(task, costs: costs)
            let strategy = design.strategy
            #expect(costs.evaluate(design).isFeasible)
            #expect(strategy.tensor * strategy.pipeline * strategy.data == row.devices)
            #expect(strategy.tensor * strategy.pipeline <= row.tensor * row.pipeline, "\(row.model)")
            #expect(row.tensor * row.pipeline <= 2 * strategy.tensor * strategy.pipeline, "\(row.model)")
            tensors += strategy.tensor == row.tensor ? 1 : 0
            pipelines += strategy.pipeline == row.pipeline ? 1 : 0
        }
        #expect(tensors == 4 && pipelines == 4)
    }

    @Test("The best strategy is at least as fast as the published one, and uses no more memory than there is")
    func bestOnPublishedClusters() throws {
        for row in Self.table1.prefix(3) {
            let task = try PlanningTasks.cluster(row.model, devices: row.devices, batch: row.batch)
            let best = costs.evaluate(try MegatronBestPlanner().plan(task, costs: costs))
            let rules = costs.evaluate(try MegatronPlanner().plan(task, costs: costs))
            #expect(best.isFeasible && best.tokensPerSecond >= rules.tokensPerSecond)
            let data = row.devices / row.tensor / row.pipeline
            for micro in [1, 2, 4, 8] where row.batch % (data * micro) == 0 {
                let published = costs.evaluate(
                    task.design(
                        Strategy(
                            tensor: row.tensor, sequenceParallel: false, pipeline: row.pipeline, data: data,
                            microBatchSequences: micro, schedule: .oneForwardOneBackward, chunks: 1, recompute: .full)))
                #expect(published.tokensPerSecond > 0)
                #expect(best.tokensPerSecond >= published.tokensPerSecond)
            }
        }
    }

    @Test("DeepSpeed is at least as fast as the published runs with ZeRO 3, and its stages keep to what it can run")
    func deepSpeedOnPublishedClusters() throws {
        // Narayanan et al., Table 2: 174.6 billion parameters, batch 1536, 384 devices with 4 sequences each.
        let task = try PlanningTasks.cluster("gpt3-175b", devices: 384, batch: 1536)
        let published = costs.evaluate(
            task.design(
                Strategy(
                    tensor: 1, sequenceParallel: false, pipeline: 1, data: 384, microBatchSequences: 4,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .full, zeroStage: 3)))
        for hasPipelines in [true, false] {
            let design = try DeepSpeedPlanner(hasPipelines: hasPipelines).plan(task, costs: costs)
            let evaluation = costs.evaluate(design)
            #expect(evaluation.isFeasible && evaluation.tokensPerSecond >= published.tokensPerSecond)
            #expect(
                design.strategy.pipeline == 1
                    ? (1...3).contains(design.strategy.zeroStage)
                    : hasPipelines && design.strategy.zeroStage == 1)
            #expect(design.strategy.schedule == .oneForwardOneBackward && design.strategy.context == 1)
        }
    }

    /// Dies in a row and column, layers, gigabytes a die, experts.
    private static let small: [(Int, Int, Int, Double, Int)] = [
        (2, 2, 4, 16, 0), (2, 2, 6, 1.5, 0), (4, 1, 4, 0.7, 0), (2, 2, 4, 0.2, 0), (3, 2, 5, 2, 0), (2, 2, 4, 4, 4),
    ]

    @Test("Enumerations find what plain loops over every strategy find", arguments: small)
    func bruteForce(_ diesX: Int, _ diesY: Int, _ layers: Int, _ gigabytes: Double, _ experts: Int) throws {
        let task = try PlanningTasks.small(
            diesX: diesX, diesY: diesY, layers: layers, gigabytesPerDie: gigabytes, experts: experts)
        let all = PlanningTasks.everyStrategy(task)
        func isMegatrons(_ strategy: Strategy) -> Bool { strategy.zeroStage <= 1 }
        func isDeepSpeeds(_ strategy: Strategy) -> Bool {
            let stages = strategy.pipeline == 1 ? 1...3 : 1...1
            return strategy.context == 1 && strategy.schedule == .oneForwardOneBackward
                && stages.contains(strategy.zeroStage)
        }
        let families: [(any Planner, (Strategy) -> Bool)] = [
            (MegatronBestPlanner(), isMegatrons), (DeepSpeedPlanner(), isDeepSpeeds),
        ]
        for (planner, isOf) in families {
            let found = costs.evaluate(try planner.plan(task, costs: costs))
            let evaluations = all.filter { isOf($0.strategy) }.map(costs.evaluate)
            #expect(evaluations.count > 100)
            let fastest = evaluations.filter(PlanningTasks.keepsLimits).map(\.tokensPerSecond).max()
            if let fastest {
                #expect(found.isFeasible && found.tokensPerSecond == fastest, "\(type(of: planner))")
            } else {
                let least = evaluations.map(\.memory.total).min()
                #expect(!found.isFeasible && found.memory.total == least, "\(type(of: planner))")
            }
        }
    }

    @Test("Every plan is legal and keeps memory and power wherever something does; the best is never behind the rules")
    func plansOnWafers() throws {
        for hardware in ["watos-config1", "watos-config3", "watos-config4", "dojo-tile"] {
            for model in ["gpt3-13b", "llama2-30b", "llama3-70b", "gshard-137b", "gpt3-175b"] {
                let task = try PlanningTasks.task(model, on: hardware)
                let evaluations = try Self.planners.map { planner in
                    let design = try planner.plan(task, costs: costs)
                    #expect(design.strategyViolations().isEmpty)
                    #expect(design.hardware == task.hardware && design.model == task.model && design.job == task.job)
                    return costs.evaluate(design)
                }
                let (rules, best) = (evaluations[0], evaluations[1])
                if rules.isFeasible {
                    #expect(best.isFeasible && best.tokensPerSecond >= rules.tokensPerSecond, "\(hardware) \(model)")
                } else if !best.isFeasible {
                    // Memory off the wafer is shared by the dies in use, so that only the share of it compares.
                    let shares = [best, rules].map { $0.memoryLimit.value / $0.memoryLimit.allowed }
                    #expect(shares[0] <= shares[1], "\(hardware) \(model)")
                }
            }
        }
    }

    @Test("On 32 dies the rules choose 8 by 4, as WATOS says of Megatron")
    func megatronOnHalfAWafer() throws {
        // WATOS (arXiv:2512.12279): Megatron's choice for 32 dies is tensor 8 by pipeline 4.
        let task = try PlanningTasks.task("llama3-70b", diesX: 8, diesY: 4)
        let strategy = try MegatronPlanner().plan(task, costs: costs).strategy
        #expect(strategy.tensor == 8 && strategy.pipeline == 4 && strategy.data == 1)
    }

    @Test("A model that fits one die takes no tensor group, and one that fits nothing the plan nearest to fitting")
    func extremes() throws {
        let easy = try PlanningTasks.small(diesX: 4, diesY: 2, layers: 4, gigabytesPerDie: 70)
        let rules = try MegatronPlanner().plan(easy, costs: costs)
        #expect(rules.strategy.tensor == 1 && rules.strategy.pipeline == 1 && rules.strategy.data == 8)
        #expect(rules.strategy.recompute == .none)
        let hard = try PlanningTasks.task("llama3-405b", diesX: 4, diesY: 2)
        for planner in Self.planners {
            let design = try planner.plan(hard, costs: costs)
            let evaluation = costs.evaluate(design)
            #expect(evaluation.violations.map(\.limit).contains(.memoryBytesPerDevice))
            #expect(design.strategy.tensor * design.strategy.pipeline * design.strategy.replicas == 8)
            #expect(design.strategy.recompute == .full)
        }
    }

    @Test("Tasks that nothing can run are refused with a reason")
    func refusals() throws {
        var task = try PlanningTasks.small(diesX: 2, diesY: 2, layers: 4, gigabytesPerDie: 16)
        task.job.globalBatchSequences = 0
        for planner in Self.planners {
            let error = #expect(throws: PlanningError.self) { try planner.plan(task, costs: costs) }
            #expect(error?.description.hasPrefix("\(type(of: planner).name) has no strategy") == true)
        }
    }
}
