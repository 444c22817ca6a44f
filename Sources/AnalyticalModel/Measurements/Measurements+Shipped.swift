extension Measurements {
    /// The measurements that the program ships.
    ///
    /// Sources, as the `source` column of the files has them where there is one:
    /// - V. Korthikanti et al., "Reducing activation recomputation in large transformer models", MLSys 2023, Tables 3
    ///   and 5, Figures 1 and 7 (also in the validation of Calculon, calculon-ai/calculon, Apache-2.0).
    /// - D. Narayanan et al., "Efficient large-scale language model training on GPU clusters using Megatron-LM", SC
    ///   2021.
    /// - A. Chowdhery et al., "PaLM", arXiv 2204.02311, section 4, for MT-NLG.
    /// - The artefact of H. Zhang et al., "LLMCompass", ISCA 2024 (PrincetonUniversity/LLMCompass, BSD-3-Clause):
    ///   single operators of PyTorch on an A100, and those of one layer of GPT-3 on four, batch 8, 2,048 tokens.
    /// - TensorRT-LLM 0.5, 0.6.1 and 1.0 (NVIDIA, Apache-2.0), docs/source/performance.md and perf-overview.md.
    /// - P. Patel et al., "Splitwise", ISCA 2024 (Mutinifni/splitwise-sim, MIT); rows that contradict each other left
    ///   out.
    /// - C. He et al., "WaferLLM", OSDI 2025, Tables 2 to 8.
    /// - ASTRA-sim 2 with its analytical network (MIT), ring, torus, fully connected and switch, four splits.
    /// - BookSim 2 at commit 28f4329 (N. Jiang et al., ISPASS 2013): k x k mesh, XY routing, 4 virtual channels of 8
    ///   flits, packets of 8 flits, injection rate 1.
    ///
    /// - Throws: never for the files as they are; a test reads them.
    public static func shipped() throws(MeasurementError) -> Measurements {
        let files: [(MeasurementFile, [UInt8])] = [
            (.trainingTimes, PackageResources.korthikanti2022_table5_csv),
            (.trainingMemory, PackageResources.korthikanti2022_memory_csv),
            (.weakScaling, PackageResources.narayanan2021_table1_csv),
            (.zero, PackageResources.narayanan2021_table2_zero3_csv),
            (.utilisation, PackageResources.palm_mfu_csv),
            (.service, PackageResources.gpu_and_service_measurements_csv),
            (.waferService, PackageResources.waferllm_wse2_csv),
            (.products, PackageResources.matmul_a100_csv),
            (.softmax, PackageResources.softmax_a100_csv),
            (.norm, PackageResources.layernorm_a100_csv),
            (.activation, PackageResources.gelu_a100_csv),
            (.prefillLayer, PackageResources.gpt3_layer_prefill_4xa100_csv),
            (.decodeLayer, PackageResources.gpt3_layer_decode_4xa100_csv),
            (.allReduce, PackageResources.allreduce_alpha_beta_csv),
            (.closedBatch, PackageResources.closed_batch_csv),
        ]
        return try Measurements(files: files.map { ($0.0.rawValue, String(decoding: $0.1, as: UTF8.self)) })
    }
}
