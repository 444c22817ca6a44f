import ArgumentParser
import Reporting
import WaferSimulator

struct SimulateBatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Prints how long a closed batch of messages keeps the mesh busy.")

    @OptionGroup var options: NetworkOptions
    @Option(
        help: ArgumentHelp(
            "Who sends to whom: ring_snake, ring_rowmajor, row_rings_wrap, col_rings_wrap, recdbl_lsb, recdbl_msb, "
                + "half_shift or transpose."))
    var pattern: String
    @Option(help: "Flits that each node sends.") var flitsPerNode = 512
    @Option(help: "Flits of a packet.") var packetFlits = 8
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let document = try reportingWrongUse {
            let network = try FlitNetwork(try options.configuration())
            let pattern = try NetworkArguments.batch(pattern)
            let (measurement, seconds) = try ThreadClock.seconds {
                try network.runBatch(pattern, flitsPerNode: flitsPerNode, packetFlits: packetFlits)
            }
            return BatchDocument(measurement, cpuSeconds: seconds)
        }
        Console.output(json ? try ingot.json(document) : document.table)
    }
}
