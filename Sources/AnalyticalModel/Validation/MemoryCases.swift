import LanguageModel
import TrainingStrategy

/// Published memory of training: what the closed form of the publication counts, which are the matrices of the layers
/// and the activations of the first stage's layers.
///
/// Source: V. Korthikanti et al., MLSys 2023, Figures 1 and 7, digitised in the validation of Calculon
/// (calculon-ai/calculon, Apache-2.0).
enum MemoryCases {
    /// A row of the two figures: GiB of Figure 1, percents of Figure 7.
    private struct Row {
        var name: String
        var heads: Int
        var hidden: Int
        var layers: Int
        var pipeline: Int
        var chunks: Int
        var micro: Int
        var state: Double
        var whole: Double
        var lean: Double
        var shares: [Double]
    }

    private static let rows = [
        Row(
            name: "22B", heads: 64, hidden: 6144, layers: 48, pipeline: 1, chunks: 1, micro: 4, state: 45.5625,
            whole: 59.25, lean: 9.5625, shares: [100, 66.84, 49.42, 16.18, 7.64]),
        Row(
            name: "175B", heads: 96, hidden: 12_288, layers: 96, pipeline: 8, chunks: 3, micro: 1, state: 45.5625,
            whole: 66.84375, lean: 12.3515625, shares: [100, 62.04, 56.53, 18.49, 8.71]),
        Row(
            name: "530B", heads: 128, hidden: 20_480, layers: 105, pipeline: 35, chunks: 3, micro: 1,
            state: 31.640625, whole: 114.0234375, lean: 23.076171875, shares: [100, 58.31, 62.04, 20.27, 9.42]),
        Row(
            name: "1T", heads: 160, hidden: 25_600, layers: 128, pipeline: 64, chunks: 1, micro: 1,
            state: 32.958984375, whole: 131.25, lean: 26.5625, shares: [100, 58.31, 62.04, 20.27, 9.42]),
    ]

    private static let tensor = 8

    private static func shape(_ row: Row) -> ModelShape {
        ModelShape(
            layers: row.layers, hidden: row.hidden, heads: row.heads, keyValueHeads: row.heads,
            feedForward: 4 * row.hidden, isGated: false, vocabulary: 51_200, sequenceLength: 2_048)
    }

    /// Activations of one layer on one device.
    private static func layer(_ row: Row, sequence: Bool, policy: ActivationPolicy) -> Double {
        shape(row).activationBytesPerLayer(
            microBatch: row.micro, tensor: tensor, sequenceParallel: sequence, policy: policy)
    }

    /// Figure 1, to all printed digits.
    static var figure1: ValidationGroup {
        let gibibyte = 1_073_741_824.0
        var cases: [ValidationCase] = []
        for row in rows {
            let plan = StagePlan(
                layers: row.layers, stages: row.pipeline, chunks: row.chunks,
                schedule: row.chunks > 1 ? .interleaved : .oneForwardOneBackward, microBatches: 8 * row.pipeline)
            let state = TrainingStateBytes.singlePrecisionGradients
            let matrices = shape(row).layerMatrixParameters(tensor: tensor)
            let layers = Double(plan.layers(stage: 0))
            let live = layers * plan.liveMicroBatches(stage: 0)
            cases += [
                ValidationCase(
                    "\(row.name) parameters and optimiser", unit: "GiB", measured: row.state,
                    modelled: (state.weight + state.gradient + state.optimizer) * matrices * layers / gibibyte),
                ValidationCase(
                    "\(row.name) activations", unit: "GiB", measured: row.whole,
                    modelled: live * layer(row, sequence: false, policy: .none) / gibibyte),
                ValidationCase(
                    "\(row.name) activations, sequence parallel and selective", unit: "GiB", measured: row.lean,
                    modelled: live * layer(row, sequence: true, policy: .selective) / gibibyte),
            ]
        }
        return ValidationGroup(
            name: "memory of training", source: "Korthikanti et al. MLSys 2023, Figure 1", cases: cases,
            meanBound: 1e-9, worstBound: 1e-9)
    }

    /// Figure 7, within a fifth of a point.
    static var figure7: ValidationGroup {
        let policies: [(String, Bool, ActivationPolicy)] = [
            ("no recomputation", false, .none), ("sequence parallel", true, .none), ("selective", false, .selective),
            ("sequence parallel and selective", true, .selective), ("full recomputation", false, .full),
        ]
        var cases: [ValidationCase] = []
        for row in rows {
            let whole = layer(row, sequence: false, policy: .none)
            for (index, (name, sequence, policy)) in policies.enumerated() {
                cases.append(
                    ValidationCase(
                        "\(row.name) \(name)", unit: "%", measured: row.shares[index],
                        modelled: 100 * layer(row, sequence: sequence, policy: policy) / whole, isDifference: true))
            }
        }
        return ValidationGroup(
            name: "activations against those without recomputation, in points",
            source: "Korthikanti et al. MLSys 2023, Figure 7", cases: cases, worstBound: 0.2)
    }
}
