import Testing
import _IngotTestSupport

@testable import TrainingStrategy

@Suite struct LayerSplitTests {
    /// Random layers over a few stages, against every split.
    @Test func theSlowestStageHasAsLittleAsAnySplitAllows() {
        var random = SplitMix(12)
        for _ in 0..<300 {
            let layers = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Double(Int.random(in: 1...9, using: &random))
            }
            let stages = Int.random(in: 1...min(4, layers.count), using: &random)
            let (first, last) = (
                Double(Int.random(in: 0...5, using: &random)), Double(Int.random(in: 0...20, using: &random))
            )
            var best = Double.infinity
            func cut(_ counts: [Int], left: Int) {
                if counts.count == stages - 1 {
                    best = min(
                        best, LayerSplit.slowest(counts + [left], layers: layers, first: first, last: last))
                    return
                }
                for count in 1..<max(1, left - (stages - counts.count - 2)) {
                    cut(counts + [count], left: left - count)
                }
            }
            cut([], left: layers.count)
            let found = LayerSplit.balanced(layers: layers, first: first, last: last, stages: stages)
            #expect(found.count == stages && found.reduce(0, +) == layers.count && found.allSatisfy { $0 >= 1 })
            let slowest = LayerSplit.slowest(found, layers: layers, first: first, last: last)
            #expect(abs(slowest - best) <= 1e-9 * best)
        }
    }
}
