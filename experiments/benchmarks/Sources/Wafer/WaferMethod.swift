import BayesianOptimization
import Campaign

/// The methods that are compared on the wafer.
enum WaferMethod: String, CaseIterable, Sendable {
    /// Multi-fidelity Bayesian optimisation as the campaign file has it.
    case mfbo
    /// The same at the target alone.
    case mfboTarget = "mfbo-target"
    case random
    case sobol
    case nsga2
    case parego
    case mfes
    case mfmobo
    /// NSGA-II to convergence on the cheapest fidelity, its front at the target, then neighbours of the target's front.
    case twoStage = "two-stage-nsga2"
    case randomFidelity = "random-fidelity"

    /// Whether it knows the target alone.
    var isTargetOnly: Bool {
        switch self {
        case .mfbo, .mfes, .mfmobo, .twoStage, .randomFidelity: false
        case .mfboTarget, .random, .sobol, .nsga2, .parego: true
        }
    }

    /// Whether its proposals follow from nothing that is seen below the target.
    var ignoresCheapResults: Bool { self == .randomFidelity }

    /// The sampler of a problem that has the fidelities that the method knows.
    func sampler(
        for problem: OptimizationProblem, specification: CampaignSpecification, cost: Double, seed: UInt64
    ) throws -> any Sampler {
        let initial = specification.optimizer.initial ?? 16
        switch self {
        case .mfbo, .mfboTarget:
            var optimizer = specification.optimizer
            optimizer.method = .mfbo
            return try optimizer.makeSampler(for: problem, seed: seed)
        case .random: return try RandomSampler(problem: problem)
        case .sobol: return try SobolSampler(problem: problem, seed: seed)
        case .nsga2: return try NSGA2Sampler(problem: problem, seed: seed, populationSize: 20)
        case .parego:
            return try ParEGOSampler(problem: problem, seed: seed, options: ParEGOOptions(initial: initial))
        case .mfes: return try MFESSampler(problem: problem, seed: seed)
        case .mfmobo:
            return try MFMOBOSampler(problem: problem, options: .scaled(toCost: cost, for: problem))
        case .twoStage: return try TwoStageNSGA2Sampler(problem: problem, seed: seed)
        case .randomFidelity: return try RandomFidelitySampler(problem: problem)
        }
    }

    /// How it is set up, in words.
    var note: String {
        switch self {
        case .mfbo: "as in the campaign file"
        case .mfboTarget: "the same at the target only"
        case .random: "at the target"
        case .sobol: "at the target"
        case .nsga2: "at the target, population 20"
        case .parego: "at the target, as many Sobol points first as mfbo has"
        case .mfes: "both fidelities, reduction 3"
        case .mfmobo: "the authors' proportions scaled to the budget"
        case .twoStage:
            "population 100 on the cheapest fidelity until it stagnates, its front at the target, neighbours"
        case .randomFidelity: "p ~ 1 / cost"
        }
    }
}
