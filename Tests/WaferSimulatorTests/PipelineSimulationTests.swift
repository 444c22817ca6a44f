import Testing
import TrainingStrategy

@testable import WaferSimulator

/// The event-driven schedule against closed forms; a forward pass takes 1, a backward pass 2, over all chunks.
@Suite struct PipelineSimulationTests {
    private static func run(
        _ plan: StagePlan, replicas: Int = 1, transfers: [PipelineSimulation.Transfer]? = nil, linkCount: Int = 0,
        slowStage: Int? = nil
    ) -> [PipelineSimulation.Node] {
        let count = plan.stages * replicas
        let factors = (0..<count).flatMap { node in
            [Double](repeating: node % plan.stages == slowStage ? 2 : 1, count: plan.chunks)
        }
        return PipelineSimulation(
            plan: plan, replicas: replicas, forwardSeconds: factors.map { $0 / Double(plan.chunks) },
            backwardSeconds: factors.map { 2 * $0 / Double(plan.chunks) },
            transfers: transfers ?? [PipelineSimulation.Transfer](repeating: .instant, count: 4 * count),
            linkCount: linkCount
        ).run()
    }

    private static func plan(_ stages: Int, _ batches: Int, _ schedule: Schedule, chunks: Int = 1) -> StagePlan {
        StagePlan(
            layers: stages * chunks, stages: stages, chunks: chunks, schedule: schedule, microBatches: batches)
    }

    @Test(arguments: [(1, 5), (4, 4), (4, 16), (7, 3), (14, 64)], [Schedule.gpipe, .oneForwardOneBackward])
    func balancedStagesTakeTheClosedForm(shape: (Int, Int), schedule: Schedule) {
        let nodes = Self.run(Self.plan(shape.0, shape.1, schedule))
        let end = nodes.reduce(0) { max($0, $1.end) }
        #expect(abs(end - Double(shape.1 + shape.0 - 1) * 3) < 1e-9 * end)
        #expect(nodes.allSatisfy { $0.passes == 2 * shape.1 })
    }

    @Test(arguments: [(2, 2, 2), (4, 8, 2), (4, 16, 3), (8, 16, 4), (3, 9, 5)])
    func interleavingDividesTheBubbleByTheChunks(stages: Int, batches: Int, chunks: Int) {
        let nodes = Self.run(Self.plan(stages, batches, .interleaved, chunks: chunks))
        let end = nodes.reduce(0) { max($0, $1.end) }
        let expected = 3 * (Double(batches) + Double(stages - 1) / Double(chunks))
        #expect(abs(end - expected) < 1e-9 * expected)
        #expect(nodes.allSatisfy { $0.passes == 2 * batches * chunks })
    }

    @Test func idleAndBusyTimeAddUp() {
        let plan = Self.plan(5, 12, .oneForwardOneBackward)
        for node in Self.run(plan) { #expect(abs(node.end - 36 - node.bubble - node.transferWait) < 1e-9) }
    }

    @Test func aSlowStageSetsThePace() {
        let nodes = Self.run(Self.plan(6, 30, .oneForwardOneBackward), slowStage: 2)
        let end = nodes.reduce(0) { max($0, $1.end) }
        // 186: 30 micro-batches of 6 s on the slow stage, two forward passes before it and two backward ones after it;
        // more only while the first micro-batch is on its way through the stages behind.
        #expect(end >= 186)
        #expect(end <= 204)
        let waiting = nodes[2].bubble
        for (stage, node) in nodes.enumerated() where stage != 2 { #expect(node.bubble > 5 * waiting) }
    }

    @Test func transfersThatShareALinkWaitForEachOther() {
        let plan = Self.plan(2, 8, .gpipe)
        func transfers(shared: Bool) -> [PipelineSimulation.Transfer] {
            (0..<16).map { index in
                PipelineSimulation.Transfer(
                    links: [shared ? 0 : index], holdSeconds: [1.5], delaySeconds: 1.5)
            }
        }
        let alone = Self.run(plan, replicas: 2, transfers: transfers(shared: false), linkCount: 16)
        let together = Self.run(plan, replicas: 2, transfers: transfers(shared: true), linkCount: 16)
        let ends = (alone.map(\.end).max() ?? 0, together.map(\.end).max() ?? 0)
        #expect(ends.1 > ends.0)
        // Sixteen transfers of 1.5 s forward cannot be through before 24 s on one link.
        #expect(ends.1 >= 24)
        #expect(together.contains { $0.transferWait > 1.5 })
    }

    @Test(arguments: [(4, 8, 2), (8, 32, 1), (3, 6, 4)])
    func everyPassAppearsOnceAndBackwardAfterForward(stages: Int, batches: Int, chunks: Int) {
        let plan = Self.plan(stages, batches, chunks > 1 ? .interleaved : .oneForwardOneBackward, chunks: chunks)
        for stage in 0..<stages {
            let passes = PipelineOrder.passes(plan, stage: stage)
            #expect(passes.count == 2 * batches * chunks)
            var live = 0
            var most = 0
            for (index, pass) in passes.enumerated() {
                live += pass.isForward ? 1 : -1
                most = max(most, live)
                if !pass.isForward {
                    let forward = PipelineOrder.Pass(
                        isForward: true, chunk: pass.chunk, microBatch: pass.microBatch)
                    #expect(passes[..<index].contains(forward))
                }
            }
            // The memory account's number of live micro-batches is the one that the schedule reaches.
            #expect(Double(most) / Double(chunks) == plan.liveMicroBatches(stage: stage))
        }
    }
}
