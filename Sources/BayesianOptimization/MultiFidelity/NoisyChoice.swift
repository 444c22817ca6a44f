import GaussianProcess
import LinearAlgebra
import SearchSpace

/// The choice among the best candidates where observations carry noise: by the improvement of a front that is itself
/// known through its posterior only (`NoisyExpectedHypervolumeImprovement`).
///
/// The analytic acquisition compares with the models' means at what was observed; the candidates that it ranks first
/// are then compared over quasi-Monte-Carlo draws of baseline and candidate together.
struct NoisyChoice {
    static let sampleCount = 64
    static let candidateCount = 24
    static let baselineLimit = 24

    let models: SurrogateModels
    /// What the improvement is over: the best of what was observed at the target or is pending there, by the means.
    private let baseline: [Candidate]
    private let normals: [[Double]]

    /// Prepares the comparison; `nil` where there is nothing to improve on, or more outcomes than Sobol dimensions.
    ///
    /// - Parameter known: The candidates that were observed at the target or are pending there.
    init?(models: SurrogateModels, known: [Candidate]) throws(OptimizationError) {
        let outcomes = models.objectives.count + models.constraints.count
        let limit = min(Self.baselineLimit, SobolSequence.dimensionLimit / outcomes - 1)
        guard limit > 0, !known.isEmpty else { return nil }
        self.models = models
        let believed = try models.believedOutcomes(at: known)
        baseline = models.problem.ranked(believed).prefix(limit).map { known[$0] }
        do {
            let sequence = try SobolSequence(dimension: outcomes * (baseline.count + 1))
            let shift = 0.5 / Double(Self.sampleCount)
            normals = (0..<Self.sampleCount).map { index in
                sequence.point(index).map { RandomGenerator.normalQuantile($0 + shift) }
            }
        } catch {
            throw .space(error)
        }
    }

    /// The logarithm of the expected growth for each of some candidates, times the probability that the evaluation
    /// works.
    ///
    /// - Returns: The scores, and how many variances counted as 0 for being nothing but rounding.
    func scores(
        of candidates: [Candidate]
    ) throws(OptimizationError) -> (values: [Double], droppedVariances: Int) {
        let quantities = models.objectives + models.constraints
        let (points, width) = (baseline.count, baseline.count + candidates.count)
        let all = baseline + candidates
        let features = try models.problem.space.featureMatrix(of: all)
        var joints: [(means: [Double], covariance: Matrix)] = []
        var works: [Double] = candidates.map { _ in 0 }
        do {
            for (index, model) in quantities.enumerated() {
                var joint = try model.process.jointPosterior(at: features)
                let trends = SurrogateModels.trendValues(
                    model, quantity: index, candidates: all, archive: models.archive)
                for place in trends.indices { joint.means[place] += trends[place] }
                if index >= models.objectives.count, models.caution != 1 {
                    joint.covariance.storage = joint.covariance.storage.map { $0 * models.caution * models.caution }
                }
                joints.append(joint)
            }
            if let viability = try models.viability?.process.targetPosterior(at: features) {
                for index in works.indices {
                    works[index] =
                        SurrogateModels.viabilityWeight
                        * ProbabilityOfFeasibility.logValue(
                            mean: viability.means[points + index],
                            deviation: viability.variances[points + index].squareRoot(), bound: 0.5)
                }
            }
        } catch {
            throw .model(reason: "\(error)")
        }
        let scales = quantities.map(\.process.scaling.scale)
        let known = quantities.count * points
        let improvement = NoisyExpectedHypervolumeImprovement(
            baseline: joints.map { joint in
                NoisyExpectedHypervolumeImprovement.JointBelief(
                    mean: Array(joint.means.prefix(points)),
                    covariance: (0..<(points * points)).map { joint.covariance[$0 / points, $0 % points] })
            },
            reference: models.problem.maximizedReference, normals: normals.map { Array($0.prefix(known)) },
            temperatures: scales.indices.map { scales[$0] * ($0 < models.objectives.count ? 1e-6 : 1e-3) })
        let ownNormals = normals.map { Array($0.dropFirst(known)) }
        var dropped = improvement.droppedBaselineVariances
        let values = (points..<width).map { place in
            let (value, own) = improvement.evaluation(
                candidates: joints.map {
                    NoisyExpectedHypervolumeImprovement.JointBelief(
                        mean: [$0.means[place]], covariance: [max(0, $0.covariance[place, place])])
                },
                cross: joints.map { joint in (0..<points).map { joint.covariance[place, $0] } }, normals: ownNormals)
            dropped += own
            return value.isNaN ? -.infinity : value + works[place - points]
        }
        return (values, dropped)
    }
}

extension SurrogateModels {
    /// What the models' means at candidates would be as outcomes at the target.
    func believedOutcomes(at candidates: [Candidate]) throws(OptimizationError) -> [Observation.Outcome] {
        let belief = try targetBelief(at: candidates)
        let count = objectives.count
        return candidates.indices.map { index in
            let values = belief.quantities.map { $0.means[index] }
            return .evaluated(
                objectives: problem.maximized(Array(values.prefix(count))),
                constraints: problem.constraints.indices.map {
                    problem.constraints[$0].value(ofSlack: values[count + $0])
                })
        }
    }
}
