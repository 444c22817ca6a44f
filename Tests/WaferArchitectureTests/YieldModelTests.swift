import Foundation
import Testing
import WaferArchitecture

struct YieldModelTests {
    /// Area in square millimetres, then Murphy, negative binomial of 2 and 3, and Poisson, at 0.09 defects per cm2.
    static let published: [(area: Double, murphy: Double, two: Double, three: Double, poisson: Double)] = [
        (858, 0.4854, 0.5205, 0.5030, 0.4620),
        (645, 0.5755, 0.6007, 0.5882, 0.5596),
        (100, 0.9145, 0.9157, 0.9151, 0.9139),
    ]

    @Test(arguments: published.indices)
    func `die yields have four right digits`(_ index: Int) {
        let row = Self.published[index]
        let defects = row.area * 1e-6 * 900
        #expect(abs(YieldModel.murphy.share(expectedDefects: defects) - row.murphy) < 0.00005)
        #expect(abs(YieldModel.negativeBinomial(alpha: 2).share(expectedDefects: defects) - row.two) < 0.00005)
        #expect(abs(YieldModel.negativeBinomial(alpha: 3).share(expectedDefects: defects) - row.three) < 0.00005)
        #expect(abs(YieldModel.poisson.share(expectedDefects: defects) - row.poisson) < 0.00005)
    }

    @Test func `a whole wafer and a small core have the right yields`() {
        let wafer = 46_225e-6 * 900
        #expect(abs(YieldModel.murphy.share(expectedDefects: wafer) - 0.00058) < 0.000005)
        #expect(abs(YieldModel.negativeBinomial(alpha: 2).share(expectedDefects: wafer) - 0.0021) < 0.00005)
        #expect(abs(YieldModel.negativeBinomial(alpha: 3).share(expectedDefects: wafer) - 0.0003) < 0.00005)
        #expect(YieldModel.poisson.share(expectedDefects: wafer) < 1e-17)
        #expect(abs(YieldModel.murphy.share(expectedDefects: 1e-6 * 900) - 0.99910) < 0.000005)
        #expect(abs(YieldModel.murphy.share(expectedDefects: 0.05e-6 * 900) - 0.999955) < 0.0000005)
    }

    @Test func `the series for small areas meets the closed form`() {
        for model in [YieldModel.murphy, .poisson, .negativeBinomial(alpha: 2.5)] {
            let below = model.failure(expectedDefects: 0.99999e-4)
            let above = model.failure(expectedDefects: 1.00001e-4)
            #expect(above > below)
            #expect(abs(above / below - 1.00001 / 0.99999) < 1e-8)
            #expect(model.failure(expectedDefects: 0) == 0)
        }
    }

    @Test func `spare cores raise the yield of a wafer of large cores`() {
        let failure = YieldModel.murphy.failure(expectedDefects: 1e-6 * 1000)
        let yields = (0...2).map { pow(YieldModel.repaired(required: 24, spare: $0, failure: failure), 30 * 60) }
        #expect(abs(yields[0] / 1.7e-19 - 1) < 0.03)
        #expect(abs(yields[1] - 0.5879) < 0.00005)
        #expect(abs(yields[2] - 0.9954) < 0.00005)
    }

    @Test func `spare cores raise the yield of a wafer of small cores`() {
        let failure = YieldModel.murphy.failure(expectedDefects: 0.05e-6 * 1000)
        let yields = (0...2).map { pow(YieldModel.repaired(required: 100, spare: $0, failure: failure), 100 * 84) }
        #expect(abs(yields[0] / 5.8e-19 - 1) < 0.03)
        #expect(abs(yields[1] - 0.8997) < 0.00005)
        #expect(abs(yields[2] - 0.99982) < 0.000005)
    }

    @Test func `repair agrees with counting all patterns of failure`() {
        let failure = 0.13
        for (required, spare) in [(3, 0), (3, 2), (5, 1), (6, 6)] {
            let total = required + spare
            var expected = 0.0
            for pattern in 0..<(1 << total) where pattern.nonzeroBitCount <= spare {
                let failed = pattern.nonzeroBitCount
                expected += pow(failure, Double(failed)) * pow(1 - failure, Double(total - failed))
            }
            let repaired = YieldModel.repaired(required: required, spare: spare, failure: failure)
            #expect(abs(repaired - expected) < 1e-12)
        }
    }

    @Test func `a certain failure leaves nothing`() {
        #expect(YieldModel.repaired(required: 4, spare: 2, failure: 1) == 0)
        #expect(YieldModel.repaired(required: 4, spare: 2, failure: 0) == 1)
    }
}
