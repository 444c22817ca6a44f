import LanguageModel
package import TrainingStrategy
import WaferArchitecture

/// Seeded random training designs with every degree of freedom of a strategy, on wafers and on clusters.
///
/// Dense models and mixtures, expert and context degrees, ZeRO, chunks, any set of operators made again, fused
/// attention, several wafers and dies that stay idle; legal in shape, not necessarily inside a limit.
package struct WideDesignGenerator {
    private var generator: DesignGenerator
    private let models: [ModelShape]
    private let clusters: [Hardware]

    /// Makes a generator of a seed.
    package init(seed: UInt64) throws {
        let dense = try ["gpt3-13b", "llama3-8b", "megatron-18.4b"].map { name in try ModelShape.preset(name) }
        generator = DesignGenerator(seed: seed, model: dense[0])
        var mixtures: [ModelShape] = []
        for (base, mixture) in [
            (0, Mixture(experts: 16, expertsPerToken: 2, expertFeedForward: 5120, every: 2, capacityFactor: 1.25)),
            (
                1,
                Mixture(experts: 32, expertsPerToken: 4, sharedExperts: 1, expertFeedForward: 2048, firstDenseLayers: 3)
            ),
        ] {
            var shape = dense[base]
            shape.mixture = mixture
            mixtures.append(shape)
        }
        var latent = try ModelShape.preset("deepseek-v3")
        latent.layers = 12
        models = dense + mixtures + [latent]
        clusters = try ["a100-80gb-cluster", "h100-80gb-cluster"].flatMap { name in
            try [8, 32, 128].map { devices in try Hardware.cluster(name, devices: devices) }
        }
    }

    /// The next legal design.
    package mutating func next(onCluster: Bool = false) -> TrainingDesign {
        while true {
            var hardware = onCluster ? generator.pick(clusters) : generator.hardware()
            if !onCluster { hardware.wafer.count = generator.pick([1, 1, 2, 3]) }
            let schedule = generator.pick([Schedule.oneForwardOneBackward, .interleaved, .gpipe])
            var job = TrainingJob(globalBatchSequences: 48)
            job.attention = generator.pick([.unfused, .unfused, .fused])
            job.precision = generator.pick([.fp16, .bf16])
            job.optimizerState = generator.pick([.fp32, .bf16])
            let context = generator.pick([1, 1, 2, 4])
            let data = generator.pick([1, 2, 3, 4, 6, 8])
            let design = TrainingDesign(
                hardware: hardware, model: generator.pick(models), job: job,
                strategy: Strategy(
                    tensor: generator.pick([1, 1, 2, 4, 8]), sequenceParallel: generator.pick([true, false]),
                    pipeline: generator.pick([1, 2, 3, 4, 6, 8, 12]), data: data,
                    microBatchSequences: generator.pick([1, 1, 2, 4]), schedule: schedule,
                    chunks: schedule == .interleaved ? generator.pick([2, 3, 4]) : 1, recompute: recompute(),
                    zeroStage: generator.pick([0, 1, 2, 3]), expert: generator.pick([1, 2, data * context]),
                    context: context))
            if design.strategyViolations().isEmpty { return design }
        }
    }

    private mutating func recompute() -> Recompute {
        guard generator.pick([true, false]) else { return generator.pick(Recompute.allCases) }
        return Recompute(LayerOperator.Kind.ofLayers.filter { _ in generator.pick([true, false, false]) })
    }
}
