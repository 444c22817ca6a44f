extension MultiFidelitySampler {
    /// One quantity's model as an object.
    private struct ModelDocument: Encodable {
        let rows: Int
        let targetAlone: Bool
        let evidence: Double?

        enum CodingKeys: String, CodingKey {
            case rows, evidence
            case targetAlone = "target_alone"
        }
    }

    private struct Document: Encodable {
        let rows: Int
        let droppedRows: Int
        let fits: Int
        let scoredCandidates: Int
        let largestJitter: Double
        let flatAcquisitions: Int
        let logAcquisition: Double?
        let screeningRate: Double?
        let failure: String?
        let models: [String: ModelDocument]

        enum CodingKeys: String, CodingKey {
            case rows, fits, failure, models
            case droppedRows = "dropped_rows"
            case scoredCandidates = "scored_candidates"
            case largestJitter = "largest_jitter"
            case flatAcquisitions = "flat_acquisitions"
            case logAcquisition = "log_acquisition"
            case screeningRate = "screening_rate"
        }
    }

    /// What the latest proposal rested on: numbers of observations, fits and candidates, the jitter, how often the
    /// acquisition was flat so far, and for each figure its model; empty where the latest proposal asked
    /// no model.
    ///
    /// A model's `rows` are the observations that its hyperparameters were learned on, its `evidence` the mean
    /// logarithm of the density of target observations left out, above that of a model of the target alone.
    public var diagnosticsJSON: String {
        if let successor { return successor.diagnosticsJSON }
        guard diagnostics.rows > 0 || diagnostics.failure != nil else { return "" }
        var models: [String: ModelDocument] = [:]
        for (key, model) in memory.models {
            models[figureName(key)] = ModelDocument(
                rows: model.rows, targetAlone: model.isTargetAlone, evidence: model.evidence.flatMap(Self.finite))
        }
        return StateText.text(
            of: Document(
                rows: diagnostics.rows, droppedRows: diagnostics.droppedRows, fits: memory.fits,
                scoredCandidates: diagnostics.scoredCandidates, largestJitter: diagnostics.largestJitter,
                flatAcquisitions: memory.fallbacks["uncertainty"] ?? 0,
                logAcquisition: diagnostics.logAcquisition.flatMap(Self.finite),
                screeningRate: Self.finite(diagnostics.screeningRate), failure: diagnostics.failure, models: models))
    }

    /// The objective's or constraint's own name in place of its number.
    private func figureName(_ key: String) -> String {
        problem.quantityNames.firstIndex(of: key).map { problem.figureNames[$0] } ?? key
    }

    /// JSON has no infinities.
    private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
