/// Where a product finds its activations and leaves its results.
///
/// What lies on other dies of the group comes over their links in either case, and what other stages or idle dies keep
/// is a ``MemoryLoan``; weights come from where ``WeightHome`` says.
public enum ActivationSource: String, Sendable, Hashable, CaseIterable {
    /// In SRAM where they fit beside each other, else in DRAM.
    case sram
    /// In DRAM, also where they would fit.
    case dram
}
