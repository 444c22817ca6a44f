import ArgumentParser
import Reporting

struct AttentionTensorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tensors",
        abstract:
            "Runs sparse attention (STAR) on the tensors of a folder beside dense attention and FlashAttention-2.",
        discussion: "The folder holds q.npy, k.npy and v.npy, [tokens, dimension] or [heads, tokens, dimension]; with "
            + "x.npy and wk.npy the keys are predicted from the tokens too. Or the same names in tensors.safetensors.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "The fraction of the keys that a row keeps.") var keep = 0.25
    @Option(help: "The segments of a row, each of which chooses its own keys.") var segments = 4
    @Option(help: "How products are predicted: differential, symmetric, 4-bit or integer.")
    var prediction = "differential"
    @Option(help: "How far below a segment's largest predicted score, in logits, a kept key may lie; inf for no limit.")
    var radius = AttentionArguments.defaultRadius
    @Flag(help: "A row sees only the keys up to its own.") var causal = false
    @Option(name: .customLong("rotary"), help: "The base of a rotary embedding that q and k still have to get.")
    var rotaryBase: Double?
    @Option(help: "Bits of tokens and weights in the prediction of keys, 8 or 16.") var tokenBits = 8
    @Option(help: "Bits of queries in the prediction of scores, 8 or 16.") var queryBits = 16
    @Option(help: "Bits cut from predicted keys, which then saturate at 16; as few as saturate none if left out.")
    var truncation: Int?
    @Option(help: "Write the output as a NumPy file, [heads, tokens, dimension].") var output: String?
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let document = try reportingWrongUse {
            try AttentionDocument(
                folder: folder,
                options: try AttentionArguments.options(
                    keep: keep, segments: segments, prediction: prediction, radius: radius, isCausal: causal,
                    rotaryBase: rotaryBase, tokenBits: tokenBits, queryBits: queryBits, truncation: truncation))
        }
        if let output { try reportingWrongUse { try document.writeOutput(to: output) } }
        Console.output(json ? try ingot.json(document) : document.table)
    }
}
