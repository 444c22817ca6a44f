import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

@Suite struct StrategyRuleTests {
    private static func legal() throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-175b"),
            job: TrainingJob(globalBatchSequences: 512),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 14, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective))
    }

    /// Changes one thing of a legal design and names the rule that must break.
    private struct Case: Sendable {
        var rule: StrategyRule
        var change: @Sendable (inout TrainingDesign) -> Void
    }

    private static let cases: [Case] = [
        Case(rule: .positiveDegrees) { $0.strategy.pipeline = 0 },
        Case(rule: .positiveDegrees) { $0.strategy.microBatchSequences = -1 },
        Case(rule: .tensorTiles) { $0.strategy.tensor = 3 },
        Case(rule: .tensorTiles) { $0.strategy.tensor = 5 },
        Case(rule: .tensorDividesHeads) { $0.strategy.tensor = 7 },
        Case(rule: .tensorDividesHeads) { $0.model.keyValueHeads = 3 },
        Case(rule: .tensorDividesFeedForward) { $0.model.feedForward = 49_154 },
        Case(rule: .tensorDividesSequence) { $0.model.sequenceLength = 2047 },
        Case(rule: .devices) { $0.strategy.data = 2 },
        Case(rule: .layersPerChunk) { $0.model.layers = 13 },
        Case(rule: .chunksMatchSchedule) { $0.strategy.chunks = 2 },
        Case(rule: .chunksMatchSchedule) { $0.strategy.schedule = .interleaved },
        Case(rule: .microbatchesFillInterleaving) {
            $0.strategy.schedule = .interleaved
            $0.strategy.chunks = 2
        },
        Case(rule: .batchDivides) { $0.strategy.microBatchSequences = 3 },
        Case(rule: .contextDividesSequence) { $0.strategy.context = 3 },
        Case(rule: .expertDivides) { $0.strategy.expert = 2 },
        Case(rule: .zeroStage) { $0.strategy.zeroStage = 4 },
        Case(rule: .zeroStage) { $0.strategy.zeroStage = -1 },
        Case(rule: .planFits) {
            $0.strategy.plan = StrategyPlan()
            $0.strategy.plan?.stages = [StageLayers([StageLayers.Run(count: 96, recompute: .none)])]
        },
    ]

    @Test func theLegalDesignBreaksNoRule() throws {
        #expect(try Self.legal().strategyViolations().isEmpty)
    }

    @Test func eachChangeBreaksItsRuleAndSaysWhatToDo() throws {
        for change in Self.cases {
            var design = try Self.legal()
            change.change(&design)
            let found = design.strategyViolations()
            #expect(found.contains { $0.rule == change.rule }, "\(change.rule)")
            for violation in found {
                #expect(violation.value > violation.allowed)
                #expect(violation.limitCheck.isViolated)
                #expect(violation.description.count > 20)
            }
        }
        // The last one is of inference alone.
        #expect(Set(Self.cases.map(\.rule)) == Set(StrategyRule.allCases).subtracting([.servedAttention]))
    }

    @Test func withoutSequenceParallelismTheSequenceNeedNotDivide() throws {
        var design = try Self.legal()
        design.model.sequenceLength = 2047
        design.strategy.sequenceParallel = false
        #expect(design.strategyViolations().isEmpty)
    }

    @Test func fewerKeyValueHeadsThanDiesAreCopied() {
        #expect(StrategyRule.tensorDivides(tensor: 16, heads: 64, keyValueHeads: 8))
        #expect(!StrategyRule.tensorDivides(tensor: 12, heads: 96, keyValueHeads: 8))
    }
}
