import TrainingStrategy

/// A prefill or a decode step in the JSON of `ingot evaluate --json`: seconds, joules, operations and bytes of one step
/// on all devices, and how many of them a batch has.
struct InferencePhaseDocument: Encodable {
    let steps: Int
    let seconds: Double
    let time: [String: Double]
    let joules: Double
    let energy: [String: Double]
    let flops: Double
    let memoryBytes: Double

    enum CodingKeys: String, CodingKey {
        case steps, flops
        case seconds = "step_s"
        case time = "time_breakdown_s"
        case joules = "energy_j"
        case energy = "energy_breakdown_j"
        case memoryBytes = "memory_bytes"
    }

    init(_ step: InferenceStep, steps: Int) {
        self.steps = steps
        seconds = step.seconds
        time = EvaluationDocument.dictionary(step.time.parts)
        joules = step.energy.total
        energy = EvaluationDocument.dictionary(step.energy.parts)
        flops = step.flops
        memoryBytes = step.memoryBytes
    }
}
