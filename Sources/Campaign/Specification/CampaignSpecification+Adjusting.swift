import BayesianOptimization

extension CampaignSpecification {
    /// Takes another seed than the file's.
    ///
    /// - Throws: `CampaignError.invalidSeed` above 2^63 - 1, which not every reader of a checkpoint could hold.
    public mutating func setSeed(_ value: UInt64) throws(CampaignError) {
        guard value <= UInt64(Int64.max) else { throw .invalidSeed(value) }
        seed = value
    }

    /// The command lines that the campaign will run, with the fidelity of each.
    public var programs: [String] {
        if let continuousFidelity, let program = fidelities.last?.program {
            return ["\(continuousFidelity.name): \(program.command.joined(separator: " "))"]
        }
        return fidelities.compactMap { fidelity in
            fidelity.program.map { "\(fidelity.name): \($0.command.joined(separator: " "))" }
        }
    }
}
