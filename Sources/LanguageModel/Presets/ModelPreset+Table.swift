extension ModelPreset {
    private init(
        _ name: String, layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, feedForward: Int, isGated: Bool,
        vocabulary: Int, sequenceLength: Int, source: String
    ) {
        self.init(
            name: name,
            shape: ModelShape(
                layers: layers, hidden: hidden, heads: heads, keyValueHeads: keyValueHeads, feedForward: feedForward,
                isGated: isGated, vocabulary: vocabulary, sequenceLength: sequenceLength),
            source: source)
    }

    private static let gpt3 = "Brown et al. 2020, Table 2.1 (vocabulary padded to 51,200 as in Megatron-LM)"
    private static let llama2 = "Touvron et al. 2023, Llama 2"
    private static let llama33 = "Touvron et al. 2023, LLaMA, the 33 B shape: no public Llama 2 has 30 B"
    private static let llama3 = "Grattafiori et al. 2024, The Llama 3 Herd of Models, Table 3"
    private static let megatron = "Narayanan et al. SC 2021, Table 1"
    private static let theseus = "Zhu et al. 2024, Theseus (arXiv 2407.02079), training workloads"

    /// All presets, in the order in which they are listed.
    public static let all: [ModelPreset] = [
        ModelPreset(
            "gpt3-13b", layers: 40, hidden: 5120, heads: 40, keyValueHeads: 40, feedForward: 20480, isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: gpt3),
        ModelPreset(
            "gpt3-175b", layers: 96, hidden: 12288, heads: 96, keyValueHeads: 96, feedForward: 49152, isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: gpt3),
        ModelPreset(
            "llama2-7b", layers: 32, hidden: 4096, heads: 32, keyValueHeads: 32, feedForward: 11008, isGated: true,
            vocabulary: 32000, sequenceLength: 4096, source: llama2),
        ModelPreset(
            "llama2-13b", layers: 40, hidden: 5120, heads: 40, keyValueHeads: 40, feedForward: 13824, isGated: true,
            vocabulary: 32000, sequenceLength: 4096, source: llama2),
        ModelPreset(
            "llama2-30b", layers: 60, hidden: 6656, heads: 52, keyValueHeads: 52, feedForward: 17920, isGated: true,
            vocabulary: 32000, sequenceLength: 4096, source: llama33),
        ModelPreset(
            "llama2-70b", layers: 80, hidden: 8192, heads: 64, keyValueHeads: 8, feedForward: 28672, isGated: true,
            vocabulary: 32000, sequenceLength: 4096, source: llama2),
        ModelPreset(
            "llama3-8b", layers: 32, hidden: 4096, heads: 32, keyValueHeads: 8, feedForward: 14336, isGated: true,
            vocabulary: 128256, sequenceLength: 8192, source: llama3),
        ModelPreset(
            "llama3-70b", layers: 80, hidden: 8192, heads: 64, keyValueHeads: 8, feedForward: 28672, isGated: true,
            vocabulary: 128256, sequenceLength: 8192, source: llama3),
        ModelPreset(
            "llama3-405b", layers: 126, hidden: 16384, heads: 128, keyValueHeads: 8, feedForward: 53248, isGated: true,
            vocabulary: 128256, sequenceLength: 8192, source: llama3),
        ModelPreset(
            "megatron-1.7b", layers: 24, hidden: 2304, heads: 24, keyValueHeads: 24, feedForward: 9216, isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-3.6b", layers: 30, hidden: 3072, heads: 32, keyValueHeads: 32, feedForward: 12288, isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-7.5b", layers: 36, hidden: 4096, heads: 32, keyValueHeads: 32, feedForward: 16384, isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-18.4b", layers: 40, hidden: 6144, heads: 48, keyValueHeads: 48, feedForward: 24576,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-39.1b", layers: 48, hidden: 8192, heads: 64, keyValueHeads: 64, feedForward: 32768,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-76.1b", layers: 60, hidden: 10240, heads: 80, keyValueHeads: 80, feedForward: 40960,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-145.6b", layers: 80, hidden: 12288, heads: 96, keyValueHeads: 96, feedForward: 49152,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-310.1b", layers: 96, hidden: 16384, heads: 128, keyValueHeads: 128, feedForward: 65536,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-529.6b", layers: 105, hidden: 20480, heads: 128, keyValueHeads: 128, feedForward: 81920,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "megatron-1008b", layers: 128, hidden: 25600, heads: 160, keyValueHeads: 160, feedForward: 102400,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: megatron),
        ModelPreset(
            "theseus-2.4t", layers: 192, hidden: 32000, heads: 256, keyValueHeads: 256, feedForward: 128000,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: theseus),
        ModelPreset(
            "theseus-4.3t", layers: 192, hidden: 43200, heads: 432, keyValueHeads: 432, feedForward: 172800,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: theseus),
        ModelPreset(
            "theseus-10t", layers: 195, hidden: 66560, heads: 512, keyValueHeads: 512, feedForward: 266240,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: theseus),
        ModelPreset(
            "theseus-19t", layers: 240, hidden: 80600, heads: 620, keyValueHeads: 620, feedForward: 322400,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: theseus),
        ModelPreset(
            "theseus-34t", layers: 270, hidden: 102000, heads: 850, keyValueHeads: 850, feedForward: 408000,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: theseus),
        ModelPreset(
            "theseus-95t", layers: 315, hidden: 158720, heads: 1024, keyValueHeads: 1024, feedForward: 634880,
            isGated: false,
            vocabulary: 51200, sequenceLength: 2048, source: theseus),
        ModelPreset(
            "gpt-j-6b", layers: 28, hidden: 4096, heads: 16, keyValueHeads: 16, feedForward: 16384, isGated: false,
            vocabulary: 50400, sequenceLength: 2048, source: "Wang and Komatsuzaki 2021, GPT-J-6B"),
        ModelPreset(
            "falcon-180b", layers: 80, hidden: 14848, heads: 232, keyValueHeads: 8, feedForward: 59392, isGated: false,
            vocabulary: 65024, sequenceLength: 2048, source: "Almazrouei et al. 2023, The Falcon Series"),
        ModelPreset(
            "bloom-176b", layers: 70, hidden: 14336, heads: 112, keyValueHeads: 112, feedForward: 57344,
            isGated: false, vocabulary: 250_880, sequenceLength: 2048, source: "BigScience Workshop 2022, BLOOM"),
        ModelPreset(
            "codellama-34b", layers: 48, hidden: 8192, heads: 64, keyValueHeads: 8, feedForward: 22016, isGated: true,
            vocabulary: 32000, sequenceLength: 16384, source: "Rozière et al. 2023, Code Llama"),
        ModelPreset(
            "qwen2-72b", layers: 80, hidden: 8192, heads: 64, keyValueHeads: 8, feedForward: 29568, isGated: true,
            vocabulary: 152_064, sequenceLength: 32768, source: "Yang et al. 2024, Qwen2 Technical Report, Table 1"),
        ModelPreset(
            name: "gshard-137b",
            shape: ModelShape(
                layers: 36, hidden: 1024, heads: 16, keyValueHeads: 16, feedForward: 8192, isGated: false,
                vocabulary: 32_000, sequenceLength: 1024, headWidth: 128,
                mixture: Mixture(experts: 448, expertsPerToken: 2, expertFeedForward: 8192, every: 2)),
            source: "Lepikhin et al. 2021, GShard, the 36-layer family; 448 experts are a reading of 137 B"),
        ModelPreset(
            name: "deepseek-v3",
            shape: ModelShape(
                layers: 61, hidden: 7168, heads: 128, keyValueHeads: 128, feedForward: 18_432, isGated: true,
                vocabulary: 129_280, sequenceLength: 4096, headWidth: 128,
                mixture: Mixture(
                    experts: 256, expertsPerToken: 8, sharedExperts: 1, expertFeedForward: 2048,
                    firstDenseLayers: 3),
                latentAttention: LatentAttention(
                    keyValueRank: 512, queryRank: 1536, rotaryWidth: 64, plainWidth: 128, valueWidth: 128)),
            source: "DeepSeek-AI 2024, DeepSeek-V3 Technical Report, section 4.2"),
    ]
}
