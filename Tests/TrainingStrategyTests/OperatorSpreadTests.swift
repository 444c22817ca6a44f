import LanguageModel
import Testing
import WaferArchitecture
import _IngotTestSupport

@testable import TrainingStrategy

@Suite struct OperatorSpreadTests {
    private static func wafer(_ model: ModelShape, _ strategy: Strategy, batch: Int = 64) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: model,
            job: TrainingJob(globalBatchSequences: batch), strategy: strategy)
    }

    private static func layer(
        _ design: TrainingDesign, _ spread: OperatorSpread, hasExperts: Bool = false
    ) -> (layer: SpreadLayer, memory: TrainingMemory, operators: OperatorCost<PortDistribution>) {
        let operators = OperatorCost(
            die: DieModel(design.hardware), distribution: PortDistribution(design.hardware), weightsStay: false)
        let memory = TrainingMemory(design)
        let layer = SpreadLayer(spread, design, hasExperts: hasExperts, repeats: memory.repeats) {
            operators.with($0)
        }
        return (layer, memory, operators)
    }

    private static func isClose(_ first: PassCost, _ second: PassCost) -> Bool {
        let pairs: [(Double, Double)] = [
            (first.computeSeconds, second.computeSeconds), (first.operatorSeconds, second.operatorSeconds),
            (first.matrixFlops, second.matrixFlops), (first.vectorFlops, second.vectorFlops),
            (first.sramBytes, second.sramBytes), (first.dramBytes, second.dramBytes),
            (first.nocByteHops, second.nocByteHops),
        ]
        return pairs.allSatisfy { abs($0 - $1) <= 1e-12 * max(abs($0), abs($1)) }
    }

    /// Megatron-LM's spread through the general account against its own, over random wafers and strategies.
    @Test func megatronsSpreadCostsAndHoldsWhatItAlwaysDid() throws {
        var generator = try WideDesignGenerator(seed: 21)
        var (seen, mixed) = (0, 0)
        while seen < 300 {
            var design = generator.next()
            design.strategy.context = 1
            if design.strategy.recompute != .full {
                // Plain attention has no such operator, whose bit would count as a product behind a gather.
                let repeats = design.strategy.recompute
                design.strategy.recompute = Recompute(
                    LayerOperator.Kind.ofLayers.filter { $0 != .queryUp && repeats.contains($0) })
            }
            guard design.model.latentAttention == nil, design.strategyViolations().isEmpty,
                let placement = Placement(design)
            else { continue }
            seen += 1
            let spread = OperatorSpread(design.strategy, shape: placement.shape)
            let single = design.strategy.tensor == 1
            for hasExperts in design.model.mixture == nil ? [false] : [false, true] {
                let (layer, memory, operators) = Self.layer(design, spread, hasExperts: hasExperts)
                let whole = LayerCost.both(
                    design.model, design.layerShare, repeats: memory.repeats, operators: operators)
                let expected = hasExperts ? whole.mixed : whole.dense
                #expect(Self.isClose(layer.cost.forward, expected.forward))
                #expect(Self.isClose(layer.cost.backward, expected.backward))
                #expect(Self.isClose(layer.cost.again, expected.again))
                let held = hasExperts ? memory.mixed : memory.dense
                var other = design
                other.strategy.plan = StrategyPlan()
                other.strategy.plan?.operators = spread.plans
                let planned = TrainingMemory(other)
                let ours = hasExperts ? planned.mixed : planned.dense
                #expect(abs(ours.parameters.total / held.parameters.total - 1) < 1e-12)
                #expect(abs(ours.parameters.experts - held.parameters.experts) <= 1e-12 * held.parameters.total)
                #expect(abs(ours.activationBytes / held.activationBytes - 1) < 1e-12)
                #expect(abs(ours.wholeActivationBytes / held.wholeActivationBytes - 1) < 1e-12)
                #expect(abs(ours.transientBytes - held.transientBytes) <= 1e-12 * held.wholeActivationBytes)
                let halves = single ? 0 : hasExperts ? LayerExchange(design).expertHalves : 4
                #expect(abs(layer.halves.forward - halves) < 1e-12)
                #expect(abs(layer.halves.backward - halves) < 1e-12)
                let count = hasExperts ? LayerCount(dense: 0, experts: 1) : LayerCount(dense: 1)
                let again = memory.repeats.halves(count, LayerExchange(design), design.strategy)
                #expect(abs(layer.halves.again - (single ? 0 : again)) < 1e-12)
                #expect(layer.gradientHalves == 0)
                if hasExperts { mixed += 1 }
            }
        }
        #expect(mixed > 30)
    }
}

extension OperatorSpreadTests {
    private static func planned(_ operators: [OperatorPlan], model: String = "gpt3-13b", micro: Int = 4) throws
        -> TrainingDesign
    {
        var plan = StrategyPlan()
        plan.operators = operators
        return try wafer(
            try ModelShape.preset(model),
            Strategy(
                tensor: 4, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: micro,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none, plan: plan))
    }

    /// Each way to be wrong has its own sentence, and a legal plan none.
    @Test func illegalSpreadsAreToldWhy() throws {
        let shape = TensorShape(width: 2, height: 2)
        func sentences(_ plans: OperatorPlan..., model: String = "gpt3-13b", micro: Int = 4) throws -> [String] {
            OperatorSpread.violations(try Self.planned(plans, model: model, micro: micro), shape: shape)
        }
        #expect(try sentences(OperatorPlan(.up, batch: 2, output: 2), OperatorPlan(.down, sequence: 4)).isEmpty)
        #expect(try sentences(OperatorPlan(.attentionNorm, sequence: 2)).isEmpty)
        #expect(try sentences(OperatorPlan(.softmax, output: 4)).first?.contains("no spread of its own") == true)
        #expect(
            try sentences(OperatorPlan(.up, output: 4), OperatorPlan(.up, input: 4)).first?.contains("twice") == true)
        #expect(try sentences(OperatorPlan(.up, output: 2)).first?.contains("which all must have one") == true)
        #expect(try sentences(OperatorPlan(.up, output: 3)).first?.contains("group of 4 dies") == true)
        #expect(try sentences(OperatorPlan(.up, output: 0)).first?.contains("at least 1") == true)
        #expect(try sentences(OperatorPlan(.up, batch: 4), micro: 2).first?.contains("there are 2") == true)
        #expect(try sentences(OperatorPlan(.scores, output: 2, input: 2)).first?.contains("there are 1") == true)
        #expect(try sentences(OperatorPlan(.up, output: .max, input: .max)).contains { $0.contains("far too many") })
        #expect(
            try sentences(
                OperatorPlan(.attentionNorm, sequence: 4, mapping: DieMapping(dataflow: .outputStationary))
            ).first?.contains("no product") == true)
    }

    /// Over random spreads: no product is lost, every die's share is at least its part, tokens cut copy weights, and
    /// memory of what blocks leave does not depend on the cut.
    @Test func anySpreadDoesTheWholeWork() throws {
        var random = SplitMix(5)
        func pick(_ values: [Int]) -> Int { values[Int(random.next() % UInt64(values.count))] }
        for _ in 0..<200 {
            let name = ["gpt3-13b", "llama3-8b", "gshard-137b"][pick([0, 1, 2])]
            var design = try Self.planned([], model: name, micro: 4)
            design.strategy.plan = nil
            let shape = TensorShape(width: 2, height: 2)
            var spread = OperatorSpread(shape: shape, sequenceParallel: true)
            for kind in OperatorSpread.kinds where kind != .attentionNorm {
                let batch = pick([1, 2, 4])
                let sequence = pick([1, 2, 4].filter { 4 % (batch * $0) == 0 })
                let output =
                    kind == .scores
                    ? 4 / (batch * sequence) : pick([1, 2, 4].filter { 4 % (batch * sequence * $0) == 0 })
                spread[kind] = OperatorPlan(
                    kind, batch: batch, sequence: sequence, output: output, input: 4 / (batch * sequence * output))
            }
            let hasExperts = design.model.mixture != nil
            let (layer, _, operators) = Self.layer(design, spread, hasExperts: hasExperts)
            var share = design.layerShare
            share.tensor = 1
            let both = LayerCost.both(design.model, share, repeats: .none, operators: operators)
            let whole = hasExperts ? both.mixed : both.dense
            #expect(layer.cost.forward.matrixFlops * 4 >= whole.forward.matrixFlops * (1 - 1e-9))
            // Experts get whole tokens, rounded up on every die.
            #expect(layer.cost.forward.matrixFlops * 4 <= whole.forward.matrixFlops * (hasExperts ? 1.6 : 1 + 1e-9))
            var parameters = 2 * design.model.normParameters
            if let mixture = design.model.mixture, mixture.experts > 1 {
                parameters += Double(mixture.experts * design.model.hidden)
            }
            var copied = 0.0
            let one = OperatorSpread(shape: TensorShape(width: 1, height: 1), sequenceParallel: false)
            one.forEachOperator(design.model, design.layerShare, hasExperts: hasExperts) { work, _ in
                guard let plan = spread.plan(of: work.kind) else { return }
                copied += Double(plan.tokenParts) * work.storedWeights(design.model, design.layerShare).count
            }
            // Biases of cut inputs are whole on every die; they are less than a thousandth.
            let held = spread.parameters(design.model, design.layerShare, hasExperts: hasExperts)
            #expect(abs(held.total / (parameters + copied / 4) - 1) < 2e-3)
            let megatron = OperatorSpread(shape: shape, sequenceParallel: true)
            let kept = [spread, megatron].map {
                $0.activationBytes(design.model, design.layerShare, hasExperts: hasExperts, repeats: .selective)
            }
            #expect(abs(kept[0] / kept[1] - 1) < 1e-12)
            let isCopied = spread.plans.contains { plan in
                plan.tokenParts > 1 && plan.kind != .attentionNorm && plan.kind != .scores
                    && (hasExperts ? plan.kind != .up && plan.kind != .down : !plan.kind.rawValue.hasPrefix("expert"))
            }
            #expect((layer.gradientHalves > 0) == isCopied)
        }
    }
}
