import ConfigurationFile
import LanguageModel
import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// The key `strategy.plan` of a design file: what a planner adds to the degrees of a strategy.
enum PlanReader {
    private static let count = 1...4096
    private static let place = 0...4096

    /// Reads a plan.
    static func plan(_ node: ConfigurationNode) throws(ConfigurationError) -> StrategyPlan {
        var mapping = try node.mapping()
        var plan = StrategyPlan()
        if let node = mapping.optional("stages") {
            for stage in try node.list() { plan.stages.append(try layers(stage)) }
        }
        if let node = mapping.optional("groups") { plan.sites = try sites(node) }
        if let node = mapping.optional("loans") {
            for element in try node.list() { plan.loans.append(try loan(element)) }
        }
        if let node = mapping.optional("operators") {
            for element in try node.list() { plan.operators.append(try spread(element)) }
        }
        if let node = mapping.optional("weights") { plan.weights = try node.choice(WeightHome.self) }
        if let node = mapping.optional("sub_batches") { plan.subBatches = try node.integer(in: 1...131_072) }
        try mapping.finish()
        return plan
    }

    /// The runs of layers of one stage.
    private static func layers(_ node: ConfigurationNode) throws(ConfigurationError) -> StageLayers {
        var runs: [StageLayers.Run] = []
        for element in try node.list() {
            var mapping = try element.mapping()
            let count = try mapping.required("layers").integer(in: count)
            let place = try mapping.required("recompute")
            let recompute = place.isSequence ? try DesignReader.recompute(place) : try place.choice(Recompute.self)
            try mapping.finish()
            runs.append(StageLayers.Run(count: count, recompute: recompute))
        }
        return StageLayers(runs)
    }

    private static func sites(_ node: ConfigurationNode) throws(ConfigurationError) -> [Placement.Site] {
        var sites: [Placement.Site] = []
        for element in try node.list() {
            var mapping = try element.mapping()
            let wafer = try mapping.optional("wafer")?.integer(in: place) ?? 0
            let rectangle = Rectangle(
                x: try mapping.required("x").integer(in: place), y: try mapping.required("y").integer(in: place),
                width: try mapping.required("width").integer(in: count),
                height: try mapping.required("height").integer(in: count))
            try mapping.finish()
            sites.append(Placement.Site(wafer: wafer, rectangle: rectangle))
        }
        return sites
    }

    private static func loan(_ node: ConfigurationNode) throws(ConfigurationError) -> MemoryLoan {
        var mapping = try node.mapping()
        let stage = try mapping.required("stage").integer(in: place)
        let bytes = try mapping.required("bytes_per_micro_batch").double()
        let holder: MemoryLoan.Holder
        if let groups = mapping.optional("spare") {
            holder = .spare(try sites(groups))
        } else {
            holder = .stage(try mapping.required("to_stage").integer(in: place))
        }
        try mapping.finish()
        return MemoryLoan(stage: stage, holder: holder, bytesPerMicroBatch: bytes)
    }

    private static func spread(_ node: ConfigurationNode) throws(ConfigurationError) -> OperatorPlan {
        var mapping = try node.mapping()
        var plan = OperatorPlan(try DesignReader.layerOperator(try mapping.required("operator")))
        if let node = mapping.optional("batch") { plan.batch = try node.integer(in: count) }
        if let node = mapping.optional("sequence") { plan.sequence = try node.integer(in: count) }
        if let node = mapping.optional("output") { plan.output = try node.integer(in: count) }
        if let node = mapping.optional("input") { plan.input = try node.integer(in: count) }
        if let node = mapping.optional("dataflow") { plan.mapping.dataflow = try node.choice(Dataflow.self) }
        if let node = mapping.optional("order") { plan.mapping.order = try node.choice(LoopOrder.self) }
        if let node = mapping.optional("source") { plan.mapping.source = try node.choice(ActivationSource.self) }
        try mapping.finish()
        return plan
    }

    /// A plan as lines of a design file, which read back to the same plan.
    static func lines(_ plan: StrategyPlan) -> [String] {
        guard !plan.isEmpty else { return [] }
        var lines = ["  plan:"]
        if plan.weights != .dies { lines.append("    weights: \(plan.weights.rawValue)") }
        if plan.subBatches != 1 { lines.append("    sub_batches: \(plan.subBatches)") }
        if !plan.stages.isEmpty { lines.append("    stages:") }
        for stage in plan.stages {
            let runs = stage.runs.map { "{layers: \($0.count), recompute: \($0.recompute.rawValue)}" }
            lines.append("      - [\(runs.joined(separator: ", "))]")
        }
        if !plan.sites.isEmpty { lines.append("    groups:") }
        for site in plan.sites { lines.append("      - \(text(site))") }
        if !plan.loans.isEmpty { lines.append("    loans:") }
        for loan in plan.loans {
            let holder =
                switch loan.holder {
                case .stage(let stage): "to_stage: \(stage)"
                case .spare(let sites): "spare: [\(sites.map(text).joined(separator: ", "))]"
                }
            lines.append(
                "      - {stage: \(loan.stage), \(holder), bytes_per_micro_batch: \(loan.bytesPerMicroBatch)}")
        }
        if !plan.operators.isEmpty { lines.append("    operators:") }
        for spread in plan.operators {
            var parts = ["operator: \(spread.kind.rawValue)"]
            for (name, value) in [
                ("batch", spread.batch), ("sequence", spread.sequence), ("output", spread.output),
                ("input", spread.input),
            ] where value != 1 { parts.append("\(name): \(value)") }
            if let dataflow = spread.mapping.dataflow { parts.append("dataflow: \(dataflow.rawValue)") }
            if let order = spread.mapping.order { parts.append("order: \(order.rawValue)") }
            if spread.mapping.source != .sram { parts.append("source: \(spread.mapping.source.rawValue)") }
            lines.append("      - {\(parts.joined(separator: ", "))}")
        }
        return lines
    }

    private static func text(_ site: Placement.Site) -> String {
        let place = site.rectangle
        return "{wafer: \(site.wafer), x: \(place.x), y: \(place.y), width: \(place.width), height: \(place.height)}"
    }
}
