/// What one case may take.
struct CaseLimits: Sendable {
    /// CPU seconds of the process.
    var seconds: Double
    /// Resident memory of the process, in bytes.
    var bytes: Int

    /// How much longer than `seconds` a case may take by the clock on the wall: a case that waits for ever uses no CPU.
    static let wallFactor = 6.0
    /// How much private memory the process may map before the kernel refuses it more: the stacks of its threads count too,
    /// which are mapped and hardly used.
    var hardBytes: Int { max(4 * bytes, 2 << 30) }
}
