import Testing
import TrainingStrategy
import WaferArchitecture

@testable import WaferSimulator

/// The shortened simulation against every message of an iteration, flit by flit.
@Suite struct WholeIterationTests {
    private static func error(_ design: TrainingDesign, _ model: any TrainingCostModel) throws -> Double {
        model.evaluate(design).iterationSeconds / (try WholeIteration(design).seconds) - 1
    }

    @Test func shortenedRunsAreWithinTwoPercent() throws {
        let designs = try [
            SmallDesign.make(dies: (4, 1), tensor: 1, pipeline: 4, gigabytesPerSecond: 20),
            SmallDesign.make(dies: (4, 1), tensor: 4, pipeline: 1, batch: 4, gigabytesPerSecond: 100),
            SmallDesign.make(dies: (4, 2), tensor: 4, pipeline: 2, gigabytesPerSecond: 100),
            SmallDesign.make(dies: (8, 1), tensor: 2, pipeline: 4, gigabytesPerSecond: 50),
            SmallDesign.make(dies: (4, 4), tensor: 4, pipeline: 4, gigabytesPerSecond: 100),
            SmallDesign.make(dies: (4, 4), tensor: 1, pipeline: 4, data: 4, batch: 16, gigabytesPerSecond: 100),
            SmallDesign.make(
                dies: (4, 4), tensor: 2, pipeline: 4, data: 2, batch: 16, gigabytesPerSecond: 100, zero: 1),
            SmallDesign.make(
                dies: (8, 2), tensor: 2, pipeline: 4, schedule: .interleaved, chunks: 2, gigabytesPerSecond: 50),
            SmallDesign.make(dies: (8, 1), tensor: 1, pipeline: 8, schedule: .gpipe, gigabytesPerSecond: 50),
        ]
        for design in designs {
            let error = try Self.error(design, DetailedModel())
            #expect(abs(error) < 0.02, "\(design.strategy)")
        }
    }

    /// Stages on slow links, all sending at once: hand-overs and collectives meet.
    @Test func whereFlowsContendMeasuredSharesAreNearerThanFairOnes() throws {
        let designs = try [
            SmallDesign.make(dies: (8, 4), tensor: 2, pipeline: 8, schedule: .gpipe, gigabytesPerSecond: 10),
            SmallDesign.make(
                dies: (8, 1), tensor: 2, pipeline: 2, data: 2, schedule: .interleaved, chunks: 2, batch: 16,
                gigabytesPerSecond: 20),
        ]
        for design in designs {
            let whole = try WholeIteration(design).seconds
            let (routed, detailed) = (RoutedModel().evaluate(design), DetailedModel().evaluate(design))
            #expect(abs(routed.iterationSeconds / detailed.iterationSeconds - 1) > 0.01)
            #expect(abs(detailed.iterationSeconds - whole) < abs(routed.iterationSeconds - whole))
        }
    }

    @Test func whatCannotBePlayedIsRefused() throws {
        var design = try SmallDesign.make(dies: (4, 1), tensor: 1, pipeline: 4, gigabytesPerSecond: 20)
        #expect(throws: WholeIteration.Failure.self) { try WholeIteration(design, flitsAtMost: 1000) }
        design.hardware.memory.kind = .offWafer
        #expect(throws: WholeIteration.Failure.self) { try WholeIteration(design) }
    }
}
