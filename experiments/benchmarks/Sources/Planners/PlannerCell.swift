import AnalyticalModel
import CoDesign
import LanguageModel
import TrainingStrategy
import WaferArchitecture
import WaferSimulator

/// What one planner makes of one task, at the detailed fidelity.
struct PlannerCell {
    let hardware: String
    let model: String
    let batch: Int
    let sequence: Int
    let planner: String
    /// The plan; nil where there is none.
    let design: TrainingDesign?
    let evaluation: TrainingEvaluation?
    /// CPU seconds of planning.
    let planningSeconds: Double
    /// Why there is no plan, or which limits it breaks; empty where it is feasible.
    let reason: String

    /// Behind a planner's name: it plans for dies with endless memory, and the plan is then evaluated on the real ones.
    static let unlimited = "-unlimited"

    /// Behind `watos`: every operator in the dataflow of the core, as the baselines have it.
    static let coreDataflow = "-core-dataflow"

    /// Plans a task and evaluates the plan.
    init(hardware: String, model: String, batch: Int, sequence: Int, planner: String) throws {
        (self.hardware, self.model, self.batch, self.sequence, self.planner) = (
            hardware, model, batch, sequence, planner
        )
        let task = try Self.task(hardware: hardware, model: model, batch: batch, sequence: sequence)
        let start = CPUClock.seconds
        let planned: Result<TrainingDesign, PlanningError>
        do {
            planned = .success(task.design(try Self.plan(task, planner).strategy))
        } catch let error as PlanningError {
            planned = .failure(error)
        }
        planningSeconds = CPUClock.seconds - start
        switch planned {
        case .success(let design):
            let evaluation = try WaferFidelity.named("detailed").evaluate(design)
            self.design = design
            self.evaluation = evaluation
            reason = evaluation.violations.map(\.limit.rawValue).joined(separator: " ")
        case .failure(let error):
            (design, evaluation) = (nil, nil)
            reason = error.description
        }
    }

    private static func plan(_ task: PlanningTask, _ planner: String) throws -> TrainingDesign {
        if planner == WatosPlanner.name + coreDataflow {
            var watos = WatosPlanner(referee: RoutedModel())
            watos.choosesMappings = false
            return try watos.plan(task, costs: AnalyticalModel())
        }
        guard planner.hasSuffix(unlimited) else { return try WaferPlanner.named(planner).plan(task) }
        var endless = task
        endless.hardware.memory.bytesPerStack *= 1000
        return try WaferPlanner.named(String(planner.dropLast(unlimited.count))).plan(endless)
    }

    /// The task of a preset wafer and model.
    static func task(hardware: String, model: String, batch: Int, sequence: Int) throws -> PlanningTask {
        guard let hardware = HardwarePreset.named(hardware), let model = ModelPreset.named(model) else {
            throw Arguments.Mistake(description: "no preset \(hardware) or \(model)")
        }
        var shape = model.shape
        shape.sequenceLength = sequence
        return PlanningTask(
            hardware: hardware.hardware, model: shape, job: TrainingJob(globalBatchSequences: batch))
    }

    var isFeasible: Bool { evaluation != nil && reason.isEmpty }
    /// Tokens a second; 0 for a plan that breaks a limit.
    var tokensPerSecond: Double { isFeasible ? evaluation?.tokensPerSecond ?? 0 : 0 }
    /// Bytes of the fullest die.
    var memoryBytes: Double { evaluation?.memory.total ?? 0 }

    static let header =
        "hardware,model,batch,sequence,planner,feasible,tokens_per_s,iteration_s,memory_bytes_per_device,"
        + "memory_utilisation,compute_utilisation,communication_share,recompute_share,bubble_share,planning_cpu_s,"
        + "tensor,pipeline,data,expert,context,micro_batch,schedule,chunks,recompute,zero,sequence_parallel,loans,"
        + "reason\r\n"

    /// The cell as a line of a CSV.
    var line: String {
        var cells = [hardware, model, "\(batch)", "\(sequence)", planner, "\(isFeasible)"]
        if let evaluation, let design {
            let (time, strategy) = (evaluation.time, design.strategy)
            func share(_ part: Double) -> String {
                evaluation.iterationSeconds > 0 ? "\(part / evaluation.iterationSeconds)" : "0"
            }
            let isLegal = design.strategyViolations().isEmpty
            cells += [
                "\(evaluation.tokensPerSecond)", "\(evaluation.iterationSeconds)", "\(memoryBytes)",
                "\(isLegal ? design.memoryUtilisation : 0)", "\(evaluation.hardwareUtilisation)",
                share(time.communication), share(time.recompute), share(time.bubble), "\(planningSeconds)",
                "\(strategy.tensor)", "\(strategy.pipeline)", "\(strategy.data)", "\(strategy.expert)",
                "\(strategy.context)", "\(strategy.microBatchSequences)", strategy.schedule.rawValue,
                "\(strategy.chunks)", "\"\(strategy.recompute.rawValue)\"", "\(strategy.zeroStage)",
                "\(strategy.sequenceParallel)", "\(strategy.plan?.loans.count ?? 0)",
            ]
        } else {
            cells += Array(repeating: "", count: 21)
        }
        return (cells + ["\"\(reason)\""]).joined(separator: ",") + "\r\n"
    }
}
