import LanguageModel
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// Seeded random inference designs on wafers, legal in shape.
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
            let design = InferenceDesign(
                hardware: training.hardware, model: training.model,
                job: InferenceJob(
                    batch: strategy.data * generator.pick([1, 2, 8]), promptTokens: generator.pick([1, 128, 1024]),
                    outputTokens: generator.pick([1, 2, 64]),
                    precision: generator.pick(InferenceJob.Precision.allCases)), strategy: strategy)
            if design.strategyViolations().isEmpty { return design }
        }
    }
}
