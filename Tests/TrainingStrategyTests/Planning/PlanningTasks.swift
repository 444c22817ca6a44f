import AnalyticalModel
import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Tasks for tests of planners.
enum PlanningTasks {
    /// A preset wafer and model.
    static func task(
        _ model: String, on hardware: String = "watos-config3", diesX: Int? = nil, diesY: Int? = nil, batch: Int = 512
    ) throws -> PlanningTask {
        var hardware = try Hardware.preset(hardware)
        if let diesX { hardware.wafer.diesX = diesX }
        if let diesY { hardware.wafer.diesY = diesY }
        var model = try ModelShape.preset(model)
        model.sequenceLength = 2048
        return PlanningTask(hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: batch))
    }

    /// Few dies with little memory and a small model, for which every strategy can be tried.
    static func small(
        diesX: Int, diesY: Int, layers: Int, gigabytesPerDie: Double, experts: Int = 0, batch: Int = 8
    ) throws -> PlanningTask {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.diesX = diesX
        hardware.wafer.diesY = diesY
        hardware.memory.bytesPerStack = gigabytesPerDie * 1e9 / Double(hardware.memory.stacksPerDie)
        var model = try ModelShape.preset("gpt3-13b")
        model.layers = layers
        model.hidden = 2048
        model.heads = 8
        model.keyValueHeads = 8
        model.feedForward = 8192
        model.sequenceLength = 1024
        if experts > 0 {
            model.mixture = Mixture(experts: experts, expertsPerToken: 2, expertFeedForward: 8192)
        }
        return PlanningTask(hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: batch))
    }

    /// A cluster of A100 of 80 GB with a model of Narayanan et al.
    static func cluster(_ model: String, devices: Int, batch: Int) throws -> PlanningTask {
        var model = try ModelShape.preset(model)
        model.sequenceLength = 2048
        return PlanningTask(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: devices), model: model,
            job: TrainingJob(globalBatchSequences: batch))
    }

    /// Every legal strategy of a small task, by plain loops.
    static func everyStrategy(_ task: PlanningTask) -> [TrainingDesign] {
        var all: [TrainingDesign] = []
        let devices = task.hardware.deviceCount
        let batch = task.job.globalBatchSequences
        for tensor in 1...devices {
            for pipeline in 1...devices where tensor * pipeline <= devices {
                for data in 1...devices where tensor * pipeline * data <= devices {
                    for context in 1...devices where tensor * pipeline * data * context <= devices {
                        for expert in 1...(data * context) {
                            for micro in 1...batch {
                                for parallel in [true, false] {
                                    all += variants(
                                        task,
                                        Strategy(
                                            tensor: tensor, sequenceParallel: parallel, pipeline: pipeline, data: data,
                                            microBatchSequences: micro, schedule: .gpipe, chunks: 1, recompute: .none,
                                            expert: expert, context: context))
                                }
                            }
                        }
                    }
                }
            }
        }
        return all
    }

    private static func variants(_ task: PlanningTask, _ base: Strategy) -> [TrainingDesign] {
        guard task.design(base).strategyViolations().isEmpty else { return [] }
        var all: [TrainingDesign] = []
        for schedule in Schedule.allCases {
            for chunks in schedule == .interleaved ? Array(2...max(2, task.model.layers)) : [1] {
                for recompute in Recompute.allCases {
                    for zero in 0...3 {
                        var strategy = base
                        strategy.schedule = schedule
                        strategy.chunks = chunks
                        strategy.recompute = recompute
                        strategy.zeroStage = zero
                        let design = task.design(strategy)
                        if design.strategyViolations().isEmpty { all.append(design) }
                    }
                }
            }
        }
        return all
    }

    /// Whether an evaluation keeps memory and power.
    static func keepsLimits(_ evaluation: TrainingEvaluation) -> Bool { evaluation.violations.isEmpty }
}
