import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// The list of collectives against the traffic that evaluations count.
@Suite struct CommunicationTests {
    private static let model = AnalyticalModel()

    private static func bytes(_ entry: CollectiveCost, _ strategy: Strategy) -> Double {
        Double((entry.lastStage - entry.firstStage + 1) * strategy.replicas * strategy.tensor) * entry.bytes
    }

    private static func covers(_ list: [CollectiveCost], _ design: TrainingDesign) -> Bool {
        Dictionary(grouping: list.filter { $0.group == .pipeline }, by: \.group).values.allSatisfy { entries in
            let stages = entries.flatMap { Array($0.firstStage...$0.lastStage) }
            return stages == Array(0..<design.strategy.pipeline)
        }
    }

    @Test func wafersSendWhatTheirEnergyCounts() throws {
        var generator = try WideDesignGenerator(seed: 51)
        var kinds: Set<CollectiveCost.Group> = []
        for _ in 0..<1000 {
            var design = generator.next()
            design.hardware.memory.kind = .edge
            let list = Self.model.communication(of: design)
            let result = Self.model.evaluate(design)
            let joules = WaferFigures(of: design.hardware).energy.joulesPerDieToDieByte
            let sum = list.reduce(0) { $0 + Self.bytes($1, design.strategy) * $1.place.hops }
            #expect(abs(sum * joules - result.energy.dieToDie) <= 1e-9 * result.energy.dieToDie, "\(design.strategy)")
            #expect(Self.covers(list, design))
            kinds.formUnion(list.map(\.group))
        }
        #expect(kinds == Set(CollectiveCost.Group.allCases))
    }

    @Test func clustersSendWhatTheirEnergyCounts() throws {
        var generator = try WideDesignGenerator(seed: 52)
        for _ in 0..<1000 {
            let design = generator.next(onCluster: true)
            let list = Self.model.communication(of: design)
            let result = Self.model.evaluate(design)
            let joules = 8 * Constants.packagedLinkEnergyPerBit.value
            let sum = list.reduce(0) { $0 + Self.bytes($1, design.strategy) }
            #expect(abs(sum * joules - result.energy.dieToDie) <= 1e-9 * result.energy.dieToDie, "\(design.strategy)")
            #expect(Self.covers(list, design))
            for entry in list {
                #expect(entry.place.columns * entry.place.rows >= entry.size && entry.count > 0)
            }
        }
    }

    private static func seconds(_ list: [CollectiveCost]) -> Double {
        list.reduce(0) { $0 + Double($1.lastStage - $1.firstStage + 1) * $1.seconds }
    }

    @Test func secondsAreNoLessThanTheCommunication() throws {
        var generator = try WideDesignGenerator(seed: 53)
        for onCluster in [false, true] {
            for _ in 0..<1000 {
                let design = generator.next(onCluster: onCluster)
                let time = Self.model.evaluate(design).time
                let seconds = Self.seconds(Self.model.communication(of: design))
                #expect(seconds >= time.communication * (1 - 1e-9), "\(design.strategy)")
            }
        }
    }

    /// One stage of a cluster hides nothing and waits for no other.
    @Test func oneStageOfAClusterTakesTheSecondsOfItsList() throws {
        var generator = try WideDesignGenerator(seed: 54)
        var found = 0
        for _ in 0..<1000 {
            var design = generator.next(onCluster: true)
            guard design.strategy.pipeline == 1, design.strategy.context == 1 else { continue }
            design.strategy.recompute = .none
            let time = Self.model.evaluate(design).time
            let seconds = Self.seconds(Self.model.communication(of: design))
            #expect(abs(seconds - time.communication) <= 1e-9 * seconds, "\(design.strategy)")
            if seconds > 0 { found += 1 }
        }
        #expect(found > 20)
    }

    /// Two stages of eight replicas on two wafers 1 GB/s apart: their vectors cross together, each way.
    @Test func whatLeavesAWaferTakesTheTimeOfTheCrossing() throws {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.wafer.count, hardware.wafer.interWaferBytesPerSecond) = (2, 1e9)
        var design = TrainingDesign(
            hardware: hardware, model: try ModelShape.preset("llama2-7b"), job: TrainingJob(globalBatchSequences: 32),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 2, data: 8, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
        let stream = 2.0 * Double(design.model.sequenceLength) * Double(design.model.hidden)
        let sends = Self.model.communication(of: design).filter { $0.group == .pipeline }
        // Four micro-batches from either stage.
        let crossing = 8 * stream / 1e9
        let hop = hardware.die.dieToDieLatencySeconds
        for entry in sends {
            #expect(entry.place.wafers == 2)
            #expect(abs(entry.seconds / Double(entry.lastStage - entry.firstStage + 1) - 4 * (crossing + hop)) < 1e-9)
        }
        // Of four stages the second and third stand on either side of the gap.
        design.strategy.pipeline = 4
        design.strategy.data = 2
        design.job.globalBatchSequences = 2
        let four = Self.model.communication(of: design).filter { $0.group == .pipeline }
        #expect(four.map { [$0.firstStage, $0.lastStage, $0.place.wafers] } == [[0, 0, 1], [1, 2, 2], [3, 3, 1]])
        #expect(four.allSatisfy { ($0.seconds > 2 * stream / 1e9) == ($0.place.wafers == 2) })
    }

    /// What comes in parts is gathered by the group, which its own entry has.
    @Test func sendsTakeNoLongerWithoutSequenceParallelism() throws {
        var design = TrainingDesign(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: 32), model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 8),
            strategy: Strategy(
                tensor: 8, sequenceParallel: true, pipeline: 4, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
        let parallel = Self.model.communication(of: design).filter { $0.group == .pipeline }
        design.strategy.sequenceParallel = false
        let whole = Self.model.communication(of: design).filter { $0.group == .pipeline }
        #expect(!whole.isEmpty && parallel == whole)
    }

    /// 40 layers on 4 stages of 4 x 2 dies: the ends differ from what is between them, which is alike.
    @Test func equalStagesShareTheirEntries() throws {
        let design = TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 64),
            strategy: Strategy(
                tensor: 7, sequenceParallel: false, pipeline: 4, data: 2, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
        var whole = design
        whole.strategy.tensor = 1
        let list = Self.model.communication(of: whole)
        let sends = list.filter { $0.group == .pipeline }
        #expect(sends.map { [$0.firstStage, $0.lastStage] } == [[0, 0], [1, 2], [3, 3]])
        // 32 micro-batches, once from the ends and twice from between them.
        let stream = 2.0 * 2048 * 5120
        #expect(sends.map(\.bytes) == [32 * stream, 64 * stream, 32 * stream])
        let data = list.filter { $0.group == .data }
        // Both halves of an all-reduce between two replicas; 10 layers a stage.
        let layer = 12.0 * 5120 * 5120 + 13 * 5120
        #expect(data.first { $0.firstStage == 1 }?.bytes == 2 * 10 * layer)
        whole.job.precision = .bf16
        let wide = Self.model.communication(of: whole).filter { $0.group == .data }
        #expect(wide.map(\.bytes) == data.map { 2 * $0.bytes })
    }
}
