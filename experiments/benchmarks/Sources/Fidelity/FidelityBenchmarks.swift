/// What cheaper fidelities are worth.
enum FidelityBenchmarks {
    static func run(_ arguments: Arguments, into report: inout Report) throws {
        let seeds = arguments.seeds(orFirst: 10)
        for (name, target) in [("mf-biased", 0.5), ("mf-misleading", 1.15), ("mf-constrained", 0.5)]
        where arguments.wants(name) {
            try LeveledFidelity(name: name, seeds: seeds).run(target: target, into: &report)
        }
        if arguments.wants(ContinuousFidelityRun.problemName) {
            try ContinuousFidelityRun.run(seeds: seeds, into: &report)
        }
    }
}
