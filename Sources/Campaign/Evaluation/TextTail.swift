import Synchronization

/// The last bytes of a text that may be long.
final class TextTail: Sendable {
    private let limit: Int
    private let bytes = Mutex<[UInt8]>([])

    init(limit: Int) { self.limit = limit }

    func append(_ more: some Collection<UInt8>) {
        bytes.withLock { bytes in
            bytes.append(contentsOf: more.suffix(limit))
            if bytes.count > limit { bytes.removeFirst(bytes.count - limit) }
        }
    }

    /// The text, with what is not UTF-8 replaced.
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
