import ArgumentParser
import Reporting

struct AttentionSpatialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spatial",
        abstract: "Spreads attention over a mesh of STAR's cores, idea by idea.",
        discussion: "The machine of Spatial-STAR is not public; the defaults are the published ones of SET.")

    @Option(help: "The tokens of the sequence; no mask.") var tokens = 65_536
    @Option(help: "The mesh of cores, WxH.") var mesh = "8x8"
    @Option(help: "The fraction of the keys that a row keeps.") var keep = 0.1
    @Option(name: .customLong("heads"), help: "The query heads, of 128 elements.") var heads = 32
    @Option(name: .customLong("kv-heads"), help: "The heads of keys and values; as many as query heads if left out.")
    var keyHeads: Int?
    @Option(name: .customLong("link"), help: "Bandwidth of a link, in GB/s.") var linkGigabytesPerSecond = 24.0
    @Option(name: .customLong("memory"), help: "Bandwidth of the memory outside for each core, in GB/s.")
    var gigabytesPerSecond = 59.8
    @Option(name: .customLong("core-memory"), help: "What a core can hold of keys and values, in KiB.")
    var coreKibibytes = 192.0
    @Option(help: "How messages cross several links: wormhole or store-and-forward.") var switching = "wormhole"
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let document = try reportingWrongUse {
            try SpatialDocument(
                task: SpatialArguments.task(tokens: tokens, keep: keep, heads: heads, keyHeads: keyHeads ?? heads),
                machine: try SpatialArguments.machine(
                    mesh: mesh, linkBytesPerSecond: linkGigabytesPerSecond * 1e9,
                    memoryBytesPerSecondPerCore: gigabytesPerSecond * 1e9, coreMemoryBytes: coreKibibytes * 1024,
                    switching: switching))
        }
        Console.output(json ? try ingot.json(document) : document.table)
    }
}
