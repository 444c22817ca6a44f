/// What a case of fuzzing hands to the program.
package enum FuzzKind: String, CaseIterable, Sendable {
    /// A campaign file: what `ingot validate --print` does, and a few proposals for a synthetic problem.
    case campaign
    /// A design file: what `ingot evaluate` does, with and without `--json`.
    case design
    /// What the program of a campaign printed.
    case answer
    /// A checkpoint: what `status`, `export`, `doctor` and `resume` do.
    case checkpoint
}
