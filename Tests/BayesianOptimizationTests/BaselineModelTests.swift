@testable import BayesianOptimization
import Foundation
import GaussianProcess
import LinearAlgebra
import SearchSpace
import Testing

@Suite struct BaselineModelTests {
    private func ledger(_ rows: [(x: Double, level: Int, y: Double)]) -> TrialLedger {
        let observations = rows.enumerated().map { index, row in
            Observation(
                trial: index, candidate: Candidate(values: [.real(row.x)]), fidelity: row.level,
                outcome: .evaluated(objectives: [row.y], constraints: []))
        }
        return TrialLedger(trial: rows.count, observations: observations, pending: [])
    }

    private func problem() throws -> OptimizationProblem {
        OptimizationProblem(
            space: try Problems.unit(["x"]), objectives: [.init(name: "f", goal: .maximize, reference: -10)],
            fidelities: [.init(name: "low", cost: 1), .init(name: "middle", cost: 2), .init(name: "high", cost: 5)])
    }

    private func ensemble(
        _ rows: [(x: Double, level: Int, y: Double)]
    ) throws -> (ensemble: FidelityEnsemble, samples: [LevelSample]) {
        let problem = try problem()
        let ledger = ledger(rows)
        let samples = try (0..<3).map {
            try LevelSample(ledger, fidelity: $0, problem: problem, maximumRows: 100)
        }
        var fits = MilestoneFits(groups: problem.space.denseFeatureGroups, options: ModelOptions())
        var fallbacks = FallbackCounter()
        return (
            try FidelityEnsemble(quantity: 0, samples: samples, fits: &fits, fallbacks: &fallbacks), samples
        )
    }

    private static func f(_ x: Double) -> Double { sin(6 * x) + x }

    @Test func orderAgreementCountsPairs() {
        #expect(OrderAgreement.share(predicted: [1, 2, 3], observed: [1, 2, 3]) == 1)
        #expect(OrderAgreement.share(predicted: [3, 2, 1], observed: [1, 2, 3]) == 0)
        #expect(OrderAgreement.share(predicted: [1, 3, 2], observed: [1, 2, 3]) == 2.0 / 3)
        #expect(OrderAgreement.share(predicted: [1, 2, 3], observed: [1, 1, 2]) == 1)
        #expect(OrderAgreement.share(predicted: [1, 2], observed: [4, 4]) == nil)
        #expect(OrderAgreement.weights([1, 0.5]) == [8.0 / 9, 1.0 / 9])
        #expect(OrderAgreement.weights([0, 0]) == [0.5, 0.5])
    }

    @Test func theEnsembleIsTheWeightedSumOfStandardisedModels() throws {
        // The low level is right up to a scale, the middle one is reversed.
        var rows: [(x: Double, level: Int, y: Double)] = []
        for k in 0..<12 {
            let x = Double(k) / 11
            rows.append((x, 0, 40 * Self.f(x) + 7))
            rows.append((x, 1, -Self.f(x)))
            if k % 2 == 0 { rows.append((x, 2, Self.f(x))) }
        }
        let (ensemble, samples) = try ensemble(rows)
        let weights = ensemble.members.map(\.weight)
        #expect(weights.count == 3 && abs(weights.reduce(0, +) - 1) < 1e-12)
        #expect(weights[0] > 0.5 && weights[1] < 1e-6)
        // The shares from scratch: each cheap model at the target's points, the target's by leaving out every fifth.
        let high = samples[2]
        var shares: [Double] = []
        for member in ensemble.members.dropLast() {
            let posterior = try member.model.posterior(at: Matrix(rows: high.features))
            shares.append(
                try #require(
                    OrderAgreement.share(
                        predicted: high.features.indices.map { posterior.mean($0) }, observed: high.quantities[0])))
        }
        let own = ensemble.members[2].model
        var predicted = high.quantities[0]
        for row in predicted.indices {
            let inside = predicted.indices.filter { $0 % 5 != row % 5 }
            let part = try GaussianProcess(
                data: TrainingData(
                    features: Matrix(rows: inside.map { high.features[$0] }),
                    targets: inside.map { high.quantities[0][$0] }),
                hyperparameters: own.hyperparameters, scaling: own.scaling)
            predicted[row] = try part.posterior(at: Matrix(rows: [high.features[row]])).mean(0)
        }
        shares.append(try #require(OrderAgreement.share(predicted: predicted, observed: high.quantities[0])))
        let sum = shares.reduce(0) { $0 + pow($1, 3) }
        for (weight, share) in zip(weights, shares) { #expect(abs(weight - pow(share, 3) / sum) < 1e-12) }
        let points = try Matrix(rows: [[0.13], [0.42], [0.77]])
        let found = try ensemble.predictions(at: points)
        for point in 0..<3 {
            var (mean, variance) = (0.0, 0.0)
            for member in ensemble.members {
                let posterior = try member.model.posterior(at: points)
                let scale = member.model.scaling.scale
                mean += member.weight * member.model.scaling.standardized(posterior.mean(point))
                variance += pow(member.weight / scale, 2) * posterior.variance(point)
            }
            #expect(abs(found.means[point] - own.scaling.restored(mean)) < 1e-12)
            #expect(abs(found.deviations[point] - own.scaling.scale * variance.squareRoot()) < 1e-12)
            #expect(abs(found.means[point] - Self.f(points[point, 0])) < 0.25)
        }
    }

    @Test func belowFiveTargetResultsTheCheaperModelsWeighTheSame() throws {
        var rows = (0..<8).flatMap { k -> [(x: Double, level: Int, y: Double)] in
            let x = Double(k) / 7
            return [(x, 0, Self.f(x)), (x, 1, Self.f(x) + 2)]
        }
        for k in 0..<4 { rows.append((Double(k) / 3, 2, 5 * Self.f(Double(k) / 3) + 100)) }
        let few = try ensemble(rows).ensemble
        #expect(few.members.map(\.weight) == [0.5, 0.5, 0])
        let predicted = try few.predictions(at: Matrix(rows: [[0.5]])).means[0]
        #expect(abs(predicted - (Self.f(0.5) + 1)) < 0.1)
        rows.append((0.5, 2, 5 * Self.f(0.5) + 100))
        let more = try ensemble(rows).ensemble
        #expect(more.members[0].weight > 0.3 && more.members[1].weight > 0.3)
        // Now in the target's units: the standardised cheap prediction under the target's mean and deviation.
        let learned = try more.predictions(at: Matrix(rows: [[0.5]])).means[0]
        #expect(abs(learned - (5 * Self.f(0.5) + 100)) < 3)
        let only = try ensemble(rows.filter { $0.level == 2 }).ensemble
        #expect(only.members.map(\.weight) == [1])
    }

    @Test func hyperparametersDependOnTheObservationsAlone() throws {
        let options = ModelOptions()
        var grown = MilestoneFits(groups: [0], options: options)
        var fallbacks = FallbackCounter()
        let features = (0..<70).map { [Double(($0 * 37) % 70) / 70] }
        let targets = features.map { Self.f($0[0]) }
        for count in 1...70 {
            let part = (Array(features.prefix(count)), Array(targets.prefix(count)))
            let model = try grown.model(
                "f", features: part.0, targets: part.1, kept: Array(0..<count), fallbacks: &fallbacks)
            guard count % 9 == 0 else { continue }
            var fresh = MilestoneFits(groups: [0], options: options)
            let other = try fresh.model(
                "f", features: part.0, targets: part.1, kept: Array(0..<count), fallbacks: &fallbacks)
            #expect(model.hyperparameters == other.hyperparameters && model.count == count)
            let points = try Matrix(rows: [[0.31]])
            #expect(try model.posterior(at: points) == other.posterior(at: points))
        }
        #expect([1, 24, 25, 27, 29, 30].map(MilestoneFits.milestone) == [1, 24, 24, 27, 27, 30])
    }

    @Test func pendingProposalsTakeTheNumbersThatNoResultHas() throws {
        let candidates = (0..<6).map { Candidate(values: [.real(Double($0))]) }
        let observations = [1, 2, 5].map {
            Observation(trial: $0, candidate: candidates[$0], fidelity: 0, outcome: .failed(reason: ""))
        }
        let pending = [0, 3, 4].map { Proposal(candidate: candidates[$0], fidelity: 1, origin: "") }
        let ledger = TrialLedger(trial: 6, observations: observations, pending: pending)
        #expect(ledger.entries.map(\.trial) == Array(0..<6))
        #expect(ledger.entries.map(\.candidate) == candidates)
        #expect(ledger.entries.map { $0.outcome == nil } == [true, false, false, true, true, false])
        // Results from before the campaign have numbers below 0 and take none from those that are pending.
        let earlier = [-2, -1].map {
            Observation(trial: $0, candidate: candidates[$0 + 2], fidelity: 1, outcome: .failed(reason: ""))
        }
        let warm = TrialLedger(trial: 6, observations: earlier + observations, pending: pending)
        #expect(warm.entries.map(\.trial) == Array(-2..<6) && Array(warm.entries.dropFirst(2)) == ledger.entries)
        let odd = TrialLedger(trial: 0, observations: [], pending: pending)
        #expect(odd.entries.map(\.candidate) == [0, 3, 4].map { candidates[$0] })
    }

    @Test func theChebyshevFunctionIsTheOneOfThePaper() throws {
        let values = [[1.0, 8], [3, 2], [2, 5]]
        let function = ParEGOScalarization(
            weights: [0.25, 0.75], augmentation: 0.05, values: values, reference: [0, -9])
        // Distances from (3, 8) in units of the ranges 2 and 6.
        #expect(abs(function([3, 8])) < 1e-15)
        #expect(abs(function([1, 8]) + 0.25 * 1.05) < 1e-12)
        #expect(abs(function([2, 5]) + 0.375 + 0.05 * 0.5) < 1e-12)
        // A reference inside the range ends it.
        let limited = ParEGOScalarization(
            weights: [1, 0], augmentation: 0, values: values, reference: [2, -9])
        #expect(abs(limited([1, 0]) + 2) < 1e-12)
        var generator = RandomGenerator(seed: 1)
        var counts: [[Double]: Int] = [:]
        for _ in 0..<15_000 {
            let weights = ParEGOScalarization.latticeWeights(count: 3, divisions: 4, using: &generator)
            #expect(weights.reduce(0, +) == 1 && weights.allSatisfy { $0 >= 0 && ($0 * 4) == ($0 * 4).rounded() })
            counts[weights, default: 0] += 1
            let even = ParEGOScalarization.simplexWeights(count: 4, using: &generator)
            #expect(abs(even.reduce(0, +) - 1) < 1e-12 && even.allSatisfy { $0 >= 0 })
        }
        #expect(counts.count == 15 && counts.values.allSatisfy { abs($0 - 1_000) < 160 })
    }

    @Test func theScheduleIsHyperbands() {
        // Three levels with a factor of 3: brackets of 9, 3, 1, then 5, 1, then 3.
        let schedule = HyperbandSchedule(levelCount: 3, reduction: 3)
        let levels = (0..<44).map { schedule.slot(of: $0).level }
        let round =
            Array(repeating: 0, count: 9) + [1, 1, 1, 2] + Array(repeating: 1, count: 5) + [2] + [2, 2, 2]
        #expect(schedule.roundLength == 22 && levels == round + round)
        #expect(schedule.slot(of: 4).candidates == nil && schedule.slot(of: 10).candidates == 0..<9)
        #expect(schedule.slot(of: 12).candidates == 9..<12 && schedule.slot(of: 40).candidates == 35..<40)
        #expect((0..<5).map { HyperbandSchedule(levelCount: 1, reduction: 3).slot(of: $0).level } == [0, 0, 0, 0, 0])
    }
}
