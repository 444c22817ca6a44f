import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Published training runs on A100 clusters.
///
/// Sources: V. Korthikanti et al., "Reducing activation recomputation in large transformer models", MLSys 2023, Tables 3
/// and 5 (configurations and times also in the validation folder of Calculon, calculon-ai/calculon, Apache-2.0); D.
/// Narayanan et al., "Efficient large-scale language model training on GPU clusters using Megatron-LM", SC 2021, Tables
/// 1 and 2.
struct TrainingCases {
    let constants: ClusterConstants
    private let model = AnalyticalModel()

    /// One run: what is published of it.
    private struct Run {
        var name: String
        var heads: Int
        var hidden: Int
        var layers: Int
        var tensor: Int
        var pipeline: Int
        var chunks = 1
        var data: Int
        var batch: Int
        var micro = 1
        var measured: [Double]

        var shape: ModelShape {
            ModelShape(
                layers: layers, hidden: hidden, heads: heads, keyValueHeads: heads, feedForward: 4 * hidden,
                isGated: false, vocabulary: 51_200, sequenceLength: 2_048)
        }
    }

    /// Seconds of an iteration: full recomputation, and selective with sequence parallelism.
    private static let korthikanti = [
        Run(
            name: "22B", heads: 64, hidden: 6144, layers: 48, tensor: 8, pipeline: 1, data: 1, batch: 4, micro: 4,
            measured: [1.42, 1.10]),
        Run(
            name: "530B", heads: 128, hidden: 20_480, layers: 105, tensor: 8, pipeline: 35, chunks: 3, data: 1,
            batch: 280, measured: [49.05, 37.83]),
    ]

    /// Teraflops a second and device; micro-batch and chunks are not published.
    private static let weakScaling = [
        Run(
            name: "1.7B", heads: 24, hidden: 2304, layers: 24, tensor: 1, pipeline: 1, data: 32, batch: 512,
            measured: [137]),
        Run(
            name: "7.5B", heads: 32, hidden: 4096, layers: 36, tensor: 4, pipeline: 1, data: 32, batch: 512,
            measured: [142]),
        Run(
            name: "39.1B", heads: 64, hidden: 8192, layers: 48, tensor: 8, pipeline: 2, data: 32, batch: 1536,
            measured: [138]),
        Run(
            name: "145.6B", heads: 96, hidden: 12_288, layers: 80, tensor: 8, pipeline: 8, data: 24, batch: 2304,
            measured: [148]),
        Run(
            name: "529.6B", heads: 128, hidden: 20_480, layers: 105, tensor: 8, pipeline: 35, data: 9, batch: 2520,
            measured: [163]),
    ]

    /// Teraflops a second and device with ZeRO 3 and no model parallelism.
    private static let zero = [
        Run(
            name: "ZeRO-3 174.6B on 384", heads: 96, hidden: 12_288, layers: 96, tensor: 1, pipeline: 1, data: 384,
            batch: 1536, micro: 4, measured: [144]),
        Run(
            name: "ZeRO-3 174.6B on 1536", heads: 96, hidden: 12_288, layers: 96, tensor: 1, pipeline: 1, data: 1536,
            batch: 1536, micro: 1, measured: [44]),
        Run(
            name: "ZeRO-3 529.6B on 1120", heads: 128, hidden: 20_480, layers: 105, tensor: 1, pipeline: 1,
            data: 1120, batch: 2240, micro: 2, measured: [98]),
    ]

    /// The same models with tensor and pipeline parallelism; chunks are not published.
    private static let tensorPipeline = [
        Run(
            name: "PTD-P 174.6B on 384", heads: 96, hidden: 12_288, layers: 96, tensor: 8, pipeline: 12, data: 4,
            batch: 1536, micro: 1, measured: [153]),
        Run(
            name: "PTD-P 174.6B on 1536", heads: 96, hidden: 12_288, layers: 96, tensor: 8, pipeline: 12, data: 16,
            batch: 1536, micro: 1, measured: [141]),
        Run(
            name: "PTD-P 529.6B on 1120", heads: 128, hidden: 20_480, layers: 105, tensor: 8, pipeline: 35, data: 4,
            batch: 2240, micro: 1, measured: [167]),
    ]

    /// Korthikanti et al., Table 5: both columns of times.
    var korthikantiTable5: ValidationGroup {
        var cases: [ValidationCase] = []
        for run in Self.korthikanti {
            for (isLean, measured) in [(false, run.measured[0]), (true, run.measured[1])] {
                var design = design(run, micro: run.micro, chunks: run.chunks)
                design.strategy.sequenceParallel = isLean
                design.strategy.recompute = isLean ? .selective : .full
                cases.append(
                    ValidationCase(
                        run.name + (isLean ? " sequence parallel, selective" : " full recomputation"), unit: "s",
                        measured: measured, modelled: model.evaluate(design).iterationSeconds))
            }
        }
        return ValidationGroup(
            name: "training, A100: time of an iteration", source: "Korthikanti et al. MLSys 2023, Table 5",
            cases: cases,
            meanBound: 0.036, worstBound: 0.088)
    }

    /// Narayanan et al., Table 1: micro-batch and chunks are those that the model finds fastest among what fits.
    var narayananTable1: ValidationGroup {
        ValidationGroup(
            name: "training, A100: weak scaling", source: "Narayanan et al. SC 2021, Table 1",
            cases: Self.weakScaling.map { run in
                rate(run, fastest(run, micros: [1, 2, 4, 8, 16, 32]))
            }, meanBound: 0.06, worstBound: 0.12)
    }

    /// Narayanan et al., Table 2: ZeRO 3 as published, the others with the chunks that the model finds fastest.
    var narayananTable2: ValidationGroup {
        let zero = Self.zero.map { run in
            var design = design(run, micro: run.micro, chunks: 1)
            design.strategy.zeroStage = 3
            return rate(run, design)
        }
        return ValidationGroup(
            name: "training, A100: ZeRO 3 beside model parallelism", source: "Narayanan et al. SC 2021, Table 2",
            cases: zero + Self.tensorPipeline.map { rate($0, fastest($0, micros: [$0.micro])) }, meanBound: 0.12)
    }

    private func design(_ run: Run, micro: Int, chunks: Int) -> TrainingDesign {
        TrainingDesign(
            hardware: constants.hardware(devices: run.tensor * run.pipeline * run.data), model: run.shape,
            job: TrainingJob(globalBatchSequences: run.batch),
            strategy: Strategy(
                tensor: run.tensor, sequenceParallel: false, pipeline: run.pipeline, data: run.data,
                microBatchSequences: micro, schedule: chunks > 1 ? .interleaved : .oneForwardOneBackward,
                chunks: chunks, recompute: .full))
    }

    /// The fastest design that fits, over micro-batches and chunks of equal size.
    private func fastest(_ run: Run, micros: [Int]) -> TrainingDesign {
        var best = design(run, micro: micros[0], chunks: 1)
        var seconds = Double.infinity
        for micro in micros where run.batch % (run.data * micro) == 0 {
            for chunks in 1...run.layers where run.layers % (run.pipeline * chunks) == 0 {
                let design = design(run, micro: micro, chunks: chunks)
                let result = model.evaluate(design)
                if result.isFeasible, result.iterationSeconds < seconds {
                    (best, seconds) = (design, result.iterationSeconds)
                }
            }
        }
        return best
    }

    private func rate(_ run: Run, _ design: TrainingDesign) -> ValidationCase {
        let strategy = design.strategy
        let result = model.evaluate(design)
        return ValidationCase(
            "\(run.name), micro-batch \(strategy.microBatchSequences), \(strategy.chunks) chunk"
                + (strategy.chunks == 1 ? "" : "s"),
            unit: "TFLOP/s", measured: run.measured[0],
            modelled: result.isFeasible ? result.flopsPerSecondPerDevice / 1e12 : .nan)
    }
}
