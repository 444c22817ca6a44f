/// What cheaper fidelities are worth.
enum FidelityBenchmarks {
    /// The problems over levels, and how much of the cost of 40 evaluations at the target the same may take at most.
    private static let leveled = [("mf-biased", 0.5), ("mf-misleading", 1.15), ("mf-constrained", 0.5)]

    static var problemNames: [String] { leveled.map(\.0) + [ContinuousFidelityRun.problemName] }

    static func run(_ arguments: Arguments, into report: inout Report) throws {
        let seeds = arguments.seeds(orFirst: 10)
        for (name, target) in leveled where arguments.wants(name) {
            try LeveledFidelity(name: name, seeds: seeds).run(target: target, into: &report)
        }
        if arguments.wants(ContinuousFidelityRun.problemName) {
            try ContinuousFidelityRun.run(seeds: seeds, into: &report)
        }
    }
}
