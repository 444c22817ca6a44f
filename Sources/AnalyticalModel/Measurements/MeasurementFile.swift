/// A kind of file of measurements: its name and its columns.
enum MeasurementFile: String, Sendable, CaseIterable {
    case trainingTimes = "korthikanti2022_table5.csv"
    case trainingMemory = "korthikanti2022_memory.csv"
    case weakScaling = "narayanan2021_table1.csv"
    case zero = "narayanan2021_table2_zero3.csv"
    case utilisation = "palm_mfu.csv"
    case service = "gpu_and_service_measurements.csv"
    case waferService = "waferllm_wse2.csv"
    case products = "matmul_a100.csv"
    case softmax = "softmax_a100.csv"
    case norm = "layernorm_a100.csv"
    case activation = "gelu_a100.csv"
    case prefillLayer = "gpt3_layer_prefill_4xa100.csv"
    case decodeLayer = "gpt3_layer_decode_4xa100.csv"
    case allReduce = "allreduce_alpha_beta.csv"
    case closedBatch = "closed_batch.csv"

    /// The columns in order.
    var columns: [(name: String, kind: MeasurementColumn)] {
        switch self {
        case .trainingTimes:
            Self.texts(["model"])
                + Self.counts([
                    "heads", "hidden", "layers", "seq_len", "vocab", "TP", "PP", "interleave_v", "DP", "gpus",
                    "global_batch", "micro_batch",
                ])
                + [
                    ("peak_tflops", .optionalNumber), ("iter_time_full_recompute_s", .optionalNumber),
                    ("iter_time_SP_selective_s", .optionalNumber),
                ]
                + Self.texts([
                    "throughput_increase_pct", "throughput_increase_pct_recomputed", "MFU_pct", "MFU_pct_recomputed",
                    "HFU_pct", "HFU_pct_recomputed", "status", "source",
                ])
        case .trainingMemory:
            Self.texts(["model"])
                + Self.counts(["heads", "hidden", "layers", "TP", "PP", "interleave_v", "micro_batch"])
                + Self.optionals([
                    "params_optimizer_GiB_fig1", "act_none_GiB_fig1", "act_seqpar_selective_GiB_fig1", "fig7_none_pct",
                    "fig7_seqpar_pct", "fig7_selective_pct", "fig7_seqpar_selective_pct", "fig7_full_recompute_pct",
                ])
                + Self.texts([
                    "act_none_GiB_formula", "act_none_GiB_formula_x_interleave", "act_seqsel_GiB_formula",
                    "act_seqsel_GiB_formula_x_interleave", "status", "source",
                ])
        case .weakScaling:
            [("params_billion", .number)]
                + Self.counts([
                    "heads", "hidden", "layers", "TP", "PP", "gpus", "DP_derived", "global_batch", "seq_len", "vocab",
                ])
                + Self.texts(["recompute", "accelerator", "peak_tflops"]) + [("achieved_tflops_per_gpu", .number)]
                + Self.texts(["pct_peak", "aggregate_pflops", "iteration_time_s_derived_from_eq3", "status", "source"])
        case .zero:
            Self.texts(["scheme"]) + [("params_billion", .number)]
                + Self.counts(["model_parallel_size", "global_batch", "gpus", "microbatch"])
                + [("achieved_tflops_per_gpu", .number)] + Self.texts(["days_for_300B_tokens", "status", "source"])
        case .utilisation:
            Self.texts(["model"]) + [("params_B", .number)] + Self.texts(["accelerator"])
                + Self.optionals(["chips", "peak_tflops", "tokens_per_s", "batch_seq"])
                + Self.counts(["seq_len", "layers", "heads", "head_dim"])
                + Self.texts(["MFU_no_attn_pct", "MFU_pct", "HFU_pct", "status", "source"])
        case .service, .waferService:
            Self.texts([
                "system", "device", "n_devices", "parallelism", "model", "precision", "batch", "input_len",
                "output_len", "metric",
            ]) + [("value", .number)] + Self.texts(["unit", "mark", "source", "notes", "use"])
        case .products:
            Self.counts(["m", "k", "n"]) + [("latency_ms", .number)] + Self.texts(["tflops"])
        case .softmax, .norm:
            Self.counts(["rows", "columns"]) + [("giga_elements_per_s", .number)]
        case .activation: Self.counts(["elements"]) + [("giga_elements_per_s", .number)]
        case .prefillLayer, .decodeLayer: Self.texts(["operator"]) + [("seconds", .number)]
        case .allReduce:
            Self.texts(["collective", "backend", "topology", "npus"])
                + [("bandwidth_GiBps_per_dim", .number), ("latency_ns", .number)]
                + Self.texts(["impl"]) + Self.counts(["splits", "size_bytes"]) + [("time_ns", .number)]
        case .closedBatch:
            Self.counts(["k"]) + Self.texts(["pattern"])
                + Self.counts(["packet_size_flits", "packets_per_node", "flits_per_node"])
                + [("makespan_cycles", .number)]
                + Self.texts(["plat_avg", "hops_avg", "max_link_load_flits", "serial_bound_cycles"])
        }
    }

    private static func texts(_ names: [String]) -> [(name: String, kind: MeasurementColumn)] {
        names.map { ($0, .text) }
    }

    private static func counts(_ names: [String]) -> [(name: String, kind: MeasurementColumn)] {
        names.map { ($0, .count) }
    }

    private static func optionals(_ names: [String]) -> [(name: String, kind: MeasurementColumn)] {
        names.map { ($0, .optionalNumber) }
    }

    /// The rows of a text of this kind: every column once, in any order, and no other.
    func rows(_ text: String, file: String) throws(MeasurementError) -> [MeasurementRow] {
        var records = try CommaSeparatedText.records(text, file: file)
        guard !records.isEmpty else {
            throw MeasurementError(file: file, found: "an empty file", accepted: "a header and rows")
        }
        let first = records.removeFirst()
        let header = first.fields.map(\.trimmed)
        let names = columns.map(\.name)
        let (missing, unknown) = (names.filter { !header.contains($0) }, header.filter { !names.contains($0) })
        guard missing.isEmpty, unknown.isEmpty, header.count == names.count else {
            var parts: [String] = []
            if !missing.isEmpty { parts.append("no column " + missing.joined(separator: ", ")) }
            if !unknown.isEmpty { parts.append("the unknown column " + unknown.joined(separator: ", ")) }
            if parts.isEmpty { parts.append("a column twice") }
            throw MeasurementError(
                file: file, line: first.line, found: parts.joined(separator: " and "),
                accepted: names.joined(separator: ", "))
        }
        let kinds = Dictionary(uniqueKeysWithValues: columns)
        var rows: [MeasurementRow] = []
        for record in records {
            rows.append(try MeasurementRow(file: file, columns: kinds, header: header, record: record))
        }
        return rows
    }
}
