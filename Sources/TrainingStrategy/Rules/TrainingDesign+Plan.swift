import LanguageModel
import MeshNetwork
import WaferArchitecture

/// Whether a plan fits the degrees of its strategy, the model and the machine.
extension TrainingDesign {
    /// The first thing that does not fit, in one sentence, or nil.
    func misfit(of plan: StrategyPlan) -> String? {
        guard !plan.isEmpty else { return nil }
        guard hardware.cluster == nil else { return "a plan of groups and stages is for a wafer, not for a cluster" }
        // A batch that does not divide, or more stages than layers, has its own rule; bytes cannot be counted then.
        guard strategy.pipeline <= model.layers, microBatchCount >= 1 else { return nil }
        return misfit(ofStreams: plan) ?? misfit(ofStages: plan) ?? misfit(ofSites: plan.sites)
            ?? misfit(ofOperators: plan) ?? misfit(ofLoans: plan)
    }

    /// Weights that cannot be streamed so.
    private func misfit(ofStreams plan: StrategyPlan) -> String? {
        guard plan.weights == .streamed else {
            return plan.subBatches == 1
                ? nil : "the plan has \(plan.subBatches) sub-batches, but its weights are not streamed"
        }
        if strategy.pipeline != 1 {
            return "streamed weights go through the whole wafer: strategy.pipeline must be 1, not \(strategy.pipeline)"
        }
        if strategy.zeroStage != 0 {
            return "streamed weights leave no state on the wafer: strategy.zero must be 0, not \(strategy.zeroStage)"
        }
        if hardware.wafer.count != 1 { return "weights are streamed to one wafer only, not \(hardware.wafer.count)" }
        if !(1...microBatchCount).contains(plan.subBatches) {
            return
                "the plan has \(plan.subBatches) sub-batches; there can be 1 to \(microBatchCount), the micro-batches"
        }
        return plan.loans.isEmpty ? nil : "a plan with streamed weights has one stage, which nobody can lend memory to"
    }

    private func misfit(ofStages plan: StrategyPlan) -> String? {
        if strategy.chunks > 1, !plan.stages.isEmpty || !plan.loans.isEmpty {
            return "a plan of stages or loans needs one chunk a stage, not \(strategy.chunks)"
        }
        guard !plan.stages.isEmpty else { return nil }
        if plan.stages.count != strategy.pipeline {
            return "the plan has \(plan.stages.count) stages, but strategy.pipeline is \(strategy.pipeline)"
        }
        for (stage, layers) in plan.stages.enumerated() {
            guard let smallest = layers.runs.map(\.count).min(), smallest >= 1 else {
                return "stage \(stage) of the plan has a run without layers; each needs one at least"
            }
            // Larger counts would overflow their sum.
            if layers.runs.contains(where: { $0.count > model.layers }) {
                return "stage \(stage) of the plan has more than the \(model.layers) layers of the model"
            }
        }
        let layers = plan.stages.reduce(0) { $0 + $1.count }
        return layers == model.layers
            ? nil : "the stages of the plan hold \(layers) layers, but the model has \(model.layers)"
    }

    private func misfit(ofOperators plan: StrategyPlan) -> String? {
        guard !plan.operators.isEmpty, let placement = Placement(self) else { return nil }
        return OperatorSpread.violations(self, shape: placement.shape).first
    }

    private func misfit(ofSites sites: [Placement.Site]) -> String? {
        guard let first = sites.first else { return nil }
        let count = strategy.pipeline * strategy.replicas
        if sites.count != count {
            return "the plan places \(sites.count) groups, but there are \(count) (pipeline * data * context)"
        }
        let (width, height) = (first.rectangle.width, first.rectangle.height)
        for (index, site) in sites.enumerated() {
            let name = "the group of stage \(index % strategy.pipeline), replica \(index / strategy.pipeline)"
            if site.rectangle.width != width || site.rectangle.height != height {
                return "\(name) is not of \(width) x \(height) dies like the first one"
            }
            if let reason = misfit(of: site, name) { return reason }
        }
        if width * height != strategy.tensor {
            return "groups of \(width) x \(height) dies are not the \(strategy.tensor) dies of strategy.tensor"
        }
        return Set(sites.flatMap(dies)).count == count * strategy.tensor ? nil : "two groups of the plan share a die"
    }

    private func misfit(of site: Placement.Site, _ name: String) -> String? {
        let (wafer, dies) = (hardware.wafer, site.rectangle)
        guard (0..<wafer.count).contains(site.wafer) else {
            return "\(name) stands on wafer \(site.wafer) of \(wafer.count), counted from 0"
        }
        guard (1...wafer.diesX).contains(dies.width), (1...wafer.diesY).contains(dies.height),
            (0...(wafer.diesX - dies.width)).contains(dies.x), (0...(wafer.diesY - dies.height)).contains(dies.y)
        else { return "\(name) does not stand on the grid of \(wafer.diesX) x \(wafer.diesY) dies" }
        return nil
    }

    /// The dies of a group, as numbers of their own.
    private func dies(_ site: Placement.Site) -> [Int] {
        let grid = Mesh(width: hardware.wafer.diesX, height: hardware.wafer.diesY)
        return site.rectangle.nodes(in: grid).map { site.wafer * grid.nodeCount + $0 }
    }

    private func misfit(ofLoans plan: StrategyPlan) -> String? {
        guard !plan.loans.isEmpty else { return nil }
        if hardware.memory.kind == .offWafer { return "loans of memory need memory on the dies" }
        guard let placement = Placement(self) else { return nil }
        let used = Set(placement.sites.flatMap(dies))
        var sent = [Double](repeating: 0, count: strategy.pipeline)
        var spares: [Placement.Site] = []
        for loan in plan.loans {
            let name = "the loan of stage \(loan.stage)"
            guard sent.indices.contains(loan.stage) else { return "\(name) is of no stage there is" }
            guard loan.bytesPerMicroBatch > 0, loan.bytesPerMicroBatch.isFinite else {
                return "\(name) has \(loan.bytesPerMicroBatch) bytes; it needs more than 0"
            }
            sent[loan.stage] += loan.bytesPerMicroBatch
            switch loan.holder {
            case .stage(let holder):
                guard sent.indices.contains(holder), holder != loan.stage else {
                    return "\(name) is to stage \(holder), which is not another stage"
                }
            case .spare(let sites):
                guard sites.count == strategy.replicas else {
                    return "\(name) names \(sites.count) spare groups for \(strategy.replicas) replicas"
                }
                for site in sites {
                    if let reason = misfit(of: site, "\(name)'s spare group") { return reason }
                    guard hardware.works(site) else { return "\(name)'s spare group holds a die that does not work" }
                    guard site.rectangle.width == placement.shape.width,
                        site.rectangle.height == placement.shape.height
                    else { return "\(name)'s spare group has another shape than the group" }
                    guard used.isDisjoint(with: dies(site)) else { return "\(name)'s spare group has work of its own" }
                    if spares.contains(where: { $0 != site && !Set(dies($0)).isDisjoint(with: dies(site)) }) {
                        return "\(name)'s spare group overlaps another one without being the same"
                    }
                }
                spares += sites
            }
        }
        return misfit(ofLoans: sent, plan, placement)
    }

    /// Loans that leave the wafer, or are of more than there is.
    private func misfit(ofLoans sent: [Double], _ plan: StrategyPlan, _ placement: Placement) -> String? {
        for loan in plan.loans {
            for replica in 0..<strategy.replicas {
                let here = placement.site(stage: loan.stage, replica: replica).wafer
                let there =
                    switch loan.holder {
                    case .stage(let stage): placement.site(stage: stage, replica: replica).wafer
                    case .spare(let sites): sites[replica].wafer
                    }
                if here != there { return "the loan of stage \(loan.stage) leaves its wafer" }
            }
        }
        var own = self
        own.strategy.plan?.loans = []
        let memory = TrainingMemory(own)
        for (stage, bytes) in sent.enumerated() where bytes > memory.keptBytes(stage: stage) * (1 + 1e-9) {
            return "stage \(stage) lends \(bytes) bytes of a micro-batch, more than the "
                + "\(memory.keptBytes(stage: stage)) that its layers keep"
        }
        return nil
    }
}

extension Placement {
    /// Where all groups stand, `replica * stages + stage`.
    public var sites: [Site] {
        (0..<stages * replicas).map { site(stage: $0 % stages, replica: $0 / stages) }
    }
}
