import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// Layer by layer execution with weights off the wafer.
@Suite struct WeightStreamingTests {
    private let costs = AnalyticalModel()

    /// A strategy of one stage with streamed weights.
    private static func streamed(
        tensor: Int = 1, data: Int, microBatch: Int = 1, subBatches: Int = 1, recompute: Recompute = .selective
    ) -> Strategy {
        var strategy = Strategy(
            tensor: tensor, sequenceParallel: tensor > 1, pipeline: 1, data: data, microBatchSequences: microBatch,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: recompute)
        strategy.plan = StrategyPlan()
        strategy.plan?.weights = .streamed
        strategy.plan?.subBatches = subBatches
        return strategy
    }

    private static func task(gigabytesPerSecond: Double, batch: Int = 64) throws -> PlanningTask {
        var task = try PlanningTasks.task("gpt3-13b", diesX: 4, diesY: 2, batch: batch)
        task.hardware.wafer.interWaferBytesPerSecond = gigabytesPerSecond * 1e9
        return task
    }

    @Test(
        "A link that is too slow sets the time: four bytes a parameter come in for each sub-batch", arguments: [1, 4])
    func streamingBound(subBatches: Int) throws {
        // 2 bytes a parameter forward and 2 backward, beside which gradients of 2 bytes leave.
        let task = try Self.task(gigabytesPerSecond: 1)
        let evaluation = costs.evaluate(
            task.design(Self.streamed(tensor: 2, data: 4, subBatches: subBatches, recompute: .full)))
        // The tied table comes in for both ends of the model, and turns round once between two iterations.
        let table = Double(task.model.vocabulary * task.model.hidden)
        let expected = (Double(subBatches) * 4 * (task.model.parameterCount + table) + 4 * table) / 1e9
        #expect(evaluation.violations.isEmpty && abs(evaluation.iterationSeconds / expected - 1) < 0.01)
        #expect(evaluation.time.communication > 0.85 * evaluation.iterationSeconds)
    }

    @Test("A fast link hides all of it: the iteration is the work, whatever the number of sub-batches")
    func hidden() throws {
        let task = try Self.task(gigabytesPerSecond: 100_000)
        let times = [1, 2, 4].map { parts in
            costs.evaluate(task.design(Self.streamed(tensor: 2, data: 4, subBatches: parts)))
        }
        for evaluation in times {
            #expect(evaluation.time.bubble == 0 && evaluation.time.optimizer < 1e-3 * evaluation.iterationSeconds)
            // Weights are written to DRAM once more for each sub-batch, and go round the replicas.
            #expect(abs(evaluation.iterationSeconds / times[0].iterationSeconds - 1) < 0.02)
        }
        // The same groups with all state on the dies do the same work, and then wait for gradients and the optimiser.
        var held = Self.streamed(tensor: 2, data: 4)
        held.plan = nil
        let resident = costs.evaluate(task.design(held))
        #expect(abs(times[0].time.compute / resident.time.compute - 1) < 1e-9)
        #expect(resident.time.optimizer > times[0].time.optimizer)
    }

    @Test("The link hides behind the work from as many tokens on as the published arithmetic says")
    func tokensToHide() throws {
        // 6 P tokens / rate of arithmetic against 4 P bytes: tokens = (4/6) rate / bandwidth.
        let bandwidth = 200e9
        func exposed(batch: Int) throws -> (share: Double, rate: Double) {
            var task = try Self.task(gigabytesPerSecond: bandwidth / 1e9, batch: batch)
            task.model.layers = 40
            let evaluation = costs.evaluate(task.design(Self.streamed(tensor: 8, data: 1)))
            let free = try Self.task(gigabytesPerSecond: 100_000, batch: batch)
            let alone = costs.evaluate(free.design(Self.streamed(tensor: 8, data: 1)))
            return (
                evaluation.iterationSeconds / alone.iterationSeconds - 1, alone.modelUtilisation * 8 * 708e12
            )
        }
        let rate = try exposed(batch: 512).rate
        let tokens = 4.0 / 6 * rate / bandwidth
        let below = max(1, Int(tokens / 2048 / 2))
        let above = Int(tokens / 2048 * 2) + 1
        #expect(try exposed(batch: below).share > 0.3)
        #expect(try exposed(batch: above).share < 0.05)
    }

    @Test("No state stays on the wafer, and activations are those of a sub-batch")
    func memory() throws {
        let task = try Self.task(gigabytesPerSecond: 1800)
        var last = Double.infinity
        for subBatches in [1, 2, 4, 8, 16] {
            let design = task.design(Self.streamed(tensor: 2, data: 4, subBatches: subBatches))
            let memory = TrainingMemory(design).fullest
            let layer = task.model.layerParameters(tensor: 2)
            // The layer at work and the next one; a gradient in single precision, and one on its way out.
            #expect(memory.optimizer == 0 && memory.weights == 4 * layer && memory.gradients == 6 * layer)
            #expect(memory.activations < last)
            last = memory.activations
        }
        // Forty times the layers need no more for weights.
        var deep = task
        deep.model.layers = 400
        let other = TrainingMemory(deep.design(Self.streamed(tensor: 2, data: 4))).fullest
        #expect(other.weights == 4 * task.model.layerParameters(tensor: 2))
    }

    @Test("Sequences need not be dealt out evenly: the replica with the most decides")
    func uneven() throws {
        let task = try Self.task(gigabytesPerSecond: 100_000, batch: 64)
        // 64 sequences over 7 replicas are ten rounds, over 8 eight.
        let seven = costs.evaluate(task.design(Self.streamed(data: 7)))
        let eight = costs.evaluate(task.design(Self.streamed(data: 8)))
        #expect(seven.violations.filter { $0.limit == .strategyShape }.isEmpty)
        #expect(abs(seven.iterationSeconds / eight.iterationSeconds / (10.0 / 8) - 1) < 0.02)
        // Work is counted once, however it is dealt out.
        let operations = [seven, eight].map { $0.flopsPerSecondPerDevice * $0.iterationSeconds }
        #expect(abs(operations[0] / operations[1] - 1) < 1e-9)
    }

    @Test("What streaming cannot be combined with is refused in words")
    func rules() throws {
        let task = try Self.task(gigabytesPerSecond: 1800)
        var wrong: [(Strategy, String)] = []
        var strategy = Self.streamed(data: 4)
        strategy.pipeline = 2
        wrong.append((strategy, "strategy.pipeline must be 1"))
        strategy = Self.streamed(data: 4)
        strategy.zeroStage = 1
        wrong.append((strategy, "strategy.zero must be 0"))
        wrong.append((Self.streamed(data: 4, subBatches: 17), "17 sub-batches; there can be 1 to 16"))
        strategy = Self.streamed(data: 4, subBatches: 2)
        strategy.plan?.weights = .dies
        wrong.append((strategy, "its weights are not streamed"))
        for (strategy, words) in wrong {
            let violations = task.design(strategy).strategyViolations()
            #expect(violations.count == 1 && violations[0].description.contains(words), "\(violations)")
        }
        #expect(task.design(Self.streamed(data: 8, microBatch: 9)).strategyViolations().map(\.rule) == [.batchDivides])
    }

    @Test("The planner finds what plain loops over every strategy find", arguments: [4.0, 0.6, 0.25, 0.05])
    func bruteForce(gigabytes: Double) throws {
        var task = try PlanningTasks.small(diesX: 3, diesY: 2, layers: 4, gigabytesPerDie: gigabytes)
        task.hardware.wafer.interWaferBytesPerSecond = 100e9
        let found = costs.evaluate(try WeightStreamingPlanner().plan(task, costs: costs))
        var (fastest, least) = (0.0, Double.infinity)
        for tensor in 1...6 {
            for data in 1...6 {
                for context in 1...6 {
                    for micro in 1...8 {
                        for parts in 1...8 {
                            for recompute in Recompute.allCases {
                                for isParallel in [true, false] {
                                    var strategy = Self.streamed(
                                        tensor: tensor, data: data, microBatch: micro, subBatches: parts,
                                        recompute: recompute)
                                    strategy.context = context
                                    strategy.sequenceParallel = isParallel
                                    let design = task.design(strategy)
                                    guard design.strategyViolations().isEmpty else { continue }
                                    let evaluation = costs.evaluate(design)
                                    least = min(least, evaluation.memory.total)
                                    if evaluation.isFeasible { fastest = max(fastest, evaluation.tokensPerSecond) }
                                }
                            }
                        }
                    }
                }
            }
        }
        if fastest > 0 {
            #expect(found.isFeasible && found.tokensPerSecond == fastest)
        } else {
            #expect(found.memory.total == least)
        }
    }

    @Test("Streamed plans are legal and fit where state on the dies does not; clusters are refused")
    func planner() throws {
        // 3.2 TB of state on 1.1 TB of DRAM.
        let task = try PlanningTasks.task("gpt3-175b", diesX: 4, diesY: 4)
        let design = try WeightStreamingPlanner().plan(task, costs: costs)
        #expect(design.strategyViolations().isEmpty && costs.evaluate(design).isFeasible)
        #expect(try !costs.evaluate(MegatronBestPlanner().plan(task, costs: costs)).isFeasible)
        let cluster = try PlanningTasks.cluster("megatron-1.7b", devices: 8, batch: 64)
        let error = #expect(throws: PlanningError.self) { try WeightStreamingPlanner().plan(cluster, costs: costs) }
        #expect(error == .wrongMachine(planner: "weight-streaming", accepted: "a single wafer"))
    }
}
