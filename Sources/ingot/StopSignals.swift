import ArgumentParser
import Campaign
import Dispatch
import Foundation
import Synchronization

/// What the first SIGINT or SIGTERM does with the evaluations that run.
enum StopMode: String, ExpressibleByArgument, CaseIterable {
    /// They are waited for.
    case wait
    /// They are ended; a resumed campaign makes them again.
    case cancel
}

/// Turns SIGINT and SIGTERM into an orderly end: the first one stops the campaign, the second one leaves at once.
///
/// Every result is stored before anything is decided by it, so that leaving is safe at any moment.
final class StopSignals: Sendable {
    private struct State {
        var count = 0
        var mode = StopMode.wait
        var runner: CampaignRunner?
        var note: @Sendable (String) -> Void = { Console.note("\n" + $0) }
    }

    /// The signals of this process.
    static let shared = StopSignals()

    /// How long the second signal waits for programs to be ended before the process leaves all the same.
    private static let patience = 3.0

    private let state = Mutex(State())

    private init() {}

    /// Takes the signals from now on, also before there is a campaign to stop.
    func take() {
        TakenSignals.take([SIGINT, SIGTERM]) { StopSignals.shared.arrived() }
    }

    /// Says what the signals stop; where one has come already, it stops at once.
    ///
    /// - Parameter note: Told what a signal does, where that is not to be a line of its own on standard error.
    func attach(_ runner: CampaignRunner, mode: StopMode, note: (@Sendable (String) -> Void)?) {
        let count = state.withLock { state in
            state.runner = runner
            state.mode = mode
            if let note { state.note = note }
            return state.count
        }
        if count > 0 { runner.stop() }
    }

    /// Ignores the signals from now on: what is left to do is short.
    func release() {
        state.withLock { $0.runner = nil }
    }

    private func arrived() {
        let (count, mode, runner, note) = state.withLock { state in
            state.count += 1
            return (state.count, state.mode, state.runner, state.note)
        }
        switch (count, mode) {
        case (1, .wait):
            note("stopping after the evaluations that run; once more ends them")
            runner?.stop()
        case (1, .cancel):
            note("stopping, and ending the evaluations that run; once more leaves at once")
            runner?.cancel()
        case (2, .wait):
            runner?.cancel()
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { _exit(130) }
            if runner == nil { _exit(130) }
        default: _exit(130)
        }
    }
}
