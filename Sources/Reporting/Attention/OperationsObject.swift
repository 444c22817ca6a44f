import SparseAttention

/// Operations by kind, as JSON has them.
struct OperationsObject: Encodable {
    let counts: OperationCounts

    private enum CodingKeys: String, CodingKey {
        case compare, add, shift, exponential, multiply, divide
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(counts.compare, forKey: .compare)
        try container.encode(counts.add, forKey: .add)
        try container.encode(counts.shift, forKey: .shift)
        try container.encode(counts.exponential, forKey: .exponential)
        try container.encode(counts.multiply, forKey: .multiply)
        try container.encode(counts.divide, forKey: .divide)
    }
}
