/// Measured operators of an A100 with 80 GB.
///
/// Source: artefact of H. Zhang et al., "LLMCompass", ISCA 2024 (PrincetonUniversity/LLMCompass, BSD-3-Clause): single
/// operators of PyTorch, and those of one layer of GPT-3 on four devices, batch 8, 2,048 tokens.
enum OperatorMeasurements {
    /// Matrix products: m, k, n, milliseconds.
    static let products: [(m: Int, k: Int, n: Int, milliseconds: Double)] = [
        (64, 12288, 12288, 0.19), (128, 12288, 12288, 0.2003), (256, 12288, 12288, 0.3185),
        (512, 12288, 12288, 0.6118), (1024, 12288, 12288, 1.199), (2048, 12288, 12288, 2.3586),
        (4096, 12288, 12288, 4.4576), (8192, 12288, 12288, 8.6216), (16384, 12288, 12288, 17.0307),
        (32768, 12288, 12288, 35.4407), (8192, 64, 64, 0.0296), (8192, 128, 128, 0.031),
        (8192, 256, 256, 0.0356), (8192, 512, 512, 0.0471), (8192, 1024, 1024, 0.0927),
        (8192, 2048, 2048, 0.2818), (8192, 4096, 4096, 1.021), (8192, 8192, 8192, 3.9614),
        (8192, 16384, 16384, 15.0087), (8192, 32768, 32768, 61.1346),
    ]

    /// softmax: rows, columns, 10^9 elements a second.
    static let softmax: [(rows: Int, columns: Int, rate: Double)] = [
        (4096, 32, 9.996), (4096, 64, 19.63), (4096, 128, 37.27), (4096, 256, 68.72), (4096, 512, 111.3),
        (4096, 1024, 153), (4096, 2048, 167.5), (4096, 4096, 204.6), (4096, 8192, 216.5), (4096, 16384, 242),
        (4096, 32768, 240.9), (32, 4096, 8.458), (64, 4096, 16.66), (128, 4096, 30.97), (256, 4096, 57.12),
        (512, 4096, 96.66), (1024, 4096, 137.4), (2048, 4096, 166.8), (4096, 4096, 204), (8192, 4096, 230),
        (16384, 4096, 247.1), (32768, 4096, 278.8),
    ]

    /// layerNorm: rows, columns, 10^9 elements a second.
    static let layerNorm: [(rows: Int, columns: Int, rate: Double)] = [
        (4096, 32, 2.476), (4096, 64, 4.844), (4096, 128, 10.06), (4096, 256, 19.59), (4096, 512, 39.27),
        (4096, 1024, 78.89), (4096, 2048, 139.1), (4096, 4096, 211.3), (4096, 8192, 265.3),
        (4096, 16384, 210.4), (4096, 32768, 199.3), (32, 4096, 2.499), (64, 4096, 5.021), (128, 4096, 9.996),
        (256, 4096, 20.08), (512, 4096, 40.16), (1024, 4096, 79.6), (2048, 4096, 141.9), (4096, 4096, 211.6),
        (8192, 4096, 284.9), (16384, 4096, 345.8), (32768, 4096, 385.8),
    ]

    /// gelu: rows, columns, 10^9 elements a second.
    static let gelu: [(rows: Int, columns: Int, rate: Double)] = [
        (1024, 1, 0.02126), (2048, 1, 0.04338), (4096, 1, 0.08547), (8192, 1, 0.1701), (16384, 1, 0.3369),
        (32768, 1, 0.6889), (65536, 1, 1.381), (131072, 1, 2.735), (262144, 1, 5.525), (524288, 1, 11.19),
        (1048576, 1, 21.94), (2097152, 1, 43.98), (4194304, 1, 86.66), (8388608, 1, 141.9),
        (16777216, 1, 210.4), (33554432, 1, 277), (67108864, 1, 328.3), (134217728, 1, 360.2),
        (268435456, 1, 379.5), (536870912, 1, 390.3),
    ]

    /// Milliseconds of the operators of one layer.
    struct Layer {
        var queryKeyValue, scores, values, projection, up, down, softmax, norm, activation, allReduce: Double
    }

    /// The prefill of 2,048 tokens.
    static let prefill = Layer(
        queryKeyValue: 13.7218, scores: 1.8811, values: 1.1832, projection: 4.5403, up: 17.4643,
        down: 17.4856, softmax: 2.8015, norm: 0.6816, activation: 0.5243, allReduce: 2.8909)

    /// One token after 2,048 in the cache.
    static let decode = Layer(
        queryKeyValue: 0.2124, scores: 0.1061, values: 0.1386, projection: 0.0689, up: 0.1860,
        down: 0.1861, softmax: 0.0167, norm: 0.0480, activation: 0.0479, allReduce: 0.0260)
}
