import Foundation

extension BadInput {
    /// Campaigns over programs.
    static let wrongPrograms: [BadInput] = [
        .command(
            "a program that is not found", "[sh, evaluate.sh, low]", "[no-such-program-x, low]",
            "fidelities[0].command", "no-such-program-x", "executable"),
        .command(
            "a program that is not executable", "[sh, evaluate.sh, low]", "[./command.yaml, low]",
            "fidelities[0].command", "./command.yaml", "executable"),
        .command(
            "a folder as the program", "[sh, evaluate.sh, low]", "[/tmp, low]", "fidelities[0].command", "/tmp",
            "executable"),
        .command("an empty command", "[sh, evaluate.sh, low]", "[]", "fidelities[0].command", "empty list"),
        .command("a command that is no list", "[sh, evaluate.sh, low]", "sh", "fidelities[0].command", "a list"),
        .command("a missing command", ", command: [sh, evaluate.sh, low]", "", "fidelities[0]", "'command'"),
        .command(
            "a time limit of zero", "command: [sh, evaluate.sh, high]",
            "command: [sh, evaluate.sh, high], timeout_s: 0", "fidelities[1].timeout_s", "above 0"),
        .command(
            "negative retries", "command: [sh, evaluate.sh, high]", "command: [sh, evaluate.sh, high], retries: -1",
            "fidelities[1].retries"),
        .command("a rule that is not arithmetic", "a * b <= 160", "a * * b", "problem.requires[0]", "a * * b"),
        .command("a rule that stops too early", "a * b <= 160", "a * (b <= 160", "problem.requires[0]"),
        .command(
            "a rule over an unknown parameter", "a * b <= 160", "a * width <= 160", "problem.requires[0]", "width"),
        .command("rules that leave nothing", "a * b <= 160", "a * b <= 0", "problem.requires[0]", "at least one point"),
        .command(
            "a lower above the upper", "lower: 1, upper: 40", "lower: 41, upper: 40", "problem.parameters[0].upper",
            "41"),
        .command("no choices", "choices: [fast, safe]", "choices: []", "problem.parameters[3].choices", "at least one"),
        .command("missing choices", ", choices: [fast, safe]", "", "problem.parameters[3]", "'choices'"),
        .command("values that do not rise", "values: [1, 2, 4, 8]", "values: [1, 4, 2, 8]", "problem.parameters[1]"),
        .command("a parameter twice", "name: b,", "name: a,", "problem.parameters[1].name", "second time"),
        .command(
            "a condition on an unknown parameter", "when: {mode: [safe]}", "when: {mood: [safe]}",
            "problem.parameters[4]", "mood"),
        .command(
            "a condition on an impossible value", "when: {mode: [safe]}", "when: {mode: [slow]}",
            "problem.parameters[4]", "slow"),
        .command(
            "a log scale from zero", "lower: 0.0, upper: 1.0", "lower: 0.0, upper: 1.0, scale: log",
            "problem.parameters[2].scale", "above 0"),
        .command(
            "an unknown scale", "lower: 0.0, upper: 1.0", "lower: 0.0, upper: 1.0, scale: cubic",
            "problem.parameters[2].scale", "linear, log"),
        .command("an unknown type", "type: ordinal", "type: ordinary", "problem.parameters[1].type", "ordinal"),
        .command("a bound that is missing", "lower: 0.0, upper: 1.0", "lower: 0.0", "problem.parameters[2]", "'upper'"),
        .command(
            "a start point outside the space", "budget:", "start: [{a: 50, b: 1, x: 0.5, mode: fast}]\nbudget:",
            "start[0]", "in its range"),
        .command(
            "a key of the wafer", "  kind: command", "  kind: command\n  model: gpt3-13b", "problem.model",
            "unknown key"),
    ]

    /// Design files.
    static let wrongDesigns: [BadInput] = [
        .design("no strategy", "strategy:", "tactics:", "'strategy'"),
        .design("no version", "version: 1\n", "", "'version'"),
        .design("another version of the design file", "version: 1", "version: 9", "version", "'9'"),
        .design("negative multipliers", "macs: 512", "macs: -512", "hardware.core.macs", "'-512'"),
        .design("half a multiplier", "macs: 512", "macs: 512.5", "hardware.core.macs", "whole number"),
        .design(
            "a width of zero", "d2d_gb_per_s_per_edge: 500", "d2d_gb_per_s_per_edge: 0", "die.d2d_gb_per_s_per_edge"),
        .design(
            "a number without end", "d2d_gb_per_s_per_edge: 500", "d2d_gb_per_s_per_edge: 1e999",
            "die.d2d_gb_per_s_per_edge", "finite"),
        .design("a number that is none", "sram_kb: 1280", "sram_kb: lots", "hardware.core.sram_kb", "'lots'"),
        .design("an unknown key of the die", "cores_x: 16", "cores_z: 16", "hardware.die.cores_z", "cores_x"),
        .design("an unknown hardware preset in a design", "watos-config3", "dojo", "hardware.preset", "dojo-tile"),
        .design(
            "hardware without a preset that is not complete", "  preset: watos-config3\n", "", "hardware", "'width_mm'"),
        .design("no chunks", "chunks: 1", "chunks: 0", "strategy.chunks", "from 1"),
        .design("an unknown schedule", "1f1b", "2f2b", "strategy.schedule", "gpipe, 1f1b, interleaved"),
        .design(
            "an unknown recomputation", "recompute: selective", "recompute: always", "strategy.recompute",
            "none, selective, full"),
        .design(
            "a switch that is none", "sequence_parallel: true", "sequence_parallel: yes", "strategy.sequence_parallel",
            "true or false"),
        .design("a ZeRO stage above 3", "zero: 0", "zero: 4", "strategy.zero", "from 0 to 3"),
        .design(
            "a model that does not divide", "{preset: gpt3-13b, sequence_length: 2048}",
            "{layers: 4, hidden: 1000, heads: 7}", "model", "divide"),
        .design(
            "an unknown model preset in a design", "gpt3-13b", "gpt3-14b", "model.preset", "gpt3-14b",
            "did you mean gpt3-13b"),
        .design(
            "inference beside training", "training:", "inference: {batch: 8}\ntraining:", "training", "one of the two"),
        .design(
            "a batch of zero", "global_batch_sequences: 128", "global_batch_sequences: 0",
            "training.global_batch_sequences"),
    ]

    /// Checkpoints and what is asked of them.
    static let wrongCheckpoints: [BadInput] = [
        .checkpoint("a truncated checkpoint", ["resume", "done.ingot"], "done.ingot", "damaged") {
            $0.removeLast($0.count / 3)
        },
        .checkpoint("a truncated checkpoint to look at", ["status", "done.ingot"], "done.ingot", "damaged") {
            $0.removeLast($0.count / 2)
        },
        .checkpoint("a checkpoint cut inside its header", ["export", "pareto", "done.ingot"], "done.ingot", "header") {
            $0 = $0.prefix(60)
        },
        .checkpoint("an empty checkpoint", ["resume", "done.ingot"], "done.ingot", "empty") { $0 = Data() },
        .checkpoint("garbage as a checkpoint", ["resume", "done.ingot"], "done.ingot", "not a checkpoint") { data in
            data = Data((0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
        },
        .checkpoint("a campaign file as a checkpoint", ["resume", "done.yaml"], "done.yaml", "not a checkpoint"),
        .checkpoint("garbage behind a good header", ["resume", "done.ingot"], "done.ingot") { data in
            for index in 100..<data.count { data[index] = UInt8(truncatingIfNeeded: index &* 31 &+ 7) }
        },
        .checkpoint("a checkpoint with a page of garbage", ["status", "done.ingot"], "done.ingot") { data in
            for index in 4096..<8192 { data[index] = 0xA5 }
        },
        .checkpoint("another program's database", ["resume", "done.ingot"], "done.ingot", "not a checkpoint") { data in
            data[68..<72] = Data([1, 2, 3, 4])[...]
        },
        .checkpoint("a checkpoint of a later version", ["resume", "done.ingot"], "done.ingot", "format 77") { data in
            data[60..<64] = Data([0, 0, 0, 77])[...]
        },
        .checkpoint("a run onto an existing checkpoint", ["run", "done.yaml"], "done.ingot", "never overwritten"),
        .checkpoint("no workers on resume", ["resume", "done.ingot", "--workers", "0"], "workers"),
        .checkpoint(
            "a budget below what is spent", ["resume", "done.ingot", "--budget", "evaluations=3"], "budget", "6"),
        .checkpoint("a budget that is none", ["resume", "done.ingot", "--budget", "plenty"], "budget", "plenty"),
        .checkpoint("a budget of zero on resume", ["resume", "done.ingot", "--budget", "0"], "budget", "'0'"),
        .checkpoint("an unknown kind of budget", ["resume", "done.ingot", "--budget", "hours=3"], "budget", "hours=3"),
        .checkpoint(
            "a trial that does not exist", ["export", "design", "done.ingot", "--trial", "99"], "99", "from 0 to 5"),
        .checkpoint("a negative trial", ["export", "design", "done.ingot", "--trial=-1"], "-1", "from 0 to 5"),
        .checkpoint("a folder as the CSV", ["export", "pareto", "done.ingot", "--output", "."], "a folder"),
        .checkpoint(
            "a CSV in a folder that does not exist",
            ["export", "pareto", "done.ingot", "--output", "no/such/front.csv"], "no/such/front.csv", "does not exist"),
        .checkpoint(
            "a CSV where nobody can write", ["export", "pareto", "done.ingot", "--output", "/proc/front.csv"],
            "/proc/front.csv"),
        .checkpoint(
            "a design in a folder that does not exist",
            ["export", "design", "done.ingot", "--trial", "0", "--output", "no/d.yaml"], "no/d.yaml"),
    ]
}
