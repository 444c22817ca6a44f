import Testing

@testable import SparseAttention

@Suite("Sorting")
struct SortingTests {
    /// The best keys of some scores: larger first, of equal ones the lower key.
    private func best(_ scores: [Double], _ count: Int) -> [Int] {
        Array(scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(count))
    }

    @Test("The core finds the four largest of all inputs of zeros and ones, with 47 comparisons")
    func zerosAndOnes() {
        // A network that sorts these sorts everything (D. Knuth, volume 3, 5.3.4).
        for bits in 0..<(1 << 16) {
            var entries = (0..<16).map { SortCore.Entry(score: Double((bits >> $0) & 1), key: Int32($0)) }
            let comparisons = SortCore.sort(&entries)
            let front = entries.prefix(4).reduce(0) { $0 + $1.score }
            let isRight = front == Double(min(4, bits.nonzeroBitCount)) && entries[0].score >= entries[1].score
            if !isRight || comparisons != SortCore.comparators { Issue.record("inputs \(bits)") }
            if entries[1].score < max(entries[2].score, entries[3].score) { Issue.record("rank 2 of \(bits)") }
        }
    }

    @Test("Sweeps choose the best keys, the first two in order, in the number of passes that inputs need")
    func sweeps() {
        var random = RandomTensors(11)
        for _ in 0..<200 {
            let count = random.integer(1...90)
            let quota = random.integer(1...count)
            // Few values, so that there are ties.
            let scores = (0..<count).map { _ in Double(random.integer(-15...15)) }
            let sort = IterativeSort(scores: scores, firstKey: 7, quota: quota)
            let expected = best(scores, quota).map { Int32($0 + 7) }
            #expect(sort.keys.sorted() == expected.sorted())
            #expect(sort.keys.prefix(2).elementsEqual(expected.prefix(2)))
            let passes = (0..<(quota + 3) / 4).reduce(0) { $0 + (count - 4 * $1 + 11) / 12 }
            #expect(sort.passes == passes)
        }
    }

    @Test(
        "A radius clips what lies outside of it, but for what a first sweep with room kept before the largest was seen")
    func radius() throws {
        var random = RandomTensors(12)
        var (clipped, uneven, differing) = (0, 0, 0)
        for _ in 0..<2000 {
            let count = random.integer(1...90)
            let quota = random.integer(1...count)
            let scores = (0..<count).map { _ in random.normal() }
            let radius = random.uniform() * 3
            let sort = IterativeSort(scores: scores, quota: quota, radius: radius)
            let largest = scores.max() ?? 0
            let feasible = scores.count { $0 >= largest - radius }
            let expected = best(scores, quota).filter { scores[$0] >= largest - radius }.map(Int32.init)
            let sweep = min(4, quota)
            if feasible >= sweep {
                #expect(Set(sort.keys) == Set(expected) && sort.keys.count == expected.count)
            } else {
                uneven += 1
                let extra = Set(sort.keys).subtracting(expected)
                #expect(Set(sort.keys).isSuperset(of: expected) && extra.count <= sweep - feasible)
                // Each of them came when the largest so far, as of its pass, was not yet the largest.
                for key in extra {
                    let seen = scores.prefix(Int(key) / 12 * 12).max() ?? -.infinity
                    #expect(scores[Int(key)] >= seen - radius)
                }
                if !extra.isEmpty { differing += 1 }
            }
            clipped += expected.count < quota ? 1 : 0
            // The fast choice drops them all, whatever the hardware keeps.
            let plan = try SegmentPlan(tokens: count, segments: 1, keep: Double(quota) / Double(count))
            let (selection, events) = choose(scores, plan: plan, radius: radius)
            let kept = plan.quota(row: 0)
            let inside = best(scores, kept).filter { scores[$0] >= largest - radius }
            #expect(selection.keys(row: 0).map(Int.init).sorted() == inside.sorted())
            // Passes are those of the hardware, which needs one more sweep to find nothing where the radius ends it.
            guard kept == quota, feasible >= sweep else { continue }
            let found = inside.count
            #expect(sort.passes - events.passes == (found < quota ? (count - found + 11) / 12 : 0))
            #expect(events.clippedKeys == quota - found)
            // By default the clipping unit sees each entry once, and later sweeps show the core what lies inside.
            var compared = 0
            for sweep in 0..<(found + 3) / 4 { compared += ((sweep == 0 ? count : feasible - 4 * sweep) + 11) / 12 }
            #expect(events.comparisons == compared * SortCore.comparators + count)
        }
        #expect(clipped > 100 && uneven > 100 && differing > 10)
    }

    /// Chooses the keys of one row by the fast way.
    private func choose(_ scores: [Double], plan: SegmentPlan, radius: Double?, row: Int = 0) -> (
        KeySelection, DistributedSort.Events
    ) {
        var selection = KeySelection(plan: plan, rows: 1)
        selection.rows = 1
        var events = DistributedSort.Events()
        DistributedSort(plan: plan, radius: radius).choose(
            row: row, scores: scores, block: 0, into: &selection, events: &events)
        return (selection, events)
    }

    @Test("The fast choice equals brute force in each segment, with ties, masks and a radius")
    func fastChoice() throws {
        var random = RandomTensors(13)
        for trial in 0..<400 {
            let count = random.integer(1...120)
            let segments = random.integer(1...min(9, count))
            let keep = max(0.01, random.uniform())
            let queries = random.integer(1...count)
            let isCausal = trial % 2 == 0
            let plan = try SegmentPlan(
                tokens: count, segments: segments, keep: keep, causalQueries: isCausal ? queries : nil)
            let row = random.integer(0...(queries - 1))
            let visible = isCausal ? row + 1 + count - queries : count
            let scores = (0..<count).map { _ in
                trial % 3 == 0 ? Double(random.integer(0...3)) : random.normal() * 1e9
            }
            let radius = trial % 5 == 0 ? 1e9 : nil
            let (selection, _) = choose(scores, plan: plan, radius: radius, row: row)
            var total = 0
            for segment in 0..<segments {
                let range = (segment * count / segments)..<((segment + 1) * count / segments)
                let seen = range.filter { $0 < visible }
                let quota = seen.isEmpty ? 0 : max(1, Int((keep * Double(seen.count)).rounded()))
                let largest = seen.map { scores[$0] }.max() ?? 0
                let expected = best(seen.map { scores[$0] }, quota).map { seen[$0] }
                    .filter { radius == nil || scores[$0] >= largest - 1e9 }
                let keys = selection.keys(row: 0, segment: segment).map(Int.init)
                #expect(keys.sorted() == expected.sorted())
                #expect(keys.prefix(2).elementsEqual(expected.prefix(2)))
                total += quota
            }
            #expect(plan.quota(row: row) == total && plan.visible(row: row) == visible)
        }
    }

    @Test("Counted passes and comparisons are those of the sweeps, and a mask's rows count what they see")
    func counts() throws {
        var random = RandomTensors(14)
        for _ in 0..<50 {
            let count = random.integer(1...100)
            let plan = try SegmentPlan(tokens: count, segments: 1, keep: max(0.02, random.uniform()))
            let scores = (0..<count).map { _ in random.normal() }
            let (selection, events) = choose(scores, plan: plan, radius: nil)
            let sort = IterativeSort(scores: scores, quota: selection.keys(row: 0).count)
            #expect(events.passes == sort.passes)
            #expect(events.comparisons == sort.passes * SortCore.comparators)
        }
    }

    /// SOFA's 3 % at S = 1024, n = 4, 25 %, and what independent scores give by arithmetic (hypergeometric).
    @Test("Independent scores miss as many of the exact best keys as chance says")
    func mismatch() throws {
        let anchors: [(segments: Int, keep: Double, percent: Double)] = [
            (2, 0.25, 2.1), (4, 0.25, 3.7), (8, 0.25, 5.7), (16, 0.25, 8.3), (32, 0.25, 11.9), (64, 0.25, 16.7),
            (4, 0.05, 9.2), (4, 0.10, 6.3), (4, 0.15, 5.1), (4, 0.50, 2.1),
        ]
        var random = RandomTensors(15)
        let rows = (0..<600).map { _ in (0..<1024).map { _ in random.uniform() } }
        var previous = 0.0
        for anchor in anchors {
            let plan = try SegmentPlan(tokens: 1024, segments: anchor.segments, keep: anchor.keep)
            var (missed, kept) = (0, 0)
            for scores in rows {
                let keys = choose(scores, plan: plan, radius: nil).0.keys(row: 0)
                let threshold = scores.sorted(by: >)[keys.count - 1]
                missed += keys.count { scores[Int($0)] < threshold }
                kept += keys.count
            }
            let percent = 100 * Double(missed) / Double(kept)
            #expect(abs(percent - anchor.percent) < 0.3, "n = \(anchor.segments), k = \(anchor.keep): \(percent)")
            if anchor.keep == 0.25 {
                #expect(percent > previous)
                previous = percent
            }
        }
    }

    @Test("Wrong numbers are refused")
    func wrongNumbers() {
        for (tokens, segments, keep) in [(8, 0, 0.5), (8, 9, 0.5), (8, 2, 0.0), (8, 2, 1.1), (8, 2, .nan)] {
            #expect(throws: SparseAttentionError.self) {
                try SegmentPlan(tokens: tokens, segments: segments, keep: keep)
            }
        }
        #expect(throws: SparseAttentionError.self) {
            try SegmentPlan(tokens: 8, segments: 2, keep: 0.5, causalQueries: 9)
        }
    }
}
