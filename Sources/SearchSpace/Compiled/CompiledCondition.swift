/// A condition of a parameter with its decider looked up.
struct CompiledCondition: @unchecked Sendable {
    /// The parameter that decides.
    let decider: Int
    /// The numbers of it under which the condition holds.
    let numbers: UnsafeBufferPointer<Double>
}
