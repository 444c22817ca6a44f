import Testing
import TrainingStrategy

@testable import SparseAttention

/// What inference takes STAR to cost, against the counts of the algorithm itself.
@Suite struct InferenceSelectionTests {
    @Test(arguments: [0.05, 0.1, 0.25, 0.3, 0.5, 0.75, 1])
    func theModelsCountAlike(keep: Double) throws {
        let weights = OperationWeights()
        let multiplyAccumulate = weights.cost(.products(1))
        let selection = SparseSelection(keepRatio: keep)
        let shiftAndAdd = weights.cost(OperationCounts(add: 1, shift: 1))
        #expect(abs(selection.predictionShare - shiftAndAdd / multiplyAccumulate) < 1e-15)
        let keys = SparseSelection.tileKeys
        let plan = try SegmentPlan(tokens: keys, segments: 1, keep: keep)
        let passes = SortCore.passes(keys: Double(keys), kept: Double(plan.quota(row: 0)))
        let comparisons = OperationCounts(compare: Int(passes) * SortCore.comparators)
        #expect(abs(selection.sortingShare * Double(keys) - weights.cost(comparisons) / multiplyAccumulate) < 1e-12)
    }

    @Test func theDefaultsAreTheAlgorithms() {
        #expect(SparseSelection().keepRatio == StarOptions().keep)
        #expect(SparseSelection().codeBits == Double(OperandWidth.eight.bits))
        #expect(SparseSelection(codeBits: OperandWidth.eight.codeBits).codeBits == 4)
    }
}
