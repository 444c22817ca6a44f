import ArgumentParser
import Reporting
import SearchSpace
import WaferSimulator

struct SimulateTrafficCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "noc", abstract: "Prints latency and throughput of random traffic.")

    @OptionGroup var options: NetworkOptions
    @Option(
        help: ArgumentHelp(
            "Where packets go: uniform, transpose, neighbor, tornado, hotspot, bitcomp, or a file of 'source "
                + "destination' lines."))
    var traffic = "uniform"
    @Option(help: "Flits of a packet.") var packetFlits = 1
    @Option(help: "Flits that each node makes a cycle.") var injectionRate = 0.1
    @Option(help: "Virtual channels of a port.") var vcs = 4
    @Option(help: "Flits that the buffer of a virtual channel holds.") var bufferFlits = 8
    @Option(help: "How many times as often as any other the hotspot is drawn.") var hotspotWeight = 7.0
    @Option(help: "Cycles to measure, after a warm-up of a tenth as many and of 2000 at least.") var cycles = 100_000
    @Option(help: "Where the random numbers start.") var seed: UInt64 = 1
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let document = try reportingWrongUse {
            var configuration = try options.configuration()
            configuration.virtualChannels = vcs
            configuration.bufferFlits = bufferFlits
            let pattern = try NetworkArguments.traffic(
                traffic, on: configuration.mesh, hotspotWeight: hotspotWeight)
            var generator = RandomGenerator(seed: seed)
            let network = try FlitNetwork(configuration)
            let (measurement, seconds) = try ThreadClock.seconds {
                try network.measureLatency(
                    of: pattern, injectionRate: injectionRate, packetFlits: packetFlits, cycles: cycles,
                    using: &generator)
            }
            return LatencyDocument(measurement, cpuSeconds: seconds)
        }
        Console.output(json ? try ingot.json(document) : document.table)
    }
}
