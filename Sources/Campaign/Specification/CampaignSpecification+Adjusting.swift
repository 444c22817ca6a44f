import BayesianOptimization
import ConfigurationFile

extension CampaignSpecification {
    /// Takes another seed than the file's.
    ///
    /// - Throws: `CampaignError.invalidSeed` above 2^63 - 1, which not every reader of a checkpoint could hold.
    public mutating func setSeed(_ value: UInt64) throws(CampaignError) {
        guard value <= UInt64(Int64.max) else { throw .invalidSeed(value) }
        seed = value
    }

    /// The command lines that the campaign will run, with the fidelity of each.
    ///
    /// Each word is quoted as a shell would have it, though no shell is used, and nothing in it can be obeyed by a
    /// terminal.
    public var programs: [String] {
        func line(_ name: String, _ command: [String]) -> String {
            VisibleText.escaped(name) + ": " + command.map(VisibleText.shellWord).joined(separator: " ")
        }
        if let continuousFidelity, let program = fidelities.last?.program {
            return [line(continuousFidelity.name, program.command)]
        }
        return fidelities.compactMap { fidelity in fidelity.program.map { line(fidelity.name, $0.command) } }
    }

    /// Everything that the campaign will start: the commands of a cluster, and its own programs.
    public var startedPrograms: [String] {
        let cluster = slurm.map { slurm in
            "sbatch, squeue, scancel, sacct; on the nodes this program, in \(VisibleText.shellWord(slurm.directory))"
        }
        return (cluster.map { [$0] } ?? []) + programs
    }
}
