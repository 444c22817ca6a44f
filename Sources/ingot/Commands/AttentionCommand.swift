import ArgumentParser

struct AttentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attention",
        abstract: "Sparse attention (STAR): on the tensors of a folder, as an accelerator, and spread over a mesh.",
        usage: "ingot attention FOLDER [--keep 0.25] [--segments 4] [--json]",
        discussion: "`ingot attention FOLDER` is short for `ingot attention tensors FOLDER`.",
        subcommands: [
            AttentionTensorsCommand.self, AttentionAcceleratorCommand.self, AttentionSpatialCommand.self,
            AttentionRangesCommand.self,
        ], defaultSubcommand: AttentionTensorsCommand.self)
}
