import Testing
import TrainingStrategy
import _IngotTestSupport

@Suite struct LoanAllocationTests {
    /// Everything that fits finds a place, nothing is lent twice, and what does not fit is said.
    @Test func everythingThatFitsFindsAPlace() {
        var random = SplitMix(6)
        var (full, short) = (0, 0)
        for _ in 0..<400 {
            let stages = Int.random(in: 1...8, using: &random)
            let need = (0..<stages).map { _ in Double(Int.random(in: -40...60, using: &random)) * 1e9 }
            let idle = (0..<Int.random(in: 0...3, using: &random)).map { _ in 20e9 }
            let free = need.map { max(0, -$0) } + idle
            let allocation = LoanAllocation(overflow: need, free: free) { abs($0 - $1) }
            let wanted = need.reduce(0) { $0 + max(0, $1) }
            let room = free.reduce(0, +)
            #expect(abs(allocation.unplacedBytes - max(0, wanted - room)) < 1)
            var (sent, held) = ([Double](repeating: 0, count: stages), [Double](repeating: 0, count: free.count))
            for loan in allocation.loans {
                #expect(loan.bytes > 0)
                sent[loan.stage] += loan.bytes
                held[loan.holder] += loan.bytes
            }
            for holder in free.indices {
                #expect(held[holder] <= free[holder])
                #expect(abs(free[holder] - held[holder] - allocation.freeBytes[holder]) < 1)
            }
            for stage in need.indices { #expect(sent[stage] <= max(0, need[stage]) + 1) }
            if wanted > room { short += 1 } else { full += 1 }
        }
        #expect(full > 100 && short > 100)
    }

    /// One sender fills the nearest memories, which is the cheapest way; the largest request chooses first.
    @Test func theNearestMemoryIsTakenFirst() {
        let one = LoanAllocation(overflow: [30e9, 0, 0, 0], free: [0, 10e9, 15e9, 40e9]) { $1 - $0 }
        #expect(one.loans.map(\.holder) == [1, 2, 3])
        #expect(one.loans.map(\.bytes) == [10e9, 15e9, 5e9])
        let two = LoanAllocation(overflow: [10e9, 30e9, -40e9], free: [0, 0, 40e9]) { abs($0 - $1) }
        #expect(two.loans.map(\.stage) == [1, 0])
        let equal = LoanAllocation(overflow: [0, 5e9, 0], free: [10e9, 0, 20e9]) { abs($0 - $1) }
        #expect(equal.loans.map(\.holder) == [2])
    }
}
