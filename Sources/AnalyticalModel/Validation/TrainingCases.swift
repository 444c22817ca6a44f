import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Published training runs on A100 clusters; see ``Measurements/shipped()`` for their sources.
///
/// What a table does not state (micro-batch, chunks) is what the model finds fastest among what fits.
struct TrainingCases {
    var constants = ClusterConstants.shipped
    private let model = AnalyticalModel()
    private let times: [TrainingRun]
    private let scaling: [TrainingRun]
    private let zero: [TrainingRun]
    private let tensorPipeline: [TrainingRun]
    private let turing: [TrainingRun]
    /// Rows for which there is no machine or no strategy.
    let notModelled: [String]

    /// Reads the runs.
    init(_ measurements: Measurements) throws(MeasurementError) {
        var left: [String] = []
        var times: [TrainingRun] = []
        for row in measurements.rows(.trainingTimes) {
            times.append(
                TrainingRun(
                    name: row.text("model"), model: try TrainingRun.shape(row), tensor: row.count("TP"),
                    pipeline: row.count("PP"), data: row.count("DP"), batch: row.count("global_batch"),
                    micro: row.count("micro_batch"), chunks: row.count("interleave_v"),
                    measured: [row.number("iter_time_full_recompute_s"), row.number("iter_time_SP_selective_s")]))
        }
        var scaling: [TrainingRun] = []
        for row in measurements.rows(.weakScaling) {
            guard row.text("accelerator").hasPrefix("A100"), row.text("recompute") == "full" else {
                left.append(
                    "\(row.file):\(row.line), \(row.text("accelerator")), \(row.text("recompute")) recomputation")
                continue
            }
            let parallel = row.count("TP") * row.count("PP")
            scaling.append(
                TrainingRun(
                    name: row.text("params_billion") + "B", model: try TrainingRun.shape(row), tensor: row.count("TP"),
                    pipeline: row.count("PP"),
                    data: try TrainingRun.replicas(row, devices: "gpus", parallel: parallel),
                    batch: row.count("global_batch"), measured: [row.value("achieved_tflops_per_gpu")]))
        }
        var (zero, tensorPipeline) = ([TrainingRun](), [TrainingRun]())
        for row in measurements.rows(.zero) {
            let parallel = row.count("model_parallel_size")
            let shape = try TrainingRun.shape(billions: row.value("params_billion"), row)
            let isZero = row.text("scheme") == "ZeRO-3"
            guard isZero || row.text("scheme") == "PTD-P", parallel <= 8 || parallel % 8 == 0 else {
                left.append("\(row.file):\(row.line), \(row.text("scheme"))")
                continue
            }
            // Model parallelism fills a node with tensor parallelism first (section 5.2 of the publication).
            let tensor = min(8, parallel)
            let run = TrainingRun(
                name: "\(row.text("scheme")) \(row.text("params_billion"))B on \(row.count("gpus"))", model: shape,
                tensor: tensor, pipeline: parallel / tensor,
                data: try TrainingRun.replicas(row, devices: "gpus", parallel: parallel),
                batch: row.count("global_batch"), micro: row.count("microbatch"), chunks: isZero ? 1 : nil,
                measured: [row.value("achieved_tflops_per_gpu")])
            if isZero { zero.append(run) } else { tensorPipeline.append(run) }
        }
        var turing: [TrainingRun] = []
        for row in measurements.rows(.utilisation) {
            guard row.text("model") == "MT-NLG", let rate = row.number("tokens_per_s"),
                let devices = row.number("chips"), let batch = row.number("batch_seq")
            else {
                left.append("\(row.text("model")) on \(row.text("accelerator"))")
                continue
            }
            // S. Smith et al., arXiv 2201.11990: eight tensor by 35 pipeline devices, vocabulary of 51,200.
            let hidden = row.count("heads") * row.count("head_dim")
            turing.append(
                TrainingRun(
                    name: "MT-NLG \(row.text("params_B"))B on \(Int(devices))",
                    model: ModelShape(
                        layers: row.count("layers"), hidden: hidden, heads: row.count("heads"),
                        keyValueHeads: row.count("heads"), feedForward: 4 * hidden, isGated: false, vocabulary: 51_200,
                        sequenceLength: row.count("seq_len")), tensor: 8, pipeline: 35, data: Int(devices) / 280,
                    batch: Int(batch), measured: [rate]))
        }
        (self.times, self.scaling, self.zero) = (times, scaling, zero)
        (self.tensorPipeline, self.turing, notModelled) = (tensorPipeline, turing, left)
    }

    /// Korthikanti et al., Table 5: both columns of times.
    var korthikantiTable5: ValidationGroup {
        var cases: [ValidationCase] = []
        for run in times {
            for (isLean, measured) in zip([false, true], run.measured) {
                guard let measured else { continue }
                var design = design(run, micro: run.micro ?? 1, chunks: run.chunks ?? 1)
                design.strategy.sequenceParallel = isLean
                design.strategy.recompute = isLean ? .selective : .full
                cases.append(
                    ValidationCase(
                        run.name + (isLean ? " sequence parallel, selective" : " full recomputation"), unit: "s",
                        measured: measured, modelled: seconds(design)))
            }
        }
        return ValidationGroup(
            name: "training, A100: time of an iteration", source: "Korthikanti et al. MLSys 2023, Table 5",
            cases: cases, meanBound: 0.036, worstBound: 0.088)
    }

    /// Narayanan et al., Table 1.
    var narayananTable1: ValidationGroup {
        ValidationGroup(
            name: "training, A100: weak scaling", source: "Narayanan et al. SC 2021, Table 1",
            cases: scaling.map { rate($0, fastest($0)) }, meanBound: 0.06, worstBound: 0.12)
    }

    /// Narayanan et al., Table 2: ZeRO 3 as published, the others with the chunks that the model finds fastest.
    var narayananTable2: ValidationGroup {
        let zero = zero.map { run in
            var design = design(run, micro: run.micro ?? 1, chunks: 1)
            design.strategy.zeroStage = 3
            return rate(run, design)
        }
        return ValidationGroup(
            name: "training, A100: ZeRO 3 beside model parallelism", source: "Narayanan et al. SC 2021, Table 2",
            cases: zero + tensorPipeline.map { rate($0, fastest($0)) }, meanBound: 0.12)
    }

    /// A run of which only degrees and throughput are known: reported.
    var turingNLG: ValidationGroup {
        ValidationGroup(
            name: "training, A100: MT-NLG", source: "Chowdhery et al. 2022 (PaLM), section 4",
            cases: turing.map { run in
                let design = fastest(run)
                let result = model.evaluate(design)
                return ValidationCase(
                    run.name + settings(design), unit: "token/s",
                    measured: run.measured.compactMap { $0 }.first ?? .nan,
                    modelled: result.isFeasible ? result.tokensPerSecond : .nan)
            })
    }

    private func design(_ run: TrainingRun, micro: Int, chunks: Int) -> TrainingDesign {
        TrainingDesign(
            hardware: constants.hardware(devices: run.tensor * run.pipeline * run.data), model: run.model,
            job: TrainingJob(globalBatchSequences: run.batch),
            strategy: Strategy(
                tensor: run.tensor, sequenceParallel: false, pipeline: run.pipeline, data: run.data,
                microBatchSequences: micro, schedule: chunks > 1 ? .interleaved : .oneForwardOneBackward,
                chunks: chunks, recompute: .full))
    }

    /// The fastest design that fits, over the micro-batches and chunks of equal size that are not published.
    private func fastest(_ run: TrainingRun) -> TrainingDesign {
        let micros = run.micro.map { [$0] } ?? [1, 2, 4, 8, 16, 32]
        var best = design(run, micro: micros[0], chunks: 1)
        var seconds = Double.infinity
        for micro in micros where run.batch % (run.data * micro) == 0 {
            for chunks in 1...run.model.layers where run.model.layers % (run.pipeline * chunks) == 0 {
                let design = design(run, micro: micro, chunks: chunks)
                let result = model.evaluate(design)
                if result.isFeasible, result.iterationSeconds < seconds {
                    (best, seconds) = (design, result.iterationSeconds)
                }
            }
        }
        return best
    }

    /// Seconds of an iteration, whether or not it fits by the model's count of memory; none for a shape that cannot
    /// run.
    private func seconds(_ design: TrainingDesign) -> Double {
        let result = model.evaluate(design)
        return result.iterationSeconds > 0 ? result.iterationSeconds : .nan
    }

    private func settings(_ design: TrainingDesign) -> String {
        let strategy = design.strategy
        return ", micro-batch \(strategy.microBatchSequences), \(strategy.chunks) chunk"
            + (strategy.chunks == 1 ? "" : "s")
    }

    private func rate(_ run: TrainingRun, _ design: TrainingDesign) -> ValidationCase {
        let result = model.evaluate(design)
        return ValidationCase(
            run.name + settings(design), unit: "TFLOP/s", measured: run.measured.compactMap { $0 }.first ?? .nan,
            modelled: result.isFeasible ? result.flopsPerSecondPerDevice / 1e12 : .nan)
    }
}
