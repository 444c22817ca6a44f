/// Measures a run for its progress; no decision depends on it.
struct Stopwatch: Sendable {
    private let begin = ContinuousClock().now
    private let usedAtStart: Double

    init(usedAtStart: Double) { self.usedAtStart = usedAtStart }

    /// The progress with the time that has passed and the time that is left at this pace.
    func stamped(_ progress: CampaignProgress) -> CampaignProgress {
        var progress = progress
        progress.elapsedSeconds = (ContinuousClock().now - begin) / .seconds(1)
        let used = progress.budget.used(progress.spending)
        if used > usedAtStart {
            let pace = progress.elapsedSeconds / (used - usedAtStart)
            progress.remainingSeconds = max(0, progress.budget.limit - used) * pace
        }
        return progress
    }
}
