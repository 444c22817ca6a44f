import CoDesign
import Foundation
import SearchSpace
import TrainingStrategy
import _IngotTestSupport

/// The texts that cases begin with: the campaigns and designs under `experiments`, and small ones of every kind.
enum FuzzCorpus {
    /// The folder that `Package.swift` stands in.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Campaign files, with those that are read and sampled fast in front.
    static func campaigns() throws -> [[UInt8]] {
        try small.map { Array($0.utf8) } + files(of: "campaign")
    }

    /// Design files; many are written from random designs of every degree of freedom.
    static func designs() throws -> [[UInt8]] {
        var generator = try WideDesignGenerator(seed: 3)
        var texts = designTexts
        for index in 0..<24 { texts.append(DesignFile.text(of: generator.next(onCluster: index % 6 == 5))) }
        return texts.map { Array($0.utf8) } + (try files(of: "design"))
    }

    /// The YAML files under `experiments` that are campaigns, or those that are not.
    private static func files(of kind: String) throws -> [[UInt8]] {
        let folder = root.appending(path: "experiments")
        guard let list = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        let names = list.compactMap { $0 as? String }.filter { name in
            name.hasSuffix(".yaml") && !name.contains(".build/") && !name.hasPrefix("results/")
        }
        return try names.sorted().map { [UInt8](try Data(contentsOf: folder.appending(path: $0))) }.filter { text in
            String(decoding: text, as: UTF8.self).contains("\nbudget:") == (kind == "campaign")
        }
    }

    /// Every method on a benchmark problem, programs of one's own, and wafers.
    private static var small: [String] {
        let synthetic = [
            ("random", "branin-currin", ""), ("sobol", "zdt1", ", d: 3"), ("nsga2", "bnh", ""), ("ehvi", "constr", ""),
            ("parego", "dtlz2", ", d: 4, m: 3"), ("mfes", "mf-biased", ""), ("mfmobo", "mf-misleading", ""),
            ("two-stage", "mf-biased", ""), ("random-fidelity", "mf-constrained", ""), ("mfbo", "mf-misleading", ""),
            ("momf", "mf-branin-currin", ""), ("hvkg", "augmented-branin", ""), ("morbo", "ackley", ", d: 5"),
        ].map { method, name, size in
            """
            version: 1
            name: \(method)
            seed: 5
            problem: {kind: synthetic, name: \(name)\(size)}
            budget: {evaluations: 12}
            optimizer: {method: \(method), initial: 4, lookahead: 2, order: trial, population: 6}
            executor: {kind: local, workers: 2}

            """
        }
        return synthetic + [program, continuous, cluster, stopping, wafer]
    }

    static let program = """
        version: 1
        name: two levels
        seed: 7
        problem:
          kind: command
          parameters:
            - {name: x, type: continuous, lower: 0, upper: 1, scale: linear}
            - {name: width, type: ordinal, values: [64, 128, 256]}
            - {name: flow, type: categorical, choices: [ws, os]}
            - {name: depth, type: integer, lower: 1, upper: 4, scale: log, when: {flow: [ws]}}
          requires: ["width * x <= 200", "depth + 1 > x"]
        objectives:
          - {name: speed, goal: maximize, reference: 0}
          - {name: power, goal: minimize, reference: 10}
        constraints: [{name: heat, at_most: 4.5}]
        fidelities:
          - {name: low, cost: 0.1, command: [sh, -c, 'exit 1'], timeout_s: 20, retries: 1, retry_delay_s: 0.5, memory_mb: 100}
          - {name: high, cost: 1, command: [sh, -c, 'exit 1']}
        budget: {cost: 14}
        optimizer: {method: mfbo, initial: 4, cheap_initial: 8, cheap_looks_per_target: 2, lookahead: 2, order: arrival, noise: true}
        start: [{x: 0.5, width: 64, flow: ws, depth: 2}, {x: 0.25, width: 128, flow: os}]
        executor: {kind: local, workers: 2}

        """

    private static let continuous = """
        version: 1
        name: settings
        seed: 2
        problem: {kind: command, parameters: [{name: x, type: continuous, lower: 0, upper: 1}]}
        objectives: [{name: f, goal: maximize, reference: 0}]
        fidelity: {name: s, lower: 0.0, upper: 1.0, cost: {exponential: 4.8}, command: [sh, -c, 'exit 1']}
        budget: {cost: 50}
        optimizer: {method: momf}

        """

    private static let cluster = """
        version: 1
        name: cluster
        seed: 2
        problem: {kind: command, parameters: [{name: x, type: continuous, lower: 1e-3, upper: 1, scale: log}]}
        objectives: [{name: f, goal: minimize, reference: 1}]
        fidelities: [{name: only, cost: 1, command: [sh, -c, 'exit 1']}]
        budget: {target_fidelity_evaluations: 9}
        optimizer: {method: nsga2, population: 8}
        executor: {kind: slurm, directory: jobs, tasks: 6, pack: 4, cpus: 16, idle_s: 30, poll_s: 1, time_limit: 04:00:00}

        """

    private static let stopping = """
        version: 1
        name: stopping
        seed: 1
        problem: {kind: synthetic, name: mf-biased}
        fidelities: [{name: low, cost: 1}, {name: high, cost: 25}]
        objectives: [{name: f1, goal: maximize, reference: -1.1}, {name: f2, goal: maximize, reference: -1.1}]
        budget: {cost: 200}
        optimizer:
          method: random-fidelity
          stop: {target_hypervolume: 0.4, stagnation: {trials: 10, tolerance: 0.001}, remaining_gain: 0.02}

        """

    private static let wafer = """
        version: 1
        name: wafer
        seed: 1
        problem:
          kind: wafer-training
          hardware: {preset: watos-config3}
          model: gpt3-175b
          training: {global_batch_sequences: 512, precision: fp16}
          space: {core.macs: [256, 512, 1024], strategy.zero: 0, wafer.dies_x: [4, 8]}
        objectives: [{name: tokens_per_s, goal: maximize, reference: 0}, {name: power_w, goal: minimize, reference: 30000}]
        constraints: [{name: wafer_area_mm2, at_most: 46225}, {name: yield, at_least: 0.1}]
        fidelities: [{name: analytical, cost: 0.001}, {name: routed}, {name: detailed, cost: 1}]
        budget: {cost: 2}
        optimizer: {method: random-fidelity, lookahead: 1}
        start: [design.yaml]

        """

    private static let designTexts = [
        """
        version: 1
        hardware: {preset: watos-config3, wafer: {dies_x: 2, dies_y: 2}, faults: {dies: [{x: 1, y: 1}], links: [{x: 0, y: 0, to: east}]}}
        model: {layers: 4, hidden: 256, heads: 4, kv_heads: 2, feed_forward: 512, gated: true, vocabulary: 1000, sequence_length: 128}
        training: {global_batch_sequences: 4, precision: fp16, optimizer: adam, optimizer_state: bf16, attention: fused}
        strategy: {tensor: 1, pipeline: 2, data: 1, micro_batch_sequences: 1, schedule: gpipe, recompute: [scores, softmax]}

        """,
        """
        version: 1
        hardware: {preset: watos-config3, wafer: {dies_x: 4, dies_y: 2}}
        model: {layers: 8, hidden: 512, heads: 8}
        training: {global_batch_sequences: 8}
        strategy: {tensor: 4, sequence_parallel: true, pipeline: 2, data: 1, micro_batch_sequences: 1, schedule: 1f1b,
          recompute: none, zero: 0, plan: {
            stages: [[{layers: 3, recompute: [scores, softmax]}, {layers: 1, recompute: full}], [{layers: 4, recompute: none}]],
            groups: [{x: 0, y: 0, width: 2, height: 2}, {x: 2, y: 0, width: 2, height: 2}],
            loans: [{stage: 0, to_stage: 1, bytes_per_micro_batch: 1e6}],
            operators: [{operator: up, output: 4, dataflow: os, order: nkm}, {operator: down, sequence: 2, input: 2, source: dram}]}}

        """,
        """
        version: 1
        hardware: {preset: watos-config2, wafer: {dies_x: 2, dies_y: 2}}
        model: {preset: llama3-8b, layers: 4, sequence_length: 256}
        training: {global_batch_sequences: 4}
        strategy: {tensor: 4, pipeline: 1, data: 1, micro_batch_sequences: 1, zero: 0, plan: {weights: streamed, sub_batches: 2}}

        """,
        """
        version: 1
        hardware: {preset: watos-config3, wafer: {count: 2}}
        model: llama3-8b
        inference: {batch: 2, prompt_tokens: 128, output_tokens: 16, precision: fp8, kv_precision: bf16, attention: star, keep_ratio: 0.5}
        strategy: {tensor: 4, pipeline: 2, data: 1}

        """,
        """
        version: 1
        hardware: {preset: a100-80gb-cluster, devices: 16}
        model: deepseek-v3
        inference: {batch: 8, prompt_tokens: 2048, output_tokens: 128, attention: dense}
        strategy: {tensor: 8, pipeline: 2}

        """,
        """
        version: 1
        hardware: {preset: watos-config3, wafer: {dies_x: 4, dies_y: 2}}
        model: {layers: 8, hidden: 512, heads: 8}
        training: {global_batch_sequences: 8}
        strategy: {planner: megatron}

        """,
    ]
}

extension FuzzCorpus {
    /// A campaign that begins with the results of an earlier one over `branin-currin`, the first of the corpus.
    static let warmStart =
        """
        version: 1
        name: warm
        seed: 6
        problem: {kind: synthetic, name: branin-currin}
        budget: {evaluations: 12}
        optimizer: {method: nsga2, population: 6, lookahead: 1}
        warm_start: made-00.corpus
        executor: {kind: local, workers: 2}

        """
}
