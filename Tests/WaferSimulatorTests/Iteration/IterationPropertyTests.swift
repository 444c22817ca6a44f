import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

@testable import WaferSimulator

/// What holds for every design: what is skipped changes nothing, seconds and bytes add up.
@Suite struct IterationPropertyTests {
    @Test func skippingWhatRepeatsChangesNothing() throws {
        var generator = DesignGenerator(seed: 21, model: try ModelShape.preset("gpt3-13b"))
        var skipped = 0
        for _ in 0..<60 {
            let design = generator.next()
            let work = try #require(TrainingWork(design, distribution: { RoutedDistribution($0) }))
            let plan = IterationPlan(work) { _ in 2 }
            let table = try RouteTable(plan)
            var outcomes: [IterationOutcome] = []
            for skips in [true, false] {
                var play = IterationPlay(
                    plan, table: table, shares: FlowShares(table.shares), skips: skips, records: false)
                outcomes.append(play.outcome())
            }
            let (short, long) = (outcomes[0], outcomes[1])
            if short.skipped > 0 { skipped += 1 }
            #expect(long.skipped == 0)
            #expect(abs(short.seconds - long.seconds) <= 1e-5 * long.seconds, "\(design.strategy)")
            for (one, other) in zip(short.stalls, long.stalls) {
                #expect(abs(one.tensor - other.tensor) <= 1e-4 * long.seconds)
                #expect(abs(one.bubble - other.bubble) <= 1e-4 * long.seconds)
                #expect(abs(one.transfer - other.transfer) <= 1e-4 * long.seconds)
            }
            for (one, other) in zip(short.carried, long.carried) { #expect(abs(one - other) <= 1e-9 * other) }
        }
        // Those that are left have fewer micro-batches than stages, or are through before they repeat.
        #expect(skipped >= 20)
    }

    @Test func everySecondOfEveryStageIsAccountedFor() throws {
        var generator = DesignGenerator(seed: 22, model: try ModelShape.preset("gpt3-13b"))
        for _ in 0..<60 {
            let design = generator.next()
            let (evaluation, found) = RoutedModel().record(of: design, spans: false)
            let record = try #require(found)
            for stall in record.stalls {
                #expect(abs(stall.total - record.iterationSeconds) <= 1e-9 * record.iterationSeconds)
            }
            #expect(abs(evaluation.iterationSeconds - record.iterationSeconds) <= 1e-9 * record.iterationSeconds)
            #expect(record.stalls.count == design.strategy.pipeline * design.strategy.replicas)
        }
    }

    @Test func linksCarryWhatTheyAreChargedFor() throws {
        var generator = DesignGenerator(seed: 23, model: try ModelShape.preset("gpt3-13b"))
        for _ in 0..<40 {
            let design = generator.next()
            let (evaluation, found) = RoutedModel().record(of: design, spans: false)
            let record = try #require(found)
            let bytes = record.links.reduce(0) { $0 + $1.bytes }
            let joules = bytes * WaferFigures(of: design.hardware).energy.joulesPerDieToDieByte
            #expect(abs(joules - evaluation.energy.dieToDie) <= 1e-9 * joules)
            for link in record.links {
                #expect(link.bytes <= link.bytesPerSecond * record.iterationSeconds * (1 + 1e-9))
            }
        }
    }

    @Test func tensorCollectivesCarryTheClosedFormsBytes() throws {
        // A half of a collective: each of n dies sends (n - 1) / n of the vector, over links of the ring.
        let design = try SmallDesign.make(dies: (4, 2), tensor: 8, pipeline: 1, gigabytesPerSecond: 100)
        let work = try #require(TrainingWork(design, distribution: { RoutedDistribution($0) }))
        let record = try #require(RoutedModel().record(of: design, spans: false).record)
        let all = work.workOfAllStages
        let halves = (all.forwardHalves + all.backwardHalves + all.againHalves) * 8
        let expected = halves * work.streamBytes * 7
        #expect(abs(record.links.reduce(0) { $0 + $1.bytes } - expected) <= 1e-9 * expected)
    }

    @Test func spansTellWhatStallsTell() throws {
        let design = try SmallDesign.make(
            dies: (4, 4), tensor: 2, pipeline: 4, data: 2, batch: 16, gigabytesPerSecond: 50)
        let record = try #require(RoutedModel().record(of: design, spans: true).record)
        #expect(record.spans.allSatisfy { $0.start >= 0 && $0.end <= record.iterationSeconds * (1 + 1e-12) })
        #expect(record.spans.allSatisfy { $0.end >= $0.start })
        for stall in record.stalls {
            let own = record.spans.filter { $0.stage == stall.stage && $0.replica == stall.replica }
            func seconds(_ activity: IterationRecord.Activity) -> Double {
                own.filter { $0.activity == activity }.reduce(0) { $0 + ($1.end - $1.start) }
            }
            #expect(abs(seconds(.operators) - stall.compute - stall.memory) <= 1e-9)
            #expect(abs(seconds(.bubble) - stall.bubble) <= 1e-9)
            #expect(abs(seconds(.transferWait) - stall.transfer) <= 1e-9)
            #expect(own.filter { $0.activity == .forward }.count == 8)
            #expect(own.filter { $0.activity == .backward }.count == 8)
        }
        // Each micro-batch is handed forward over three boundaries and backward over three, in both replicas.
        #expect(record.spans.filter { $0.activity == .transfer }.count == 2 * 6 * 8)
    }

    @Test func segmentsHardlyMatter() throws {
        var generator = DesignGenerator(seed: 24, model: try ModelShape.preset("gpt3-13b"))
        var worst = 0.0
        for _ in 0..<40 {
            let design = generator.next()
            let short = RoutedModel().evaluate(design).iterationSeconds
            let long = RoutedModel(IterationOptions(segmentsPerPass: nil)).evaluate(design).iterationSeconds
            worst = max(worst, abs(short / long - 1))
        }
        #expect(worst < 0.03)
    }
}
