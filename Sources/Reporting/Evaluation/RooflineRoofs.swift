import AnalyticalModel

/// The roofs of one device in the JSON of `ingot evaluate --json`.
struct RooflineRoofs: Encodable {
    let flopsPerSecond: Double
    let memoryBytesPerSecond: Double

    enum CodingKeys: String, CodingKey {
        case flopsPerSecond = "flops_per_s"
        case memoryBytesPerSecond = "memory_bytes_per_s"
    }

    init(_ limits: RooflineLimits) {
        flopsPerSecond = limits.flopsPerSecond
        memoryBytesPerSecond = limits.memoryBytesPerSecond
    }
}
