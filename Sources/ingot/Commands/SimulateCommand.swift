import ArgumentParser

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Simulates a mesh of virtual-channel routers flit by flit.",
        subcommands: [SimulateTrafficCommand.self, SimulateBatchCommand.self])
}
