public import SearchSpace

/// What can go wrong between a problem, a sampler, and whoever asks and tells.
public enum OptimizationError: Error, Sendable, Hashable {
    /// The problem has no objective or no fidelity, repeats a name, or has a number that cannot be.
    case invalidProblem(reason: String)
    /// A sampler's option that cannot be.
    case invalidOption(name: String, found: String, accepted: String)
    /// The search space refused.
    case space(SearchSpaceError)
    /// Every candidate of the space has been proposed at this fidelity.
    case spaceExhausted(count: Int, fidelity: String)
    /// A result for a trial that was never asked for.
    case unknownTrial(Int)
    /// A second result for a trial.
    case alreadyTold(Int)
    /// A result with a wrong number of values.
    case wrongCount(of: String, expected: Int, found: Int)
    /// A result by name without one of the problem's quantities.
    case missingFigure(name: String, found: [String])
    /// A parameter that a trial does not have, or not in the type that was asked for.
    case unreadableParameter(name: String, reason: String)
    /// A text that is not the state of this sampler.
    case invalidState(reason: String)
    /// Trials and results to go on from that do not fit together.
    case inconsistentHistory(reason: String)
    /// A model of the observations could not be made.
    case model(reason: String)
}

extension OptimizationError: CustomStringConvertible {
    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .invalidProblem(let reason): "the problem cannot be optimised: \(reason)"
        case .invalidOption(let name, let found, let accepted):
            "option '\(name)' is \(found); accepted: \(accepted)"
        case .space(let error): error.description
        case .spaceExhausted(let count, let fidelity):
            "all \(count) candidates of the space have been proposed at fidelity '\(fidelity)'; stop, or widen the space"
        case .unknownTrial(let number): "trial \(number) was never asked for; tell results of asked trials only"
        case .alreadyTold(let number): "trial \(number) has a result already; tell each trial once"
        case .wrongCount(let what, let expected, let found):
            "the result has \(found) \(what), the problem has \(expected); give one value for each"
        case .missingFigure(let name, let found):
            "the result has no '\(name)' but \(found.isEmpty ? "nothing" : found.joined(separator: ", ")); "
                + "give a value for each objective and constraint"
        case .unreadableParameter(let name, let reason): "parameter '\(name)' cannot be read: \(reason)"
        case .invalidState(let reason): "the sampler's stored state cannot be read: \(reason); start a new campaign"
        case .inconsistentHistory(let reason): "the stored trials cannot be continued: \(reason)"
        case .model(let reason): "the model of the observations failed: \(reason)"
        }
    }
}
