import LanguageModel
import WaferArchitecture

/// A published training run: what is known of it.
struct TrainingRun: Sendable {
    var name: String
    var model: ModelShape
    var tensor: Int
    var pipeline: Int
    var data: Int
    var batch: Int
    /// Nil where it is not published.
    var micro: Int?
    /// Nil where it is not published.
    var chunks: Int?
    /// What was measured, by column; some may be missing.
    var measured: [Double?]

    /// The shape that a row gives, of GPT's kind.
    static func shape(_ row: MeasurementRow) throws(MeasurementError) -> ModelShape {
        let hidden = row.count("hidden")
        let shape = ModelShape(
            layers: row.count("layers"), hidden: hidden, heads: row.count("heads"), keyValueHeads: row.count("heads"),
            feedForward: 4 * hidden, isGated: false, vocabulary: row.count("vocab"),
            sequenceLength: row.count("seq_len"))
        do {
            try shape.validate()
        } catch {
            throw MeasurementError(
                file: row.file, line: row.line, found: "a shape that cannot be: \(error)",
                accepted: "a shape that divides evenly")
        }
        return shape
    }

    /// The preset whose parameters are nearest to so many billions, within two percent.
    static func shape(billions: Double, _ row: MeasurementRow) throws(MeasurementError) -> ModelShape {
        let presets = ModelPreset.all.filter { !$0.shape.isGated }
        func distance(_ preset: ModelPreset) -> Double { abs(preset.shape.parameterCount / (billions * 1e9) - 1) }
        guard let nearest = presets.min(by: { distance($0) < distance($1) }), distance(nearest) < 0.02 else {
            throw MeasurementError(
                file: row.file, line: row.line, column: "params_billion", found: "\(billions)",
                accepted: "the parameters of a GPT preset, within 2 %")
        }
        return nearest.shape
    }

    /// Refuses what does not divide.
    static func replicas(
        _ row: MeasurementRow, devices: String, parallel: Int
    ) throws(MeasurementError) -> Int {
        let count = row.count(devices)
        guard parallel >= 1, count % parallel == 0 else {
            throw MeasurementError(
                file: row.file, line: row.line, column: devices, found: "\(count)",
                accepted: "a multiple of the \(parallel) devices of a replica")
        }
        return count / parallel
    }
}
