import Testing

@testable import SparseAttention

@Suite("What each idea takes off the cost")
struct ComplexityLadderTests {
    /// SOFA prints 100, 82, 75 and 72 %, averages over tasks of which the encoders' have 256 to 512 tokens.
    @Test("At an encoder's lengths the steps are the published ones within 2.5 points", arguments: [256, 384])
    func published(tokens: Int) throws {
        let ladder = try ComplexityLadder(tokens: tokens, width: 64, keep: 0.25, segments: 4)
        for (share, anchor) in zip(ladder.shares, [1, 0.82, 0.75, 0.72]) {
            #expect(abs(share - anchor) < 0.025, "\(ladder.shares)")
        }
    }

    @Test("With length the prediction and the sorting weigh more, and the steps leave the published ones")
    func drift() throws {
        let anchors = [(128, [0.796, 0.772, 0.736]), (1024, [0.830, 0.653, 0.649]), (4096, [0.899, 0.475, 0.474])]
        for (tokens, anchor) in anchors {
            let shares = try ComplexityLadder(tokens: tokens, width: 64, keep: 0.25, segments: 4).shares
            for (share, value) in zip(shares.dropFirst(), anchor) { #expect(abs(share - value) < 0.001, "\(shares)") }
        }
    }

    /// 8 keys in one segment, half kept, dimension 2: 16 products; 4 kept keys.
    @Test("A small row costs what is counted by hand")
    func byHand() throws {
        let ladder = try ComplexityLadder(tokens: 8, width: 2, keep: 0.5, segments: 1)
        // 4 kept keys: 16 products at 17, and for FlashAttention-2 5 comparisons, 4 additions, 6 exponentials, 3
        // multiplications and 2 divisions.
        let formal: Double = 16 * 17
        let flash: Double = 5 + 4 + 6 * 17 + 3 * 16 + 2 * 16
        let updates: Double = 2 + 4 + 3 * 17 + 2 * 16
        let (multiplied, shifted): (Double, Double) = (16 * 5, 16 * 2)
        #expect(ladder.base == multiplied + 32 + formal + flash)
        #expect(ladder.differential == shifted + 32 + formal + flash)
        // One sweep of one pass.
        #expect(ladder.distributed == shifted + 47 + formal + flash)
        #expect(ladder.sortedUpdates == shifted + 47 + formal + updates)
    }
}
