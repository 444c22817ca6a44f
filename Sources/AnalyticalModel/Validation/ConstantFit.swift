/// A fit of the free constants to some publications, from values that know none of them.
///
/// The sum of the publications' mean errors is lowered by a search along the axes, in relative steps that shrink from a
/// tenth to a fiftieth; the same inputs give the same constants, bit for bit.
struct ConstantFit {
    /// A publication whose cases take part.
    enum Paper: String, Sendable, CaseIterable {
        case korthikanti = "Korthikanti et al. MLSys 2023"
        case narayanan = "Narayanan et al. SC 2021"
        case llmCompass = "LLMCompass artefact"
        case tensorRT = "TensorRT-LLM 0.5"
        case waferLLM = "WaferLLM (OSDI 2025), WSE-2"
    }

    /// All constants that a fit may change.
    struct Constants: Sendable, Hashable {
        var cluster: ClusterConstants
        var serving: ServingConstants

        /// Those that the program ships.
        static var shipped: Constants { Constants(cluster: .shipped, serving: .shipped) }
        /// Those from before any measurement.
        static var prior: Constants { Constants(cluster: .prior, serving: .prior) }
    }

    /// A constant that the fit may change, with the publications that it touches.
    private struct Free {
        var place: Place
        var isShare: Bool
        var papers: [Paper]

        /// Which of the constants.
        enum Place {
            case cluster(WritableKeyPath<ClusterConstants, Double>)
            case serving(WritableKeyPath<ServingConstants, Double>)
        }

        /// The constants with this one multiplied.
        func scaled(_ constants: Constants, by factor: Double) -> Constants {
            var trial = constants
            func scale(_ value: inout Double) { value = isShare ? min(1, value * factor) : value * factor }
            switch place {
            case .cluster(let path): scale(&trial.cluster[keyPath: path])
            case .serving(let path): scale(&trial.serving[keyPath: path])
            }
            return trial
        }
    }

    /// The publications that take part.
    let papers: [Paper]
    let training: TrainingCases
    let operators: OperatorCases
    let inference: InferenceCases

    private static var free: [Free] {
        let cluster = ClusterConstants.free.map {
            Free(
                place: .cluster($0.path), isShare: $0.isShare,
                papers: [.korthikanti, .narayanan, .llmCompass, .tensorRT])
        }
        let serving = ServingConstants.freeServing.map {
            Free(place: .serving($0.path), isShare: $0.isShare, papers: [.tensorRT])
        }
        let mesh = ServingConstants.freeMesh.map {
            Free(place: .serving($0.path), isShare: $0.isShare, papers: [.waferLLM])
        }
        return cluster + serving + mesh
    }

    /// The mean error of a publication's bounded groups.
    func error(_ paper: Paper, _ constants: Constants) -> Double {
        var (training, operators, inference) = (training, operators, inference)
        training.constants = constants.cluster
        operators.constants = constants.cluster
        inference.constants = constants.serving
        inference.constants.ampere = constants.cluster.device
        switch paper {
        case .korthikanti: return training.korthikantiTable5.mean
        case .narayanan: return (training.narayananTable1.mean + training.narayananTable2.mean) / 2
        case .llmCompass: return operators.large.mean
        case .tensorRT: return inference.firstTokens.mean
        case .waferLLM: return inference.waferLLM.mean
        }
    }

    /// The constants with the smallest sum of mean errors that the search finds.
    func constants() -> Constants {
        var best = Constants.prior
        var errors = papers.map { error($0, best) }
        for step in [0.1, 0.05, 0.02] {
            var improved = true
            var rounds = 0
            while improved, rounds < 8 {
                improved = false
                rounds += 1
                for free in Self.free where free.papers.contains(where: papers.contains) {
                    for factor in [1 + step, 1 / (1 + step)] {
                        let trial = free.scaled(best, by: factor)
                        var found = errors
                        for (index, paper) in papers.enumerated() where free.papers.contains(paper) {
                            found[index] = error(paper, trial)
                        }
                        if Self.sum(found) < Self.sum(errors) {
                            (best, errors, improved) = (trial, found, true)
                            break
                        }
                    }
                }
            }
        }
        return best
    }

    private static func sum(_ errors: [Double]) -> Double {
        let sum = errors.reduce(0, +)
        return sum.isFinite ? sum : .infinity
    }
}
