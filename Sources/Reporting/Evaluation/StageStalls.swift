import WaferSimulator

/// Where the time of a stage went, as an object of the JSON output: seconds by cause.
struct StageStalls: Encodable {
    private let stalls: IterationRecord.Stalls

    init(_ stalls: IterationRecord.Stalls) { self.stalls = stalls }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Writes the object.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(stalls.stage, forKey: Key(stringValue: "stage"))
        try container.encode(stalls.replica, forKey: Key(stringValue: "replica"))
        for (name, seconds) in stalls.parts { try container.encode(seconds, forKey: Key(stringValue: name + "_s")) }
    }
}

extension IterationRecord.Stalls {
    /// The seconds by cause, work first.
    var parts: [(name: String, seconds: Double)] {
        [
            ("compute", compute), ("memory", memory), ("memory_links", memoryLinks),
            ("recompute", recompute), ("tensor", tensor), ("expert", expert), ("context", context),
            ("replicas", replicas), ("transfer", transfer),
            ("bubble", bubble), ("optimizer", optimizer),
        ]
    }
}
