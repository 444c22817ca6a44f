import SearchSpace
import Testing

@testable import BayesianOptimization

/// The gradient of the whole acquisition, and where climbs along it end.
@Suite struct AcquisitionAscentTests {
    /// Two objectives, a constraint, and evaluations that fail in a corner.
    private static func problem() throws -> OptimizationProblem {
        OptimizationProblem(
            space: try Problems.unit(["x", "y"]),
            objectives: [.minimize("f", reference: 1.2), .minimize("g", reference: 1.2)],
            constraints: [.atMost("c", 0.9)], fidelities: [.level("cheap", cost: 1), .level("full", cost: 10)])
    }

    private static func models(_ problem: OptimizationProblem, failing: Bool = true) throws -> SurrogateModels {
        var generator = RandomGenerator(seed: 8)
        let observations = try (0..<24).map { trial in
            let candidate = try problem.space.random(using: &generator)
            let (x, y) = (candidate.values[0]?.number ?? .nan, candidate.values[1]?.number ?? .nan)
            let bias = trial < 14 ? 0.1 * x : 0
            let outcome: Observation.Outcome =
                failing && x > 0.7 && y > 0.7
                ? .failed(reason: "corner")
                : .evaluated(
                    objectives: [x * x + (y - 0.4) * (y - 0.4) + bias, (x - 1) * (x - 1) + (y - 0.6) * (y - 0.6)],
                    constraints: problem.constraints.isEmpty ? [] : [x + y * y])
            return Observation(trial: trial, candidate: candidate, fidelity: trial < 14 ? 0 : 1, outcome: outcome)
        }
        var state = SurrogateState()
        return try SurrogateModelsTests.models(observations, problem: problem, state: &state)
    }

    @Test func slopesAreThoseOfFiniteDifferences() throws {
        let models = try Self.models(Self.problem())
        #expect(models.viability != nil && models.improvement != nil)
        var acquisition = AcquisitionGradient(models: models)
        var generator = RandomGenerator(seed: 4)
        for _ in 0..<30 {
            let row = [0.02 + 0.96 * generator.uniform(), 0.02 + 0.96 * generator.uniform()]
            let value = try acquisition.logValue(at: row)
            let slopes = acquisition.slopes
            let candidate = Candidate(values: row.map { .real($0) })
            let score = try models.scores(of: [candidate])[0]
            #expect(abs(value - score) <= 1e-8 * max(1, abs(score)))
            for axis in row.indices {
                // Richardson's extrapolation of central differences.
                func difference(_ step: Double) throws -> Double {
                    var (above, below) = (row, row)
                    above[axis] += step
                    below[axis] -= step
                    return try (acquisition.logValue(at: above) - acquisition.logValue(at: below)) / (2 * step)
                }
                let expected = try (4 * difference(1e-4) - difference(2e-4)) / 3
                #expect(abs(slopes[axis] - expected) <= 1e-4 * max(1, abs(expected)), "at \(row), axis \(axis)")
            }
        }
    }

    @Test func climbsEndNoLowerThanTheyStartAndTheBestNearTheSummit() throws {
        let models = try Self.models(Self.problem())
        let side = 60
        let grid = (0...(side * side + 2 * side)).map { index in
            Candidate(values: [
                .real(Double(index % (side + 1)) / Double(side)), .real(Double(index / (side + 1)) / Double(side)),
            ])
        }
        let scores = try models.scores(of: grid)
        let summit = try #require(scores.max())
        // Some of the grid's best quarter, so that a climb begins on every larger hill.
        let order = grid.indices.sorted { scores[$0] > scores[$1] }.prefix(grid.count / 4)
        var ascent = AcquisitionAscent(models: models, valueTolerance: 1e-8)
        var best = -Double.infinity
        for place in stride(from: 0, to: order.count, by: 40) {
            let start = grid[order[place]]
            let end = try #require(try ascent.climb(from: start, evaluations: 60))
            #expect(end.score >= scores[order[place]] - 1e-9)
            #expect(models.problem.space.contains(end.candidate))
            let own = try models.scores(of: [end.candidate])[0]
            #expect(abs(own - end.score) < 1e-6)
            best = max(best, end.score)
        }
        #expect(best >= summit - 1e-6)
        // Between the points of the grid there is little more than on them.
        #expect(best <= summit + 0.1)
    }
}
