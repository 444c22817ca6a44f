/// Something in a checkpoint that should be otherwise.
struct CheckpointFinding: Sendable, Hashable {
    /// What can be done about it.
    enum Repair: Sendable, Hashable {
        /// Builds the indices anew from the tables.
        case rebuildIndices
        /// Gives up an attempt that nobody works on.
        case loseAttempt(token: Int)
        /// Proposes a trial again as it is.
        case proposeAgain(trial: Int)
        /// Sets the number of attempts to that of the latest one.
        case countAttempts(trial: Int)
        /// Forgets what the campaign has taken so far, on which nothing depends.
        case forgetMetrics
    }

    /// One line.
    var text: String
    /// What mends it; `nil` where nothing does.
    var repair: Repair?

    /// Makes a finding; what a text has from the file may have several lines, of which it makes one.
    init(text: String, repair: Repair? = nil) {
        self.text = CheckpointError.oneLine(text, limit: 400)
        self.repair = repair
    }
}
