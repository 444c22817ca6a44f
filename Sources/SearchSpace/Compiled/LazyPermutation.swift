/// The numbers from 0 to below a count in random order, one after the other, without writing down the rest (Fisher and
/// Yates on a list that is only stored where it has been touched).
struct LazyPermutation {
    private let count: Int
    private var drawn = 0
    private var moved: [Int: Int] = [:]

    init(of count: Int) {
        self.count = count
    }

    /// The next number; `nil` after the last.
    mutating func next(using generator: inout RandomGenerator) -> Int? {
        guard drawn < count else { return nil }
        let position = drawn + generator.index(below: count - drawn)
        let number = moved[position] ?? position
        moved[position] = moved[drawn] ?? drawn
        moved[drawn] = nil
        drawn += 1
        return number
    }
}
