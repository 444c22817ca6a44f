/// One way of modelling targets: kernels, an output transform and priors.
public struct ModelCandidate: Sendable, Hashable, Codable {
    /// The covariance function of every component, unless `model` is given.
    public var covariance: CovarianceFunction
    /// Other kernels, or another way in which levels hang together.
    public var model: CovarianceModel?
    /// The family of the output transform, whose member is fitted to the targets.
    public var transform: OutputTransform.Kind
    /// The priors; `nil` takes `Priors.standard` for the data's number of column groups.
    public var priors: Priors?

    /// Makes a candidate.
    public init(
        covariance: CovarianceFunction = .matern52, model: CovarianceModel? = nil,
        transform: OutputTransform.Kind = .identity, priors: Priors? = nil
    ) {
        self.covariance = covariance
        self.model = model
        self.transform = transform
        self.priors = priors
    }

    /// The candidates to choose from unless told otherwise.
    ///
    /// A smooth and a rough covariance function, each with length scales that grow with the dimension and with short
    /// ones, each for the targets as they are and under a power: 8 candidates. Where all targets have one sign and span
    /// two decades or more, the logarithm joins as a third transform: 12. Fewer than 8 targets say too little about
    /// their distribution: there the 4 candidates without a transform stand alone.
    public static func standard(for data: TrainingData) -> [ModelCandidate] {
        var kinds: [OutputTransform.Kind] = data.count < 8 ? [.identity] : [.identity, .power]
        let sizes = data.targets.map(abs)
        let oneSided = data.targets.allSatisfy { $0 > 0 } || data.targets.allSatisfy { $0 < 0 }
        if data.count >= 8, oneSided, let least = sizes.min(), let most = sizes.max(), most / least >= 100 {
            kinds.append(.logarithm)
        }
        let sets: [Priors?] = [nil, .rough(dimension: data.groupCount)]
        return kinds.flatMap { kind in
            sets.flatMap { priors in
                [CovarianceFunction.matern52, .squaredExponential].map { covariance in
                    ModelCandidate(covariance: covariance, transform: kind, priors: priors)
                }
            }
        }
    }
}
