import AnalyticalModel
import LanguageModel

/// A point of a roofline in the JSON of `ingot evaluate --json`.
struct RooflineOperator: Encodable {
    let name: String
    let pass: String
    let flops: Double
    let matrixFlops: Double
    let memoryBytes: Double
    let seconds: Double
    let flopsPerByte: Double?
    let flopsPerSecond: Double
    let count: Int

    enum CodingKeys: String, CodingKey {
        case name, pass, flops, seconds, count
        case matrixFlops = "matrix_flops"
        case memoryBytes = "memory_bytes"
        case flopsPerByte = "flops_per_byte"
        case flopsPerSecond = "flops_per_s"
    }

    init(_ point: RooflinePoint) {
        name = point.kind.rawValue
        pass = point.pass.rawValue
        flops = point.flops
        matrixFlops = point.matrixFlops
        memoryBytes = point.memoryBytes
        seconds = point.seconds
        flopsPerByte = point.intensity
        flopsPerSecond = point.flopsPerSecond
        count = point.count
    }
}
