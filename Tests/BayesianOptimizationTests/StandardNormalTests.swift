import BayesianOptimization
import Foundation
import Testing

private struct ImprovementFixture: Decodable {
    var u, ei, logei: [Double]
}

@Suite struct StandardNormalTests {
    @Test func `improvement and its logarithm agree with BoTorch down to u = -100`() throws {
        let fixture = try AcquisitionFixture.decode(ImprovementFixture.self, "improvement")
        for (index, u) in fixture.u.enumerated() {
            #expect(abs(StandardNormal.logImprovement(u) - fixture.logei[index]) < 1e-10)
            // The peer's own value at -30 is off by 1e-10.
            #expect(abs(StandardNormal.improvement(u) - fixture.ei[index]) <= 2e-10 * fixture.ei[index])
        }
        // From 50-digit arithmetic.
        for (u, value) in [(-30.0, 1.631_956_734_091_401_2e-199), (-10, 7.474_560_254_589_328e-25)] {
            #expect(abs(StandardNormal.improvement(u) / value - 1) < 2e-12)
        }
    }

    @Test func `the logarithm of the improvement has no step between its formulas`() {
        for border in [-1.0, -20] {
            let (below, above) = (border.nextDown, border)
            #expect(abs(StandardNormal.logImprovement(below) - StandardNormal.logImprovement(above.nextUp)) < 1e-11)
        }
        // d/du log h = Phi / h is positive, and about -u far below.
        let slope = (StandardNormal.logImprovement(-1e4 + 0.01) - StandardNormal.logImprovement(-1e4)) / 0.01
        #expect(abs(slope - 1e4) < 1)
    }

    @Test func `the logarithm of the distribution is right on both sides`() {
        // From 50-digit arithmetic.
        let known = [
            (-100.0, -5005.524_208_694_205), (-10.0, -53.231_285_150_512_47), (-5, -15.064_998_393_988_726),
            (0, -0.693_147_180_559_945_3),
        ]
        for (u, value) in known { #expect(abs(StandardNormal.logDistribution(u) - value) < 1e-12) }
        for step in -80...80 {
            let u = Double(step) / 10
            #expect(abs(exp(StandardNormal.logDistribution(u)) / StandardNormal.distribution(u) - 1) < 1e-12)
        }
        #expect(StandardNormal.logDistribution(-1e6).isFinite)
    }

    @Test func `expected improvement is an integral`() {
        // Midpoint rule over the density.
        let (mean, deviation, best) = (0.3, 0.8, 1.1)
        var sum = 0.0
        let width = 1e-3
        for step in 0..<12_000 {
            let gain = (Double(step) + 0.5) * width
            sum += gain * StandardNormal.density((best + gain - mean) / deviation) / deviation * width
        }
        let value = exp(ExpectedImprovement.logValue(mean: mean, deviation: deviation, best: best))
        #expect(abs(value - sum) < 1e-7)
        #expect(ExpectedImprovement.logValue(mean: 3, deviation: 0, best: 1) == log(2))
        #expect(ExpectedImprovement.logValue(mean: 1, deviation: 0, best: 1) == -.infinity)
    }
}
