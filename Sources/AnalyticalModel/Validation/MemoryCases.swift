import LanguageModel
import TrainingStrategy

/// Published memory of training: what the closed form of the publication counts, which are the matrices of the layers
/// and the activations of the first stage's layers.
///
/// Source: V. Korthikanti et al., MLSys 2023, Figures 1 and 7, digitised in the validation of Calculon
/// (calculon-ai/calculon, Apache-2.0).
struct MemoryCases {
    /// A row of the two figures: GiB of Figure 1, percents of Figure 7.
    private struct Row {
        var name: String
        var heads: Int
        var hidden: Int
        var layers: Int
        var tensor: Int
        var pipeline: Int
        var chunks: Int
        var micro: Int
        var state: Double?
        var whole: Double?
        var lean: Double?
        var shares: [Double?]
    }

    private let rows: [Row]

    /// Reads the two figures.
    init(_ measurements: Measurements) throws(MeasurementError) {
        var rows: [Row] = []
        for row in measurements.rows(.trainingMemory) {
            guard row.count("heads") <= row.count("hidden"), row.count("hidden") % row.count("heads") == 0 else {
                throw MeasurementError(
                    file: row.file, line: row.line, column: "heads", found: row.text("heads"),
                    accepted: "a divisor of the hidden size")
            }
            guard row.count("PP") * row.count("interleave_v") <= row.count("layers") else {
                throw MeasurementError(
                    file: row.file, line: row.line, column: "PP", found: row.text("PP"),
                    accepted: "at most as many chunks of stages as layers")
            }
            rows.append(
                Row(
                    name: row.text("model"), heads: row.count("heads"), hidden: row.count("hidden"),
                    layers: row.count("layers"), tensor: row.count("TP"), pipeline: row.count("PP"),
                    chunks: row.count("interleave_v"), micro: row.count("micro_batch"),
                    state: row.number("params_optimizer_GiB_fig1"), whole: row.number("act_none_GiB_fig1"),
                    lean: row.number("act_seqpar_selective_GiB_fig1"),
                    shares: [
                        row.number("fig7_none_pct"), row.number("fig7_seqpar_pct"), row.number("fig7_selective_pct"),
                        row.number("fig7_seqpar_selective_pct"), row.number("fig7_full_recompute_pct"),
                    ]))
        }
        self.rows = rows
    }

    private func shape(_ row: Row) -> ModelShape {
        ModelShape(
            layers: row.layers, hidden: row.hidden, heads: row.heads, keyValueHeads: row.heads,
            feedForward: 4 * row.hidden, isGated: false, vocabulary: 51_200, sequenceLength: 2_048)
    }

    /// Activations of one layer on one device.
    private func layer(_ row: Row, sequence: Bool, policy: ActivationPolicy) -> Double {
        shape(row).activationBytesPerLayer(
            microBatch: row.micro, tensor: row.tensor, sequenceParallel: sequence, policy: policy)
    }

    /// Figure 1, to all printed digits.
    var figure1: ValidationGroup {
        let gibibyte = 1_073_741_824.0
        var cases: [ValidationCase] = []
        for row in rows {
            let plan = StagePlan(
                layers: row.layers, stages: row.pipeline, chunks: row.chunks,
                schedule: row.chunks > 1 ? .interleaved : .oneForwardOneBackward, microBatches: 8 * row.pipeline)
            let state = TrainingStateBytes.singlePrecisionGradients
            let matrices = shape(row).layerMatrixParameters(tensor: row.tensor)
            let layers = Double(plan.layers(stage: 0))
            let live = layers * plan.liveMicroBatches(stage: 0)
            let figures: [(String, Double?, Double)] = [
                (
                    "parameters and optimiser", row.state,
                    (state.weight + state.gradient + state.optimizer) * matrices * layers
                ),
                ("activations", row.whole, live * layer(row, sequence: false, policy: .none)),
                (
                    "activations, sequence parallel and selective", row.lean,
                    live * layer(row, sequence: true, policy: .selective)
                ),
            ]
            for case (let name, let measured?, let bytes) in figures {
                cases.append(
                    ValidationCase("\(row.name) \(name)", unit: "GiB", measured: measured, modelled: bytes / gibibyte))
            }
        }
        return ValidationGroup(
            name: "memory of training", source: "Korthikanti et al. MLSys 2023, Figure 1", cases: cases,
            meanBound: 1e-9, worstBound: 1e-9)
    }

    /// Figure 7, within a fifth of a point.
    var figure7: ValidationGroup {
        let policies: [(String, Bool, ActivationPolicy)] = [
            ("no recomputation", false, .none), ("sequence parallel", true, .none), ("selective", false, .selective),
            ("sequence parallel and selective", true, .selective), ("full recomputation", false, .full),
        ]
        var cases: [ValidationCase] = []
        for row in rows {
            let whole = layer(row, sequence: false, policy: .none)
            for (index, (name, sequence, policy)) in policies.enumerated() {
                guard let share = row.shares[index] else { continue }
                cases.append(
                    ValidationCase(
                        "\(row.name) \(name)", unit: "%", measured: share,
                        modelled: 100 * layer(row, sequence: sequence, policy: policy) / whole, isDifference: true))
            }
        }
        return ValidationGroup(
            name: "activations against those without recomputation, in points",
            source: "Korthikanti et al. MLSys 2023, Figure 7", cases: cases, worstBound: 0.2)
    }
}
