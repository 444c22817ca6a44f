import AnalyticalModel
import Testing
import WaferArchitecture

@Suite struct GPUOperatorLawTests {
    private static let device = GPUClusterPreset.a100.cluster.device

    /// No kernel beats the data sheet.
    @Test func noProductIsFasterThanTheRoofline() {
        for isSustained in [true, false] {
            let law = GPUOperatorLaw(Self.device, isSustained: isSustained)
            for m in [1, 64, 100, 512, 4096] {
                for n in [64, 257, 2048, 12_288] {
                    for k in [64, 128, 1000, 8192] {
                        for batch in [1, 12] {
                            let seconds = law.product(batch: batch, m: m, n: n, k: k).total
                            let flops = 2 * Double(batch * m * n) * Double(k)
                            let bytes = 2 * Double(batch * (m * k + k * n + m * n))
                            #expect(seconds > flops / Self.device.matrixFlopsPerSecond)
                            #expect(seconds > bytes / Self.device.memoryBytesPerSecond)
                        }
                    }
                }
            }
        }
    }

    /// One tile more than the multiprocessors hold costs a wave more: 108 tiles of 256 x 128 against 109.
    @Test func waveQuantisationShowsAtTheEdgeOfAWave() {
        let law = GPUOperatorLaw(Self.device, isSustained: true)
        let full = law.product(batch: 1, m: 256, n: 128 * 108, k: 8192)
        let more = law.product(batch: 1, m: 256, n: 128 * 109, k: 8192)
        #expect(more.matrix > 1.2 * full.matrix)
        // The longest sizes come near the fitted share of the peak.
        let large = law.product(batch: 1, m: 16_384, n: 108 * 1024, k: 16_384)
        let rate = 2 * 16_384.0 * 108 * 1024 * 16_384 / large.matrix
        let curve = Self.device.efficiency
        let ceiling = Self.device.matrixFlopsPerSecond * curve.matrixShare * curve.sustainedClockShare
        #expect(rate < ceiling && rate > 0.99 * ceiling)
    }

    @Test func longerProductsAreNeverFaster() {
        let law = GPUOperatorLaw(Self.device, isSustained: true)
        var last = 0.0
        for k in stride(from: 64, through: 8192, by: 64) {
            let seconds = law.product(batch: 1, m: 4096, n: 4096, k: k).total
            #expect(seconds >= last)
            last = seconds
        }
    }
}
