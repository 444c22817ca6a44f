import Glibc
import Testing

@testable import SparseAttention

@Suite("The accelerator")
struct AcceleratorTests {
    @Test("A core of the published size has the published area and power in every block")
    func publishedBlocks() {
        for row in PublishedCore.rows {
            let size = AcceleratorSize.published
            #expect(abs(size.squareMillimetres(of: row.block) - row.squareMillimetres) < 1e-12, "\(row.block)")
            #expect(abs(size.watts(of: row.block) - row.watts) < 1e-12, "\(row.block)")
        }
    }

    /// Worked out by hand from the same table.
    @Test("Units cost what the table gives for one of them")
    func units() {
        let costs = UnitCosts.published
        let pairs: [(Double, Double)] = [
            (costs.shift.joules, 7.1e-15), (costs.sort.joules, 0.88e-12), (costs.multiply.joules, 0.286e-12),
            (costs.exponential.joules, 2.65e-12), (costs.interfaceJoulesPerBit, 1.11e-12),
            (costs.memoryJoulesPerBit, 4.01e-12), (costs.shift.squareMillimetres, 86e-6),
            (costs.sort.squareMillimetres, 5300e-6), (costs.multiply.squareMillimetres, 1709e-6),
            (costs.exponential.squareMillimetres, 16_700e-6),
            (costs.squareMillimetresPerByte * Double(1 << 20), 1.6),
        ]
        for (value, printed) in pairs { #expect(abs(value / printed - 1) < 0.01, "\(value) \(printed)") }
    }

    @Test("All units at work in every cycle draw the published power")
    func fullPower() {
        let size = AcceleratorSize.published
        let cycles = 1e6
        let work = TileWork(
            shifts: 4096 * cycles, sortPasses: 128 * cycles, makings: 512 * cycles, products: 512 * cycles,
            exponentials: 128 * cycles)
        let seconds = cycles / size.hertz
        let bytes = PublishedCore.memoryBytesPerSecond * seconds
        let joules = EnergyByPart(work, bytes: bytes, seconds: seconds, size: size, costs: .published)
        #expect(abs(joules.core / seconds - 949.85e-3) < 1e-9)
        #expect(abs(joules.device / seconds - 3.39985) < 1e-9)
        #expect(abs(joules.parts.reduce(0) { $0 + $1.joules } - joules.device) < 1e-15)
    }

    /// 128 rows, 64 keys in tiles of 16, dimension 64, a quarter kept.
    @Test("A small task costs what is counted by hand")
    func byHand() throws {
        let size = AcceleratorSize(memoryBytesPerSecond: 1e15, utilisation: 1)
        let estimate = try AcceleratorEstimate(AttentionTask(queries: 128, keys: 64, tiles: 4), on: size)
        let tile = estimate.firstTile
        // 128 x 16 x 64 products on 4,096 units; two passes for 16 keys; 4 kept keys of 64 elements, two at a time, the
        // row's 64 divisions over 4 tiles and a comparison.
        #expect(tile.prediction == 32 && tile.sorting == 2 && tile.generation == 0 && tile.update == 128 + 16 + 1)
        // Queries and outputs of 128 x 64 x 2 bytes over 4 tiles; 16 keys read to predict, 16 pairs for the updates.
        #expect(tile.inputBytes == 4096 + 2048 && tile.selectionBytes == 4096 && tile.outputBytes == 4096)
        #expect(abs(estimate.cycles - (32 + 2 + 4 * 145)) < 0.1)
        #expect(estimate.executedOperations == Double(2 * 2 * 128 * 16 * 64))
        #expect(estimate.task.denseOperations == Double(2 * 2 * 128 * 64 * 64))
        #expect(estimate.limit == .update)
    }

    /// Attention of 4 heads, with keys and values made from tokens of 512 elements.
    private func task(_ random: inout RandomTensors) -> AttentionTask {
        let tiles = random.integer(2...64)
        var task = AttentionTask(
            queries: 128 * random.integer(1...8), keys: tiles * random.integer(4...64), width: 64, hidden: 512,
            heads: random.integer(1...4), supply: .given, keep: 0.05 + 0.45 * random.uniform(), tiles: tiles)
        task.supply = [.given, .generated, .regenerated][random.integer(0...2)]
        task.unionRatio = 0.3 + 0.5 * random.uniform()
        task.headUnionRatio = task.unionRatio + (1 - task.unionRatio) * random.uniform()
        return task
    }

    @Test("Bound by units, both models take the slowest stage's cycles; bound by memory, its bytes over the bandwidth")
    func limits() throws {
        var random = RandomTensors(61)
        for _ in 0..<60 {
            let task = task(&random)
            let fast = AcceleratorSize(memoryBytesPerSecond: 1e18, utilisation: 1)
            let slow = AcceleratorSize(memoryBytesPerSecond: 1e6, utilisation: 1)
            for (size, isBoundByMemory) in [(fast, false), (slow, true)] {
                let estimate = try AcceleratorEstimate(task, on: size)
                let played = try PipelineSimulation(task, on: size)
                let expected =
                    isBoundByMemory
                    ? estimate.bytes / (size.memoryBytesPerSecond / size.hertz)
                    : Double(estimate.firstTiles) * estimate.firstTile.slowest
                        + Double(estimate.laterTiles) * estimate.laterTile.slowest
                // The pipeline fills and empties once.
                let passage = estimate.firstTile.all + estimate.laterTile.all
                let loads = (estimate.firstTile.bytes + estimate.laterTile.bytes) * size.hertz
                let slack = passage + loads / size.memoryBytesPerSecond
                // Where row groups differ, the stages that bound one can work on while those of the next begin.
                let least = max(played.busyCycles.max() ?? 0, played.memoryCycles)
                #expect(played.cycles >= least * (1 - 1e-9) && played.cycles <= expected + slack)
                if task.supply != .generated { #expect(abs(least / expected - 1) < 1e-9) }
                #expect(estimate.cycles >= expected * (1 - 1e-9) && estimate.cycles <= expected + slack)
                #expect((estimate.limit == .memory) == isBoundByMemory)
            }
        }
    }

    @Test("The closed form stays within 10 % of the events, in the mean within 3 %, at any bandwidth")
    func agreement() throws {
        var random = RandomTensors(62)
        var errors: [Double] = []
        for _ in 0..<200 {
            let size = AcceleratorSize(memoryBytesPerSecond: 59.8e9 * exp2(6 * random.uniform() - 3))
            var task = task(&random)
            task.heads = 4
            let played = try PipelineSimulation(task, on: size).cycles
            errors.append(abs(try AcceleratorEstimate(task, on: size).cycles / played - 1))
        }
        let mean = errors.reduce(0, +) / Double(errors.count)
        #expect(mean < 0.03 && (errors.max() ?? 1) < 0.1, "\(mean) \(errors.max() ?? 1)")
    }

    @Test("Tiles of different cost are played as a hand-made schedule has them")
    func unevenTiles() throws {
        // Bound by the last stage: 5 to reach it, then 10 + 1 + 10; the second tile is ready before the first is done.
        let tiles = [
            TileCost(prediction: 2, sorting: 1, generation: 2, update: 10),
            TileCost(prediction: 4, sorting: 1, generation: 2, update: 1),
            TileCost(prediction: 30, sorting: 1, generation: 2, update: 10),
        ]
        // The third is predicted from 6 to 36 and reaches the last stage at 39.
        #expect(try PipelineSimulation(tiles).cycles == 49)
        let busy = try PipelineSimulation(tiles).busyCycles
        #expect(busy == [36, 3, 6, 21])
    }

    @Test("Executed rates stay below the peak, dense-equivalent ones above them, and less kept is never slower")
    func rates() throws {
        var random = RandomTensors(63)
        for _ in 0..<200 {
            var task = task(&random)
            task.unionRatio = 1
            task.headUnionRatio = 1
            let more = try AcceleratorEstimate(task)
            #expect(more.executedOperationsPerSecond <= AcceleratorSize.published.peakOperationsPerSecond)
            #expect(more.joules.device / more.seconds <= PublishedCore.deviceWatts * 1.000_001)
            if task.supply != .regenerated {
                #expect(more.executedOperationsPerSecond <= more.denseEquivalentOperationsPerSecond)
            }
            task.keep /= 2
            #expect(try AcceleratorEstimate(task).cycles <= more.cycles * (1 + 1e-12))
        }
    }

    @Test("The A100 at measured shares takes what one layer of GPT-3 took, within 5 %")
    func graphicsProcessor() {
        // LLMCompass (ISCA 2024), prefill of batch 8 and 2,048 tokens on one of four A100: QK, softmax and AV.
        let task = AttentionTask(queries: 2048, keys: 2048, width: 128, heads: 8 * 24, tiles: 128)
        let measured = 1.8811e-3 + 2.8015e-3 + 1.1832e-3
        #expect(abs(GraphicsBaseline.a100Measured.seconds(task, method: .unfused) / measured - 1) < 0.05)
        #expect(GraphicsBaseline.a100.seconds(task, method: .unfused) < measured)
        // FlashAttention-2 is bound by products: 0.73 of 312 TFLOP/s.
        let flash = GraphicsBaseline.a100Measured.seconds(task, method: .flash)
        #expect(abs(task.denseOperations / flash / 228e12 - 1) < 0.01)
    }

    @Test("Wrong input is refused")
    func wrongInput() throws {
        let good = AttentionTask(queries: 128, keys: 64, tiles: 4)
        var tasks = [AttentionTask](repeating: good, count: 6)
        tasks[0].queries = 0
        tasks[1].tiles = 65
        tasks[2].keep = 0
        tasks[3].unionRatio = 1.5
        tasks[4].loadRatio = 0.5
        tasks[5].headUnionRatio = 0.5
        for task in tasks {
            #expect(throws: SparseAttentionError.self) { try AcceleratorEstimate(task) }
            #expect(throws: SparseAttentionError.self) { try PipelineSimulation(task) }
        }
        var vast = AttentionTask(queries: 1 << 24, keys: 1 << 24, heads: 1 << 24, tiles: 1 << 24)
        vast.headsPerTokenLoad = 1
        #expect(throws: SparseAttentionError.self) {
            try AcceleratorEstimate(vast, on: AcceleratorSize(rows: 1))
        }
        var sizes = [AcceleratorSize](repeating: .published, count: 4)
        sizes[0].rows = 0
        sizes[1].utilisation = 1.1
        sizes[2].memoryBytesPerSecond = .nan
        sizes[3].tokenBytes = -1
        // Cycles that are not finite, or that no integer holds.
        sizes += [1e-320, 1e-300, 1e-9].map { AcceleratorSize(memoryBytesPerSecond: $0) }
        for size in sizes {
            #expect(throws: SparseAttentionError.self) { try AcceleratorEstimate(good, on: size) }
            #expect(throws: SparseAttentionError.self) { try PipelineSimulation(good, on: size) }
            #expect(throws: SparseAttentionError.self) {
                try PipelineSimulation(
                    [TileCost(prediction: 1, sorting: 1, generation: 1, update: 1, inputBytes: 1e6)], on: size)
            }
        }
    }
}
