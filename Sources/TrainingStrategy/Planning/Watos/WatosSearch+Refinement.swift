import LanguageModel
import MeshNetwork
import WaferArchitecture

/// The memory scheduler and the genetic refinement.
extension WatosSearch {
    /// Places a draft's stages, gives its overflow to the nearest memory, and refines all of it.
    mutating func refine(_ draft: WatosDraft, seconds: Double) {
        let problem = draft.refinementProblem
        var plan = draft.plan
        var seconds = seconds
        let placed = placed(draft, problem)
        if let outcome = WatosOutcome(draft.design(placed), costs: costs), outcome.fits,
            outcome.seconds <= seconds
        {
            (plan, seconds) = (placed, outcome.seconds)
            offer(outcome)
        }
        guard let refinement = planner.refinement else { return }
        let microBatch = draft.problem.choice(plan.options).totalSeconds
        let (found, fitness) = refinement.refine(plan, problem) { plan in
            guard let outcome = WatosOutcome(draft.design(plan), costs: costs), outcome.fits,
                outcome.seconds <= seconds
            else { return .infinity }
            return outcome.seconds * (1 + linkSeconds(plan, draft) / microBatch)
        }
        if fitness.isFinite { offer(WatosOutcome(draft.design(found), costs: costs)) }
    }

    /// The same plan with its stages placed for short ways, and its loans given again.
    private func placed(_ draft: WatosDraft, _ problem: RefinementProblem) -> RefinementPlan {
        var plan = draft.plan
        guard task.hardware.wafer.count == 1 else { return plan }
        // Where the helpers stand decides who helps, and who helps where they should stand.
        for _ in 0..<2 {
            var next = plan
            next.places = placement(draft, plan.loans).best()
            next.loans = []
            guard problem.repair(&next) else { break }
            guard cost(next, draft) < cost(plan, draft) else { break }
            plan = next
        }
        return plan
    }

    /// The placement problem of some loans between stages.
    private func placement(_ draft: WatosDraft, _ loans: [RefinementPlan.Loan]) -> StagePlacement {
        let wafer = task.hardware.wafer
        return StagePlacement(
            sites: draft.positions.sites.map { $0[0].rectangle },
            mesh: Mesh(width: wafer.diesX, height: wafer.diesY), stages: draft.live.count,
            pipelineBytes: handOverBytes(draft),
            pairs: loans.compactMap { loan in
                guard case .stage(let helper) = loan.holder else { return nil }
                return StagePlacement.Pair(
                    sender: loan.stage, helper: helper, bytes: 2 * loan.bytes / max(draft.live[loan.stage], 1))
            })
    }

    /// Bytes of one die that go to a neighbouring stage and come back, for one micro-batch.
    private func handOverBytes(_ draft: WatosDraft) -> Double {
        var share = draft.design.layerShare
        share.sequenceParallel = true
        return 2 * task.model.layerInputBytes(share)
    }

    /// Equation 2, with what idle dies keep.
    private func cost(_ plan: RefinementPlan, _ draft: WatosDraft) -> Double {
        placement(draft, plan.loans).cost(plan.places) + idleCost(plan, draft)
    }

    private func idleCost(_ plan: RefinementPlan, _ draft: WatosDraft) -> Double {
        plan.loans.reduce(0) { sum, loan in
            guard case .place(let place) = loan.holder,
                let links = draft.positions.distance(plan.places[loan.stage], place)
            else { return sum }
            return sum + 2 * loan.bytes / max(draft.live[loan.stage], 1) * Double(links)
        }
    }

    /// Seconds of all hand-overs and loans of a micro-batch, one after the other.
    private func linkSeconds(_ plan: RefinementPlan, _ draft: WatosDraft) -> Double {
        let bytes = handOverBytes(draft)
        var sum = idleCost(plan, draft)
        for (place, next) in zip(plan.places, plan.places.dropFirst()) {
            sum += bytes * Double(draft.positions.distance(place, next) ?? 1)
        }
        for loan in plan.loans {
            guard case .stage(let helper) = loan.holder else { continue }
            let links = draft.positions.distance(plan.places[loan.stage], plan.places[helper]) ?? 0
            sum += 2 * loan.bytes / max(draft.live[loan.stage], 1) * Double(links)
        }
        return sum / task.hardware.die.dieToDieBytesPerSecondPerEdge
    }
}
