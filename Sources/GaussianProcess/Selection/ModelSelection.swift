import Glibc

/// Fits several candidates to the same data and chooses the one with the best evidence.
/// ```swift
/// let selection = try ModelSelection.run(data)
/// let best = selection.model            // predicts in the targets' unit
/// // selection.reports[0].logEvidence, .leaveOneOutLogDensity, ...
/// ```
public struct ModelSelection: Sendable {
    /// What decides.
    public enum Criterion: String, Sendable, Hashable, Codable, CaseIterable {
        /// The logarithm of the marginal likelihood, hyperparameters integrated out by Laplace's method.
        case evidence
        /// The logarithm of the marginal likelihood at the most probable hyperparameters.
        case marginalLikelihood
        /// The mean logarithm of the density of left-out observations of the target level.
        case leaveOneOut
    }

    /// How a selection is made.
    public struct Settings: Sendable {
        /// What decides.
        public var criterion: Criterion
        /// How each candidate is fitted; kernels, priors and warm start are those of the candidate.
        public var fit: FitSettings
        /// An earlier selection, whose hyperparameters are the warm starts of equal candidates.
        public var previous: ModelSelection?
        /// How many built-in starts a candidate with a warm start gets beside it.
        public var startsWhenWarm: Int

        /// Makes settings.
        public init(
            criterion: Criterion = .evidence, fit: FitSettings = FitSettings(), previous: ModelSelection? = nil,
            startsWhenWarm: Int = 0
        ) {
            self.criterion = criterion
            self.fit = fit
            self.previous = previous
            self.startsWhenWarm = startsWhenWarm
        }
    }

    /// What became of one candidate; figures are `nil` where it failed, and the evidence where it was not asked for.
    public struct Report: Sendable {
        /// The candidate.
        public let candidate: ModelCandidate
        /// The fitted model.
        public internal(set) var model: TransformedModel?
        /// The mean log density of left-out observations of the target level, per unit of the targets.
        public internal(set) var leaveOneOutLogDensity: Double?
        /// The logarithm of the marginal likelihood at the fit, with the Jacobian of transform and scaling.
        public internal(set) var logMarginalLikelihood: Double?
        /// The same with hyperparameters integrated out.
        public internal(set) var logEvidence: Double?
        /// The distribution of the hyperparameters.
        public internal(set) var approximation: LaplaceApproximation?
        /// The evaluations of likelihood and gradient.
        public internal(set) var evaluations = 0
        /// What went wrong.
        public internal(set) var failure: String?

        /// The figure that decides.
        public func score(_ criterion: Criterion) -> Double? {
            switch criterion {
            case .evidence: logEvidence
            case .marginalLikelihood: logMarginalLikelihood
            case .leaveOneOut: leaveOneOutLogDensity
            }
        }
    }

    /// One report a candidate, in their order.
    public let reports: [Report]
    /// The index of the chosen candidate.
    public let best: Int
    /// What decided.
    public let criterion: Criterion
    /// The chosen model.
    public let model: TransformedModel
    /// The chosen candidate.
    public var candidate: ModelCandidate { reports[best].candidate }

    /// Fits the candidates and chooses.
    ///
    /// All figures are in the targets' unit, so that different transforms compare. Of equal figures the first wins.
    /// A candidate whose transform does not suit the targets, or whose fit fails, is reported and passed over.
    ///
    /// - Parameters:
    ///   - data: The observations.
    ///   - candidates: At least one; `nil` takes `ModelCandidate.standard(for:)`.
    ///   - settings: What decides, and the budget of each fit.
    /// - Throws: `GaussianProcessError`; the last candidate's error when all failed.
    public static func run(
        _ data: TrainingData, candidates: [ModelCandidate]? = nil, settings: Settings = Settings()
    ) throws(GaussianProcessError) -> ModelSelection {
        let candidates = candidates ?? ModelCandidate.standard(for: data)
        guard !candidates.isEmpty else { throw .invalidSetting(name: "candidates", accepted: "at least one") }
        var reports: [Report] = []
        var best: (index: Int, score: Double, model: TransformedModel)?
        var lastError: GaussianProcessError?
        for (index, candidate) in candidates.enumerated() {
            var report = Report(candidate: candidate)
            do {
                try assess(&report, data, settings)
            } catch {
                report.failure = error.description
                lastError = error
            }
            if report.failure == nil, let model = report.model, let score = report.score(settings.criterion),
                score > best?.score ?? -.infinity
            {
                best = (index, score, model)
            }
            reports.append(report)
        }
        guard let best else {
            throw lastError ?? .invalidSetting(name: "candidates", accepted: "such that one has a finite figure")
        }
        return ModelSelection(
            reports: reports, best: best.index, criterion: settings.criterion, model: best.model)
    }

    private init(reports: [Report], best: Int, criterion: Criterion, model: TransformedModel) {
        self.reports = reports
        self.best = best
        self.criterion = criterion
        self.model = model
    }

    private static func assess(
        _ report: inout Report, _ data: TrainingData, _ settings: Settings
    ) throws(GaussianProcessError) {
        var fit = settings.fit
        fit.covariance = report.candidate.covariance
        fit.model = report.candidate.model
        fit.priors = report.candidate.priors
        fit.warmStart = nil
        let candidate = report.candidate
        if let earlier = settings.previous?.reports.first(where: { $0.candidate == candidate })?.model,
            earlier.process.levelCount == data.levelCount, earlier.process.groups == data.groups
        {
            fit.warmStart = earlier.process.hyperparameters
            fit.starts = settings.startsWhenWarm
        }
        let model = try TransformedModel.fit(data, transform: candidate.transform, settings: fit)
        report.model = model
        report.evaluations = model.process.fitReport?.evaluations ?? 0
        report.leaveOneOutLogDensity = try model.leaveOneOutLogDensity()
        let jacobian = model.logJacobian
        report.logMarginalLikelihood = model.process.logMarginalLikelihood + jacobian
        guard settings.criterion == .evidence else { return }
        let approximation = try LaplaceApproximation(
            around: model.process, data: data.transformed(by: model.transform), settings: fit)
        report.approximation = approximation
        report.logEvidence = approximation.logEvidence + jacobian
        report.evaluations += approximation.evaluations
    }
}
