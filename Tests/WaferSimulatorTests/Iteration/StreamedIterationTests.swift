import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

@testable import WaferSimulator

/// Weights that are streamed onto the wafer, played as flows from its rim.
@Suite struct StreamedIterationTests {
    private static func design(
        gigabytesPerSecond: Double, model: String = "gpt3-13b", tensor: Int, data: Int, subBatches: Int,
        expert: Int = 1, recompute: Recompute = .selective
    ) throws -> TrainingDesign {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.diesX = 4
        hardware.wafer.diesY = 4
        hardware.wafer.interWaferBytesPerSecond = gigabytesPerSecond * 1e9
        var strategy = Strategy(
            tensor: tensor, sequenceParallel: tensor > 1, pipeline: 1, data: data, microBatchSequences: 1,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: recompute, expert: expert)
        strategy.plan = StrategyPlan()
        strategy.plan?.weights = .streamed
        strategy.plan?.subBatches = subBatches
        var shape = try ModelShape.preset(model)
        shape.sequenceLength = 2048
        return TrainingDesign(
            hardware: hardware, model: shape, job: TrainingJob(globalBatchSequences: 64), strategy: strategy)
    }

    @Test(arguments: [1, 3])
    func aSlowLinkCarriesFourBytesAParameterForEachSubBatch(subBatches: Int) throws {
        let design = try Self.design(gigabytesPerSecond: 1, tensor: 4, data: 4, subBatches: subBatches)
        // The tied table comes in for both ends of the model, and turns round once between two iterations.
        let table = Double(design.model.vocabulary * design.model.hidden)
        let expected = (Double(subBatches) * 4 * (design.model.parameterCount + table) + 4 * table) / 1e9
        for seconds in [
            DetailedModel().evaluate(design).iterationSeconds, AnalyticalModel().evaluate(design).iterationSeconds,
        ] { #expect(abs(seconds / expected - 1) < 0.01, "\(seconds) \(expected)") }
    }

    @Test func fidelitiesAgreeWhetherTheLinkIsTheLimitOrNot() throws {
        var (hidden, bound) = (0, 0)
        for gigabytes in [20.0, 100, 500, 1800, 50_000] {
            for (tensor, data) in [(1, 16), (2, 7), (4, 4), (8, 2), (16, 1)] {
                for recompute in Recompute.allCases {
                    let design = try Self.design(
                        gigabytesPerSecond: gigabytes, tensor: tensor, data: data, subBatches: 2, recompute: recompute)
                    guard design.strategyViolations().isEmpty else { continue }
                    let closed = AnalyticalModel().evaluate(design)
                    let played = DetailedModel().evaluate(design)
                    #expect(
                        abs(played.iterationSeconds / closed.iterationSeconds - 1) < 0.05,
                        "\(gigabytes) \(tensor) \(recompute.rawValue)")
                    #expect(abs(played.time.total / played.iterationSeconds - 1) < 1e-9)
                    #expect(played.memory == closed.memory)
                    if closed.time.communication > 0.5 * closed.iterationSeconds { bound += 1 } else { hidden += 1 }
                }
            }
        }
        #expect(hidden >= 10 && bound >= 10)
    }

    @Test func aMixtureIsPlayedToo() throws {
        let design = try Self.design(
            gigabytesPerSecond: 1800, model: "gshard-137b", tensor: 1, data: 16, subBatches: 1, expert: 16,
            recompute: .full)
        #expect(design.strategyViolations().isEmpty)
        let (closed, played) = (AnalyticalModel().evaluate(design), DetailedModel().evaluate(design))
        // Nearly all parameters are experts: the link has to bring all of them, twice.
        let link = 4 * design.model.parameterCount / 1.8e12
        #expect(played.iterationSeconds >= link && closed.iterationSeconds >= link)
        // In closed form each kind of layer hides its own stream; played, all of them hide all.
        #expect(played.iterationSeconds <= closed.iterationSeconds * 1.05)
    }
}
