import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

@testable import WaferSimulator

/// The schedules against closed forms: a forward pass takes 1, a backward pass 2, over all chunks, and links nothing.
@Suite struct ScheduleTests {
    private static func play(
        _ stages: Int, _ batches: Int, _ schedule: Schedule, chunks: Int = 1, slowStage: Int? = nil, skips: Bool
    ) throws -> IterationOutcome {
        var design = try SmallDesign.make(
            dies: (stages, 1), tensor: 1, pipeline: stages, schedule: schedule, chunks: chunks, batch: batches,
            gigabytesPerSecond: 1e12, layers: stages * chunks)
        design.hardware.die.dieToDieLatencySeconds = 0
        let work = try #require(TrainingWork(design, distribution: { RoutedDistribution($0) }))
        var plan = IterationPlan(work) { _ in 1 }
        for stage in 0..<stages {
            for chunk in 0..<chunks {
                for direction in 0..<2 {
                    let range = plan.passes[2 * (stage * chunks + chunk) + direction]
                    for index in range {
                        plan.subPasses[index].coreSeconds = 0
                        plan.subPasses[index].streamSeconds = 0
                        let seconds = Double(1 + direction) / Double(chunks) * (stage == slowStage ? 2 : 1)
                        plan.subPasses[index].plainSeconds = seconds / Double(range.count)
                    }
                }
            }
        }
        let table = try RouteTable(plan)
        var play = IterationPlay(
            plan, table: table, shares: FlowShares(table.shares), skips: skips, records: false)
        return play.outcome()
    }

    /// When the last pass of all is through: the optimiser's step comes after it.
    private static func lastPass(_ outcome: IterationOutcome) -> Double {
        outcome.stalls.map { outcome.seconds - $0.optimizer }.reduce(0, max)
    }

    @Test(
        arguments: [(1, 5), (4, 4), (4, 16), (7, 3), (14, 64)], [Schedule.gpipe, .oneForwardOneBackward])
    func balancedStagesTakeTheClosedForm(shape: (Int, Int), schedule: Schedule) throws {
        for skips in [false, true] {
            let outcome = try Self.play(shape.0, shape.1, schedule, skips: skips)
            // Stages that are alike repeat themselves from the first round on that all of them are in.
            if skips, shape.1 >= 4 * shape.0 { #expect(outcome.skipped > 0) }
            let expected = Double(shape.1 + shape.0 - 1) * 3
            #expect(abs(Self.lastPass(outcome) - expected) < 1e-4 * expected)
            for stall in outcome.stalls {
                #expect(abs(stall.compute + stall.memory + stall.recompute - 3 * Double(shape.1)) < 1e-4)
            }
        }
    }

    @Test(arguments: [(2, 2, 2), (4, 8, 2), (4, 16, 3), (8, 16, 4), (3, 9, 5), (4, 64, 2)])
    func interleavingDividesTheBubbleByTheChunks(stages: Int, batches: Int, chunks: Int) throws {
        for skips in [false, true] {
            let outcome = try Self.play(stages, batches, .interleaved, chunks: chunks, skips: skips)
            let expected = 3 * (Double(batches) + Double(stages - 1) / Double(chunks))
            #expect(abs(Self.lastPass(outcome) - expected) < 1e-4 * expected)
        }
    }

    @Test func aSlowStageSetsThePace() throws {
        let outcome = try Self.play(6, 30, .oneForwardOneBackward, slowStage: 2, skips: true)
        let end = Self.lastPass(outcome)
        // 30 micro-batches of 6 s on the slow stage, two forward passes before it and two backward ones after it; more
        // only while the first micro-batch is on its way through the stages behind.
        #expect(end >= 186 && end <= 204)
        let waiting = outcome.stalls[2].bubble
        for stall in outcome.stalls where stall.stage != 2 { #expect(stall.bubble > 5 * waiting) }
    }

    @Test(arguments: [(4, 8, 2), (8, 32, 1), (3, 6, 4)])
    func everyPassAppearsOnceAndBackwardAfterForward(stages: Int, batches: Int, chunks: Int) {
        let plan = StagePlan(
            layers: stages * chunks, stages: stages, chunks: chunks,
            schedule: chunks > 1 ? .interleaved : .oneForwardOneBackward, microBatches: batches)
        for stage in 0..<stages {
            let passes = PipelineOrder.passes(plan, stage: stage)
            #expect(passes.count == 2 * batches * chunks)
            var (live, most) = (0, 0)
            for (index, pass) in passes.enumerated() {
                live += pass.isForward ? 1 : -1
                most = max(most, live)
                if !pass.isForward {
                    let forward = PipelineOrder.Pass(isForward: true, chunk: pass.chunk, microBatch: pass.microBatch)
                    #expect(passes[..<index].contains(forward))
                }
            }
            // The memory account's number of live micro-batches is the one that the schedule reaches.
            #expect(Double(most) / Double(chunks) == plan.liveMicroBatches(stage: stage))
        }
    }
}
