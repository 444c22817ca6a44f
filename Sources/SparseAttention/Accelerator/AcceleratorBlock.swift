/// The parts of the accelerator that its area and power are told by.
public enum AcceleratorBlock: String, Sendable, Hashable, CaseIterable {
    /// Shift-and-add array and leading-zero encoders: both phases of the prediction.
    case prediction
    /// Sorting cores and clipping units.
    case sorting
    /// The array that makes keys and values from tokens.
    case generation
    /// The two arrays of the sorted updates, with exponential, division and maximum units.
    case update
    /// On-chip memories of tokens, weights and intermediate results.
    case memory
    /// The scheduler and all else.
    case control
}
