/// The five changes of the genetic refinement.
///
/// WATOS (arXiv:2512.12279), section IV-D, has five operators that change what runs again, exchange places and alter
/// who keeps what; which exactly is not known, and these are ours. Together they lead from any legal plan to any other.
public enum RefinementOperator: Int, Sendable, Hashable, CaseIterable {
    /// Another option for one stage.
    case changeRecompute
    /// One stage runs a step more again and another a step less.
    case moveRecompute
    /// Two stages exchange places, or one goes to an idle one.
    case swapPlaces
    /// What one holder keeps for a stage goes to another.
    case changeHelper
    /// Half of what one holder keeps for a stage goes to another.
    case splitLoan

    /// Changes a plan; loans follow the change, so that a legal plan stays legal.
    ///
    /// - Returns: nil where the change is not possible, or nothing would hold what overflows.
    public func apply<Random: RandomNumberGenerator>(
        to plan: RefinementPlan, _ problem: RefinementProblem, using random: inout Random
    ) -> RefinementPlan? {
        var plan = plan
        let stages = problem.bytes.indices
        guard let stage = stages.randomElement(using: &random) else { return nil }
        switch self {
        case .changeRecompute:
            let count = problem.bytes[stage].count
            guard count > 1 else { return nil }
            // Mostly a step, now and then any.
            let step = Bool.random(using: &random) ? 1 : Int.random(in: 1..<count, using: &random)
            let option = plan.options[stage] + (Bool.random(using: &random) ? step : -step)
            guard problem.bytes[stage].indices.contains(option) else { return nil }
            plan.options[stage] = option
        case .moveRecompute:
            guard let other = stages.randomElement(using: &random), other != stage, plan.options[other] > 0,
                plan.options[stage] + 1 < problem.bytes[stage].count
            else { return nil }
            plan.options[stage] += 1
            plan.options[other] -= 1
        case .swapPlaces:
            let place = Int.random(in: 0..<problem.places, using: &random)
            let own = plan.places[stage]
            guard place != own else { return nil }
            if let other = plan.places.firstIndex(of: place) {
                plan.places[other] = own
            } else {
                for index in plan.loans.indices where plan.loans[index].holder == .place(place) {
                    plan.loans[index].holder = .place(own)
                }
                // Where the stage kept something in those dies itself it has it in those that it leaves.
            }
            plan.places[stage] = place
        case .changeHelper, .splitLoan:
            guard let index = plan.loans.indices.randomElement(using: &random) else { return nil }
            let loan = plan.loans[index]
            let idle = (0..<problem.places).filter { !plan.places.contains($0) }
            let holders = stages.map(RefinementPlan.Holder.stage) + idle.map(RefinementPlan.Holder.place)
            guard let holder = holders.randomElement(using: &random), holder != loan.holder,
                holder != .stage(loan.stage)
            else { return nil }
            let wanted = self == .splitLoan ? loan.bytes / 2 : loan.bytes
            let bytes = min(wanted, problem.freeBytes(of: holder, in: plan))
            guard bytes > LoanAllocation.smallestBytes else { return nil }
            plan.loans[index].bytes -= bytes
            problem.add(bytes, from: loan.stage, to: holder, in: &plan)
            plan.loans.removeAll { $0.bytes <= LoanAllocation.smallestBytes }
        }
        return problem.repair(&plan) ? plan : nil
    }
}
