import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// DRAM bytes of operators and layers against counts by hand.
@Suite struct OperandTrafficTests {
    /// A die of one core, with so much SRAM.
    private static func hardware(sram: Int, _ dataflow: Dataflow = .outputStationary) throws -> Hardware {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.die.coresX, hardware.die.coresY) = (1, 1)
        hardware.core.sramBytes = sram
        hardware.core.dataflow = dataflow
        return hardware
    }

    private static func operators(sram: Int, _ dataflow: Dataflow = .outputStationary, weightsStay: Bool = false) throws
        -> OperatorCost<PortDistribution>
    {
        let hardware = try hardware(sram: sram, dataflow)
        return OperatorCost(
            die: DieModel(hardware), distribution: PortDistribution(hardware), weightsStay: weightsStay)
    }

    private static func bytes(
        _ work: LayerOperator, _ operators: OperatorCost<PortDistribution>
    ) -> (forward: Double, backward: Double) {
        var (forward, backward) = (PassCost(), PassCost())
        operators.addForward(work, to: &forward)
        operators.addBackward(work, to: &backward)
        return (forward.dramBytes, backward.dramBytes)
    }

    /// m = 512, n = 256, k = 128.
    private static let product = LayerOperator(
        kind: .up, batch: 1, m: 512, n: 256, k: 128, matrixFlops: 2 * 512 * 256 * 128, vectorFlops: 0,
        weightElements: 128 * 256, inputElements: 512 * 128, outputElements: 512 * 256)

    @Test func endlessSRAMLeavesTheWeightsOnly() throws {
        for dataflow in Dataflow.allCases {
            let weights = 128.0 * 256
            let moved = Self.bytes(Self.product, try Self.operators(sram: 1 << 40, dataflow))
            // Read once a pass in two bytes, and the gradient read and written in four.
            #expect(moved.forward == 2 * weights && moved.backward == 2 * weights + 8 * weights)
            let stay = Self.bytes(Self.product, try Self.operators(sram: 1 << 40, dataflow, weightsStay: true))
            #expect(stay.forward == 0 && stay.backward == 0)
        }
    }

    /// Operands that do not fit together, one of which fits alone: each once, the gradient of the result for both
    /// products.
    @Test func spilledOperandsMoveOnce() throws {
        let (x, w, y) = (512.0 * 128, 128.0 * 256, 512.0 * 256)
        // 200 kB of working set hold x (128 kB) and w (64 kB), but not x with y (384 kB).
        for dataflow in Dataflow.allCases {
            let moved = Self.bytes(Self.product, try Self.operators(sram: 400_000, dataflow))
            #expect(moved.forward == 2 * (x + y) + 2 * w)
            #expect(moved.backward == 2 * (2 * x + 2 * y) + 2 * w + 8 * w)
        }
    }

    /// Blocks of operands that fit 16 kB, counted from each dataflow's loops.
    @Test func tinySRAMReadsOperandsAgain() throws {
        let (x, w, y) = (512.0 * 128, 128.0 * 256, 512.0 * 256)
        let sram = 2 * 16_384
        // Weight stationary: 4 blocks of w (64 kB), the left operand again for each of them.
        let weight = Self.bytes(Self.product, try Self.operators(sram: sram, .weightStationary))
        #expect(weight.forward == 2 * (4 * x + y) + 2 * w)
        // Left gradient: 4 blocks of w. Right gradient: y (256 kB) is the right operand, 16 blocks.
        #expect(weight.backward == 2 * (4 * y + x) + 2 * w + 2 * (16 * x + y) + 8 * w)
        // Input stationary: the left operand stays; 8 blocks of x, then 16 of y, then 8 of x transposed.
        let input = Self.bytes(Self.product, try Self.operators(sram: sram, .inputStationary))
        #expect(input.forward == 2 * (x + y) + 8 * 2 * w)
        #expect(input.backward == 2 * (y + x) + 16 * 2 * w + 2 * (x + 8 * y) + 8 * w)
        // Output stationary: square blocks of sums in single precision: 512 kB are 32 of them, 6 a side; 256 kB of the
        // left gradient 16, 4 a side; 128 kB of the weights' 8, 3 a side.
        let output = Self.bytes(Self.product, try Self.operators(sram: sram, .outputStationary))
        #expect(output.forward == 2 * (6 * x + y) + 6 * 2 * w)
        #expect(output.backward == 2 * (4 * y + x) + 4 * 2 * w + 2 * (3 * x + 3 * y) + 8 * w)
    }

    /// Both operands of an attention product are activations; heads follow each other.
    @Test func attentionReadsBothOperandsAgain() throws {
        let work = LayerOperator(
            kind: .scores, batch: 4, m: 512, n: 512, k: 64, matrixFlops: 2 * 4 * 512 * 512 * 64, vectorFlops: 0,
            weightElements: 0, inputElements: 4 * 2 * 512 * 64, outputElements: 4 * 512 * 512)
        let (queries, keys, scores) = (4.0 * 512 * 64, 4.0 * 512 * 64, 4.0 * 512 * 512)
        // A head has 64 kB of queries, of keys, and 512 kB of scores; 32 kB hold none.
        let moved = Self.bytes(work, try Self.operators(sram: 2 * 32_768, .inputStationary))
        #expect(moved.forward == 2 * (queries + 2 * keys + scores))
        #expect(Self.bytes(work, try Self.operators(sram: 1 << 30)).forward == 0)
    }

    /// Two experts of 512 rows in mean numbers rounded up, of which 1000 are at work: the input is the left operand.
    @Test func rowsRoundedUpDoNotTurnOperandsRound() throws {
        let work = LayerOperator(
            kind: .expertUp, batch: 2, m: 512, n: 256, k: 128, matrixFlops: 2 * 1000 * 256 * 128, vectorFlops: 0,
            weightElements: 2 * 128 * 256, inputElements: 1000 * 128, outputElements: 1000 * 256)
        let (x, w, y) = (1000.0 * 128, 2 * 128.0 * 256, 1000.0 * 256)
        let weight = Self.bytes(work, try Self.operators(sram: 2 * 16_384, .weightStationary))
        #expect(weight.forward == 2 * (4 * x + y) + 2 * w)
        let input = Self.bytes(work, try Self.operators(sram: 2 * 16_384, .inputStationary))
        #expect(input.forward == 2 * (x + y) + 8 * 2 * w)
    }

    /// In training, products with weights read their left operand whole, padding included.
    @Test func inputsOfTrainingAreLeftOperands() throws {
        var checked = 0
        for name in ["gpt3-13b", "llama2-70b", "gshard-137b", "deepseek-v3"] {
            let model = try ModelShape.preset(name)
            for tensor in [1, 2, 8] {
                for hasExperts in [false, true] {
                    for isParallel in [false, true] {
                        let share = LayerShare(microBatch: 3, tensor: tensor, sequenceParallel: isParallel)
                        model.forEachOperator(share, hasExperts: hasExperts) { work in
                            guard work.isMatrixProduct, work.weightElements > 0 else { return }
                            #expect(work.inputElements == Double(work.batch) * Double(work.m) * Double(work.k))
                            checked += 1
                        }
                    }
                }
            }
        }
        #expect(checked > 150)
    }

    private static func design(sram: Int, recompute: Recompute, isGated: Bool = false) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try hardware(sram: sram),
            model: ModelShape(
                layers: 2, hidden: 256, heads: 4, keyValueHeads: 4, feedForward: 1024, isGated: isGated,
                vocabulary: 512,
                sequenceLength: 512),
            job: TrainingJob(globalBatchSequences: 4),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: recompute))
    }

    /// s = 512, h = 256, a = 4: a layer keeps `s h (34 + 5 a s / h)` bytes and has `12 h h` weights with some vectors.
    @Test func whatIsKeptIsWrittenOnce() throws {
        let (s, h) = (512.0, 256.0)
        let kept = s * h * 34 + 5 * 4 * s * s
        let weights = 12 * h * h + 9 * h
        // 3 MB hold any operator, but not weights with gradients and activations.
        let wide = try #require(
            TrainingWork(try Self.design(sram: 6_000_000, recompute: .none), distribution: { PortDistribution($0) }))
        #expect(!wide.weightsStay && !wide.activationsStay)
        #expect(wide.dense.forward.dramBytes == kept + 2 * weights)
        #expect(wide.dense.backward.dramBytes == kept + (2 + 8) * weights)
        // 700 kB hold a head of the core (64 kB of queries and of keys, 512 kB of scores) and the output projection,
        // not the three wide products. What these write is kept, the sum behind the last one as input of the next
        // layer; what they read is read once more than what is kept.
        let narrow = try #require(
            TrainingWork(try Self.design(sram: 1_400_000, recompute: .none), distribution: { PortDistribution($0) }))
        let (one, three, four) = (2 * s * h, 2 * s * 3 * h, 2 * s * 4 * h)
        #expect(narrow.dense.forward.dramBytes == kept + 2 * weights + one + one + four)
        // Backward the gradient of each result is read twice and that of each operand written; the operand is kept.
        let gradients = (2 * three + one) + (2 * four + one) + (2 * one + four)
        #expect(narrow.dense.backward.dramBytes == kept + 10 * weights + gradients)
    }

    /// Gated, s = 512, h = 256, a = 4: what softmax leaves is wanted by softmax and by the product with the values, and
    /// read once for both.
    @Test func whatTwoOperatorsWantIsReadOnce() throws {
        let (s, h) = (512.0, 256.0)
        let (one, four, scores) = (2 * s * h, 2 * s * 4 * h, 2 * 4 * s * s)
        // Input, its norm, queries, keys, values, context, the sum behind attention, its norm; scores behind softmax;
        // both halves of the wide product, and what their activation leaves.
        let kept = 8 * one + scores + 2 * four + four
        let weights = 16 * h * h
        // 600 kB hold the output projection (512 kB), no head of the core (640 kB), not the wide products.
        let work = try #require(
            TrainingWork(
                try Self.design(sram: 1_200_000, recompute: .none, isGated: true),
                distribution: { PortDistribution($0) }))
        // What the spilling products write is kept; what they read is read once more.
        let read = one + 2 * one + (scores + one) + one + four
        #expect(work.dense.forward.dramBytes == kept + 2 * weights + read)
        // Backward the gradient of each result is read twice and that of each operand written; the operand is kept.
        let core = (2 * scores + 2 * one) + (2 * one + scores + one)
        let gradients = (2 * 3 * one + one) + core + (2 * 2 * four + one) + (2 * one + four)
        #expect(work.dense.backward.dramBytes == kept + 10 * weights + gradients)
    }

    /// Made again, a layer's activations are written and read once, and the wide products read their operands again.
    @Test func whatIsMadeAgainIsWrittenOnce() throws {
        let (s, h) = (512.0, 256.0)
        let all = s * h * 34 + 5 * 4 * s * s
        let (one, three, four) = (2 * s * h, 2 * s * 3 * h, 2 * s * 4 * h)
        let weights = 12 * h * h + 9 * h
        let work = try #require(
            TrainingWork(try Self.design(sram: 1_400_000, recompute: .full), distribution: { PortDistribution($0) }))
        // Forward only the input of the layer is kept, which is what the last product leaves.
        #expect(work.dense.forward.dramBytes == one + 2 * weights + (one + three) + (one + four) + four)
        // Again: all but that input is put down and taken up; of the products only what they read is more.
        #expect(work.dense.again.dramBytes == 2 * (all - one) + 2 * weights + one + one + (four + one))
        // Backward the operands of the products are among what was taken up, and the input is read by its norm.
        let gradients = (2 * three + one) + (2 * four + one) + (2 * one + four)
        #expect(work.dense.backward.dramBytes == one + 10 * weights + gradients)
    }

    /// A gated model of latent attention without rotary parts; only its four projections spill.
    private static func latentWork(
        sram: Int, sequenceLength: Int, ranks: Int, keyWidth: Int, recompute: Recompute
    ) throws -> TrainingWork {
        var design = try design(sram: sram, recompute: recompute, isGated: true)
        (design.model.sequenceLength, design.model.feedForward) = (sequenceLength, 128)
        design.model.latentAttention = LatentAttention(
            keyValueRank: ranks, queryRank: ranks, rotaryWidth: 0, plainWidth: keyWidth, valueWidth: 64)
        return try #require(TrainingWork(design, distribution: { PortDistribution($0) }))
    }

    /// The norm made again on its way to the two projections to small vectors.
    ///
    /// The kept input is the operand that one of them reads, and the other reads it once more. s = 512, ranks of 512, heads of 64.
    @Test func aNormMadeAgainFeedsLatentProjections() throws {
        let (one, rank, scores) = (2 * 512.0 * 256, 2 * 512.0 * 512, 2 * 4 * 512.0 * 512)
        // 700 kB hold a head of the core (640 KiB) and the output projection, but no projection from or to ranks.
        let work = try Self.latentWork(
            sram: 1_400_000, sequenceLength: 512, ranks: 512, keyWidth: 64, recompute: Recompute([.attentionNorm]))
        // Input; the small vectors before and behind their norms; queries, keys, values, context; scores; the sum
        // behind attention, its norm; both halves of the wide product, what the activation leaves.
        let kept = 8.5 * one + 4 * rank + scores
        let weights = Double(2 * 256 * 512 + 512 * 256 + 512 * 512 + 2 * 256 * 256 + 128 * 256)
        // What the four write is kept.
        #expect(work.dense.forward.dramBytes == kept + 2 * weights + 2 * one + 2 * rank)
        // The gradient of each result is read twice, that of each operand written.
        let gradients = 2 * (2 * rank + one) + (2 * one + rank) + (4 * one + rank)
        #expect(work.dense.backward.dramBytes == kept + 10 * weights + gradients + one)
    }

    /// The norms of the small vectors made again: each kept vector is the operand of its own projection, read once.
    ///
    /// s = 256, ranks of 256, keys of 128.
    @Test func latentNormsMadeAgainFeedTheirProjections() throws {
        let (one, rank, scores) = (2 * 256.0 * 256, 2 * 256.0 * 256, 2 * 4 * 256.0 * 256)
        // 350 kB hold all but the projections from ranks, 384 and 512 KiB.
        let work = try Self.latentWork(
            sram: 700_000, sequenceLength: 256, ranks: 256, keyWidth: 128, recompute: Recompute([.latentNorm]))
        let (queries, keys, values) = (2 * one, 2 * one, one)
        // Input, its norm; the small vectors; queries, keys, values; scores; context; the sum behind attention, its
        // norm; both halves of the wide product, what the activation leaves.
        let kept = 6.5 * one + 2 * rank + (queries + keys + values) + scores
        let weights = Double(2 * 256 * 256 + 256 * 512 + 256 * 768 + 2 * 256 * 256 + 128 * 256)
        #expect(work.dense.forward.dramBytes == kept + 2 * weights + 2 * rank)
        let gradients = (2 * queries + rank) + (2 * (keys + values) + rank)
        #expect(work.dense.backward.dramBytes == kept + 10 * weights + gradients)
    }
}
