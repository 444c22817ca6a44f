import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

@Suite struct InferenceModelTests {
    private static let model = InferenceModel()

    private static func design(
        _ name: String = "llama2-70b", devices: Int = 4, batch: Int = 1, prompt: Int = 2048, output: Int = 128
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: devices), model: try ModelShape.preset(name),
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output),
            strategy: Strategy(
                tensor: devices, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }

    /// 80 layers with 8 heads of 128 keep 320 KiB of keys and values a token.
    @Test func keysAndValuesHaveTheirKnownSize() throws {
        let result = Self.model.evaluate(try Self.design())
        #expect(result.cacheBytes == Double(2048 + 128) * 327_680)
    }

    /// A token cannot come before the weights have been read once, nor take ten times as long.
    @Test func aTokenTakesAtLeastOneReadingOfTheWeights() throws {
        let design = try Self.design()
        let result = Self.model.evaluate(design)
        let read = 2 * design.model.parameterCount / 4 / 2039e9
        #expect(result.tokenSeconds > read && result.tokenSeconds < 3 * read)
        #expect(result.firstTokenSeconds > 2 * 68e9 * 2048 / 4 / 312e12)
    }

    @Test func partsAddUpAndMoreWorkTakesLonger() throws {
        var last = 0.0
        for batch in [1, 2, 8, 32] {
            let result = Self.model.evaluate(try Self.design(devices: 8, batch: batch))
            let figures = result.figures
            #expect(figures.isFeasible)
            #expect(figures.iterationSeconds == figures.time.total)
            let steps = 127 * result.tokenSeconds
            #expect(abs(figures.iterationSeconds / (result.firstTokenSeconds + steps) - 1) < 1e-9)
            #expect(figures.energyJoules == figures.energy.total)
            #expect(figures.memory.total == figures.memoryLimit.value)
            #expect(result.firstTokenSeconds > last && figures.time.memory >= 0)
            last = result.firstTokenSeconds
        }
    }

    @Test func whatDoesNotFitSaysSo() throws {
        let result = Self.model.evaluate(try Self.design(devices: 1))
        #expect(result.figures.violations.map(\.limit) == [.memoryBytesPerDevice])
        let odd = Self.model.evaluate(try Self.design(devices: 3))
        #expect(odd.figures.violations.contains { $0.limit == .strategyShape })
    }

    /// WaferLLM (OSDI 2025): from 420 to 660 cores a side a decode step slows down, and a prefill speeds up from 480 to
    /// 720, by less than there are more cores.
    @Test func aLargerMeshSpeedsPrefillUpAndSlowsDecodeDown() throws {
        func evaluation(_ side: Int) throws -> InferenceEvaluation {
            var design = try Self.design("llama3-8b", devices: 1, prompt: 4096)
            design.hardware = try Hardware.preset("wse-2")
            (design.hardware.wafer.diesX, design.hardware.wafer.diesY) = (1, 1)
            (design.hardware.die.coresX, design.hardware.die.coresY) = (side, side)
            return Self.model.evaluate(design)
        }
        #expect(try evaluation(900).tokenSeconds > evaluation(600).tokenSeconds)
        let gain = try evaluation(600).firstTokenSeconds / evaluation(720).firstTokenSeconds
        #expect(gain > 1 && gain < 1.44)
        // 8 billion weights of two bytes do not fit in 420 x 420 cores of 48 KB: they come from off the wafer instead.
        #expect(try evaluation(420).tokenSeconds > 16e9 / 150e9)
    }

    /// The trend with the number of cores does not rest on the fit: it is the same whatever share of the peak products
    /// reach and whatever a step and a start take, between a third and three times what was fitted.
    @Test func theTrendWithCoresHoldsWithoutTheFit() throws {
        let changes: [(share: Double, step: Double, start: Double)] = [
            (1, 1, 1), (1.5, 0.6, 0.7), (0.5, 3, 3), (3, 1.0 / 3, 1.0 / 3), (2, 1, 1), (1, 0.5, 2),
        ]
        for factors in changes {
            var mesh = MeshEfficiency.measured
            mesh.productShare *= factors.share
            mesh.stepCycles *= factors.step
            mesh.startCycles *= factors.start
            func evaluation(_ side: Int) throws -> InferenceEvaluation {
                var design = try Self.design("llama2-7b", devices: 1, prompt: 4096)
                design.hardware = try Hardware.preset("wse-2")
                (design.hardware.wafer.diesX, design.hardware.wafer.diesY) = (1, 1)
                (design.hardware.die.coresX, design.hardware.die.coresY) = (side, side)
                return InferenceModel(mesh: mesh).evaluate(design)
            }
            let (small, large) = (try evaluation(580), try evaluation(660))
            #expect(small.decode.memoryBytes == 0)
            #expect(large.tokenSeconds > small.tokenSeconds, "\(factors)")
            let gain = small.firstTokenSeconds / large.firstTokenSeconds
            #expect(gain < 660.0 * 660 / (580 * 580), "\(factors)")
            if factors.share <= 1.5, factors.step <= 1 { #expect(gain > 1, "\(factors)") }
        }
    }

    /// All of a wafer's heat but that of DRAM beside the dies is theirs, and they take 1 W for each square millimetre.
    @Test func heatOfTheDiesIsHeldAgainstWhatCoolingTakes() throws {
        var design = try Self.design("llama2-13b", devices: 1, batch: 4)
        design.hardware = try Hardware.preset("wse-2")
        design.strategy.tensor = 1
        let figures = Self.model.evaluate(design).figures
        let area = WaferFigures(of: design.hardware).dieAreaSquareMillimetres * 84
        #expect(abs(figures.powerDensityLimit.value / (figures.powerWatts / area) - 1) < 1e-12)
        #expect(!figures.violations.contains { $0.limit == .powerDensity })
        // Many long prompts on most dies of another wafer, at six times its clock.
        design.hardware = try Hardware.preset("watos-config3")
        design.hardware.core.frequencyHertz = 12e9
        design.strategy.data = 32
        design.job.batch = 32
        design.job.promptTokens = 4_096
        design.job.outputTokens = 1
        let hot = Self.model.evaluate(design).figures
        let dies = WaferFigures(of: design.hardware).dieAreaSquareMillimetres * 56
        let heat = (hot.energyJoules - hot.energy.dram) / hot.iterationSeconds
        #expect(hot.energy.dram > 0)
        #expect(abs(hot.powerDensityLimit.value / (heat / dies) - 1) < 1e-12)
        #expect(hot.powerDensityLimit.value > 1)
        #expect(hot.violations.contains(hot.powerDensityLimit))
    }
}
