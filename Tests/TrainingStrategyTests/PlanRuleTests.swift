import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture

/// Plans that fit their strategy and the wafer, and those that do not.
@Suite struct PlanRuleTests {
    /// GPT-3 175B on 14 groups of 4 x 1 dies: all layers listed, every group placed, one loan.
    private static func design() throws -> TrainingDesign {
        var design = TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-175b"),
            job: TrainingJob(globalBatchSequences: 64),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 12, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective))
        var plan = StrategyPlan()
        plan.stages = (0..<12).map { stage in
            StageLayers([
                StageLayers.Run(count: 3, recompute: stage < 6 ? .full : .selective),
                StageLayers.Run(count: 5, recompute: .selective),
            ])
        }
        plan.sites = (0..<12).map { site(x: $0 % 2 * 4, y: $0 / 2) }
        plan.loans = [
            MemoryLoan(stage: 0, holder: .stage(11), bytesPerMicroBatch: 1e6),
            MemoryLoan(stage: 1, holder: .spare([site(x: 4, y: 6)]), bytesPerMicroBatch: 2e6),
        ]
        design.strategy.plan = plan
        return design
    }

    private static func site(x: Int, y: Int, width: Int = 4, height: Int = 1, wafer: Int = 0) -> Placement.Site {
        Placement.Site(wafer: wafer, rectangle: Rectangle(x: x, y: y, width: width, height: height))
    }

    @Test func aPlanThatFitsBreaksNoRule() throws {
        #expect(try Self.design().strategyViolations() == [])
    }

    @Test func eachMisfitIsNamed() throws {
        let changes: [(word: String, change: (inout TrainingDesign) -> Void)] = [
            ("11 stages", { $0.strategy.plan?.stages.removeLast() }),
            ("hold 95 layers", { $0.strategy.plan?.stages[3].runs[1].count = 4 }),
            ("without layers", { $0.strategy.plan?.stages[3].runs = [] }),
            ("without layers", { $0.strategy.plan?.stages[3].runs[0].count = 0 }),
            ("more than the 96", { $0.strategy.plan?.stages[3].runs[0].count = .max }),
            ("places 11 groups", { $0.strategy.plan?.sites.removeLast() }),
            ("share a die", { $0.strategy.plan?.sites[5] = Self.site(x: 0, y: 0) }),
            ("share a die", { $0.strategy.plan?.sites[5] = Self.site(x: 1, y: 0) }),
            ("does not stand on the grid", { $0.strategy.plan?.sites[5] = Self.site(x: 5, y: 6) }),
            ("does not stand on the grid", { $0.strategy.plan?.sites[5] = Self.site(x: -1, y: 6) }),
            ("does not stand on the grid", { $0.strategy.plan?.sites[0].rectangle.y = .max }),
            ("wafer 1 of 1", { $0.strategy.plan?.sites[5].wafer = 1 }),
            ("not of 4 x 1", { $0.strategy.plan?.sites[5] = Self.site(x: 0, y: 5, width: 2, height: 2) }),
            ("of no stage", { $0.strategy.plan?.loans[0].stage = 12 }),
            ("not another stage", { $0.strategy.plan?.loans[0].holder = .stage(0) }),
            ("more than 0", { $0.strategy.plan?.loans[0].bytesPerMicroBatch = .nan }),
            ("that its layers keep", { $0.strategy.plan?.loans[0].bytesPerMicroBatch = 1e12 }),
            ("work of its own", { $0.strategy.plan?.loans[1].holder = .spare([Self.site(x: 0, y: 5)]) }),
            (
                "2 spare groups",
                { $0.strategy.plan?.loans[1].holder = .spare([Self.site(x: 4, y: 6), Self.site(x: 0, y: 6)]) }
            ),
            ("memory on the dies", { $0.hardware.memory.kind = .offWafer }),
            (
                "one chunk",
                {
                    $0.strategy.chunks = 2; $0.strategy.schedule = .interleaved
                }
            ),
        ]
        for (word, change) in changes {
            var design = try Self.design()
            change(&design)
            let broken = design.strategyViolations().filter { $0.rule == .planFits }
            #expect(broken.count == 1, "\(word)")
            #expect(broken.first?.description.contains(word) ?? false, "\(word): \(broken)")
        }
    }

    @Test func aClusterHasNoPlaces() throws {
        var design = try Self.design()
        design.hardware = try Hardware.cluster("a100-80gb-cluster", devices: 64)
        #expect(design.strategyViolations().contains { $0.rule == .planFits })
        design.strategy.plan = StrategyPlan()
        #expect(!design.strategyViolations().contains { $0.rule == .planFits })
    }

    @Test func groupsThatStandAnywhereNeedNotTileTheGrid() throws {
        // 2 x 2 dies do not tile 8 x 7; three rows of four of them stand on it all the same.
        var design = try Self.design()
        design.strategy.plan = StrategyPlan()
        design.strategy.plan?.sites = (0..<12).map { Self.site(x: $0 % 4 * 2, y: $0 / 4 * 2, width: 2, height: 2) }
        #expect(design.strategyViolations() == [])
        let placement = try #require(Placement(design))
        #expect(placement.shape == TensorShape(width: 2, height: 2))
        #expect(placement.diesInUsePerWafer == 48)
    }

    @Test func memoryIsThatOfEachStagesOwnLayersAndLoans() throws {
        let design = try Self.design()
        let memory = TrainingMemory(design)
        var none = design
        none.strategy.plan?.loans = []
        let own = TrainingMemory(none)
        // 1F1B keeps 12 - s micro-batches alive in stage s.
        #expect(own.memory(stage: 0).activations - memory.memory(stage: 0).activations == 12e6)
        #expect(memory.memory(stage: 11).activations - own.memory(stage: 11).activations == 12e6)
        #expect(own.memory(stage: 1).activations - memory.memory(stage: 1).activations == 22e6)
        #expect(memory.memory(stage: 5) == own.memory(stage: 5))
        // Three layers made again whole, five but for the core; one whole layer in the making.
        let sbh = 2048.0 * 12288
        let kept = 3 * 2 * sbh / 4 + 5 * 34 * sbh / 4
        let whole = (34 + 5 * 96 * 2048 / 12288.0) * sbh / 4
        #expect(abs(own.keptBytes(stage: 3) - kept) < 1e-9 * kept)
        #expect(abs(own.memory(stage: 3).activations - (9 * kept + whole)) < 1e-6 * kept)
    }
}
