import Synchronization

/// A queue between tasks: anyone sends, receivers wait without holding a thread.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: [CheckedContinuation<Element?, Never>] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Adds an element; after closing it is dropped.
    func send(_ element: Element) {
        let receiver: CheckedContinuation<Element?, Never>? = state.withLock { state in
            guard !state.isClosed else { return nil }
            if state.waiting.isEmpty {
                state.elements.append(element)
                return nil
            }
            return state.waiting.removeFirst()
        }
        receiver?.resume(returning: element)
    }

    /// The oldest element, once there is one; `nil` after closing.
    func next() async -> Element? {
        await withCheckedContinuation { continuation in
            let ready: Element?? = state.withLock { state in
                if !state.elements.isEmpty { return .some(state.elements.removeFirst()) }
                if state.isClosed { return .some(nil) }
                state.waiting.append(continuation)
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Everything that is there now.
    func takeAll() -> [Element] {
        state.withLock { state in
            let elements = state.elements
            state.elements = []
            return elements
        }
    }

    /// Ends the queue and drops what nobody has taken.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.elements = []
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: nil) }
    }
}
