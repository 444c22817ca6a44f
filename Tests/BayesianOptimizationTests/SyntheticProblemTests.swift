import BayesianOptimization
import Foundation
import SearchSpace
import Testing

@Suite("Synthetic problems")
struct SyntheticProblemTests {
    private struct Reference: Decodable {
        struct Values: Decodable {
            var name: String
            var points: [[Double]]
            var settings: [Double]
            var objectives: [[Double]]
            var slacks: [[Double]]
            var bounds: [[Double]]
            var reference: [Double]
        }

        var sets: [Values]
    }

    private static func candidate(_ values: [Double]) -> Candidate { Candidate(values: values.map { .real($0) }) }

    private static func figures(
        _ problem: SyntheticProblem, _ candidate: Candidate, at setting: Double
    ) throws -> (objectives: [Double], constraints: [Double]) {
        guard case .evaluated(let objectives, let constraints) = problem.evaluate(candidate, at: setting) else {
            throw OptimizationError.invalidProblem(reason: "no figures")
        }
        return (objectives, constraints)
    }

    private static func agree(_ found: [Double], _ expected: [Double], _ tolerance: Double = 1e-10) -> Bool {
        found.count == expected.count
            && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * max(abs($1), 1) }
    }

    @Test("Every value of another implementation comes out to 1e-10, with its bounds and its reference point")
    func referenceValues() throws {
        let sets = try AcquisitionFixture.decode(Reference.self, "synthetic").sets
        #expect(Set(sets.map(\.name)).count == 26)
        for set in sets {
            let problem = try SyntheticProblem.named(set.name)
            for index in set.points.indices {
                let (objectives, constraints) = try Self.figures(
                    problem, Self.candidate(set.points[index]), at: set.settings[index])
                #expect(Self.agree(objectives, set.objectives[index]), "\(set.name) \(index): \(objectives)")
                #expect(Self.agree(constraints, set.slacks[index]), "\(set.name) \(index): \(constraints)")
            }
            for (index, parameter) in problem.problem.space.parameters.enumerated() {
                let (lower, upper) = (set.bounds[0][index], set.bounds[1][index])
                #expect(parameter.domain == .continuous(lower: lower, upper: upper, scale: .linear))
            }
            // The peer has no reference point yet for the two whose stored one is at the ideal point.
            if !set.reference.isEmpty, !["bnh", "srn"].contains(problem.name) {
                #expect(problem.problem.objectives.map(\.reference) == set.reference, "\(set.name)")
            }
        }
    }

    @Test("The biased problem is DTLZ2 at its target and off by the stated amount below it")
    func biased() throws {
        let problem = try SyntheticProblem.named("mf-biased")
        #expect(problem.problem.fidelities.map(\.cost) == [1, 5, 25])
        // On the front at 30 degrees: (-cos 30, -sin 30); sin(4 pi / 8) = 1 and sin(4 pi 3 / 8) = -1.
        let x = Self.candidate([1.0 / 3, 0.125, 0.375, 0.5, 0.5, 0.5])
        let distance = 1 + 0.375 * 0.375 + 0.125 * 0.125
        let target = [-distance * 3.0.squareRoot() / 2, -distance / 2]
        for (level, share) in [2.0, 1.0, 0.0].enumerated() {
            let expected = [target[0] + share * 0.25, target[1] + share * 0.05]
            #expect(problem.evaluate(x, fidelity: level).isNear(expected, []))
        }
    }

    @Test("The misleading problem shifts Branin and turns Currin round at its low level")
    func misleading() throws {
        let problem = try SyntheticProblem.named("mf-misleading")
        #expect(problem.problem.fidelities.map(\.cost) == [1, 10])
        let plain = try SyntheticProblem.named("branin-currin")
        for (x, shifted) in [(0.25, 0.55), (0.9, 0.2)] {
            let here = try Self.figures(plain, Self.candidate([x, 0.4]), at: 0).objectives
            let there = try Self.figures(plain, Self.candidate([shifted, 0.4]), at: 0).objectives
            let point = Self.candidate([x, 0.4])
            #expect(problem.evaluate(point, fidelity: 1).isNear([-here[0], -here[1]], []))
            #expect(problem.evaluate(point, fidelity: 0).isNear([-there[0], here[1] - 13], []))
        }
    }

    @Test("The constrained problem trades with its boost only while the boost is active")
    func constrained() throws {
        let problem = try SyntheticProblem.named("mf-constrained")
        #expect(problem.problem.fidelities.map(\.cost) == [1, 20])
        let coordinates: [ParameterValue?] = [.real(0.5), .real(1), .real(0.5), .real(0.75)]
        let boosted = Candidate(values: coordinates + [.string("boosted"), .real(0.8)])
        let plain = Candidate(values: coordinates + [.string("plain"), nil])
        // g = 0.5^2 + 0.25^2 = 0.3125 at 45 degrees; the nearest ball of the constraint is the middle one.
        let value = 1.3125 * 0.5.squareRoot()
        let slack = -2 * ((value - 0.5.squareRoot()) * (value - 0.5.squareRoot()) - 0.04)
        #expect(problem.evaluate(plain, fidelity: 1).isNear([-value, -value], [slack, 0.8]))
        #expect(
            problem.evaluate(boosted, fidelity: 1)
                .isNear([-value + 0.2 * 0.8, -value - 0.3 * 0.64], [slack, 0.8 - 0.8 * 0.625]))
        // cos(1.5 pi) = 0 at x3 = 0.5: only the slack differs; at x3 = 2/3 the ripple is 0.1.
        #expect(problem.evaluate(plain, fidelity: 0).isNear([-value, -value], [slack + 0.05, 0.8]))
        var other = plain
        other.values[2] = .real(2.0 / 3)
        let (high, low) = (try Self.figures(problem, other, at: 1), try Self.figures(problem, other, at: 0))
        #expect(Self.agree(low.objectives, high.objectives.map { $0 + 0.1 }, 1e-12))
    }

    @Test("A continuous fidelity is 41 settings that rise in cost to the target")
    func continuousFidelity() throws {
        let levels = try SyntheticProblem.named("mf-branin-currin").problem.fidelities
        #expect(levels.count == 41)
        #expect(levels.first?.name == "0" && levels.last?.name == "1" && levels[15].name == "0.375")
        #expect(levels.compactMap(\.setting).count == 41)
        for (lower, upper) in zip(levels, levels.dropFirst()) { #expect(lower.cost < upper.cost) }
        #expect(abs((levels.last?.cost ?? 0) - exp(4.8)) < 1e-12 * exp(4.8))
        let linear = ContinuousFidelity(name: "s", lower: 2, upper: 12, cost: .linear(1, 0.5)).levels
        #expect(linear[1].setting == 2.25 && linear[1].cost == 2.125 && linear[40].cost == 7)
    }

    @Test("Every problem of the catalogue stands, evaluates, and has a space of its dimension")
    func catalogue() throws {
        #expect(SyntheticProblem.all.map(\.name) == SyntheticProblem.names)
        for problem in SyntheticProblem.all {
            var generator = RandomGenerator(seed: 1, stream: 0)
            for fidelity in [0, problem.problem.target] {
                let outcome = problem.evaluate(
                    try problem.problem.space.random(using: &generator), fidelity: fidelity)
                #expect(try problem.problem.checked(outcome) == outcome, "\(problem.name)")
            }
        }
    }

    @Test("Points of random search never beat the best known hypervolume", arguments: SyntheticProblem.names)
    func bestKnown(_ name: String) throws {
        let problem = try SyntheticProblem.named(name)
        guard let best = problem.best else { return }
        var generator = RandomGenerator(seed: 7, stream: 0)
        var observations: [Observation] = []
        for trial in 0..<300 {
            let candidate = try problem.problem.space.random(using: &generator)
            observations.append(
                Observation(
                    trial: trial, candidate: candidate, fidelity: problem.problem.target,
                    outcome: problem.evaluate(candidate, fidelity: problem.problem.target)))
        }
        #expect(problem.problem.hypervolume(of: observations) <= best.hypervolume)
    }

    @Test("Dimension and number of objectives come beside the name or after it, and are checked")
    func parameters() throws {
        #expect(try SyntheticProblem.named("dtlz2-12-4").problem.space.dimension == 12)
        #expect(try SyntheticProblem.named("dtlz2-12-4").problem.objectives.count == 4)
        #expect(try SyntheticProblem.named("zdt1-30").problem.space.dimension == 30)
        #expect(try SyntheticProblem.named("dtlz2", dimension: 12, objectives: 4).problem.space.dimension == 12)
        #expect(try SyntheticProblem.named("dtlz1", objectives: 8).problem.space.dimension == 9)
        for name in ["dtlz2-3-3", "osy-3", "nothing", "", "-", "dtlz2-6-2-1", "dtlz2-6-99", "zdt1-8-3", "zdt1-0"] {
            #expect(throws: OptimizationError.self, "\(name)") { try SyntheticProblem.named(name) }
        }
    }

    @Test("A candidate or a fidelity that is not the problem's fails with a reason")
    func strangers() throws {
        let problem = try SyntheticProblem.named("osy")
        guard case .failed = problem.evaluate(Self.candidate([1]), fidelity: 0) else {
            Issue.record("a short candidate was evaluated")
            return
        }
        guard case .failed = problem.evaluate(Self.candidate([1, 1, 1, 1, 1, 1]), fidelity: 3) else {
            Issue.record("an unknown fidelity was evaluated")
            return
        }
    }
}

extension Observation.Outcome {
    /// Whether it holds these figures to 1e-12.
    fileprivate func isNear(_ objectives: [Double], _ constraints: [Double]) -> Bool {
        guard case .evaluated(let values, let slacks) = self else { return false }
        return values.count == objectives.count && slacks.count == constraints.count
            && zip(values + slacks, objectives + constraints).allSatisfy { abs($0 - $1) <= 1e-12 * max(abs($1), 1) }
    }
}
