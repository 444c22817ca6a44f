/// The DRAM that belongs to one die.
public struct Memory: Sendable, Hashable {
    /// `memory.kind`.
    public var kind: MemoryKind
    /// `memory.stacks_per_die`.
    public var stacksPerDie: Int
    /// `memory.gb_per_stack`, in bytes; a gigabyte is 10^9 bytes.
    public var bytesPerStack: Double
    /// `memory.gb_per_s_per_stack`, in bytes a second.
    public var bytesPerSecondPerStack: Double

    /// Makes a memory.
    public init(kind: MemoryKind, stacksPerDie: Int, bytesPerStack: Double, bytesPerSecondPerStack: Double) {
        self.kind = kind
        self.stacksPerDie = stacksPerDie
        self.bytesPerStack = bytesPerStack
        self.bytesPerSecondPerStack = bytesPerSecondPerStack
    }

    /// The capacity that one die reaches, in bytes.
    public var bytesPerDie: Double { Double(stacksPerDie) * bytesPerStack }

    /// The bandwidth that one die reaches, in bytes a second.
    public var bytesPerSecondPerDie: Double { Double(stacksPerDie) * bytesPerSecondPerStack }
}
