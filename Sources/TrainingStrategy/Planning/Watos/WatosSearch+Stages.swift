import LanguageModel
import WaferArchitecture

/// The recomputation scheduler: plans of stages, and strategies without one.
extension WatosSearch {
    /// Offers a strategy without a plan of stages, with the fastest set of operators that fits in all layers.
    mutating func offerUniform(_ candidate: Candidate) {
        guard let catalogue = catalogue(candidate.degrees), let positions = positions(candidate.degrees).first else {
            return
        }
        var design = task.design(strategy(candidate.degrees))
        if !positions.isDefault {
            var plan = design.strategy.plan ?? StrategyPlan()
            plan.sites = positions.planSites(Array(0..<candidate.degrees.pipeline))
            design.strategy.plan = plan
        }
        design.strategy.chunks = candidate.chunks
        design.strategy.schedule = candidate.chunks > 1 ? .interleaved : .oneForwardOneBackward
        for set in catalogue.sets {
            design.strategy.recompute = set
            // The last one keeps least; where not even that fits it says how near it comes.
            guard TrainingMemory(design).fullest.total <= capacityBytes || set == catalogue.sets.last else { continue }
            offer(WatosOutcome(design, costs: costs))
            return
        }
    }

    /// Plans of stages for some degrees: layers evenly and by their seconds, memory as one pool and each stage's own.
    mutating func drafts(_ degrees: WatosDegrees) -> [WatosDraft] {
        guard let catalogue = catalogue(degrees) else { return [] }
        let design = task.design(strategy(degrees))
        return positions(degrees).flatMap { drafts(degrees, design, catalogue, $0) }
    }

    private func drafts(
        _ degrees: WatosDegrees, _ design: TrainingDesign, _ catalogue: RecomputeCatalogue, _ positions: GroupPositions
    ) -> [WatosDraft] {
        let memory = TrainingMemory(design)
        let table = StageOptionTable(
            memory: memory, catalogue: catalogue, exchangeSeconds: exchangeSeconds(degrees),
            ringSlowdown: ringSlowdown(design, positions))
        let even = (0..<degrees.pipeline).map { memory.plan.layers(stage: $0) }
        let balanced = LayerSplit.balanced(table.fastestSeconds(), stages: degrees.pipeline).counts
        let live = (0..<degrees.pipeline).map { memory.plan.liveMicroBatches(stage: $0) }
        let spare = canLend ? Double(positions.sites.count - degrees.pipeline) * capacityBytes : 0
        let objective = GlobalRecompute.Objective.pipeline(microBatches: memory.plan.microBatches)
        var drafts: [WatosDraft] = []
        for counts in even == balanced ? [even] : [balanced, even] {
            let options = options(counts, table, live: live)
            guard options.allSatisfy({ !$0.isEmpty }) else { continue }
            let pooled = GlobalRecompute(options: options, capacityBytes: capacityBytes, spareBytes: spare)
            func add(_ problem: GlobalRecompute, _ choice: GlobalRecompute.Choice) {
                var draft = WatosDraft(
                    design: design, positions: positions, problem: problem, live: live,
                    plan: RefinementPlan(options: choice.indices, places: Array(0..<degrees.pipeline)))
                if draft.refinementProblem.repair(&draft.plan) { drafts.append(draft) }
            }
            let fastest = pooled.byBisection(objective, steps: 128, bounds: 8)
            let overflows = fastest.map { pooled.overflowBytes($0).contains { $0 > 0 } } ?? true
            if let fastest, canLend || !overflows { add(pooled, fastest) }
            guard overflows else { continue }
            let alone = options.map { $0.filter { $0.bytes <= capacityBytes } }
            guard alone.allSatisfy({ !$0.isEmpty }) else { continue }
            let own = GlobalRecompute(options: alone, capacityBytes: capacityBytes)
            if let choice = own.byBisection(objective, steps: 128, bounds: 8) { add(own, choice) }
        }
        return drafts
    }

    /// Where the stages of some degrees can stand: with failed links off them, if that is possible, and without regard
    /// to them.
    private func positions(_ degrees: WatosDegrees) -> [GroupPositions] {
        let (hardware, wafer) = (task.hardware, task.hardware.wafer)
        if hardware.faults.isEmpty || wafer.count > 1,
            TensorShape(tensor: degrees.shape.count, diesX: wafer.diesX, diesY: wafer.diesY) == degrees.shape
        {
            let design = task.design(degrees.strategy(task.model))
            return GroupPositions(defaultOf: design).map { [$0] } ?? []
        }
        let hasInnerLinks = degrees.shape.count > 1 && !hardware.faults.links.isEmpty
        return (hasInnerLinks ? [true, false] : [false]).compactMap { avoidsLinks in
            GroupPositions(
                shape: degrees.shape, hardware: hardware, stages: degrees.pipeline, replicas: degrees.data,
                avoidsLinks: avoidsLinks)
        }
    }

    /// Times as long as without faults that collectives take at the first positions.
    private func ringSlowdown(_ design: TrainingDesign, _ positions: GroupPositions) -> Double {
        guard !task.hardware.faults.links.isEmpty else { return 1 }
        var design = design
        var plan = StrategyPlan()
        plan.sites = positions.planSites(Array(0..<design.strategy.pipeline))
        design.strategy.plan = plan
        return Placement(design)?.ringSlowdown(on: task.hardware) ?? 1
    }

    /// The options of all stages, without those of which more than activations would have to go elsewhere.
    private func options(_ counts: [Int], _ table: StageOptionTable, live: [Double]) -> [[StageOption]] {
        var known: [StageOptionTable.Part: [StageOptionTable.Mix]] = [:]
        var first = 0
        return counts.enumerated().map { stage, count in
            var part = StageOptionTable.Part(
                first: first, count: count, isFirst: stage == 0, isLast: stage == counts.count - 1)
            first += count
            // Without experts all layers are alike.
            if task.model.mixture == nil { part.first = 0 }
            let mixes = known[part] ?? table.mixes(part)
            known[part] = mixes
            return StageOption.paretoFront(
                table.options(part, mixes, live: live[stage]).filter { option in
                    option.bytes <= capacityBytes || canLend && option.bytes - option.lendableBytes <= capacityBytes
                })
        }
    }
}
