extension UnsafeMutablePointer {
    /// An allocation of `count` equal values; they need no deinitialisation when they are trivial.
    @inline(__always)
    static func filled(_ value: Pointee, _ count: Int) -> UnsafeMutablePointer {
        let pointer = UnsafeMutablePointer.allocate(capacity: Swift.max(count, 1))
        pointer.initialize(repeating: value, count: count)
        return pointer
    }
}
