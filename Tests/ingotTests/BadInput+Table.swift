import Foundation

extension BadInput {
    /// Arguments that say nothing that can be done.
    static let wrongUse: [BadInput] = [
        BadInput("an unknown subcommand", ["frobnicate"], "frobnicate"),
        BadInput("a missing argument", ["run"], "config"),
        BadInput("an argument too many", ["status", "a.ingot", "b.ingot"], "b.ingot"),
        BadInput("an unknown option", ["run", "campaign.yaml", "--colour", "red"], "--colour"),
        BadInput("an option without its value", ["run", "campaign.yaml", "--seed"], "--seed"),
        BadInput("a trial left out", ["export", "design", "a.ingot"], "--trial"),
        BadInput("a trial that is no number", ["export", "design", "a.ingot", "--trial", "one"], "one", "--trial"),
        BadInput("an unknown kind of preset", ["presets", "planets"], "planets"),
        BadInput("no workers", ["run", "campaign.yaml", "--workers", "0"], "workers", "from 1 to 256", prepare: good),
        BadInput("too many workers", ["run", "campaign.yaml", "--workers", "257"], "workers", "257", prepare: good),
        BadInput("workers that are no number", ["run", "campaign.yaml", "--workers", "two"], "two", prepare: good),
        BadInput("a negative seed", ["run", "campaign.yaml", "--seed", "-1"], "seed", prepare: good),
        BadInput(
            "a seed above 63 bits", ["run", "campaign.yaml", "--seed", "9223372036854775808"], "seed",
            "9223372036854775807", prepare: good),
        BadInput("an unknown fidelity", ["evaluate", "design.yaml", "--fidelity", "exact"], "exact", "detailed") {
            try $0.add("design.yaml")
        },
        BadInput(
            "a trace of what is not played", ["evaluate", "design.yaml", "--trace", "t.json"], "--trace", "analytical",
            "training"
        ) { try $0.add("design.yaml") },
        BadInput(
            "maps of what is not played", ["evaluate", "design.yaml", "--maps", "maps"], "--maps", "analytical"
        ) { try $0.add("design.yaml") },
        BadInput("a trace of a cluster", ["evaluate", "cluster.yaml", "--trace", "t.json"], "--trace", "analytical") {
            try $0.write(cluster(with: "training: {global_batch_sequences: 8}"), to: "cluster.yaml")
        },
        BadInput("maps of inference", ["evaluate", "cluster.yaml", "--maps", "maps"], "--maps", "inference") {
            try $0.write(
                cluster(with: "inference: {batch: 8, prompt_tokens: 512, output_tokens: 16}"), to: "cluster.yaml")
        },
    ]

    /// A design of a cluster.
    private static func cluster(with work: String) -> String {
        "version: 1\nhardware: {preset: a100-80gb-cluster, devices: 8}\nmodel: llama2-7b\n\(work)\n"
            + "strategy: {tensor: 8, pipeline: 1, data: 1}\n"
    }

    /// Networks and traffic that cannot be simulated.
    static let wrongNetworks: [BadInput] = [
        BadInput("a mesh that is none", ["simulate", "noc", "--mesh", "8by8"], "--mesh", "8by8", "WIDTHxHEIGHT"),
        BadInput("a mesh without nodes", ["simulate", "noc", "--mesh", "0x8"], "--mesh", "0x8"),
        BadInput("an unknown traffic", ["simulate", "noc", "--traffic", "unifrom"], "unifrom", "did you mean uniform"),
        BadInput("a rate of zero", ["simulate", "noc", "--injection-rate", "0"], "injection rate", "above 0"),
        BadInput("a rate above 1", ["simulate", "noc", "--injection-rate", "1.5"], "injection rate", "1.5"),
        BadInput("a rate that is no number", ["simulate", "noc", "--injection-rate", "nan"], "injection rate", "nan"),
        BadInput("packets without flits", ["simulate", "noc", "--packet-flits", "0"], "flits of a packet", "from 1"),
        BadInput("no channels", ["simulate", "noc", "--vcs", "0"], "virtual channels", "from 1 to 12"),
        BadInput("no buffers", ["simulate", "noc", "--buffer-flits", "0"], "flits of a buffer"),
        BadInput("no cycles", ["simulate", "noc", "--cycles", "0"], "cycles", "from 1"),
        BadInput(
            "a negative hotspot", ["simulate", "noc", "--traffic", "hotspot", "--hotspot-weight=-1"], "hotspot weight"),
        BadInput(
            "a transpose that is not square", ["simulate", "noc", "--mesh", "4x2", "--traffic", "transpose"],
            "transpose", "square"),
        BadInput("a folder as traffic", ["simulate", "noc", "--traffic", "."], "found a folder"),
        BadInput(
            "a node outside the mesh", ["simulate", "noc", "--traffic", "pairs.txt"], "pairs.txt:2", "0 64", "63"
        ) { try $0.write(Data("1 2\n0 64\n".utf8), to: "pairs.txt") },
        BadInput(
            "a source with two destinations", ["simulate", "noc", "--traffic", "pairs.txt"], "pairs.txt:3", "two"
        ) { try $0.write(Data("1 2\n# again\n1 3\n".utf8), to: "pairs.txt") },
        BadInput("an unknown batch", ["simulate", "batch", "--pattern", "ring"], "--pattern", "ring_snake"),
        BadInput("a batch left out", ["simulate", "batch"], "--pattern"),
        BadInput(
            "a batch that needs a power of two",
            ["simulate", "batch", "--pattern", "recdbl_msb", "--mesh", "3x3"], "recdbl_msb", "power of two"),
        BadInput(
            "a batch without flits", ["simulate", "batch", "--pattern", "transpose", "--flits-per-node", "0"],
            "flits of a node"),
    ]

    /// Files that are not there, or are not files, or not text.
    static let wrongFiles: [BadInput] = [
        BadInput("no campaign file", ["run", "absent.yaml"], "absent.yaml", "no such file"),
        BadInput("no design file", ["evaluate", "absent.yaml"], "absent.yaml", "no such file"),
        BadInput("no checkpoint", ["resume", "absent.ingot"], "absent.ingot", "no such file"),
        BadInput("a folder as the campaign file", ["run", "."], ": found a folder"),
        BadInput("a folder as the file to validate", ["validate", "/tmp"], "/tmp: found a folder"),
        BadInput("a folder as the design file", ["evaluate", "."], "found a folder"),
        BadInput("a folder as the checkpoint to resume", ["resume", "."], "found a folder"),
        BadInput("a folder as the checkpoint to look at", ["status", "/tmp"], "/tmp", "found a folder"),
        BadInput(
            "a folder as the checkpoint to write", ["run", "campaign.yaml", "--checkpoint", "."], "found a folder",
            prepare: good),
        BadInput(
            "a checkpoint in a folder that does not exist",
            ["run", "campaign.yaml", "--checkpoint", "no/such/folder/a.ingot"], "no/such/folder/a.ingot",
            "cannot be written", prepare: good),
        BadInput(
            "a checkpoint where nobody can write", ["run", "campaign.yaml", "--checkpoint", "/proc/x.ingot"],
            "/proc/x.ingot", "cannot be written", prepare: good),
        BadInput(
            "a checkpoint below a file", ["run", "campaign.yaml", "--checkpoint", "campaign.yaml/a.ingot"],
            "cannot be written", prepare: good),
        .text("an empty file", "", "config.yaml", "empty"),
        .text("a file of comments", "# nothing\n", "config.yaml", "empty"),
        .text("a file with a list", "[1, 2, 3]\n", "config.yaml", "a list", "a mapping"),
        .text("a file that is not YAML", "version: [1\nname: }\n", "config.yaml", "not YAML"),
        .text("a tab as indentation", "version: 1\nproblem:\n\tkind: command\n", "config.yaml:3", "not YAML"),
        .text("two documents", "version: 1\n---\nversion: 1\n", "config.yaml"),
        .text("an anchor", "version: &one 1\nname: a\n", "config.yaml:1", "version", "anchor"),
        .text("an alias", "name: a\nproblem: {kind: *kind}\n", "config.yaml"),
        .text("a key twice", "version: 1\nversion: 1\n", "config.yaml", "'version' twice"),
        .text(
            "values nested without end", String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
            "config.yaml", "nested"),
        .text("a file above the size limit", "# " + String(repeating: "a", count: 1 << 20), "config.yaml", "1048576"),
        BadInput("bytes that are not UTF-8", ["run", "config.yaml"], "config.yaml", "UTF-8") {
            try $0.write(Data([0x6E, 0x61, 0x6D, 0x65, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]), to: "config.yaml")
        },
        BadInput("a file of zeros", ["evaluate", "config.yaml"], "config.yaml") {
            try $0.write(Data(repeating: 0, count: 64), to: "config.yaml")
        },
    ]

    /// Campaigns of the wafer.
    static let wrongCampaigns: [BadInput] = [
        .campaign("an unknown key", "seed: 1", "sed: 1\nseed: 1", "'sed'", "did you mean seed", "campaign.yaml:4"),
        .campaign("an unknown key of the problem", "  model:", "  modle: x\n  model:", "problem.modle", "model"),
        .campaign("an unknown key of the optimizer", "initial: 4", "initials: 4", "optimizer.initials", "initial"),
        .campaign(
            "an unknown key of an objective", "goal: minimize", "goal: minimize, weight: 1", "objectives[1].weight"),
        .campaign("an unknown key of a fidelity", "cost: 0.001", "cots: 0.001", "fidelities[0].cots", "cost"),
        .campaign("an unknown key of the executor", "workers: 2", "worker: 2", "executor.worker", "workers"),
        .campaign("an unknown key of the budget", "{cost: 7}", "{cost: 7, hours: 2}", "budget.hours"),
        .campaign("a missing name", "name: small", "", "'name'"),
        .campaign("a missing problem kind", "  kind: wafer-training\n", "", "problem", "'kind'"),
        .campaign("another version", "version: 1", "version: 2", "version", "'2'"),
        .campaign("a text as the seed", "seed: 1", "seed: one", "seed", "'one'", "whole number"),
        .campaign("a quoted number", "seed: 1", "seed: \"1\"", "seed", "whole number"),
        .campaign("a negative seed in the file", "seed: 1", "seed: -4", "seed", "'-4'"),
        .campaign("a list as the name", "name: small", "name: [a, b]", "name", "a list"),
        .campaign("a number as the budget", "budget: {cost: 7}", "budget: 7", "budget", "'7'", "mapping"),
        .campaign("a text as a cost", "{cost: 7}", "{cost: much}", "budget.cost", "'much'", "number"),
        .campaign("a budget of zero", "{cost: 7}", "{cost: 0}", "budget.cost", "above 0"),
        .campaign("a negative budget", "{cost: 7}", "{cost: -7}", "budget.cost", "above 0"),
        .campaign("a budget without end", "{cost: 7}", "{cost: .inf}", "budget.cost", "finite"),
        .campaign("no evaluations", "{cost: 7}", "{evaluations: 0}", "budget.evaluations", "at least 1"),
        .campaign("half an evaluation", "{cost: 7}", "{evaluations: 1.5}", "budget.evaluations", "whole number"),
        .campaign("two budgets", "{cost: 7}", "{cost: 7, evaluations: 9}", "budget", "2 budgets", "exactly one"),
        .campaign("an empty budget", "{cost: 7}", "{}", "budget", "0 budgets", "exactly one"),
        .campaign("no budget", "budget: {cost: 7}\n", "", "'budget'"),
        .campaign(
            "a problem kind that does not exist", "wafer-training", "wafer-trainig", "problem.kind", "did you mean"),
        .campaign(
            "an unknown hardware preset", "watos-config3", "watos-config9", "watos-config9", "did you mean watos-config"
        ),
        .campaign(
            "an unknown model preset", "gpt3-13b", "gpt5-13b", "problem.model", "gpt5-13b", "did you mean gpt3-13b"),
        .campaign("an unknown precision", "fp16", "fp17", "problem.training.precision", "fp17"),
        .campaign(
            "no objectives",
            "- {name: tokens_per_s, goal: maximize, reference: 0}\n  - {name: power_w, goal: minimize, reference: 30000}",
            "[]", "objectives"),
        .campaign(
            "an unknown objective", "name: power_w", "name: powr_w", "objectives[1].name", "did you mean power_w"),
        .campaign("an objective twice", "name: power_w", "name: tokens_per_s", "objectives[1].name", "second time"),
        .campaign("an unknown goal", "goal: maximize", "goal: most", "objectives[0].goal", "maximize, minimize"),
        .campaign(
            "a reference that is no number", "reference: 0}", "reference: .nan}", "objectives[0].reference", "finite"),
        .campaign(
            "a constraint with both bounds", "at_most: 46225", "at_most: 46225, at_least: 1", "constraints[0]",
            "both bounds"),
        .campaign("a constraint without a bound", ", at_most: 46225", "", "constraints[0]", "no bound"),
        .campaign("an unknown constraint", "wafer_area_mm2", "wafer_mass_kg", "constraints[0].name", "wafer_area_mm2"),
        .campaign(
            "a limit made looser", "wafer_area_mm2, at_most: 46225", "power_use, at_most: 2", "constraints[0]",
            "power_use"),
        .campaign("costs that do not rise", "cost: 0.001", "cost: 1", "fidelities[1]", "cheap to dear"),
        .campaign(
            "an unknown fidelity in the file", "name: detailed", "name: detailled", "fidelities[1].name",
            "did you mean detailed"),
        .campaign("a fidelity twice", "name: detailed", "name: analytical", "fidelities[1].name", "second time"),
        .campaign("a free fidelity", "cost: 0.001", "cost: 0", "fidelities[0].cost", "above 0"),
        .campaign(
            "an unknown method", "method: mfbo", "method: mcmc", "optimizer.method", "mfbo, random, sobol, nsga2"),
        .campaign("a negative lookahead", "lookahead: 2", "lookahead: -1", "optimizer.lookahead", "from 0"),
        .campaign("an unknown order", "order: trial", "order: chaos", "optimizer.order", "trial, arrival"),
        .campaign("no workers in the file", "workers: 2", "workers: 0", "executor.workers", "from 1 to 256"),
        .campaign("an unknown executor", "kind: local", "kind: cloud", "executor.kind", "local"),
        .campaign(
            "a narrowing of an unknown parameter", "wafer.dies_x:", "wafer.dies_z:", "wafer.dies_z",
            "did you mean wafer.dies_"),
        .campaign("a narrowing to nothing", "[4, 8]", "[]", "problem.space.wafer.dies_x", "empty list"),
        .campaign("a narrowing to numbers that fall", "[4, 8]", "[8, 4]", "problem.space.wafer.dies_x", "rising order"),
        .campaign(
            "a narrowing with the lower above the upper", "[4, 8]", "{lower: 8, upper: 4}",
            "problem.space.wafer.dies_x", "lower 8 above upper 4"),
        .campaign(
            "a narrowing of the wrong type", "[4, 8]", "wide", "problem.space.wafer.dies_x", "'wide'", "whole number"),
        .campaign(
            "a narrowing to an unknown choice", "wafer.dies_x: [4, 8]", "strategy.recompute: [some]",
            "strategy.recompute", "none, selective, full"),
        .campaign(
            "a range of a choice", "wafer.dies_x: [4, 8]", "strategy.recompute: {lower: 0, upper: 1}",
            "strategy.recompute", "not a number"),
        .campaign(
            "a space without a design", "wafer.dies_x: [4, 8]", "wafer.dies_x: 4, wafer.dies_y: 4, strategy.tensor: 64",
            "problem.space", "without a usable design"),
        BadInput(
            "a start design that is not there", ["run", "campaign.yaml"], "/good.yaml", "no such file",
            prepare: { try $0.add("campaign.yaml", replacing: ["executor:": "start: [good.yaml]\nexecutor:"]) }),
        BadInput(
            "a start design for another batch", ["run", "campaign.yaml"], "/design.yaml",
            "another model or training job"
        ) { folder in
            try folder.add("design.yaml")
            try folder.add(
                "campaign.yaml",
                replacing: ["executor:": "start: [design.yaml]\nexecutor:", "sequences: 128": "sequences: 256"])
        },
    ]

    private static let good: @Sendable (TestFolder) async throws -> Void = { try $0.add("campaign.yaml") }
}
