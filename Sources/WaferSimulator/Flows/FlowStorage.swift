/// Memory for numbers of inner loops, freed together.
struct FlowStorage: ~Copyable {
    private var blocks: [UnsafeMutableRawPointer] = []

    init() {}

    /// Equal numbers; at least one, so that the pointer is valid.
    mutating func make<Number: BitwiseCopyable>(_ count: Int, _ value: Number) -> UnsafeMutablePointer<Number> {
        let block = UnsafeMutablePointer<Number>.allocate(capacity: max(1, count))
        block.initialize(repeating: value, count: max(1, count))
        blocks.append(UnsafeMutableRawPointer(block))
        return block
    }

    /// The numbers of an array.
    mutating func make<Number: BitwiseCopyable>(_ numbers: [Number]) -> UnsafeMutablePointer<Number> {
        let block = UnsafeMutablePointer<Number>.allocate(capacity: max(1, numbers.count))
        for index in numbers.indices { (block + index).initialize(to: numbers[index]) }
        blocks.append(UnsafeMutableRawPointer(block))
        return block
    }

    deinit {
        for block in blocks { block.deallocate() }
    }
}
