import AnalyticalModel
import CoDesign
import LanguageModel
import SearchSpace
import TrainingStrategy
import WaferArchitecture

/// Random feasible designs of the joint space of a wafer and the training of a model on it.
struct DesignSample {
    /// The models, each with as many designs.
    static let models = ["gpt3-13b", "gpt3-175b", "llama2-70b", "gshard-137b"]

    /// A design with its name of a model.
    struct Entry {
        var model: String
        var design: TrainingDesign
    }

    /// Draws designs that the analytical model calls feasible.
    ///
    /// Every candidate is a random one of the space that campaigns search around WATOS configuration 3. ZeRO, the degree
    /// of experts and that of a context are drawn besides, where they are legal.
    static func draw(_ count: Int, seed: UInt64) throws -> [Entry] {
        var entries: [Entry] = []
        for (index, name) in models.enumerated() {
            let base = TrainingDesign(
                hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset(name),
                job: TrainingJob(globalBatchSequences: 512),
                strategy: Strategy(
                    tensor: 1, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
            let problem = try WaferProblem(base: base)
            var generator = RandomGenerator(seed: seed, stream: UInt64(index))
            let last = (index + 1) * count / models.count
            while entries.count < last {
                // A problem of training has no other designs.
                guard case .training(var design) = try problem.design(for: try problem.space.random(using: &generator))
                else { continue }
                vary(&design, using: &generator)
                guard design.strategyViolations().isEmpty, AnalyticalModel().evaluate(design).isFeasible else {
                    continue
                }
                entries.append(Entry(model: name, design: design))
            }
        }
        return entries
    }

    private static func vary(_ design: inout TrainingDesign, using generator: inout RandomGenerator) {
        design.strategy.zeroStage = Int(generator.next() % 4)
        let replicas = design.strategy.data
        let context = [1, 1, 1, 2, 4][Int(generator.next() % 5)]
        if replicas % context == 0 {
            design.strategy.data = replicas / context
            design.strategy.context = context
        }
        if let mixture = design.model.mixture {
            let degrees = [1, 2, 4, 8, 16].filter { replicas % $0 == 0 && mixture.experts % $0 == 0 }
            design.strategy.expert = degrees[Int(generator.next() % UInt64(degrees.count))]
        }
    }
}
