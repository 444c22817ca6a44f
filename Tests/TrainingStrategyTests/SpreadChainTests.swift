import LanguageModel
import Testing
import WaferArchitecture
import _IngotTestSupport

@testable import TrainingStrategy

@Suite struct SpreadChainTests {
    private static func chain(
        _ design: TrainingDesign, _ shape: TensorShape, price: Double = 0
    ) -> SpreadChain<OperatorCost<PortDistribution>> {
        let operators = OperatorCost(
            die: DieModel(design.hardware), distribution: PortDistribution(design.hardware), weightsStay: false)
        return SpreadChain(design, shape: shape, repeats: .none, secondsPerParameter: price) { operators.with($0) }
    }

    private static func design(_ model: String, micro: Int) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset(model),
            job: TrainingJob(globalBatchSequences: 512),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: micro,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }

    /// All ways to give each operator one of its candidates.
    private static func everySpread(
        _ shape: TensorShape, _ candidates: (LayerOperator.Kind) -> [OperatorPlan], kinds: [LayerOperator.Kind]
    ) -> [OperatorSpread] {
        var all = [OperatorSpread(shape: shape, sequenceParallel: false)]
        for kind in kinds {
            all = all.flatMap { spread in
                candidates(kind).map { plan in
                    var next = spread
                    next[kind] = plan
                    return next
                }
            }
        }
        return all
    }

    /// The dynamic programme against every combination, with AccPar's three types and with every cut by two numbers.
    @Test(arguments: ["llama3-8b", "gpt3-13b", "gshard-137b"])
    func theChainIsAsCheapAsTheBestOfAllCombinations(model: String) throws {
        let design = try Self.design(model, micro: 4)
        let mixed = design.model.mixture != nil
        let kinds: [LayerOperator.Kind] =
            [.attentionNorm, .queryKeyValue, .scores, .projection, .up, .down]
            + (mixed ? [.expertUp, .expertDown] : [])
        for (shape, price) in [
            (TensorShape(width: 2, height: 1), 0.0), (TensorShape(width: 7, height: 1), 0),
            (TensorShape(width: 2, height: 2), 1e-13), (TensorShape(width: 2, height: 1), 1e-10),
        ] {
            let chain = Self.chain(design, shape, price: price)
            let parts = shape.count
            let candidates = { (kind: LayerOperator.Kind) in
                AccParPartition.candidates(OperatorPlan(kind), parts: parts, design: design)
            }
            let best = try #require(chain.best(of: candidates))
            let least = Self.everySpread(shape, candidates, kinds: kinds).map { chain.seconds($0) }.min()
            #expect(abs(best.seconds / (try #require(least)) - 1) < 1e-12)
            #expect(abs(chain.seconds(best.spread) / best.seconds - 1) < 1e-12)
        }
    }

    /// Dear parameters are not copied: no weight is cut by tokens then.
    ///
    /// With free ones and many sequences some are.
    @Test func aPriceOnParametersKeepsThemFromBeingCopied() throws {
        let design = try Self.design("llama3-8b", micro: 16)
        let shape = TensorShape(width: 2, height: 2)
        func products(_ price: Double) throws -> [OperatorPlan] {
            let best = try #require(
                Self.chain(design, shape, price: price).best { kind in
                    AccParPartition.candidates(OperatorPlan(kind), parts: 4, design: design)
                })
            return best.spread.plans.filter { $0.kind != .attentionNorm && $0.kind != .scores }
        }
        #expect(
            try products(1).filter { $0.kind != .expertUp && $0.kind != .expertDown }.allSatisfy { $0.tokenParts == 1 })
        #expect(try products(0).contains { $0.tokenParts > 1 })
    }

    /// All dies have a part at the end of the recursion, whatever their number; 56 are three halvings and seven parts.
    @Test func theRecursionUsesAllDies() throws {
        #expect(AccParPartition.levels(dies: 56) == [2, 2, 2, 7])
        #expect(AccParPartition.levels(dies: 1).isEmpty)
        let design = try Self.design("gpt3-13b", micro: 2)
        for (width, height) in [(2, 1), (3, 1), (4, 2), (7, 2), (8, 7)] {
            let shape = TensorShape(width: width, height: height)
            let spread = try #require(AccParPartition.spread(design, shape: shape) { Self.chain(design, $0) })
            var strategy = design.strategy
            strategy.tensor = shape.count
            strategy.plan = StrategyPlan()
            strategy.plan?.operators = spread.plans
            var planned = design
            planned.strategy = strategy
            #expect(OperatorSpread.violations(planned, shape: shape).isEmpty)
            #expect(spread.shape.count == shape.count)
        }
    }
}
