/// A point of a space in the form that searches work on.
struct Point: Sendable, Hashable {
    /// By parameter: -1 where inactive, else the index in its table, 0 where it has none.
    var codes: [Int32]
    /// By parameter: the number that expressions see; 0 where inactive.
    var numbers: [Double]

    init(count: Int) {
        codes = Array(repeating: -1, count: count)
        numbers = Array(repeating: 0, count: count)
    }
}
