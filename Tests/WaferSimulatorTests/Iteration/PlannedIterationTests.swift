import AnalyticalModel
import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

@testable import WaferSimulator

/// Plans at every fidelity: what they say in other words changes nothing, and what they change shows.
@Suite struct PlannedIterationTests {
    private static let models: [any TrainingCostModel] = [AnalyticalModel(), RoutedModel(), DetailedModel()]

    /// A plan that says of a design what holds without one.
    private static func same(_ design: TrainingDesign, sites: Bool) throws -> TrainingDesign {
        let stages = StagePlan(design)
        var plan = StrategyPlan()
        plan.stages = (0..<stages.stages).map {
            StageLayers([StageLayers.Run(count: stages.layers(stage: $0), recompute: design.strategy.recompute)])
        }
        if sites { plan.sites = try #require(Placement(design)).sites }
        var planned = design
        planned.strategy.plan = plan
        return planned
    }

    /// The largest relative difference of two evaluations in time, energy and memory.
    private static func differ(_ one: TrainingEvaluation, _ other: TrainingEvaluation) -> Double {
        max(
            abs(one.iterationSeconds / other.iterationSeconds - 1), abs(one.energyJoules / other.energyJoules - 1),
            abs(one.memory.total / other.memory.total - 1),
            abs(one.time.communication - other.time.communication) / other.iterationSeconds)
    }

    @Test func sayingTheSameInAPlanChangesNothing() throws {
        var generator = try WideDesignGenerator(seed: 61)
        var (count, placed) = (0, 0)
        while count < 40 {
            let design = generator.next()
            guard design.strategy.chunks == 1, design.hardware.wafer.count == 1 else { continue }
            count += 1
            let planned = try Self.same(design, sites: false)
            for model in Self.models.prefix(2) {
                #expect(Self.differ(model.evaluate(planned), model.evaluate(design)) <= 1e-12, "\(design.strategy)")
            }
            // A grid of replicas has rings both ways, which a plan's replicas do not have.
            guard design.strategy.replicas == 1 else { continue }
            placed += 1
            let there = try Self.same(design, sites: true)
            for model in Self.models.dropFirst() {
                #expect(Self.differ(model.evaluate(there), model.evaluate(design)) <= 1e-9)
            }
            // The closed form of a walk takes its turns for steps along a row.
            #expect(Self.differ(AnalyticalModel().evaluate(there), AnalyticalModel().evaluate(design)) <= 1e-2)
        }
        #expect(placed >= 3)
    }

    /// GPT-3 175B on the 14 groups of the third WATOS wafer.
    private static func design() throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-175b"),
            job: TrainingJob(globalBatchSequences: 64),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 14, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .full))
    }

    @Test func lessRecomputationInOneStageShortensItsPassesOnly() throws {
        let full = try Self.same(Self.design(), sites: false)
        var less = full
        // The last stage has the head as well; made again it is the slowest.
        less.strategy.plan?.stages[13].runs[0].recompute = .selective
        for model in Self.models {
            let (one, other) = (model.evaluate(full), model.evaluate(less))
            #expect(other.iterationSeconds < one.iterationSeconds)
            // A thirteenth of the layers less is made again of all of them.
            let layers = try #require(full.strategy.plan).stages[13].count
            let saved =
                (one.hardwareUtilisation * one.iterationSeconds - other.hardwareUtilisation * other.iterationSeconds)
            let again = one.hardwareUtilisation * one.iterationSeconds - one.modelUtilisation * one.iterationSeconds
            let core = 4.0 * 2048 / (24 * 12288 + 4 * 2048)
            #expect(abs(saved / again - Double(layers) / 96 * (1 - core)) < 0.01)
        }
    }

    @Test func loansAreCarriedOverLinksAndTakeTheHoldersMemory() throws {
        var design = try Self.same(Self.design(), sites: true)
        let before = design
        let bytes = 40e6
        design.strategy.plan?.loans = [MemoryLoan(stage: 0, holder: .stage(13), bytesPerMicroBatch: bytes)]
        let sites = try #require(design.strategy.plan).sites
        let hops = Placement.distance(sites[0].rectangle, sites[13].rectangle)
        for model in [RoutedModel() as any IterationModel, DetailedModel()] {
            let (one, other) = (model.record(of: before, spans: false), model.record(of: design, spans: false))
            let carried = { (record: IterationRecord?) in record?.links.reduce(0) { $0 + $1.bytes } ?? 0 }
            let more = carried(other.record) - carried(one.record)
            // 64 micro-batches, there and back, four dies.
            let expected = 64.0 * 2 * 4 * bytes * Double(hops)
            #expect(abs(more - expected) < 1e-6 * expected)
            #expect(other.evaluation.iterationSeconds >= one.evaluation.iterationSeconds * (1 - 1e-9))
            #expect(other.evaluation.energy.dieToDie > one.evaluation.energy.dieToDie)
        }
        let closed = AnalyticalModel()
        let energy = closed.evaluate(design).energy.dieToDie - closed.evaluate(before).energy.dieToDie
        let played = RoutedModel().evaluate(design).energy.dieToDie - RoutedModel().evaluate(before).energy.dieToDie
        #expect(abs(energy - played) < 1e-6 * played)
    }

    @Test func aLoanThatIsTooLargeForItsLinksSlowsEveryMicroBatch() throws {
        var design = try Self.same(Self.design(), sites: true)
        design.strategy.plan?.stages = (0..<14).map { stage in
            StageLayers([StageLayers.Run(count: stage < 12 ? 7 : 6, recompute: .none)])
        }
        let before = design
        let kept = TrainingMemory(design).keptBytes(stage: 0)
        design.strategy.plan?.loans = [MemoryLoan(stage: 0, holder: .stage(13), bytesPerMicroBatch: kept)]
        // Along the side of 4 x 1 groups a link carries what all four dies of a row send.
        let seconds = kept * 4 / design.hardware.die.dieToDieBytesPerSecondPerEdge
        let pass = try #require(TrainingWork(before) { PortDistribution($0) }).work(stage: 0).forward.operatorSeconds
        for model in Self.models {
            let (one, other) = (model.evaluate(before), model.evaluate(design))
            if seconds > pass {
                #expect(other.iterationSeconds - one.iterationSeconds > 0.8 * 64 * (seconds - pass))
            }
            #expect(other.iterationSeconds >= one.iterationSeconds * (1 - 1e-9))
        }
    }

    @Test func stagesThatStandFarApartHandOverSlower() throws {
        var near = try Self.same(Self.design(), sites: true)
        // What counts is the way: across rows the four dies of a group have links of their own.
        near.hardware.die.dieToDieLatencySeconds = 20e-6
        var far = near
        // Every second stage at the other end of the wafer.
        let sites = try #require(near.strategy.plan).sites
        far.strategy.plan?.sites = sites.indices.map { $0.isMultiple(of: 2) ? sites[$0] : sites[13 - ($0 - 1)] }
        for model in Self.models {
            #expect(model.evaluate(far).iterationSeconds > model.evaluate(near).iterationSeconds)
            #expect(model.evaluate(far).energy.dieToDie > model.evaluate(near).energy.dieToDie)
        }
    }
}
