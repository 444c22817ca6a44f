import BayesianOptimization
import Foundation
import ParetoFront
import Testing

private struct HypervolumeFixture: Decodable {
    struct Case: Decodable {
        var front: [[Double]]
        var reference: [Double]
        var means: [[Double]]
        var deviations: [[Double]]
        var values: [Double]
    }
    var cases: [Case]
}

@Suite struct ExpectedHypervolumeImprovementTests {
    @Test(arguments: 0..<7)
    func `values agree with BoTorch for two to four objectives`(index: Int) throws {
        let fixture = try AcquisitionFixture.decode(HypervolumeFixture.self, "ehvi").cases[index]
        let boxes = BoxDecomposition(front: fixture.front, reference: fixture.reference)
        let logs = ExpectedHypervolumeImprovement(boxes).logValues(
            means: fixture.means.flatMap { $0 }, deviations: fixture.deviations.flatMap { $0 })
        #expect(logs.count == fixture.values.count)
        for (log, value) in zip(logs, fixture.values) { #expect(abs(exp(log) - value) <= 1e-9 * max(value, 1e-9)) }
    }

    @Test func `two objectives agree with random draws`() {
        let front = [[0.2, 0.9], [0.5, 0.6], [0.8, 0.1]]
        let boxes = BoxDecomposition(front: front, reference: [0, 0])
        let (mean, deviation) = ([0.55, 0.5], [0.3, 0.25])
        var state: UInt64 = 5
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        var sum = 0.0
        var squares = 0.0
        let draws = 200_000
        for _ in 0..<draws {
            let (radius, angle) = (sqrt(-2 * log(1 - uniform())), 2 * Double.pi * uniform())
            let gain = boxes.volume(
                below: [mean[0] + deviation[0] * radius * cos(angle), mean[1] + deviation[1] * radius * sin(angle)])
            sum += gain
            squares += gain * gain
        }
        let average = sum / Double(draws)
        let error = sqrt((squares / Double(draws) - average * average) / Double(draws))
        let value = exp(ExpectedHypervolumeImprovement(boxes).logValues(means: mean, deviations: deviation)[0])
        #expect(abs(value - average) < 4 * error)
    }

    @Test func `without uncertainty it is the growth of the hypervolume`() {
        let boxes = BoxDecomposition(front: [[1, 3], [2, 2], [3, 1]], reference: [0, 0])
        let improvement = ExpectedHypervolumeImprovement(boxes)
        let logs = improvement.logValues(
            means: [2.5, 2.5, 4, 4, 1, 1, 0.5, 3.5, -1, 9], deviations: [Double](repeating: 0, count: 10))
        #expect(abs(exp(logs[0]) - 1.25) < 1e-14)
        #expect(abs(exp(logs[1]) - 10) < 1e-14)
        #expect(logs[2] == -.infinity)
        #expect(abs(exp(logs[3]) - 0.25) < 1e-14)
        #expect(logs[4] == -.infinity)
    }

    @Test func `the logarithm stays finite and rises towards the front where the value underflows`() {
        for front in [[[1.0, 1.0]], [[0.3, 1], [0.6, 0.7], [1, 0.2]], []] {
            let improvement = ExpectedHypervolumeImprovement(BoxDecomposition(front: front, reference: [0, 0]))
            var last = -Double.infinity
            for step in stride(from: -60.0, through: -1, by: 0.5) {
                let value = improvement.logValues(means: [step, step], deviations: [0.05, 0.05])[0]
                #expect(value.isFinite && value > last)
                last = value
            }
        }
    }

    @Test func `the linear and the logarithmic sums meet`() {
        // The value passes the border between the two sums (log 1e-200 = -460.5) on this walk: its slope must not jump.
        let improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: [[0.3, 1], [0.6, 0.7], [1, 0.2]], reference: [0, 0]))
        func value(_ x: Double) -> Double { improvement.logValues(means: [x, x], deviations: [0.05, 0.05])[0] }
        var position = 0.0
        while value(position) > -460.5 { position -= 1e-3 }
        let step = 1e-4
        let (first, second) = (
            value(position + 2e-3) - value(position + 2e-3 - step), value(position) - value(position - step)
        )
        #expect(value(position + 1e-3) > -460.52 && value(position) <= -460.5)
        #expect(abs(first / second - 1) < 0.01)
        #expect(abs(value(position + 1e-3) - value(position) - 1e-3 * first / step) < 0.02)
    }

    @Test func `one objective is expected improvement`() {
        let improvement = ExpectedHypervolumeImprovement(BoxDecomposition(front: [[2]], reference: [0]))
        for mean in [-50.0, 0, 1.9, 2.5, 8] {
            let value = improvement.logValues(means: [mean], deviations: [0.7])[0]
            #expect(abs(value - ExpectedImprovement.logValue(mean: mean, deviation: 0.7, best: 2)) < 1e-11)
        }
    }
}
