public import WaferSimulator

/// What `ingot simulate batch --json` prints.
public struct BatchDocument: Sendable, Encodable {
    private let makespanCycles: Int
    private let maxLinkLoadFlits: Int
    private let cpuSeconds: Double

    private enum CodingKeys: String, CodingKey {
        case makespanCycles = "makespan_cycles"
        case maxLinkLoadFlits = "max_link_load_flits"
        case cpuSeconds = "cpu_seconds"
    }

    /// Takes over a measurement and the processor time that it took.
    public init(_ measurement: BatchMeasurement, cpuSeconds: Double) {
        makespanCycles = measurement.makespanCycles
        maxLinkLoadFlits = measurement.maximumLinkLoadFlits
        self.cpuSeconds = cpuSeconds
    }

    /// The same for people.
    public var table: String {
        TextTable.text(
            header: ["figure", "value", "unit"],
            rows: [
                ["makespan", "\(makespanCycles)", "cycles"],
                ["busiest link", "\(maxLinkLoadFlits)", "flits"],
                ["processor", Quantity.significant(cpuSeconds), "s"],
            ])
    }
}
