import LanguageModel
import SearchSpace
import TrainingStrategy
import WaferArchitecture

/// The known rules of a joint space: the shape of the strategy and the geometry of the wafer.
///
/// What only an evaluation can tell, memory and power, is not here.
struct WaferRules {
    /// The rules.
    let constraints: [KnownConstraint]

    /// The rules over some parameters; where strategies are planned, of the geometry alone.
    init(base joint: JointDesign, parameters: [Parameter], isPlanned: Bool = false) {
        let names = parameters.map(\.name)
        let base = joint.training
        let isServing = joint.inference != nil
        var rules =
            isPlanned
            ? []
            : isServing
                ? JointSpace.servedRules(base: joint, searched: Set(names))
                : JointSpace.strategyRules(base: base, searched: Set(names))
        func add(
            _ name: String, over paths: [String], _ isSatisfied: @escaping @Sendable (TrainingDesign) -> Bool
        ) {
            let keys = paths.filter(names.contains).compactMap(DesignKey.named)
            guard !keys.isEmpty else { return }
            rules.append(
                KnownConstraint(name: name, parameters: keys.map(\.path)) { values in
                    var design = base
                    for (key, value) in zip(keys, values) { key.set(&design, value) }
                    return isSatisfied(design)
                })
        }
        add("a rectangle of strategy.tensor dies tiles the grid", over: Self.tiling) { design in
            TensorShape.tensorTiles(
                tensor: design.strategy.tensor, diesX: design.hardware.wafer.diesX, diesY: design.hardware.wafer.diesY)
        }
        add("strategy.tensor divides the sequence", over: ["strategy.tensor", "strategy.sequence_parallel"]) { design in
            !design.strategy.sequenceParallel || design.model.sequenceLength % design.strategy.tensor == 0
        }
        if names.contains("strategy.expert") || base.strategy.expert > 1 {
            let copies = ["strategy.expert", "strategy.data", "strategy.context"]
            add("strategy.expert divides the experts and the replicas", over: copies) { design in
                StrategyRule.expertDivides(
                    expert: design.strategy.expert, replicas: design.strategy.replicas,
                    experts: design.model.mixture?.experts ?? 1)
            }
        }
        if names.contains("strategy.context") || base.strategy.context > 1 {
            let lengths = ["strategy.context", "strategy.tensor", "strategy.sequence_parallel"]
            add("strategy.context divides the sequence", over: lengths) { design in
                let parts = design.strategy.context * (design.strategy.sequenceParallel ? design.strategy.tensor : 1)
                return design.strategy.context == 1 || design.model.sequenceLength % parts == 0
            }
        }
        if let width = base.model.mixture?.expertFeedForward {
            add("strategy.tensor divides the experts' width", over: ["strategy.tensor"]) { design in
                width % design.strategy.tensor == 0
            }
        }
        add("an interleaved schedule has two stages and fills them", over: Self.schedule) { design in
            design.strategy.schedule != .interleaved
                || (design.strategy.pipeline >= 2
                    && StrategyRule.microbatchesFill(
                        globalBatchSequences: design.job.globalBatchSequences, data: design.strategy.data,
                        microBatchSequences: design.strategy.microBatchSequences, pipeline: design.strategy.pipeline,
                        schedule: .interleaved))
        }
        // A searched chunk count is there only while the schedule interleaves; a fixed one counts only then.
        let isSearched = names.contains("strategy.chunks")
        let decider = isSearched ? "strategy.chunks" : "strategy.schedule"
        add("each chunk has a layer", over: ["strategy.pipeline", decider]) { design in
            StrategyRule.layersSuffice(
                layers: design.model.layers, pipeline: design.strategy.pipeline,
                chunks: isSearched || design.strategy.schedule == .interleaved ? design.strategy.chunks : 1)
        }
        let die = Self.die
        add("the die fits the reticle", over: die) { design in
            let figures = WaferFigures(of: design.hardware)
            return !figures.dieWidthMetres.isViolated && !figures.dieHeightMetres.isViolated
        }
        add("the die grid fits the wafer", over: die + ["wafer.dies_x", "wafer.dies_y"]) { design in
            let figures = WaferFigures(of: design.hardware)
            return !figures.gridWidthMetres.isViolated && !figures.gridHeightMetres.isViolated
        }
        add("the die edge carries DRAM and die-to-die links", over: die) { design in
            let figures = WaferFigures(of: design.hardware)
            return !figures.edgeBytesPerSecond.isViolated && !figures.viaAreaFraction.isViolated
        }
        let isRimSearched = names.contains { $0 == "memory.kind" || $0 == "wafer.inter_wafer_gb_per_s" }
        if base.hardware.memory.kind == .offWafer || isRimSearched {
            add("the rim of the wafer carries DRAM off the wafer and links to others", over: Self.rim) { design in
                !WaferFigures(of: design.hardware).rimBytesPerSecond.isViolated
            }
        }
        constraints = rules
    }

    private static let tiling = ["strategy.tensor", "wafer.dies_x", "wafer.dies_y"]
    private static let schedule = [
        "strategy.schedule", "strategy.pipeline", "strategy.data", "strategy.micro_batch_sequences",
    ]

    /// Every key on which what goes through the rim may depend.
    private static let rim = DesignKey.hardware.map(\.path).filter {
        $0.hasPrefix("wafer.") || $0.hasPrefix("memory.")
    }

    /// Every key on which the geometry of a die may depend.
    private static let die = DesignKey.hardware.map(\.path).filter { !["wafer.dies_x", "wafer.dies_y"].contains($0) }
}
