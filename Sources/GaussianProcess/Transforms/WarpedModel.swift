import Glibc
public import LinearAlgebra
import LocalOptimization

/// A Gaussian process over warped features.
public struct WarpedModel: Sendable {
    /// How the warping is found.
    public struct Settings: Sendable, Hashable {
        /// The columns that are warped, each in [0, 1]; a few.
        public var columns: [Int]
        /// Over both exponents of every warped column; the standard one is LogNormal(0, 0.75), with median 1.
        public var prior: LogNormalPrior
        /// How often hyperparameters and exponents take turns, at least 1.
        public var rounds: Int
        /// The most likelihood evaluations that find the exponents in each round.
        public var evaluationsPerRound: Int

        /// Makes settings.
        public init(
            columns: [Int], prior: LogNormalPrior = LogNormalPrior(location: 0, scale: 0.75), rounds: Int = 3,
            evaluationsPerRound: Int = 60
        ) {
            self.columns = columns
            self.prior = prior
            self.rounds = rounds
            self.evaluationsPerRound = evaluationsPerRound
        }
    }

    /// The map of the features.
    public let warping: KumaraswamyWarping
    /// The model of the warped features.
    public let process: GaussianProcess
    /// The logarithm of likelihood times priors, those of the exponents included, in the units of the scaled targets,
    /// after the first fit without warping and after each round; it never falls.
    public let objectives: [Double]
    /// How many likelihoods were evaluated for the exponents.
    public let warpingEvaluations: Int

    /// What the model believes at unwarped points.
    ///
    /// - Throws: `GaussianProcessError`.
    public func posterior(at features: Matrix) throws(GaussianProcessError) -> Posterior {
        try process.posterior(at: warping.applied(to: features))
    }

    /// Finds exponents and hyperparameters of greatest posterior density, by turns.
    ///
    /// Each round holds the hyperparameters and improves the logarithms of the exponents by Powell's BOBYQA, one
    /// Cholesky factor an evaluation, then refits the hyperparameters from where they stand. A round that does not
    /// improve ends the search. The cost is `rounds` warm fits and `rounds * evaluationsPerRound` factors beside the
    /// first fit: with the standard settings two to four times that of a fit without warping.
    ///
    /// - Parameters:
    ///   - data: The observations; warped columns in [0, 1].
    ///   - warping: The columns, the prior of the exponents and the budget.
    ///   - settings: Those of the fits; the first one is made without warping.
    /// - Throws: `GaussianProcessError`.
    public static func fit(
        _ data: TrainingData, warping: Settings, settings: FitSettings = FitSettings()
    ) throws(GaussianProcessError) -> WarpedModel {
        try warping.validate(columnCount: data.features.columns)
        let scaling = TargetScaling.standardizing(data)
        let identity = try warping.warping([Double](repeating: 0, count: 2 * warping.columns.count), data)
        var model = try GaussianProcess.fit(identity.applied(to: data), scaling: scaling, settings: settings)
        var exponents = [Double](repeating: 0, count: 2 * warping.columns.count)
        var best = try objective(model, warping.logPrior(exponents))
        var objectives = [best]
        var evaluations = 0
        for _ in 0..<warping.rounds {
            let (candidate, used) = try improved(exponents, model, data, scaling, warping)
            evaluations += used
            var refit = settings
            refit.warmStart = model.hyperparameters
            refit.starts = 0
            let warped = try warping.warping(candidate, data).applied(to: data)
            let next = try GaussianProcess.fit(warped, scaling: scaling, settings: refit)
            let value = try objective(next, warping.logPrior(candidate))
            guard value > best else { break }
            let gain = value - best
            (model, exponents, best) = (next, candidate, value)
            objectives.append(value)
            if gain < 1e-3 { break }
        }
        return WarpedModel(
            warping: try warping.warping(exponents, data), process: model, objectives: objectives,
            warpingEvaluations: evaluations)
    }

    private static func objective(_ model: GaussianProcess, _ logPrior: Double) throws(GaussianProcessError) -> Double {
        (model.fitReport?.objective ?? model.logMarginalLikelihood) + logPrior
    }

    private static func improved(
        _ start: [Double], _ model: GaussianProcess, _ data: TrainingData, _ scaling: TargetScaling, _ warping: Settings
    ) throws(GaussianProcessError) -> (exponents: [Double], evaluations: Int) {
        let optimizer = LocalOptimizer(
            algorithm: .bobyqa, maximumEvaluations: warping.evaluationsPerRound, relativeValueTolerance: 1e-7,
            absoluteValueTolerance: 1e-5, relativePointTolerance: 1e-4, initialStepShare: 0.05)
        let bound = Self.largestLogExponent
        do {
            let end = try optimizer.minimize(
                from: start, lower: start.map { _ in -bound }, upper: start.map { _ in bound }
            ) { point, _ in
                let exponents = Array(point)
                let warped = try warping.warping(exponents, data).applied(to: data)
                let value = try GaussianProcess(
                    data: warped, model: model.model, hyperparameters: model.hyperparameters,
                    scaling: scaling
                ).logMarginalLikelihood
                return -value - warping.logPrior(exponents)
            }
            return (end.point, end.evaluations)
        } catch {
            throw .fitFailed(starts: 1, last: error)
        }
    }

    /// Exponents lie between exp(-3) and exp(3).
    private static let largestLogExponent = 3.0
}

extension WarpedModel.Settings {
    func validate(columnCount: Int) throws(GaussianProcessError) {
        guard !columns.isEmpty, columns.allSatisfy((0..<columnCount).contains),
            zip(columns.sorted(), columns.sorted().dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .invalidSetting(name: "columns", accepted: "different columns of the features, at least one") }
        guard rounds >= 1 else { throw .invalidSetting(name: "rounds", accepted: "at least 1") }
        guard evaluationsPerRound >= 2 * columns.count + 2 else {
            throw .invalidSetting(name: "evaluationsPerRound", accepted: "at least \(2 * columns.count + 2)")
        }
        guard prior.scale > 0, prior.scale.isFinite, prior.location.isFinite else {
            throw .invalidSetting(name: "prior", accepted: "of a positive, finite scale")
        }
    }

    /// The map whose exponents have these logarithms: a and b of the first warped column, then of the next.
    func warping(_ logarithms: [Double], _ data: TrainingData) throws(GaussianProcessError) -> KumaraswamyWarping {
        var shapes = [KumaraswamyWarping.Shape?](repeating: nil, count: data.features.columns)
        for (index, column) in columns.enumerated() {
            shapes[column] = .init(a: exp(logarithms[2 * index]), b: exp(logarithms[2 * index + 1]))
        }
        return try KumaraswamyWarping(shapes: shapes)
    }

    func logPrior(_ logarithms: [Double]) -> Double {
        logarithms.reduce(0) { $0 + prior.logDensity(logValue: $1) }
    }
}
