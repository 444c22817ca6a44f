import ArgumentParser
import Reporting

struct AttentionAcceleratorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accelerator",
        abstract: "Estimates the attention of a model on STAR's accelerator and against an A100.",
        discussion: "Rates and operations a joule are given twice: for what is carried out, and dense-equivalent, with "
            + "skipped work counted as done.")

    @Option(help: "The model, by its name in `ingot presets models`.") var model = "llama2-7b"
    @Option(help: "Layers instead of the model's.") var layers: Int?
    @Option(help: "Heads of a layer instead of the model's, each with keys and values of its own.") var heads: Int?
    @Option(help: "Elements of a head instead of the model's.") var width: Int?
    @Option(help: "The tokens of the sequence; no mask.") var tokens = 4096
    @Option(help: "The fraction of the keys that a row keeps.") var keep = 0.25
    @Option(name: .customLong("tile"), help: "The keys of a tile.") var tileKeys = 16
    @Option(name: .customLong("union"), help: "The share of keys that at least one of 128 rows keeps.")
    var unionRatio = 1.0
    @Option(help: "Keys and values: given (in memory), held (on the chip), generated (once) or regenerated.")
    var supply = "given"
    @Option(name: .customLong("memory"), help: "Bandwidth of the core's memory, in GB/s.") var gigabytesPerSecond = 59.8
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let document = try reportingWrongUse {
            try AcceleratorDocument(
                model: model, layers: layers, heads: heads, width: width, tokens: tokens, keep: keep,
                tileKeys: tileKeys, unionRatio: unionRatio, supply: supply, bytesPerSecond: gigabytesPerSecond * 1e9)
        }
        Console.output(json ? try ingot.json(document) : document.table)
    }
}
