import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// The rates of the rings of replicas against their XY routes, counted link by link.
@Suite struct ReplicaLinkTests {
    private static func work(
        diesX: Int, diesY: Int, tensor: Int, pipeline: Int, data: Int
    ) throws -> TrainingWork? {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.wafer.diesX, hardware.wafer.diesY) = (diesX, diesY)
        let design = TrainingDesign(
            hardware: hardware, model: try ModelShape.preset("gpt3-175b"),
            job: TrainingJob(globalBatchSequences: data),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .full, zeroStage: 3))
        guard design.strategyViolations().isEmpty else { return nil }
        return TrainingWork(design, distribution: { PortDistribution($0) })
    }

    /// Bytes on the busiest link for each byte that a die sends round its ring, for some stages at once.
    private static func busiest(_ work: TrainingWork, stages: Range<Int>) -> Double {
        let (placement, wafer) = (work.placement, work.design.hardware.wafer)
        let mesh = Mesh(width: wafer.diesX, height: wafer.diesY)
        let order = placement.replicaRing()
        let down = placement.blocksAcross > 0 ? placement.replicas / placement.blocksAcross : 1
        let isBothWays = placement.blocksAcross > 1 && down > 1 && placement.replicas.isMultiple(of: 2)
        var loads = [Double](repeating: 0, count: mesh.linkCount)
        for stage in stages {
            for (index, replica) in order.enumerated() {
                let here = placement.site(stage: stage, replica: replica).rectangle
                let next = placement.site(stage: stage, replica: order[(index + 1) % order.count]).rectangle
                for (from, to) in zip(here.nodes(in: mesh), next.nodes(in: mesh)) {
                    mesh.forEachLink(from: from, to: to) { loads[$0] += isBothWays ? 0.5 : 1 }
                    if isBothWays { mesh.forEachLink(from: to, to: from) { loads[$0] += 0.5 } }
                }
            }
        }
        return loads.max() ?? 0
    }

    @Test func ringsOfStagesInOneLineShareItsLinks() throws {
        var random = SplitMix(3)
        var compared = 0
        while compared < 200 {
            let (diesX, diesY) = (Int.random(in: 2...10, using: &random), Int.random(in: 2...10, using: &random))
            let tensor = [1, 2, 4, 8].randomElement(using: &random) ?? 1
            let data = [2, 4, 6, 8, 10, 16].randomElement(using: &random) ?? 2
            let pipeline = Int.random(in: 1...12, using: &random)
            guard
                let work = try Self.work(diesX: diesX, diesY: diesY, tensor: tensor, pipeline: pipeline, data: data),
                work.placement.blocksAcross > 0
            else { continue }
            let link = ReplicaLink(work)
            let rate = LinkCost(dieToDieOf: work.design.hardware).bytesPerSecond
            let alone = (0..<pipeline).map { Self.busiest(work, stages: $0..<$0 + 1) }.max() ?? 0
            let together = Self.busiest(work, stages: 0..<pipeline)
            #expect(abs(rate / link.bytesPerSecond / alone - 1) < 1e-9)
            #expect(abs(rate / link.bytesPerSecondTogether / together - 1) < 1e-9, "\(work.placement)")
            compared += 1
        }
    }

    /// Four replicas of seven stages in rows of seven dies: one die's ring alone has the link, all seven a seventh each.
    @Test func sevenStagesInARowHaveASeventhEach() throws {
        let work = try #require(try Self.work(diesX: 7, diesY: 4, tensor: 1, pipeline: 7, data: 4))
        #expect(work.placement.blocksAcross == 1)
        let link = ReplicaLink(work)
        // The replicas are above each other, so that each die of a row has a column for itself.
        #expect(link.stagesTogether == 1 && link.bytesPerSecond == 1e12)
        let along = try #require(try Self.work(diesX: 28, diesY: 1, tensor: 1, pipeline: 7, data: 4))
        #expect(along.placement.blocksAcross == 4)
        #expect(abs(ReplicaLink(along).stagesTogether - 7) < 1e-12)
        #expect(abs(ReplicaLink(along).sharedSeconds(bytes: 7e12) - 49) < 1e-9)
    }
}
