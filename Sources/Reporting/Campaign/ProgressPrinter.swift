public import Campaign
import ConfigurationFile
import Foundation
import Synchronization

/// Shows progress on standard error: one live line on a terminal, plain lines now and then when piped.
public final class ProgressPrinter: Sendable {
    /// How progress is shown.
    public enum Style: Sendable, Hashable {
        /// One line that is written over.
        case live
        /// A line every few seconds.
        case plain
        /// Nothing.
        case silent

        /// Live on a terminal, else plain.
        public static var automatic: Style { isatty(STDERR_FILENO) == 1 ? .live : .plain }
    }

    private struct State {
        var lastShown: ContinuousClock.Instant?
        var latest: CampaignProgress?
        var isLineOpen = false
    }

    private let style: Style
    private let interval: Duration
    private let state = Mutex(State())

    /// Makes a printer.
    public init(style: Style) {
        self.style = style
        interval = style == .live ? .milliseconds(100) : .seconds(5)
    }

    /// Shows a snapshot, unless the last one was shown a moment ago.
    public func show(_ progress: CampaignProgress) {
        guard style != .silent else { return }
        state.withLock { state in
            state.latest = progress
            let now = ContinuousClock.now
            if let last = state.lastShown, now - last < interval { return }
            state.lastShown = now
            write(progress, &state)
        }
    }

    /// Shows the last snapshot and leaves the line.
    public func finish() {
        guard style != .silent else { return }
        state.withLock { state in
            if let latest = state.latest { write(latest, &state) }
            if state.isLineOpen { put("\n") }
            state.isLineOpen = false
            state.latest = nil
        }
    }

    private func write(_ progress: CampaignProgress, _ state: inout State) {
        let line = VisibleText.escaped(ProgressText.line(progress))
        guard style == .live else { return put(line + "\n") }
        // Back to the first column, and clear what was longer.
        put("\r" + line.prefix(max(20, Self.terminalWidth - 1)) + "\u{1B}[K")
        state.isLineOpen = true
    }

    private func put(_ text: some StringProtocol) {
        // A reader that has gone away is no reason to stop a campaign.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    private static var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 120 }
        return Int(size.ws_col)
    }
}
