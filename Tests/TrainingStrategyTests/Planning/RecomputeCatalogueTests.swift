import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

@Suite struct RecomputeCatalogueTests {
    static func design(
        _ model: String, tensor: Int = 4, pipeline: Int = 8, microBatch: Int = 1, recompute: Recompute = .none
    ) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset(model),
            job: TrainingJob(globalBatchSequences: 64),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: true, pipeline: pipeline, data: 1, microBatchSequences: microBatch,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: recompute))
    }

    /// No set of operators of a dense layer keeps less than a useful one with fewer of them: every set, by brute force.
    @Test(arguments: ["gpt3-175b", "llama2-7b"])
    func usefulSetsReachEveryAmountThatAnySetKeeps(name: String) throws {
        let design = try Self.design(name)
        let model = design.model
        let share = design.layerShare
        let sets = RecomputeSets(model, share)
        let kinds: [[LayerOperator.Kind]] = [
            [.attentionNorm], [.queryKeyValue], [.scores, .softmax, .values], [.projection], [.attentionResidual],
            [.feedForwardNorm], [.up], [.activation], [.down], [.feedForwardResidual],
        ]
        func kept(_ set: Recompute) -> Double {
            model.keptActivationBytes(share, hasExperts: false, repeating: set.operators)
        }
        var unions: [Recompute] = [.none]
        for group in sets.groups {
            unions = unions.flatMap { one in
                group.map { other in
                    Recompute(LayerOperator.Kind.ofLayers.filter { one.contains($0) || other.contains($0) })
                }
            }
        }
        let figures = unions.map { (operators: $0.operators, bytes: kept($0)) }
        #expect(unions.count < 1000)
        for subset in 0..<(1 << kinds.count) {
            let set = Recompute(kinds.indices.filter { subset >> $0 & 1 != 0 }.flatMap { kinds[$0] })
            let bytes = kept(set)
            #expect(figures.contains { $0.operators & ~set.operators == 0 && $0.bytes <= bytes })
        }
    }

    /// Options against the memory accounts of uniform designs, stage by stage.
    @Test(arguments: ["gpt3-175b", "llama2-30b", "gshard-137b"], [Recompute.none, .selective, .full])
    func optionsHaveTheMemoryOfUniformDesigns(name: String, recompute: Recompute) throws {
        let design = try Self.design(name, pipeline: 6, recompute: recompute)
        let catalogue = try #require(RecomputeCatalogue(design, RecomputeSets(design.model, design.layerShare)))
        let memory = TrainingMemory(design)
        let table = StageOptionTable(memory: memory, catalogue: catalogue)
        var first = 0
        var compared = 0
        for stage in 0..<6 {
            let part = StageOptionTable.Part(
                first: first, count: memory.plan.layers(stage: stage), isFirst: stage == 0, isLast: stage == 5)
            first += part.count
            let live = memory.plan.liveMicroBatches(stage: stage)
            let uniform = memory.memory(stage: stage)
            #expect(
                abs(table.stateBytes(part) - uniform.weights - uniform.gradients - uniform.optimizer)
                    <= 1e-9 * uniform.total)
            let own = table.options(part, live: live)
            #expect(zip(own, own.dropFirst()).allSatisfy { $0.bytes > $1.bytes && $0.seconds < $1.seconds })
            let whole = recompute == .full ? table.fullRecompute(part, live: live) : nil
            for option in own + [whole].compactMap({ $0 })
            where option.layers.runs.allSatisfy({ $0.recompute == recompute }) {
                #expect(abs(option.bytes - uniform.total) <= 1e-9 * uniform.total)
                compared += 1
            }
            // Whatever the uniform policy needs, some option needs no more.
            #expect(own.contains { $0.bytes <= uniform.total * (1 + 1e-9) })
        }
        #expect(first == design.model.layers)
        #expect(recompute != .full || compared >= 6)
    }

    /// Options of the stages of random plans take the seconds that the work of the same plans does.
    @Test(arguments: ["gpt3-175b", "llama3-70b", "gshard-137b"])
    func optionsTakeTheSecondsOfThePlansThatTheyMake(name: String) throws {
        var random = SplitMix(14)
        for tensor in [1, 4] {
            var design = try Self.design(name, tensor: tensor, pipeline: 6)
            let catalogue = try #require(RecomputeCatalogue(design, RecomputeSets(design.model, design.layerShare)))
            let table = StageOptionTable(memory: TrainingMemory(design), catalogue: catalogue)
            for _ in 0..<5 {
                let cuts = Array((1..<design.model.layers).shuffled(using: &random).prefix(5)).sorted()
                let ends = [0] + cuts + [design.model.layers]
                let options = try (0..<6).map { stage in
                    let part = StageOptionTable.Part(
                        first: ends[stage], count: ends[stage + 1] - ends[stage], isFirst: stage == 0,
                        isLast: stage == 5)
                    return try #require(table.options(part, live: 3).randomElement(using: &random))
                }
                var plan = StrategyPlan()
                plan.stages = options.map(\.layers)
                design.strategy.plan = plan
                #expect(design.strategyViolations().isEmpty)
                let work = try #require(TrainingWork(design, distribution: { PortDistribution($0) }))
                let rate = work.reachedDRAMBytesPerSecondPerDie
                let half = work.placement.shape.halfReduceSeconds(
                    bytes: work.streamBytes, link: LinkCost(dieToDieOf: design.hardware))
                for stage in 0..<6 {
                    let passes = work.work(stage: stage)
                    let halves = passes.forwardHalves + passes.backwardHalves + passes.againHalves
                    let seconds =
                        passes.forward.seconds(dramBytesPerSecond: rate)
                        + passes.backward.seconds(dramBytesPerSecond: rate)
                        + passes.again.seconds(dramBytesPerSecond: rate) + halves * half
                    #expect(abs(options[stage].seconds - seconds) <= 1e-9 * seconds)
                }
            }
        }
    }
}
