import BayesianOptimization
import SearchSpace
import Synchronization

/// The sampler of a running campaign, in one place that proposals change.
///
/// A proposal that fails, or that the budget does not allow, leaves a changed sampler behind: it is the last one of its
/// run, and a resumed campaign begins from the state that was stored with the last trial.
final class CampaignSampler: Sendable {
    private let sampler: Mutex<any Sampler>

    init(_ sampler: any Sampler) { self.sampler = Mutex(sampler) }

    /// Proposes a trial, says what is to be stored with it, and how long models took.
    func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: RandomGenerator
    ) throws(OptimizationError) -> (proposal: Proposal, state: StoredSamplerState, modelSeconds: Double) {
        var generator = generator
        return try sampler.withLock { sampler throws(OptimizationError) in
            let stopwatch = ModelStopwatch()
            let proposal = try stopwatch.measure { () throws(OptimizationError) in
                try sampler.propose(
                    trial: trial, observations: observations, pending: pending, generator: &generator)
            }
            return (
                proposal,
                StoredSamplerState(
                    trial: trial, state: sampler.state, fallbacks: sampler.fallbackCounts,
                    diagnostics: sampler.diagnosticsJSON),
                stopwatch.seconds
            )
        }
    }
}
