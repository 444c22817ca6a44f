/// The order in which a stage works on its micro-batches.
public enum Schedule: String, Sendable, Hashable, CaseIterable {
    /// All forward passes, then all backward ones.
    case gpipe
    /// One forward, one backward, after a warm-up.
    case oneForwardOneBackward = "1f1b"
    /// As 1F1B, with several model chunks a stage.
    case interleaved
}
