public import LanguageModel
import WaferArchitecture

/// The chain of a layer's operators as a dynamic programme sees it: what each costs by itself and with the next one.
///
/// The residual stream goes round all blocks. With its parts fixed, each block is a chain from the stream to the
/// stream, `c(l, t) = min over t' of c(l - 1, t') + cost(l, t) + convert(t', t)` (L. Song et al., "AccPar", HPCA 2020).
/// Costs are seconds of a micro-batch: operators one after the other, what the group sends on its links, gradients of
/// weights whose tokens are cut spread over the micro-batches, and a price for parameters, with which a plan that does
/// not fit becomes one that does.
public struct SpreadChain<Operators: OperatorCosting> {
    /// The design; what its plan says of operators is not read.
    public let design: TrainingDesign
    /// The group.
    public let shape: TensorShape
    /// What runs again.
    public let repeats: Recompute
    /// Seconds for each parameter that a die holds.
    public var secondsPerParameter: Double
    private let operators: (DieMapping) -> Operators
    private let moves: SpreadMoves
    private let memo: MoveMemo
    private let secondsPerByte: Double
    private let dramBytesPerSecond: Double
    private let exchange: LayerExchange

    /// Makes the chain of a design on a group.
    ///
    /// - Parameters:
    ///   - design: The design.
    ///   - shape: The rectangle of the group.
    ///   - repeats: What runs again.
    ///   - secondsPerParameter: The price of a parameter, 0 for none.
    ///   - memo: Moves worked out for the same model.
    ///   - operators: What an operator costs, by how a die works through it.
    public init(
        _ design: TrainingDesign, shape: TensorShape, repeats: Recompute, secondsPerParameter: Double,
        memo: MoveMemo = MoveMemo(), operators: @escaping (DieMapping) -> Operators
    ) {
        self.design = design
        self.shape = shape
        self.repeats = repeats
        self.secondsPerParameter = secondsPerParameter
        self.operators = operators
        self.memo = memo
        var one = design.layerShare
        one.microBatch = 1
        moves = SpreadMoves(shape, design.model, one)
        secondsPerByte = 1 / (shape.lanes * design.hardware.die.dieToDieBytesPerSecondPerEdge)
        dramBytesPerSecond = design.hardware.dramBytesPerSecondPerDie(
            diesInUse: design.hardware.wafer.diesX
                * design.hardware.wafer.diesY)
        exchange = LayerExchange(design)
    }

    /// Seconds of one operator by itself.
    public func seconds(_ plan: OperatorPlan) -> Double {
        let (cost, parameters) = cost(plan)
        var seconds = 0.0
        for pass in [cost.forward, cost.backward, cost.again] { seconds += self.seconds(pass) }
        let copies = Double(plan.tokenParts)
        if copies > 1, plan.kind != .attentionNorm {
            let bytes =
                2 * (copies - 1) / copies * design.job.exchangedGradientBytes * parameters
                * GroupLinks(shape).contention(members: plan.tokenParts, stride: shape.count / plan.tokenParts)
            seconds += bytes * secondsPerByte / Double(design.microBatchCount)
        }
        return seconds + parameters * secondsPerParameter
    }

    /// Seconds of a pass with its streams from DRAM beside it.
    func seconds(_ pass: PassCost) -> Double { pass.seconds(dramBytesPerSecond: dramBytesPerSecond) }

    /// What one operator costs a die by itself, and the parameters that the die holds of it.
    func cost(_ plan: OperatorPlan) -> (layer: LayerCost, parameters: Double) {
        let (model, share) = (design.model, design.layerShare)
        let hasExperts = plan.kind == .expertUp || plan.kind == .expertDown
        let costs = operators(plan.mapping)
        var cost = LayerCost()
        var parameters = 0.0
        plan.forEachOperator(model, share, hasExperts: hasExperts) { work, _ in
            cost.add(work, share: share, repeats: repeats, operators: costs)
            parameters += work.storedWeights(model, share).count
        }
        return (cost, parameters)
    }

    /// Seconds of what goes between two operators that follow each other, of which one may be the stream.
    public func seconds(_ first: OperatorPlan, _ second: OperatorPlan) -> Double {
        var key = MoveMemo.Key(shape: shape, first: first, second: second)
        (key.first.mapping, key.second.mapping) = (DieMapping(), DieMapping())
        let move = memo.move(key) { moved(first, second) }
        let again = repeats.contains(move.owner) ? move.forward : move.wantedAgain
        let times = first.kind == .expertDown || second.kind == .expertUp ? exchange.copiesPerBlock : 1
        return (move.forward + move.backward + again) * times * Double(design.strategy.microBatchSequences)
            * secondsPerByte
    }

    /// What goes between two operators for one sequence.
    private func moved(_ first: OperatorPlan, _ second: OperatorPlan) -> SpreadMoves.Move {
        switch (first.kind, second.kind) {
        case (.queryKeyValue, .scores): return moves.heads(first, second)
        case (.scores, .projection): return moves.context(first, second)
        case (.up, .down): return moves.inner(first, second, width: design.model.feedForward)
        case (.expertUp, .expertDown):
            let mixture = design.model.mixture
            let copies = mixture.map { $0.experts > 1 ? $0.copiesPerToken : 1 } ?? 1
            return moves.inner(first, second, width: mixture?.expertFeedForward ?? 0, copies: copies)
        case (.attentionNorm, _): return moves.entry(first, second)
        default: return moves.exit(first, second)
        }
    }

    /// The blocks of the model's layers with the number of layers that have them.
    public var blocks: [(kinds: [LayerOperator.Kind], layers: Double)] {
        let (all, mixed) = (design.model.layers, design.model.expertLayers)
        var blocks: [([LayerOperator.Kind], Double)] = [([.queryKeyValue, .scores, .projection], Double(all))]
        if all > mixed { blocks.append(([.up, .down], Double(all - mixed))) }
        if mixed > 0 { blocks.append(([.expertUp, .expertDown], Double(mixed))) }
        return blocks
    }

    /// Seconds of all layers of a spread.
    public func seconds(_ spread: OperatorSpread) -> Double {
        var sum = seconds(spread.stream) * Double(design.model.layers)
        for block in blocks {
            var once = 0.0
            var before = spread.stream
            for kind in block.kinds {
                once += seconds(before, spread[kind]) + seconds(spread[kind])
                before = spread[kind]
            }
            sum += (once + seconds(before, spread.stream)) * block.layers
        }
        return sum
    }

    /// The spread with the least seconds of all that can be made of some candidates.
    ///
    /// - Parameters:
    ///   - candidates: What each operator may be; none may be empty.
    ///   - choosesMappings: Whether dies may work through products in another way than the candidates say.
    /// - Returns: The spread, or nil when an operator has no candidate.
    /// - Complexity: O(streams * operators * candidates^2) moves, those inside blocks worked out once.
    public func best(
        of candidates: (LayerOperator.Kind) -> [OperatorPlan], choosesMappings: Bool = false
    ) -> (spread: OperatorSpread, seconds: Double)? {
        let streams = candidates(.attentionNorm)
        let tables = blocks.map { block in
            block.kinds.map { kind in
                Table(candidates(kind).map { choosesMappings ? mapped($0) { $0.seconds } : $0 }, self)
            }
        }
        var best: (spread: OperatorSpread, seconds: Double)?
        for stream in streams {
            var spread = OperatorSpread(shape: shape, sequenceParallel: false)
            spread.stream = stream
            var sum = seconds(stream) * Double(design.model.layers)
            for (block, operators) in zip(blocks, tables) {
                guard let path = shortest(operators, stream: stream) else { return nil }
                sum += path.seconds * block.layers
                for plan in path.plans { spread[plan.kind] = plan }
            }
            if sum < best?.seconds ?? .infinity { best = (spread, sum) }
        }
        return best
    }

    /// The candidates of one operator with their own seconds.
    private struct Table {
        var plans: [OperatorPlan]
        var seconds: [Double]

        init(_ candidates: [OperatorPlan], _ chain: SpreadChain) {
            plans = candidates
            seconds = candidates.map { chain.seconds($0) }
        }
    }

    /// The shortest way through a block.
    private func shortest(_ tables: [Table], stream: OperatorPlan) -> (plans: [OperatorPlan], seconds: Double)? {
        guard let first = tables.first, let last = tables.last, tables.allSatisfy({ !$0.plans.isEmpty }) else {
            return nil
        }
        var costs = zip(first.plans, first.seconds).map { seconds(stream, $0) + $1 }
        var steps: [[Int]] = []
        for (before, table) in zip(tables, tables.dropFirst()) {
            var (next, step) = ([Double](), [Int]())
            for (plan, own) in zip(table.plans, table.seconds) {
                var (least, from) = (Double.infinity, 0)
                for (index, earlier) in before.plans.enumerated() where costs[index] < least {
                    let sum = costs[index] + seconds(earlier, plan)
                    if sum < least { (least, from) = (sum, index) }
                }
                next.append(least + own)
                step.append(from)
            }
            costs = next
            steps.append(step)
        }
        for (index, plan) in last.plans.enumerated() { costs[index] += seconds(plan, stream) }
        guard var place = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
        let least = costs[place]
        var plans = [last.plans[place]]
        for (table, step) in zip(tables.dropLast(), steps).reversed() {
            place = step[place]
            plans.append(table.plans[place])
        }
        return (plans.reversed(), least)
    }
}
