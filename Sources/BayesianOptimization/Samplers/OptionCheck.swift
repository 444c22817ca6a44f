/// Checks options and says which one is wrong.
enum OptionCheck {
    /// - Throws: `OptimizationError.invalidOption` unless the option is good.
    static func require(
        _ isGood: Bool, _ name: String, _ found: some CustomStringConvertible, _ accepted: String
    ) throws(OptimizationError) {
        if !isGood { throw .invalidOption(name: name, found: found.description, accepted: accepted) }
    }
}
