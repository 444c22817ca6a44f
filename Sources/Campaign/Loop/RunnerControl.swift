import Synchronization

/// The switches by which a running campaign is stopped from outside.
final class RunnerControl: Sendable {
    private struct State {
        var isStopping = false
        var isCancelling = false
        var onStop: (@Sendable () -> Void)?
        var onCancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Says what a stop and a cancellation do; they are done at once where they were asked for before.
    func install(onStop: @escaping @Sendable () -> Void, onCancel: @escaping @Sendable () -> Void) {
        let (isStopping, isCancelling) = state.withLock { state in
            state.onStop = onStop
            state.onCancel = onCancel
            return (state.isStopping, state.isCancelling)
        }
        if isStopping { onStop() }
        if isCancelling { onCancel() }
    }

    func stop() {
        let action = state.withLock { state in
            state.isStopping = true
            return state.onStop
        }
        action?()
    }

    func cancel() {
        stop()
        let action = state.withLock { state in
            state.isCancelling = true
            return state.onCancel
        }
        action?()
    }

    /// Forgets what a stop does.
    func uninstall() {
        state.withLock { state in
            state.onStop = nil
            state.onCancel = nil
        }
    }
}
