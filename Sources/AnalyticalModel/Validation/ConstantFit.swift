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

        /// The mean error of its bounded groups.
        func error(_ constants: ClusterConstants) -> Double {
            switch self {
            case .korthikanti: return TrainingCases(constants: constants).korthikantiTable5.mean
            case .narayanan:
                let cases = TrainingCases(constants: constants)
                return (cases.narayananTable1.mean + cases.narayananTable2.mean) / 2
            case .llmCompass: return OperatorCases(constants: constants).large.mean
            }
        }
    }

    /// The publications that take part.
    let papers: [Paper]

    /// The constants with the smallest sum of mean errors that the search finds.
    func constants() -> ClusterConstants {
        var best = ClusterConstants.prior
        var lowest = error(best)
        for step in [0.1, 0.05, 0.02] {
            var improved = true
            var rounds = 0
            while improved, rounds < 8 {
                improved = false
                rounds += 1
                for (path, isShare) in ClusterConstants.free {
                    for factor in [1 + step, 1 / (1 + step)] {
                        var trial = best
                        trial[keyPath: path] *= factor
                        if isShare { trial[keyPath: path] = min(1, trial[keyPath: path]) }
                        let found = error(trial)
                        if found < lowest {
                            (best, lowest, improved) = (trial, found, true)
                            break
                        }
                    }
                }
            }
        }
        return best
    }

    private func error(_ constants: ClusterConstants) -> Double {
        let sum = papers.reduce(0) { $0 + $1.error(constants) }
        return sum.isFinite ? sum : .infinity
    }
}
