public import BayesianOptimization
public import CoDesign
public import ConfigurationFile
public import SearchSpace

/// What a campaign file says, checked, with every default filled in.
///
/// ```swift
/// let specification = try CampaignSpecification(path: "experiments/quickstart.yaml")
/// print(specification.canonicalYAML)
/// ```
public struct CampaignSpecification: Sendable {
    /// The kinds of problem that this version runs.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A wafer and the training strategy on it.
        case waferTraining = "wafer-training"
        /// A wafer and how a model is spread over it to serve requests.
        case waferInference = "wafer-inference"
        /// A benchmark problem of the catalogue.
        case synthetic
        /// Programs of the user's own.
        case command
    }

    /// What stands beside the text of the file when it is read.
    enum Purpose: Sendable {
        /// A new campaign: start designs are read and programs looked for.
        case new
        /// A stored campaign that goes on: start designs are given, programs looked for.
        case resumed(start: [Candidate])
        /// A stored campaign to look at: start designs are given, programs are not looked for.
        case inspected(start: [Candidate])

        var isNew: Bool {
            if case .new = self { true } else { false }
        }

        var needsPrograms: Bool {
            if case .inspected = self { false } else { true }
        }
    }

    /// The campaign's name.
    public internal(set) var name = ""
    /// The seed from which all randomness comes.
    public var seed: UInt64 = 0
    /// The kind of problem.
    public internal(set) var kind = Kind.command
    /// The objectives, limits and fidelities over the search space; constraints of the file first, then built-in
    /// limits.
    public internal(set) var problem: OptimizationProblem
    /// How many of the problem's constraints stand in the file; the rest are limits of the wafer.
    public internal(set) var declaredConstraintCount = 0
    /// The fidelities, cheap to dear.
    public internal(set) var fidelities: [FidelitySpecification] = []
    /// How much may be spent.
    public var budget: Budget
    /// The method.
    public internal(set) var optimizer: OptimizerSpecification
    /// The designs to try first.
    public internal(set) var start: [Candidate] = []
    /// How many evaluations run side by side; no decision depends on it with `order: trial`.
    public internal(set) var workers = 1
    /// The cluster that they run on; `nil` where they run on this machine.
    public internal(set) var slurm: SlurmSettings?
    /// The built-in wafer problem; `nil` for any other kind.
    public internal(set) var wafer: WaferProblem?
    /// The benchmark problem; `nil` for any other kind.
    public internal(set) var synthetic: SyntheticProblem?
    /// The fidelity as a range where it is continuous; `fidelities` are then the settings of its grid.
    public internal(set) var continuousFidelity: ContinuousFidelity?
    /// What an earlier campaign's checkpoint gave; `nil` without one.
    public internal(set) var warmStart: WarmStart?
    /// The text of the file.
    public internal(set) var text = ""
    /// The file's name in messages.
    public internal(set) var file = ""
    /// The absolute path of the file's folder, where its programs run.
    public internal(set) var folder = ""

    var problemText = YAMLValue.nothing
    var startText = YAMLValue.nothing
    var warmStartPath: String?

    /// The evaluator's version by fidelity name.
    public var evaluatorVersions: [String: String] {
        Dictionary(fidelities.map { ($0.name, $0.evaluatorVersion) }) { first, _ in first }
    }

    /// What is allowed but probably not meant, one line each.
    public var warnings: [String] {
        var lines: [String] = []
        if optimizer.order == .trial, workers > optimizer.lookahead + 1 {
            lines.append(
                "\(workers) workers, but order 'trial' with lookahead \(optimizer.lookahead) keeps at most "
                    + "\(optimizer.lookahead + 1) busy; raise optimizer.lookahead")
        }
        if let target = fidelities.last, !budget.allows(Budget.Spending(), cost: target.cost) {
            lines.append("the budget \(budget) does not allow one evaluation at '\(target.name)'")
        }
        lines += optimizer.unusedSettings(for: problem)
        if let warmStart, !warmStart.leftOut.isEmpty {
            let reasons = warmStart.leftOut.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            lines.append(
                "of the trials of \(warmStart.checkpoint), \(warmStart.results.count) are used and left out are "
                    + reasons.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        }
        return lines
    }

    /// Reads and checks a campaign file.
    ///
    /// - Throws: `ConfigurationError` for the first thing that is wrong.
    public init(path: String) throws(ConfigurationError) {
        let text = try ConfigurationFile.text(path: path)
        try self.init(yaml: text, file: path, folder: CampaignFiles.absoluteFolder(of: path), purpose: .new)
    }

    /// Reads and checks the text of a campaign file.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The file's name in messages; programs and start designs are looked for in its folder.
    /// - Throws: `ConfigurationError` for the first thing that is wrong.
    public init(yaml: String, file: String) throws(ConfigurationError) {
        try self.init(yaml: yaml, file: file, folder: CampaignFiles.absoluteFolder(of: file), purpose: .new)
    }
}
