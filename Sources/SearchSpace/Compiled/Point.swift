/// A point of a space in the form that searches work on: a view of memory that its maker frees.
struct Point {
    /// By parameter: -1 where inactive, else the index in its table, 0 where it has none.
    let codes: UnsafeMutablePointer<Int32>
    /// By parameter: the number that expressions see; 0 where inactive.
    let numbers: UnsafeMutablePointer<Double>
    /// The number of parameters.
    let count: Int

    private init(memory: UnsafeMutableRawPointer, count: Int) {
        numbers = memory.bindMemory(to: Double.self, capacity: count)
        codes = (memory + count * MemoryLayout<Double>.stride).bindMemory(to: Int32.self, capacity: count)
        self.count = count
        clear()
    }

    /// A point with every parameter inactive, in memory of its own, to be given back by `deallocate`.
    static func allocate(count: Int) -> Point {
        Point(memory: .allocate(byteCount: byteCount(count), alignment: MemoryLayout<Double>.alignment), count: count)
    }

    /// Frees the memory of a point made by `allocate`.
    func deallocate() { UnsafeMutableRawPointer(numbers).deallocate() }

    /// Calls a closure with a point on the stack, every parameter inactive.
    @inline(__always)
    static func with<Result>(count: Int, _ body: (Point) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: byteCount(count), alignment: MemoryLayout<Double>.alignment) {
            memory in
            // A count of 0 has no memory; no space has one.
            guard let start = memory.baseAddress else { return body(allocate(count: 0)) }
            return body(Point(memory: start, count: count))
        }
    }

    /// Makes every parameter inactive.
    @inline(__always)
    func clear() {
        numbers.update(repeating: 0, count: count)
        codes.update(repeating: -1, count: count)
    }

    /// Takes over every value of another point.
    @inline(__always)
    func copy(_ other: Point) {
        numbers.update(from: other.numbers, count: count)
        codes.update(from: other.codes, count: count)
    }

    /// Takes over one value of another point.
    @inline(__always)
    func copy(_ index: Int, of other: Point) {
        codes[index] = other.codes[index]
        numbers[index] = other.numbers[index]
    }

    /// Whether every value is another point's.
    @inline(__always)
    func equals(_ other: Point) -> Bool {
        for index in 0..<count where codes[index] != other.codes[index] || numbers[index] != other.numbers[index] {
            return false
        }
        return true
    }

    private static func byteCount(_ count: Int) -> Int {
        count * (MemoryLayout<Double>.stride + MemoryLayout<Int32>.stride)
    }
}
