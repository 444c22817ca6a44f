import LanguageModel
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// Seeded random inference designs on wafers and on clusters, legal in shape.
struct InferenceDesigns {
    private var generator: DesignGenerator

    init(seed: UInt64, model: ModelShape) {
        generator = DesignGenerator(seed: seed, model: model)
    }

    /// The next design: degrees that fill the wafer, a batch that its replicas divide.
    mutating func next() -> InferenceDesign {
        while true {
            let training = generator.next()
            var strategy = training.strategy
            (strategy.schedule, strategy.chunks, strategy.sequenceParallel) = (.oneForwardOneBackward, 1, false)
            (strategy.zeroStage, strategy.microBatchSequences) = (0, 1)
            if training.model.mixture != nil { strategy.expert = generator.pick([1, 1, 2, 4, 8]) }
            let design = InferenceDesign(
                hardware: training.hardware, model: training.model,
                job: InferenceJob(
                    batch: strategy.data * generator.pick([1, 2, 8]), promptTokens: generator.pick([1, 128, 1024]),
                    outputTokens: generator.pick([1, 2, 64]),
                    precision: generator.pick(InferenceJob.Precision.allCases)), strategy: strategy)
            if design.strategyViolations().isEmpty { return design }
        }
    }

    /// The next design on graphics processors.
    mutating func nextOnCluster() throws -> InferenceDesign {
        while true {
            let (tensor, pipeline) = (generator.pick([1, 2, 4, 8, 16]), generator.pick([1, 2, 4]))
            let data = generator.pick([1, 2, 4, 8])
            let strategy = Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none,
                expert: generator.model.mixture == nil ? 1 : generator.pick([1, 1, 2, 4, 8]))
            let name = generator.pick(["a100-80gb-cluster", "h100-80gb-cluster"])
            let design = InferenceDesign(
                hardware: try Hardware.cluster(name, devices: tensor * pipeline * data), model: generator.model,
                job: InferenceJob(
                    batch: data * generator.pick([1, 2, 8, 64]), promptTokens: generator.pick([1, 128, 1024]),
                    outputTokens: generator.pick([1, 2, 64]),
                    precision: generator.pick(InferenceJob.Precision.allCases)), strategy: strategy)
            if design.strategyViolations().isEmpty { return design }
        }
    }
}
