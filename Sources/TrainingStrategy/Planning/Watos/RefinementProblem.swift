/// What plans may look like: bytes of each option, the memory of a die, the places and how far they are apart.
public struct RefinementProblem: Sendable {
    /// By stage, bytes of one die under each of its options, from the fastest to the smallest.
    public let bytes: [[Double]]
    /// Bytes of one die.
    public let capacityBytes: Double
    /// Places where stages can stand; the dies of those without one lend their memory.
    public let places: Int
    /// Links between two places, `first * places + second`.
    public let distances: [Int]

    /// Sets the problem.
    public init(bytes: [[Double]], capacityBytes: Double, places: Int, distances: [Int]) {
        self.bytes = bytes
        self.capacityBytes = capacityBytes
        self.places = places
        self.distances = distances
    }

    /// Links between two places.
    func distance(_ first: Int, _ second: Int) -> Int { distances[first * places + second] }

    /// The place of a holder.
    func place(of holder: RefinementPlan.Holder, in plan: RefinementPlan) -> Int {
        switch holder {
        case .stage(let stage): plan.places[stage]
        case .place(let place): place
        }
    }

    /// Bytes of one die that a holder has free, less than 0 where it holds too much.
    func freeBytes(of holder: RefinementPlan.Holder, in plan: RefinementPlan) -> Double {
        var free = capacityBytes
        if case .stage(let stage) = holder { free -= bytes[stage][plan.options[stage]] }
        for loan in plan.loans {
            if loan.holder == holder { free -= loan.bytes }
            if holder == .stage(loan.stage) { free += loan.bytes }
        }
        return free
    }

    /// Whether each stage has a place of its own, nothing is lent to oneself or to a place that a stage stands on, and
    /// no die holds more than it can.
    public func isLegal(_ plan: RefinementPlan) -> Bool {
        guard plan.options.count == bytes.count, plan.places.count == bytes.count,
            zip(plan.options, bytes).allSatisfy({ $1.indices.contains($0) }),
            plan.places.allSatisfy({ (0..<places).contains($0) }), Set(plan.places).count == plan.places.count,
            plan.loans.allSatisfy({ $0.bytes > 0 && bytes.indices.contains($0.stage) })
        else { return false }
        for loan in plan.loans {
            switch loan.holder {
            case .stage(let stage): guard bytes.indices.contains(stage), stage != loan.stage else { return false }
            case .place(let place):
                guard (0..<places).contains(place), !plan.places.contains(place) else { return false }
            }
        }
        let holders = plan.options.indices.map(RefinementPlan.Holder.stage) + plan.loans.map(\.holder)
        return holders.allSatisfy { freeBytes(of: $0, in: plan) >= -LoanAllocation.smallestBytes }
    }

    /// Makes the loans those that the options need: fewer where a stage has room again, none beyond what a holder has
    /// free, new ones with the nearest that has room.
    ///
    /// - Returns: Whether everything has a place.
    public func repair(_ plan: inout RefinementPlan) -> Bool {
        for stage in bytes.indices {
            let overflow = max(0, bytes[stage][plan.options[stage]] - capacityBytes)
            cut(&plan, to: overflow) { $0.stage == stage }
        }
        let holders = Set(plan.loans.map(\.holder))
        for stage in bytes.indices where holders.contains(.stage(stage)) {
            let own = capacityBytes - bytes[stage][plan.options[stage]]
            cut(&plan, to: max(0, own)) { $0.holder == .stage(stage) }
        }
        for place in 0..<places where holders.contains(.place(place)) {
            cut(&plan, to: capacityBytes) { $0.holder == .place(place) }
        }
        plan.loans.removeAll { $0.bytes <= LoanAllocation.smallestBytes }

        var overflow = bytes.indices.map { bytes[$0][plan.options[$0]] - capacityBytes }
        for loan in plan.loans { overflow[loan.stage] -= loan.bytes }
        guard overflow.contains(where: { $0 > LoanAllocation.smallestBytes }) else { return true }
        let idle = (0..<places).filter { !plan.places.contains($0) }
        let all = bytes.indices.map(RefinementPlan.Holder.stage) + idle.map(RefinementPlan.Holder.place)
        let allocation = LoanAllocation(
            overflow: overflow, free: all.map { freeBytes(of: $0, in: plan) },
            distance: { distance(plan.places[$0], place(of: all[$1], in: plan)) })
        for loan in allocation.loans { add(loan.bytes, from: loan.stage, to: all[loan.holder], in: &plan) }
        return allocation.unplacedBytes == 0
    }

    /// Adds bytes to a loan, or makes it.
    func add(_ bytes: Double, from stage: Int, to holder: RefinementPlan.Holder, in plan: inout RefinementPlan) {
        if let index = plan.loans.firstIndex(where: { $0.stage == stage && $0.holder == holder }) {
            plan.loans[index].bytes += bytes
        } else {
            plan.loans.append(RefinementPlan.Loan(stage: stage, holder: holder, bytes: bytes))
        }
    }

    /// Cuts some loans down to a number of bytes together, those over the longest way first.
    private func cut(_ plan: inout RefinementPlan, to bytes: Double, of isMeant: (RefinementPlan.Loan) -> Bool) {
        var excess = -bytes
        for loan in plan.loans where isMeant(loan) { excess += loan.bytes }
        guard excess > 0 else { return }
        let order = plan.loans.indices.filter { isMeant(plan.loans[$0]) }.sorted { first, second in
            let (near, far) = (way(plan.loans[second], plan), way(plan.loans[first], plan))
            return near != far ? near < far : first < second
        }
        for index in order where excess > 0 {
            let part = min(excess, plan.loans[index].bytes)
            plan.loans[index].bytes -= part
            excess -= part
        }
    }

    private func way(_ loan: RefinementPlan.Loan, _ plan: RefinementPlan) -> Int {
        distance(plan.places[loan.stage], place(of: loan.holder, in: plan))
    }
}
