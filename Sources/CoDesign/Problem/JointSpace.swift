import LanguageModel
import SearchSpace
import TrainingStrategy
import WaferArchitecture

/// The joint space of a wafer and a training strategy: which keys are searched over which values, and the rules that
/// no candidate breaks.
enum JointSpace {
    /// What is searched where a campaign does not say otherwise, in the order of columns.
    ///
    /// The ranges are ours: they hold the published wafer designs of WATOS, WSC-LLM, TEMP and Dojo with room around
    /// them.
    static let defaults: [(path: String, domain: Parameter.Domain)] = [
        ("wafer.dies_x", .integer(lower: 4, upper: 12, scale: .linear)),
        ("wafer.dies_y", .integer(lower: 4, upper: 12, scale: .linear)),
        ("wafer.integration", .categorical(names(Integration.self))),
        ("die.cores_x", .ordinal(integers([8, 10, 12, 14, 16, 18, 20, 22, 24]))),
        ("die.cores_y", .ordinal(integers([8, 10, 12, 14, 16, 18, 20, 22, 24]))),
        ("die.d2d_gb_per_s_per_edge", .ordinal([250, 500, 750, 1000, 1250, 1500, 2000].map { .real($0) })),
        ("core.macs", .ordinal(integers([128, 256, 512, 1024, 2048]))),
        ("core.sram_kb", .ordinal(integers([256, 512, 1024, 1280, 2048, 4096]))),
        ("core.noc_bits_per_cycle", .ordinal(integers([128, 256, 512, 1024, 2048]))),
        ("memory.stacks_per_die", .integer(lower: 1, upper: 8, scale: .linear)),
        ("strategy.tensor", .ordinal(integers([1, 2, 4, 8, 16, 32, 64]))),
        ("strategy.pipeline", .integer(lower: 1, upper: 144, scale: .log)),
        ("strategy.data", .ordinal(integers([1, 2, 4, 8, 16, 32, 64]))),
        ("strategy.micro_batch_sequences", .ordinal(integers([1, 2, 4, 8, 16]))),
        ("strategy.sequence_parallel", .categorical([.boolean(false), .boolean(true)])),
        ("strategy.schedule", .categorical([.string("1f1b"), .string("interleaved")])),
        ("strategy.chunks", .integer(lower: 2, upper: 8, scale: .linear)),
        ("strategy.recompute", .categorical(names(Recompute.self))),
    ]

    private static func integers(_ values: [Int]) -> [ParameterValue] { values.map { .integer($0) } }

    private static func names<Choice>(_ choice: Choice.Type) -> [ParameterValue]
    where Choice: RawRepresentable<String> & CaseIterable {
        choice.allCases.map { .string($0.rawValue) }
    }

    /// What is searched of the machine alone, where strategies are planned.
    static let machine = defaults.filter { !$0.path.hasPrefix("strategy.") }

    /// What is searched for inference: the machine, and how the model is spread over it.
    static let served =
        machine
        + defaults.filter {
            ["strategy.tensor", "strategy.pipeline", "strategy.data"].contains($0.path)
        }

    /// The rules that the degrees of inference obey, as text over parameters; what is fixed stands in as a number.
    ///
    /// A tensor group that is all dies of a wafer deals out heads and columns unevenly where they do not divide. No
    /// degree at all is that, too.
    static func servedRules(base: JointDesign, searched: Set<String>) -> [KnownConstraint] {
        func term(_ path: String) -> String {
            if searched.contains(path) { return path }
            return JointKey.inference.first { $0.path == path }.map { "\($0.get(base))" } ?? path
        }
        let (tensor, pipeline, data) = (term("strategy.tensor"), term("strategy.pipeline"), term("strategy.data"))
        let (dies, wafers) = ("\(term("wafer.dies_x")) * \(term("wafer.dies_y"))", term("wafer.count"))
        let model = base.training.model
        let rules = [
            "\(tensor) * \(pipeline) * \(data) == \(dies) * \(wafers) or (\(wafers) == 1 and "
                + "\(tensor) * \(pipeline) * \(data) == 1)",
            "\(term("inference.batch")) % \(data) == 0", "\(pipeline) <= \(model.layers)",
            "\(model.heads) % \(tensor) == 0 or \(tensor) == \(dies)",
            "\(model.keyValueHeads) % \(tensor) == 0 or \(tensor) % \(model.keyValueHeads) == 0 or "
                + "\(tensor) == \(dies)",
            "\(model.feedForward) % \(tensor) == 0 or \(tensor) == \(dies)",
        ]
        return rules.filter { rule in searched.contains { rule.contains($0) } }.map { KnownConstraint($0) }
    }

    /// The rules that a strategy's degrees obey, as text over parameters; what is fixed stands in as a number.
    static func strategyRules(base: TrainingDesign, searched: Set<String>) -> [KnownConstraint] {
        func term(_ path: String) -> String {
            if searched.contains(path) { return path }
            return DesignKey.named(path).map { "\($0.get(base))" } ?? path
        }
        let tensor = term("strategy.tensor")
        let pipeline = term("strategy.pipeline")
        let data = term("strategy.data")
        let micro = term("strategy.micro_batch_sequences")
        let context = term("strategy.context")
        let parts = context == "1" ? "" : " * \(context)"
        let batch = base.job.globalBatchSequences
        var rules: [String] = [
            // Every die works: a strategy for fewer dies is a smaller wafer.
            "\(tensor) * \(pipeline) * \(data)\(parts) == \(term("wafer.dies_x")) * \(term("wafer.dies_y")) * "
                + term("wafer.count"),
            "\(batch) % (\(data) * \(micro)) == 0",
            "\(pipeline) <= \(base.model.layers)",
        ]
        let heads = (base.model.heads, base.model.keyValueHeads, base.model.feedForward)
        rules += [
            "\(heads.0) % \(tensor) == 0", "\(heads.1) % \(tensor) == 0 or \(tensor) % \(heads.1) == 0",
            "\(heads.2) % \(tensor) == 0",
        ]
        return rules.filter { $0.contains("strategy.") || $0.contains("wafer.") }.map { KnownConstraint($0) }
    }
}
