/// Why a system cannot be modelled.
public enum HardwareError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A quantity is outside what it may be; the figures are in the unit of the key.
    case outOfRange(key: String, value: Double, lowest: Double, highest: Double)
    /// There is no preset of that name.
    case unknownPreset(name: String)

    /// One sentence that says what was found and what is accepted.
    public var description: String {
        switch self {
        case .outOfRange(let key, let value, let lowest, let highest):
            "hardware.\(key) is \(value); give a value between \(lowest) and \(highest)"
        case .unknownPreset(let name):
            "there is no hardware preset '\(name)'; choose one of "
                + (HardwarePreset.all.map(\.name) + GPUClusterPreset.all.map(\.name)).joined(separator: ", ")
        }
    }
}
