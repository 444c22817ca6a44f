import AnalyticalModel
import CoDesign
import TrainingStrategy
import WaferSimulator

/// How many complete training evaluations the analytical model makes, beside Calculon.
enum EvaluatorSpeed {
    static func run(into report: inout Report) throws {
        try add("530 B on 280 A100", cluster, into: &report)
        try add("GPT-3 175 B on a wafer of 56 dies", wafer, into: &report)
        try addIterations(into: &report)
    }

    /// One iteration by the models that play it as events.
    private static func addIterations(into report: inout Report) throws {
        let design = try DesignFile.parse(wafer, file: "wafer")
        let routed = CPUClock.secondsPerCall { _ = RoutedModel().evaluate(design) }
        report.add(
            Row(
                figure: "routed, GPT-3 175 B on a wafer of 56 dies (ms)", ours: 1e3 * routed, peer: nil,
                target: .atMost(20), method: "512 micro-batches through 14 stages; median of batches"))
        var flits = 0
        let samples = (0..<5).map { _ in
            CPUClock.seconds(of: {
                flits = DetailedModel().record(of: design, spans: false).record?.flitsSimulated ?? 0
            })
        }
        report.add(
            Row(
                figure: "detailed, GPT-3 175 B on a wafer of 56 dies (s)", ours: Sample(samples).median, peer: nil,
                target: .atMost(5), method: "no pattern of flows known before, \(flits) flits; median of 5"))
    }

    private static func add(_ name: String, _ text: String, into report: inout Report) throws {
        let design = try DesignFile.parse(text, file: name)
        let model = AnalyticalModel()
        var total = 0.0
        let seconds = CPUClock.secondsPerCall { total += model.evaluate(design).iterationSeconds }
        report.add(
            Row(
                figure: "training evaluations, \(name) (1/s)", ours: total > 0 ? 1 / seconds : .nan,
                peer: PeerSpeed.trainingEvaluations, target: .atLeast(200_000),
                method: "one design again and again, all breakdowns; Calculon caa4b11, 424 to 509 a CPU-second"))
    }

    private static let cluster = """
        version: 1
        hardware: {preset: a100-80gb-cluster, devices: 280}
        model: {heads: 128, hidden: 20480, layers: 105, sequence_length: 2048, vocabulary: 51200}
        training: {global_batch_sequences: 280}
        strategy: {tensor: 8, sequence_parallel: true, pipeline: 35, schedule: interleaved, chunks: 3,
                   recompute: selective}
        """

    private static let wafer = """
        version: 1
        hardware: {preset: watos-config3}
        model: gpt3-175b
        training: {global_batch_sequences: 512}
        strategy: {tensor: 4, sequence_parallel: true, pipeline: 14, recompute: selective}
        """
}
