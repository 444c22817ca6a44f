import TrainingStrategy
import WaferArchitecture

/// Single operators of an A100 against the operator law, timed alone.
struct OperatorCases {
    var constants = ClusterConstants.shipped
    private let products: [(m: Int, k: Int, n: Int, milliseconds: Double)]
    private let softmax: [Stream]
    private let norm: [Stream]
    private let activation: [Stream]
    private let prefill: [String: Double]
    private let decode: [String: Double]
    /// Published sums over a layer's operators, in milliseconds.
    private let sums: [(isPrefill: Bool, milliseconds: Double)]

    /// Rows and columns, and 10^9 elements a second.
    private struct Stream {
        var rows: Int
        var columns: Int
        var rate: Double
    }

    /// Reads the operators; those in the file of services are of the same publication.
    init(_ measurements: Measurements) throws(MeasurementError) {
        var products: [(m: Int, k: Int, n: Int, milliseconds: Double)] = measurements.rows(.products).map {
            ($0.count("m"), $0.count("k"), $0.count("n"), $0.value("latency_ms"))
        }
        var (prefill, decode) = ([String: Double](), [String: Double]())
        for (file, isPrefill) in [(MeasurementFile.prefillLayer, true), (.decodeLayer, false)] {
            for row in measurements.rows(file) {
                let name = row.text("operator")
                guard Self.names.contains(name) else {
                    throw MeasurementError(
                        file: row.file, line: row.line, column: "operator", found: "'\(name)'",
                        accepted: Self.names.joined(separator: ", "))
                }
                if isPrefill {
                    prefill[name] = 1e3 * row.value("seconds")
                } else {
                    decode[name] = 1e3 * row.value("seconds")
                }
            }
        }
        var sums: [(isPrefill: Bool, milliseconds: Double)] = []
        for row in measurements.rows(.service) where row.text("system") == "LLMCompass AE" {
            let metric = row.text("metric")
            if metric == "gemm_latency", let m = Int(row.text("batch")), let k = Int(row.text("input_len")),
                let n = Int(row.text("output_len")), min(m, k, n) > 0, max(m, k, n) < 1 << 31
            {
                products.append((m, k, n, row.value("value")))
            } else if let found = metric.firstIndex(of: ":"),
                let name = Self.serviceNames[String(metric[metric.index(after: found)...])]
            {
                if metric.hasPrefix("prefill") {
                    prefill[name] = prefill[name] ?? row.value("value")
                } else {
                    decode[name] = decode[name] ?? row.value("value")
                }
            } else if metric.hasSuffix("_layer_latency_sum") {
                sums.append((metric.hasPrefix("prefill"), row.value("value")))
            }
        }
        self.products = products
        (softmax, norm) = (Self.streams(measurements.rows(.softmax)), Self.streams(measurements.rows(.norm)))
        activation = measurements.rows(.activation).map {
            Stream(rows: $0.count("elements"), columns: 1, rate: $0.value("giga_elements_per_s"))
        }
        (self.prefill, self.decode, self.sums) = (prefill, decode, sums)
    }

    private static func streams(_ rows: [MeasurementRow]) -> [Stream] {
        rows.map {
            Stream(rows: $0.count("rows"), columns: $0.count("columns"), rate: $0.value("giga_elements_per_s"))
        }
    }

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
            cases: matrixProducts(isLarge: true) + layer("prefill", prefill, tokens: 2048, context: 2048),
            meanBound: 0.10)
    }

    /// Everything smaller: reported, because the launch of a kernel by the host decides.
    var small: ValidationGroup {
        ValidationGroup(
            name: "operators, A100: small ones", source: Self.source,
            cases: matrixProducts(isLarge: false) + layer("decode", decode, tokens: 1, context: 3072) + streams)
    }

    private func matrixProducts(isLarge: Bool) -> [ValidationCase] {
        products.filter {
            (2 * Double($0.m) * Double($0.k) * Double($0.n) >= 1e9) == isLarge
        }.map { row in
            ValidationCase(
                "product \(row.m) x \(row.k) x \(row.n)", unit: "ms", measured: row.milliseconds,
                modelled: 1e3 * law.product(batch: 1, m: row.m, n: row.n, k: row.k).total)
        }
    }

    /// The sums of the same operators: reported, since their parts are in the other groups.
    var layerSums: ValidationGroup {
        ValidationGroup(
            name: "operators, A100: sums over a GPT-3 layer", source: Self.source,
            cases: sums.map { sum in
                let parts = layerMilliseconds(tokens: sum.isPrefill ? 2048 : 1, context: sum.isPrefill ? 2048 : 3072)
                return ValidationCase(
                    sum.isPrefill ? "prefill" : "decode", unit: "ms", measured: sum.milliseconds,
                    modelled: parts.reduce(0) { $0 + $1 })
            })
    }

    /// The names of a layer's operators in the files.
    private static let names = [
        "QKV", "QK", "AV", "Wo", "W1", "W2", "softmax", "layernorm_mha", "layernorm_ffn", "gelu", "allreduce_mha",
        "allreduce_ffn",
    ]

    /// What the file of services calls them.
    private static let serviceNames = [
        "Q_K_V": "QKV", "Q_mul_K": "QK", "A_mul_V": "AV", "Wo_proj": "Wo", "W1_proj": "W1", "W2_proj": "W2",
        "Softmax": "softmax", "LayerNorm_MHA": "layernorm_mha", "LayerNorm_FFN": "layernorm_ffn", "GeLU": "gelu",
        "AllReduce_MHA": "allreduce_mha", "AllReduce_FFN": "allreduce_ffn",
    ]

    /// The operators of a GPT-3 layer on one of four devices, batch 8, in the order of the names.
    private func layerMilliseconds(tokens: Int, context: Int) -> [Double] {
        let (hidden, heads, width, batch, tensor) = (12_288, 96, 128, 8, 4)
        let rows = batch * tokens
        let groups = batch * heads / tensor
        func product(batch: Int = 1, m: Int, n: Int, k: Int) -> Double {
            1e3 * law.product(batch: batch, m: m, n: n, k: k).total
        }
        func stream(elements: Int, bytes: Double) -> Double { 1e3 * law.stream(bytes: Double(elements) * bytes) }
        let norm = stream(elements: rows * hidden, bytes: Self.twoReads)
        let strategy = Strategy(
            tensor: tensor, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: batch,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: .none)
        let network = cluster.map { ClusterNetwork($0, strategy: strategy) }
        let allReduce = 2e3 * (network?.tensorHalf(bytes: Double(2 * rows * hidden)) ?? .nan)
        return [
            product(m: rows, n: 3 * hidden / tensor, k: hidden),
            product(batch: groups, m: tokens, n: context, k: width),
            product(batch: groups, m: tokens, n: width, k: context),
            product(m: rows, n: hidden, k: hidden / tensor), product(m: rows, n: 4 * hidden / tensor, k: hidden),
            product(m: rows, n: hidden, k: 4 * hidden / tensor),
            stream(elements: groups * tokens * context, bytes: Self.twoReads), norm, norm,
            stream(elements: rows * 4 * hidden / tensor, bytes: Self.oneRead), allReduce, allReduce,
        ]
    }

    private func layer(_ phase: String, _ measured: [String: Double], tokens: Int, context: Int) -> [ValidationCase] {
        zip(Self.names, layerMilliseconds(tokens: tokens, context: context)).compactMap { name, modelled in
            measured[name].map {
                ValidationCase("\(phase) \(name)", unit: "ms", measured: $0, modelled: modelled)
            }
        }
    }

    /// Softmax and norm of PyTorch read their input twice and write once.
    private static let twoReads = 6.0
    private static let oneRead = 4.0

    private var streams: [ValidationCase] {
        func cases(_ name: String, _ table: [Stream], bytes: Double) -> [ValidationCase] {
            table.map { row in
                let elements = Double(row.rows) * Double(row.columns)
                return ValidationCase(
                    "\(name) \(row.rows) x \(row.columns)", unit: "1e9/s", measured: row.rate,
                    modelled: elements / law.stream(bytes: elements * bytes) / 1e9)
            }
        }
        return cases("softmax", softmax, bytes: Self.twoReads) + cases("norm", norm, bytes: Self.twoReads)
            + cases("GELU", activation, bytes: Self.oneRead)
    }
}
