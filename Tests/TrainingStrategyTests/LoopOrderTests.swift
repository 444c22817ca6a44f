import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// Orders of the loops over blocks against loops that are played.
@Suite struct LoopOrderTests {
    /// What a loop nest of one product moves, counted block by block.
    ///
    /// - Parameters:
    ///   - order: Letters from the outermost to the innermost loop.
    ///   - sizes: Of `m`, `n` and `k`.
    ///   - tensors: The letters of the left operand, the right one and the result.
    ///   - sram: Bytes that hold the parts of one tensor; the others stream past it element by element.
    private static func played(
        order: String, sizes: [Character: Int], tensors: [String], sram: Double
    ) -> (left: Int, right: Int, resultWrites: Int, resultReads: Int) {
        let loops = Array(order)
        // The tensor without the innermost letter is held in parts along the outermost one.
        let held = tensors.firstIndex { !$0.contains(loops[2]) } ?? 0
        let elementBytes = held == 2 ? 4.0 : 2
        let heldBytes = elementBytes * tensors[held].reduce(1.0) { $0 * Double(sizes[$1] ?? 1) }
        let parts = Int((heldBytes / sram).rounded(.up))
        let outer = sizes[loops[0]] ?? 1
        let block = (outer + parts - 1) / parts
        var moved = [0, 0, 0]
        var reads = 0
        var sums = Set<[Int]>()
        for start in stride(from: 0, to: outer, by: block) {
            let rows = start..<min(start + block, outer)
            func elements(_ tensor: String) -> Int {
                tensor.reduce(1) { $0 * ($1 == loops[0] ? rows.count : sizes[$1] ?? 1) }
            }
            for (index, tensor) in tensors.enumerated() {
                moved[index] += elements(tensor)
                guard index == 2 else { continue }
                // Sums of results that another part has begun are read before they are added to.
                let key = tensor.contains(loops[0]) ? [start] : [0]
                if !sums.insert(key).inserted { reads += elements(tensor) }
            }
        }
        return (moved[0], moved[1], moved[2], reads)
    }

    @Test func passesAreThoseOfTheLoops() throws {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.die.coresX, hardware.die.coresY) = (1, 1)
        var random = SplitMix(3)
        var (again, sums) = (0, 0)
        for _ in 0..<300 {
            // Sizes that parts divide, so that no block is smaller than the others.
            let sizes: [Character: Int] = [
                "m": 64 << Int(random.next() % 4), "n": 64 << Int(random.next() % 4),
                "k": 64 << Int(random.next() % 4),
            ]
            hardware.core.sramBytes = 2 * (2048 << Int(random.next() % 6))
            let die = DieModel(hardware)
            let products: [(DieModel.Product, [String])] = [
                (.forward, ["mk", "kn", "mn"]), (.leftGradient, ["mn", "nk", "mk"]),
                (.rightGradient, ["km", "mn", "kn"]),
            ]
            for (product, tensors) in products {
                let counts = tensors.map { $0.reduce(1) { $0 * (sizes[$1] ?? 1) } }
                let bytes = counts.map { 2 * Double($0) }
                for order in LoopOrder.allCases {
                    let passes = die.passes(
                        leftBytes: bytes[0], rightBytes: bytes[1], resultBytes: bytes[2], of: product, in: order)
                    guard min(bytes[0], bytes[1], 2 * bytes[2]) > die.workingBytes else {
                        #expect(passes == DieModel.Passes())
                        continue
                    }
                    let seen = Self.played(
                        order: order.rawValue, sizes: sizes, tensors: tensors, sram: die.workingBytes)
                    #expect(passes.left * Double(counts[0]) == Double(seen.left))
                    #expect(passes.right * Double(counts[1]) == Double(seen.right))
                    // Whole results are written once in any case; sums more often, each time in four bytes.
                    let extra = seen.resultWrites - counts[2] + seen.resultReads
                    #expect(passes.sumBytes * Double(counts[2]) == 4 * Double(extra))
                    if passes.left > 1 || passes.right > 1 { again += 1 }
                    if passes.sumBytes > 0 { sums += 1 }
                }
            }
        }
        #expect(again > 100 && sums > 100)
    }

    /// The orders that hold an operand along the outputs or the tokens are those that go with the dataflows.
    @Test func dataflowsHaveOrdersOfTheirOwn() throws {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.die.coresX, hardware.die.coresY, hardware.core.sramBytes) = (1, 1, 32_768)
        let bytes = (left: 131_072.0, right: 65_536.0, result: 262_144.0)
        for (dataflow, order) in [(Dataflow.weightStationary, LoopOrder.nkm), (.inputStationary, .mkn)] {
            hardware.core.dataflow = dataflow
            let die = DieModel(hardware)
            let own = die.passes(leftBytes: bytes.left, rightBytes: bytes.right, resultBytes: bytes.result)
            #expect(
                own
                    == die.passes(
                        leftBytes: bytes.left, rightBytes: bytes.right, resultBytes: bytes.result, of: .forward,
                        in: order))
            #expect(own.left * own.right > 1)
        }
    }

    /// A product that fits moves its weights only, and its activations too where a plan says that they are in DRAM.
    @Test func activationsInDRAMAreReadAndWritten() throws {
        let hardware = try Hardware.preset("watos-config3")
        let operators = OperatorCost(
            die: DieModel(hardware), distribution: PortDistribution(hardware), weightsStay: true)
        let work = LayerOperator(
            kind: .up, batch: 1, m: 512, n: 256, k: 128, matrixFlops: 2 * 512 * 256 * 128, vectorFlops: 0,
            weightElements: 128 * 256, inputElements: 512 * 128, outputElements: 512 * 256)
        var (near, far) = (PassCost(), PassCost())
        operators.addForward(work, to: &near)
        operators.with(DieMapping(source: .dram)).addForward(work, to: &far)
        #expect(near.dramBytes == 0 && far.dramBytes == 2 * (512 * 128 + 512 * 256))
        #expect(near.operatorSeconds == far.operatorSeconds)
    }

    /// What a plan says of operators is what the closed form charges: with activations in DRAM an iteration moves more
    /// there and is no faster, and an order that is worse for large products is slower.
    @Test func plansChangeWhatIsCharged() throws {
        func evaluation(
            _ mapping: DieMapping?, tensor: Int = 8, microBatch: Int = 1
        ) throws -> TrainingEvaluation {
            var design = try PlanningTasks.task("gpt3-175b").design(
                Strategy(
                    tensor: tensor, sequenceParallel: true, pipeline: 7, data: 1, microBatchSequences: microBatch,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .full))
            if let mapping {
                var plan = StrategyPlan()
                plan.operators = [
                    OperatorPlan(.up, output: tensor, mapping: mapping),
                    OperatorPlan(.down, input: tensor, mapping: mapping),
                ]
                design.strategy.plan = plan
            }
            let evaluation = WatosPlannerTests.costs.evaluate(design)
            #expect(evaluation.iterationSeconds > 0)
            return evaluation
        }
        let plain = try evaluation(nil)
        #expect(abs(try evaluation(DieMapping()).iterationSeconds / plain.iterationSeconds - 1) < 1e-12)
        let far = try evaluation(DieMapping(source: .dram))
        #expect(far.iterationSeconds >= plain.iterationSeconds)
        #expect(far.energyJoules > plain.energyJoules)
        // Neither 400 MB of activations nor 300 MB of weights fit half the SRAM of a die.
        let orders = try LoopOrder.allCases.map {
            try evaluation(DieMapping(order: $0), tensor: 4, microBatch: 8).energyJoules
        }
        #expect(Set(orders).count > 1)
    }
}
