import Foundation
import GaussianProcess
import Testing

@testable import BayesianOptimization

@Suite struct SamplerStateTests {
    private let hyperparameters = Hyperparameters(
        components: [.init(variance: .infinity, lengthScales: [0.5])], noiseVariances: [1e-4], means: [-.infinity])
    private let scaling = TargetScaling(location: 0, scale: 1)

    private func survives<State: LearnedState>(_ state: State) throws {
        #expect(try State(json: state.json) == state)
        #expect(try State(json: "") == State())
        var negative = state
        negative.fallbacks["jitter"] = -1
        #expect(throws: OptimizationError.self) { try State(json: negative.json) }
    }

    private struct Unwritable: Encodable {
        struct Reason: Error {}
        func encode(to encoder: any Encoder) throws { throw Reason() }
    }

    /// An empty text would be the state before the first trial, and a search that goes on would begin anew.
    @Test func `a state that cannot be written is refused when it is read`() {
        let text = StateText.text(of: Unwritable())
        #expect(!text.isEmpty)
        #expect(throws: OptimizationError.self) { try FallbackCounter(json: text) }
        #expect(throws: OptimizationError.self) { try SurrogateState(json: text) }
    }

    @Test func `every state survives numbers that JSON lacks and refuses counts below 1`() throws {
        var trust = TrustRegionState()
        trust.models["a"] = .init(hyperparameters: hyperparameters, scaling: scaling, observations: 3, restarts: 0)
        trust.count("jitter")
        try survives(trust)
        var surrogate = SurrogateState()
        surrogate.models["a"] = .init(hyperparameters: hyperparameters, scaling: scaling, rows: 3, evidence: -.infinity)
        surrogate.count("random")
        try survives(surrogate)
        var continuous = ContinuousFidelityState()
        continuous.models["a"] = .init(
            kernel: .smooth, hyperparameters: hyperparameters, scaling: scaling, rows: 3, selectionRows: 2)
        continuous.count("uncertainty")
        try survives(continuous)
    }
}
