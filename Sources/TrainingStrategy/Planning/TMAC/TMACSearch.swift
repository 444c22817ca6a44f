import Glibc
import LanguageModel
import WaferArchitecture

/// The state of a search over operator-centric plans: what was found, and what was worked out before.
struct TMACSearch {
    /// What a spread of operators was worked out for.
    struct SpreadKey: Hashable {
        var tensor: Int
        var microBatch: Int
        var microBatches: Int
        var expert: Int
        var repeats: Recompute
        var price: Int
    }

    /// Prices on parameters with which spreads are worked out, in parts of a layer's seconds; the last keeps every
    /// weight uncopied.
    static let prices = [0, 0.01, 0.1, 1, 100]

    let task: PlanningTask
    let costs: any TrainingCostModel
    let operators: OperatorCost<PortDistribution>
    /// Operators of the model's layers.
    let kinds: [LayerOperator.Kind]
    /// Tensor, pipeline and data degrees that give most dies work.
    let degrees: [(tensor: Int, pipeline: Int, data: Int)]
    private(set) var best = BestPlan()
    private(set) var random: SplitMix64
    /// Whether dies may work through products in another way than the core's own.
    let choosesMappings: Bool
    private let memo = MoveMemo()
    /// The best plan of each choice of degrees of the survey, in its order.
    private var starts: [(cost: Double, strategy: Strategy)] = []
    private var spreads: [SpreadKey: OperatorSpread] = [:]
    private var known: [Strategy: Double] = [:]

    init(_ task: PlanningTask, costs: any TrainingCostModel, seed: UInt64, choosesMappings: Bool) {
        self.choosesMappings = choosesMappings
        self.task = task
        self.costs = costs
        random = SplitMix64(seed)
        operators = OperatorCost(
            die: DieModel(task.hardware), distribution: PortDistribution(task.hardware), weightsStay: false)
        let (wafer, devices) = (task.hardware.wafer, task.hardware.deviceCount)
        let batch = task.job.globalBatchSequences
        var degrees: [(Int, Int, Int)] = []
        for tensor in 1...max(1, wafer.diesX * wafer.diesY)
        where TensorShape.tensorTiles(tensor: tensor, diesX: wafer.diesX, diesY: wafer.diesY) {
            for pipeline in 1...max(1, min(task.model.layers, devices / tensor)) {
                for data in LegalDegrees.divisors(of: batch) where tensor * pipeline * data <= devices {
                    // At most a tenth of the dies without work.
                    if 10 * tensor * pipeline * data >= 9 * devices { degrees.append((tensor, pipeline, data)) }
                }
            }
        }
        self.degrees = degrees
        var present: UInt64 = 0
        for hasExperts in [false, true] {
            task.model.forEachOperator(
                LayerShare(microBatch: 1, tensor: 1, sequenceParallel: false), hasExperts: hasExperts
            ) { present |= $0.kind.bit }
        }
        kinds = LayerOperator.Kind.ofLayers.filter { $0.bit & present != 0 }
    }

    /// Evaluates a strategy, remembers it if it is the best, and gives what the search minimises.
    ///
    /// Seconds of an iteration, with a penalty for what is beyond the limits, which grows with it; infinite for a shape
    /// that cannot run.
    @discardableResult
    mutating func offer(_ strategy: Strategy) -> Double {
        if let cost = known[strategy] { return cost }
        let design = task.design(strategy)
        let evaluation = costs.evaluate(design)
        var cost = Double.infinity
        if let rank = PlanRank(evaluation) {
            cost = evaluation.iterationSeconds * (rank.fits ? 1 : 1.1 + 5 * rank.excess)
            best.offer(design, evaluation)
        }
        known[strategy] = cost
        return cost
    }

    /// The cheapest spread of operators for a strategy's group, at a price; nil where there is none.
    mutating func spread(_ strategy: Strategy, price: Int) -> OperatorSpread? {
        let wafer = task.hardware.wafer
        guard strategy.tensor > 1,
            let shape = TensorShape(tensor: strategy.tensor, diesX: wafer.diesX, diesY: wafer.diesY)
        else { return nil }
        let design = task.design(strategy)
        // What exactly runs again changes little about where to cut.
        let repeats = strategy.recompute.policy == nil ? Recompute.selective : strategy.recompute
        let key = SpreadKey(
            tensor: strategy.tensor, microBatch: strategy.microBatchSequences,
            microBatches: design.microBatchCount, expert: strategy.expert, repeats: repeats, price: price)
        if let known = spreads[key] { return known }
        let (operators, memo) = (operators, memo)
        func chain(_ shape: TensorShape, _ price: Double) -> SpreadChain<OperatorCost<PortDistribution>> {
            SpreadChain(design, shape: shape, repeats: repeats, secondsPerParameter: price, memo: memo) {
                operators.with($0)
            }
        }
        let even = chain(shape, 0).seconds(OperatorSpread(shape: shape, sequenceParallel: true))
        let each = Self.prices[price] * even / task.model.parameterCount * Double(shape.count)
        // Large groups have too many cuts to compare all of them.
        let found =
            shape.count <= 16
            ? chain(shape, each).best(
                of: { OperatorPlan.cuts($0, dies: shape.count, design: design) }, choosesMappings: choosesMappings)?
                .spread
            : AccParPartition.spread(design, shape: shape) { chain($0, each) }
        if let found { spreads[key] = found }
        return found
    }

    /// Gives a strategy the operators of a spread.
    static func set(_ spread: OperatorSpread?, _ strategy: inout Strategy, hasExperts: Bool) {
        guard let spread else {
            strategy.plan = nil
            strategy.sequenceParallel = false
            return
        }
        var plan = StrategyPlan()
        plan.operators = spread.plans.filter { hasExperts || $0.kind != .expertUp && $0.kind != .expertDown }
        strategy.plan = plan
        strategy.sequenceParallel = spread.stream.parts == spread.dies
    }

    /// Offers every choice of degrees with the cheapest spreads under the three policies of recomputation.
    mutating func survey() {
        let hasExperts = task.model.mixture != nil
        for (tensor, pipeline, data) in degrees {
            var strategy = Strategy(tensor: tensor)
            (strategy.pipeline, strategy.data) = (pipeline, data)
            var start = (cost: Double.infinity, strategy: strategy)
            defer { if start.cost.isFinite { starts.append(start) } }
            let share = task.job.globalBatchSequences / data
            for microBatch in LegalDegrees.divisors(of: share).prefix(4) {
                strategy.microBatchSequences = microBatch
                let least = Strategy.leastTime(
                    tensor: tensor, context: 1, pipeline: pipeline, data: data, microBatches: share / microBatch,
                    chunks: 1)
                if best.fits, least * task.secondsAtPeakOfOne >= best.seconds { continue }
                for expert in expertDegrees(data) {
                    strategy.expert = expert
                    for recompute in Recompute.allCases {
                        strategy.recompute = recompute
                        for price in tensor > 1 ? Self.prices.indices : 0..<1 {
                            Self.set(spread(strategy, price: price), &strategy, hasExperts: hasExperts)
                            let cost = offer(strategy)
                            if cost < start.cost { start = (cost, strategy) }
                        }
                    }
                }
            }
        }
    }

    /// Expert degrees for so many replicas: none, and the most.
    func expertDegrees(_ data: Int) -> [Int] {
        let all = LegalDegrees.divisors(of: task.model.mixture?.experts ?? 1).filter { data % $0 == 0 }
        return all.count > 1 ? [1, all[all.count - 1]] : [1]
    }

    /// Anneals from the best plans of different degrees, a quarter of the rounds each, then from the best of all.
    mutating func anneal(rounds: Int) {
        let count = 3
        // Equal costs stay in the order of the survey.
        for start in starts.sorted(by: { $0.cost < $1.cost }).prefix(count) {
            anneal(from: start.strategy, rounds: rounds / (count + 1))
        }
        guard let best = best.design?.strategy else { return }
        anneal(from: best, rounds: rounds / (count + 1))
    }

    /// Anneals from a plan; the last tenth of the rounds starts again from the best plan they found.
    private mutating func anneal(from start: Strategy, rounds: Int) {
        var current = start
        var cost = offer(current)
        var (own, least) = (current, cost)
        let last = rounds - rounds / 10
        for round in 0..<rounds {
            if round == last { (current, cost) = (own, least) }
            guard let next = neighbour(of: current) else { continue }
            let other = offer(next)
            let done = Double(round) / Double(rounds)
            let temperature = 0.07 * (1 - done) / (1 + 8 * done)
            let isTaken =
                other <= cost
                || other.isFinite
                    && Double.random(in: 0..<1, using: &random) < exp(-(other - cost) / cost / temperature)
            if isTaken { (current, cost) = (next, other) }
            if cost < least { (own, least) = (current, cost) }
        }
    }

    /// A random element.
    mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &random) }

    /// A random number below a bound.
    mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
}
