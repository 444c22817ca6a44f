/// A set of ranks 0 to n - 1 that finds the member before and the member after a rank by a few bit operations.
///
/// Two levels of 64-bit words: the members, and which of their words are not zero. A search past a full second-level
/// word goes on word by word, that is in steps of 4,096 ranks.
struct RankSet: ~Copyable {
    private let words: UnsafeMutablePointer<UInt64>
    private let summary: UnsafeMutablePointer<UInt64>
    private let capacity: Int
    private var wordCount = 0
    private var summaryCount = 0

    /// Makes room for ranks below the capacity.
    init(capacity: Int) {
        self.capacity = (capacity + 63) / 64
        words = .allocate(capacity: max(1, self.capacity))
        summary = .allocate(capacity: self.capacity / 64 + 1)
    }

    deinit {
        words.deallocate()
        summary.deallocate()
    }

    /// Removes all, and gets ready for ranks below a count that the capacity allows.
    mutating func clear(count: Int) {
        wordCount = (count + 63) / 64
        summaryCount = (wordCount + 63) / 64
        words.update(repeating: 0, count: wordCount)
        summary.update(repeating: 0, count: summaryCount)
    }

    @inline(__always)
    mutating func insert(_ rank: Int) {
        let word = rank &>> 6
        words[word] |= 1 &<< UInt64(truncatingIfNeeded: rank & 63)
        summary[word &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: word & 63)
    }

    @inline(__always)
    mutating func remove(_ rank: Int) {
        let word = rank &>> 6
        words[word] &= ~(1 &<< UInt64(truncatingIfNeeded: rank & 63))
        if words[word] == 0 { summary[word &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: word & 63)) }
    }

    /// The smallest member that is at least a rank, or -1.
    @inline(__always)
    func first(from rank: Int) -> Int {
        var word = rank &>> 6
        guard word < wordCount else { return -1 }
        let bits = words[word] & (~0 &<< UInt64(truncatingIfNeeded: rank & 63))
        if bits != 0 { return (word &<< 6) &+ bits.trailingZeroBitCount }
        word &+= 1
        var top = word &>> 6
        guard top < summaryCount else { return -1 }
        var groups = summary[top] & (~0 &<< UInt64(truncatingIfNeeded: word & 63))
        while groups == 0 {
            top &+= 1
            guard top < summaryCount else { return -1 }
            groups = summary[top]
        }
        word = (top &<< 6) &+ groups.trailingZeroBitCount
        return (word &<< 6) &+ words[word].trailingZeroBitCount
    }

    /// The greatest member below a rank, or -1.
    @inline(__always)
    func last(before rank: Int) -> Int {
        var word = rank &>> 6
        if word < wordCount {
            let bits = words[word] & ((1 &<< UInt64(truncatingIfNeeded: rank & 63)) &- 1)
            if bits != 0 { return (word &<< 6) &+ 63 &- bits.leadingZeroBitCount }
        } else {
            word = wordCount
        }
        var top = word &>> 6
        var groups: UInt64 = 0
        if top < summaryCount { groups = summary[top] & ((1 &<< UInt64(truncatingIfNeeded: word & 63)) &- 1) }
        while groups == 0 {
            top &-= 1
            guard top >= 0 else { return -1 }
            groups = summary[top]
        }
        word = (top &<< 6) &+ 63 &- groups.leadingZeroBitCount
        return (word &<< 6) &+ 63 &- words[word].leadingZeroBitCount
    }
}
