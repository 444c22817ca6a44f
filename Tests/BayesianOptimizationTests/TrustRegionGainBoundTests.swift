import BayesianOptimization
import Foundation
import GaussianProcess
import LinearAlgebra
import ParetoFront
import SearchSpace
import Testing

@Suite struct TrustRegionGainBoundTests {
    @Test func theGainOfOneCandidateIsThatOfItsOptimisticValue() {
        let bound = HypervolumeGainBound(
            front: [[1, 2], [2, 1]], reference: [0, 0], means: [[1.5, 1.5]], deviations: [[0.1, 0.1]], beta: 2)
        #expect(abs(bound.gain - 0.49) < 1e-12)
        #expect(abs(bound.hypervolume - 3) < 1e-12)
        let none = HypervolumeGainBound(
            front: [[1, 2]], reference: [0, 0], means: [[0.5, 0.5], [.nan, 3]], deviations: [[0, 0], [0, 0]])
        #expect(none.gain == 0 && none.hypervolume == 2)
        let nothing = HypervolumeGainBound(front: [], reference: [0], means: [], deviations: [])
        #expect(nothing.gain == 0 && nothing.hypervolume == 0)
    }

    /// Outcomes within the confidence limits never gain more, whichever candidates are evaluated.
    @Test func noOutcomeInsideTheLimitsGainsMore() {
        var generator = RandomGenerator(seed: 5)
        for _ in 0..<50 {
            let count = 2 + generator.index(below: 2)
            func points(_ number: Int) -> [[Double]] {
                (0..<number).map { _ in (0..<count).map { _ in generator.uniform() } }
            }
            let (front, means) = (points(5), points(8))
            let deviations = points(8).map { $0.map { 0.1 * $0 } }
            let reference = Array(repeating: 0.0, count: count)
            let bound = HypervolumeGainBound(
                front: front, reference: reference, means: means, deviations: deviations, beta: 1.5)
            let outcomes = zip(means, deviations).map { mean, deviation in
                zip(mean, deviation).map { $0 + (2 * generator.uniform() - 1) * 1.5 * $1 }
            }
            let gain =
                Hypervolume.volume(of: front + outcomes, reference: reference)
                - Hypervolume.volume(of: front, reference: reference)
            #expect(gain <= bound.gain + 1e-12)
        }
    }

    /// On Branin and Currin the bound falls as observations come, and covers what is truly left.
    @Test func theBoundFallsAsObservationsComeAndCoversWhatIsLeft() throws {
        let problem = try Problems.braninCurrin()
        let pool = try (0..<400).map { try problem.space.decode([Double($0 % 20) / 19, Double($0 / 20) / 19]) }
        let matrix = try Matrix(rows: pool.map { try problem.space.encode($0) })
        let reachable = pool.enumerated().map {
            Observation(trial: $0, candidate: $1, fidelity: 0, outcome: Problems.braninCurrin($1))
        }
        var gains: [Double] = []
        for count in [10, 30, 90] {
            let optimizer = try Problems.run(
                problem, SobolSampler(problem: problem, seed: 2), seed: 2, trials: count
            ) { Problems.braninCurrin($0.candidate) }
            let seen = optimizer.observations
            let features = try Matrix(rows: seen.map { try problem.space.encode($0.candidate) })
            let values = seen.compactMap(problem.targetValues)
            let models = try (0..<2).map { index in
                try GaussianProcess.fit(TrainingData(features: features, targets: values.map { $0[index] }))
            }
            let bound = try HypervolumeGainBound(
                front: values, reference: problem.maximizedReference, objectives: models, pool: matrix)
            gains.append(bound.gain / (bound.hypervolume + bound.gain))
            let left = problem.hypervolume(of: seen + reachable) - problem.hypervolume(of: seen)
            #expect(bound.gain >= 0.95 * left)
        }
        #expect(gains[0] > gains[1] && gains[1] > gains[2])
    }
}
