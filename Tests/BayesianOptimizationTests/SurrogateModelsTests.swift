import Foundation
import ParetoFront
import SearchSpace
import Testing

@testable import BayesianOptimization

@Suite struct SurrogateModelsTests {
    static func observations(_ problem: OptimizationProblem, cheap: Int, dear: Int) throws -> [Observation] {
        var generator = RandomGenerator(seed: 14)
        return try (0..<(cheap + dear)).map { trial in
            let candidate = try problem.space.random(using: &generator)
            return Observation(
                trial: trial, candidate: candidate, fidelity: trial < cheap ? 0 : 1,
                outcome: Problems.braninCurrin(candidate, isCheap: trial < cheap))
        }
    }

    static func models(
        _ observations: [Observation], pending: [Proposal] = [], problem: OptimizationProblem,
        state: inout SurrogateState
    ) throws -> SurrogateModels {
        let data = try SurrogateData(observations, problem: problem, maximumRows: 400)
        return try SurrogateModels(
            data, observations: observations, pending: pending, problem: problem,
            options: .init(refitEveryTrialBelow: 0, refitGrowth: 100), state: &state)
    }

    @Test func cheapLooksAverageToTheImprovementTheyRefine() throws {
        let problem = try Problems.braninCurrin(levels: [0.1, 1])
        var state = SurrogateState()
        let models = try Self.models(
            try Self.observations(problem, cheap: 20, dear: 6), problem: problem, state: &state)
        let normals = try MultiFidelitySampler(problem: problem, seed: 0).normals
        var generator = RandomGenerator(seed: 1)
        let candidates = try (0..<40).map { _ in try problem.space.random(using: &generator) }
        let scores = try models.scores(of: candidates)
        for (candidate, score) in zip(candidates, scores) where score > -8 {
            // With next to nothing to beat, the mean over looks is the improvement itself (tower property).
            let gain = try models.screeningGains(of: [candidate], level: 0, best: score - 20, normals: normals)[0]
            #expect(abs(log(gain + 1) - 20) < 0.35)
            let own = try models.screeningGains(of: [candidate], level: 0, best: score, normals: normals)[0]
            #expect(own >= 0)
            let far = try models.screeningGains(of: [candidate], level: 0, best: score + 60, normals: normals)[0]
            #expect(far < own + 1e-12)
        }
    }

    /// A model of its most rows is made of others with every further result: what was learned grows old all the same.
    @Test func hyperparametersAreLearnedAnewWhenRowsNoLongerGrow() throws {
        let problem = try Problems.braninCurrin(levels: [0.1, 1])
        let observations = try Self.observations(problem, cheap: 30, dear: 18)
        var state = SurrogateState()
        var fits: [Int] = []
        for count in [34, 36, 38, 46, 48] {
            let known = Array(observations.prefix(count))
            let data = try SurrogateData(known, problem: problem, maximumRows: 12)
            #expect(data.columns.allSatisfy { $0.column.targets.count == 12 })
            _ = try SurrogateModels(
                data, observations: known, pending: [], problem: problem,
                options: .init(evidenceRows: 100, maximumRows: 12, refitEveryTrialBelow: 0, refitGrowth: 1.1),
                state: &state)
            fits.append(state.fits)
        }
        // One for each of two objectives whenever there are a tenth more than at the last: at 34, 38 and 46.
        #expect(fits == [2, 2, 4, 6, 6])
        #expect(state.models.values.allSatisfy { $0.rows == 12 && $0.observationCount == 46 })
    }

    /// What stands in the coordinates of a parameter that is not active is no part of the design, for a model either.
    @Test func whatStandsInAnInactiveDimensionDoesNotMatter() throws {
        let problem = OptimizationProblem(
            space: try SearchSpace(parameters: [
                .continuous("x", 0...1), .categorical("mode", ["plain", "boosted"]),
                .continuous("boost", 0...1).when("mode", is: "boosted"),
            ]), objectives: [.minimize("f", reference: 3), .minimize("g", reference: 3)],
            fidelities: [.level("full", cost: 1)])
        let mode = try #require(problem.space.index(of: "mode"))
        let boost = try #require(problem.space.index(of: "boost"))
        func models(junk: (Int) -> Double) throws -> (models: SurrogateModels, points: [Candidate]) {
            var generator = RandomGenerator(seed: 6)
            var observations: [Observation] = []
            var points: [Candidate] = []
            for trial in 0..<50 {
                var unit = (0..<problem.space.parameters.count).map { _ in generator.uniform() }
                if try problem.space.decode(unit).values[mode] == .string("plain") { unit[boost] = junk(trial) }
                let candidate = try problem.space.decode(unit)
                let x = candidate.values.map { $0?.number ?? 0 }
                points.append(candidate)
                guard trial < 20 else { continue }
                observations.append(
                    Observation(
                        trial: trial, candidate: candidate, fidelity: 0,
                        outcome: .evaluated(
                            objectives: [x[0] + x[boost], (x[0] - 1) * (x[0] - 1) - x[boost]], constraints: [])))
            }
            var state = SurrogateState()
            return (try Self.models(observations, problem: problem, state: &state), points)
        }
        let (clean, points) = try models { _ in 0.5 }
        let (dirty, others) = try models { Double(($0 * 37) % 100) / 100 }
        #expect(points.count { $0.values[boost] == nil } >= 10)
        let (before, after) = (try clean.targetBelief(at: points), try dirty.targetBelief(at: others))
        for (one, other) in zip(before.quantities, after.quantities) {
            #expect(one.means == other.means && one.variances == other.variances)
        }
        // A value where none belongs is refused, not encoded.
        let inactive = try #require(points.first { $0.values[boost] == nil })
        var wrong = inactive
        wrong.values[boost] = .real(0.7)
        #expect(throws: OptimizationError.self) { try clean.targetBelief(at: [wrong]) }
    }

    @Test func aSecondLookAtAKnownLevelIsWorthLittle() throws {
        let problem = try Problems.braninCurrin(levels: [0.1, 1])
        var state = SurrogateState()
        let before = try Self.observations(problem, cheap: 14, dear: 6)
        let models = try Self.models(before, problem: problem, state: &state)
        let normals = try MultiFidelitySampler(problem: problem, seed: 0).normals
        var generator = RandomGenerator(seed: 5)
        let candidates = try (0..<300).map { _ in try problem.space.random(using: &generator) }
        let scores = try models.scores(of: candidates)
        let best = try #require(scores.indices.max { scores[$0] < scores[$1] })
        let gain = try models.screeningGains(
            of: [candidates[best]], level: 0, best: scores[best], normals: normals)[0]
        #expect(gain > 0.02)
        let look = Observation(
            trial: 99, candidate: candidates[best], fidelity: 0,
            outcome: Problems.braninCurrin(candidates[best], isCheap: true))
        let after = try Self.models(before + [look], problem: problem, state: &state)
        let score = try after.scores(of: [candidates[best]])[0]
        let second = try after.screeningGains(of: [candidates[best]], level: 0, best: score, normals: normals)[0]
        #expect(second < 0.5 * gain)
    }

    @Test func pendingPointsLoseTheirImprovement() throws {
        let problem = try Problems.braninCurrin(levels: [0.1, 1])
        var state = SurrogateState()
        let before = try Self.observations(problem, cheap: 14, dear: 8)
        let models = try Self.models(before, problem: problem, state: &state)
        let fits = state.fits
        var generator = RandomGenerator(seed: 5)
        let candidates = try (0..<300).map { _ in try problem.space.random(using: &generator) }
        let scores = try models.scores(of: candidates)
        let best = try #require(scores.indices.max { scores[$0] < scores[$1] })
        let pending = [Proposal(candidate: candidates[best], fidelity: 1, origin: "acquisition")]
        let after = try Self.models(before, pending: pending, problem: problem, state: &state)
        #expect(try after.scores(of: [candidates[best]])[0] < scores[best] - 0.5)
        #expect(state.fits == fits)
    }

    @Test func theFrontAndTheTargetAreKeptWhenRowsAreBounded() throws {
        let problem = try Problems.braninCurrin(levels: [0.1, 1])
        let observations = try Self.observations(problem, cheap: 120, dear: 30)
        let data = try SurrogateData(observations, problem: problem, maximumRows: 60)
        let column = try #require(data.columns.first).column
        #expect(data.droppedRows == 90 && column.targets.count == 60)
        #expect(column.levels.filter { $0 == 1 }.count == 30)
        let tight = try SurrogateData(observations, problem: problem, maximumRows: 12)
        #expect(tight.columns.allSatisfy { $0.column.levels == Array(repeating: 1, count: 12) })
        let kept = Set(tight.columns[0].column.targets)
        let front = problem.front(of: observations)
        #expect(front.count <= 6)
        for observation in front {
            let value = problem.targetValues(observation)?[0] ?? .nan
            #expect(kept.contains(value))
        }
    }

    @Test func constraintsAndFailuresGetModelsOfTheirOwn() throws {
        let problem = try Problems.tiling()
        let candidates = try #require(problem.space.allCandidates(limit: 1_000))
        var observations = candidates.prefix(12).enumerated().map {
            Observation(trial: $0, candidate: $1, fidelity: 0, outcome: Problems.tiling($1))
        }
        let names = try SurrogateData(observations, problem: problem, maximumRows: 50).columns.map(\.name)
        #expect(names == ["objective 0", "objective 1", "constraint 0"])
        observations[3].outcome = .failed(reason: "x")
        let data = try SurrogateData(observations, problem: problem, maximumRows: 50)
        let viability = try #require(data.columns.last)
        #expect(viability.name == "viability")
        #expect(viability.column.targets == Array(repeating: 1, count: 11) + [0])
        #expect(data.columns[1].column.targets.allSatisfy { $0 < 0 })
    }
}
