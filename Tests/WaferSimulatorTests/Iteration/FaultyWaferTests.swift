import AnalyticalModel
import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture

@testable import WaferSimulator

/// Wafers some of whose dies and links do not work.
@Suite struct FaultyWaferTests {
    private static func design(pipeline: Int = 12) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 64),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: pipeline, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective))
    }

    private static let models: [any TrainingCostModel] = [AnalyticalModel(), RoutedModel(), DetailedModel()]

    @Test func noGroupStandsOnADieThatDoesNotWork() throws {
        var design = try Self.design()
        design.hardware.faults.dies = [WaferFaults.Die(x: 1, y: 0), WaferFaults.Die(x: 7, y: 3)]
        let placement = try #require(Placement(design))
        let used = placement.sites.flatMap { site in
            (0..<site.rectangle.height).flatMap { row in
                (0..<site.rectangle.width).map { [site.rectangle.x + $0, site.rectangle.y + row] }
            }
        }
        #expect(Set(used).count == 48)
        #expect(!used.contains([1, 0]) && !used.contains([7, 3]))
        #expect(design.strategyViolations() == [])
        for model in Self.models { #expect(model.evaluate(design).iterationSeconds > 0) }
        // Fourteen groups of four no longer stand on 54 dies in that tiling.
        design.strategy.pipeline = 13
        #expect(design.strategyViolations().map(\.rule) == [.devices])
    }

    @Test func aPlanOnSuchADieIsRefused() throws {
        var design = try Self.design()
        var plan = StrategyPlan()
        plan.sites = try #require(Placement(design)).sites
        design.strategy.plan = plan
        design.hardware.faults.dies = [WaferFaults.Die(x: 0, y: 0)]
        #expect(design.strategyViolations().map(\.rule) == [.planFits])
    }

    @Test func messagesGoRoundALinkThatDoesNotWork() throws {
        let whole = try Self.design()
        var faulty = whole
        // Inside the first group of 4 x 1 dies, and between the first two groups of its row.
        faulty.hardware.faults.links = [
            WaferFaults.Link(from: WaferFaults.Die(x: 1, y: 0), to: .east),
            WaferFaults.Link(from: WaferFaults.Die(x: 3, y: 0), to: .east),
        ]
        for model in Self.models {
            #expect(model.evaluate(faulty).iterationSeconds > model.evaluate(whole).iterationSeconds)
        }
        for model in [RoutedModel() as any IterationModel, DetailedModel()] {
            let record = try #require(model.record(of: faulty, spans: false).record)
            for link in record.links where link.y == 0 && link.toY == 0 {
                if [[1, 2], [2, 1], [3, 4], [4, 3]].contains([link.x, link.toX]) { #expect(link.bytes == 0) }
            }
            let before = try #require(model.record(of: whole, spans: false).record)
            let sum = { (record: IterationRecord) in record.links.reduce(0) { $0 + $1.bytes } }
            #expect(sum(record) > sum(before))
        }
    }

    @Test func diesThatAreCutOffAreNamed() throws {
        var design = try Self.design()
        design.hardware.faults.links = [
            WaferFaults.Link(from: WaferFaults.Die(x: 0, y: 0), to: .east),
            WaferFaults.Link(from: WaferFaults.Die(x: 0, y: 0), to: .north),
        ]
        let broken = design.strategyViolations()
        #expect(broken.map(\.rule) == [.planFits])
        #expect(broken.first?.description.contains("cut") ?? false)
        design.hardware.faults.links.removeLast()
        #expect(design.strategyViolations() == [])
    }

    @Test func faultsOffTheGridAreRefused() throws {
        var hardware = try Hardware.preset("watos-config3")
        for faults in [
            WaferFaults(dies: [WaferFaults.Die(x: 8, y: 0)]),
            WaferFaults(dies: [WaferFaults.Die(wafer: 1, x: 0, y: 0)]),
            WaferFaults(links: [WaferFaults.Link(from: WaferFaults.Die(x: 7, y: 0), to: .east)]),
            WaferFaults(links: [WaferFaults.Link(from: WaferFaults.Die(x: 0, y: 6), to: .north)]),
        ] {
            hardware.faults = faults
            #expect(throws: HardwareError.self) { try hardware.validate() }
        }
        hardware.faults = WaferFaults(links: [WaferFaults.Link(from: WaferFaults.Die(x: 7, y: 5), to: .north)])
        try hardware.validate()
    }
}
