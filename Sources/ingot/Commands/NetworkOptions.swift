import ArgumentParser
import MeshNetwork
import Reporting
import WaferSimulator

/// What both kinds of simulation can say of the network.
struct NetworkOptions: ParsableArguments {
    @Option(help: "Columns and rows of nodes.") var mesh = "8x8"
    @Option(help: "Which coordinate packets correct first: xy or yx. Without effect where there are faults.")
    var routing = "xy"
    @Option(help: "Cycles that a flit spends on a link.") var linkLatency = 1
    @Option(
        help: ArgumentHelp(
            "A file of what does not work, in lines of 'router NODE', 'link NODE NODE' or 'die X Y WIDTH HEIGHT' in "
                + "nodes. Packets go round it."))
    var faults: String?

    /// The network without virtual channels and buffers of its own.
    func configuration() throws -> FlitNetworkConfiguration {
        let mesh = try NetworkArguments.mesh(mesh)
        return FlitNetworkConfiguration(
            mesh: mesh, order: try NetworkArguments.routing(routing),
            link: FlitLinkClass(latencyCycles: linkLatency),
            faults: try faults.map { try NetworkArguments.faults(path: $0, on: mesh) } ?? FlitNetworkFaults())
    }
}
