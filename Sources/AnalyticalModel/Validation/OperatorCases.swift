import TrainingStrategy
import WaferArchitecture

/// Single operators of an A100 against the operator law, timed alone.
struct OperatorCases {
    let constants: ClusterConstants

    private var cluster: GPUCluster? { constants.hardware(devices: 4).cluster }

    private var law: GPUOperatorLaw {
        var device = GPUClusterPreset.a100.cluster.device
        device.efficiency = constants.device
        return GPUOperatorLaw(device, isSustained: false)
    }

    private static let source = "LLMCompass artefact (Zhang et al. ISCA 2024)"

    /// Products from 1 GFLOP up, and the prefill of a GPT-3 layer.
    var large: ValidationGroup {
        ValidationGroup(
            name: "operators, A100: products from 1 GFLOP up and a GPT-3 layer", source: Self.source,
            cases: products(isLarge: true) + layer("prefill", OperatorMeasurements.prefill, tokens: 2048),
            meanBound: 0.10)
    }

    /// Everything smaller: reported, because the launch of a kernel by the host decides.
    var small: ValidationGroup {
        ValidationGroup(
            name: "operators, A100: small ones", source: Self.source,
            cases: products(isLarge: false) + layer("decode", OperatorMeasurements.decode, tokens: 1) + streams)
    }

    private func products(isLarge: Bool) -> [ValidationCase] {
        OperatorMeasurements.products.filter {
            (2 * Double($0.m) * Double($0.k) * Double($0.n) >= 1e9) == isLarge
        }.map { row in
            ValidationCase(
                "product \(row.m) x \(row.k) x \(row.n)", unit: "ms", measured: row.milliseconds,
                modelled: 1e3 * law.product(batch: 1, m: row.m, n: row.n, k: row.k).total)
        }
    }

    /// The operators of a GPT-3 layer on one of four devices; batch 8, after 2,048 tokens.
    private func layer(_ phase: String, _ measured: OperatorMeasurements.Layer, tokens: Int) -> [ValidationCase] {
        let (hidden, heads, width, batch, tensor, context) = (12_288, 96, 128, 8, 4, 2048)
        let rows = batch * tokens
        let groups = batch * heads / tensor
        func product(_ name: String, _ measured: Double, batch: Int = 1, m: Int, n: Int, k: Int) -> ValidationCase {
            ValidationCase(
                "\(phase) \(name)", unit: "ms", measured: measured,
                modelled: 1e3 * law.product(batch: batch, m: m, n: n, k: k).total)
        }
        func stream(_ name: String, _ measured: Double, elements: Int, bytes: Double) -> ValidationCase {
            ValidationCase(
                "\(phase) \(name)", unit: "ms", measured: measured,
                modelled: 1e3 * law.stream(bytes: Double(elements) * bytes))
        }
        let vector = Double(2 * rows * hidden)
        let strategy = Strategy(
            tensor: tensor, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: batch,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: .none)
        let network = cluster.map { ClusterNetwork($0, strategy: strategy) }
        return [
            product("query, key, value", measured.queryKeyValue, m: rows, n: 3 * hidden / tensor, k: hidden),
            product("scores", measured.scores, batch: groups, m: tokens, n: context, k: width),
            product("values", measured.values, batch: groups, m: tokens, n: width, k: context),
            product("projection", measured.projection, m: rows, n: hidden, k: hidden / tensor),
            product("up", measured.up, m: rows, n: 4 * hidden / tensor, k: hidden),
            product("down", measured.down, m: rows, n: hidden, k: 4 * hidden / tensor),
            stream("softmax", measured.softmax, elements: groups * tokens * context, bytes: Self.twoReads),
            stream("norm", measured.norm, elements: rows * hidden, bytes: Self.twoReads),
            stream("GELU", measured.activation, elements: rows * 4 * hidden / tensor, bytes: Self.oneRead),
            ValidationCase(
                "\(phase) all-reduce", unit: "ms", measured: measured.allReduce,
                modelled: 2e3 * (network?.tensorHalf(bytes: vector) ?? .nan)),
        ]
    }

    /// Softmax and norm of PyTorch read their input twice and write once.
    private static let twoReads = 6.0
    private static let oneRead = 4.0

    private var streams: [ValidationCase] {
        func cases(
            _ name: String, _ table: [(rows: Int, columns: Int, rate: Double)], bytes: Double
        ) -> [ValidationCase] {
            table.map { row in
                let elements = Double(row.rows) * Double(row.columns)
                return ValidationCase(
                    "\(name) \(row.rows) x \(row.columns)", unit: "1e9/s", measured: row.rate,
                    modelled: elements / law.stream(bytes: elements * bytes) / 1e9)
            }
        }
        return cases("softmax", OperatorMeasurements.softmax, bytes: Self.twoReads)
            + cases("norm", OperatorMeasurements.layerNorm, bytes: Self.twoReads)
            + cases("GELU", OperatorMeasurements.gelu, bytes: Self.oneRead)
    }
}
