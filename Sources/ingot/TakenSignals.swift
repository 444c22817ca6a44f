import CProcesses
import Dispatch
import Foundation

/// Signals whose arrival is told to a handler of ours instead of ending the process.
enum TakenSignals {
    /// Takes some signals from now on; a dispatch source of signals would lose those that come while it is being set up.
    ///
    /// To be called once in a process. Where no pipe can be had, which takes a process without a free descriptor, the
    /// signals keep their default effect: what was committed is safe in either case.
    ///
    /// - Parameters:
    ///   - numbers: The signals.
    ///   - arrived: Called for each that arrives, one after the other.
    static func take(_ numbers: [Int32], _ arrived: @escaping @Sendable () -> Void) {
        let end = numbers.withUnsafeBufferPointer { ingot_take_signals($0.baseAddress, Int32($0.count)) }
        guard end >= 0 else {
            Console.note("signals cannot be taken: \(String(cString: strerror(errno)))")
            return
        }
        let source = DispatchSource.makeReadSource(
            fileDescriptor: end, queue: DispatchQueue(label: "signals", qos: .userInteractive))
        source.setEventHandler {
            var byte: UInt8 = 0
            while read(end, &byte, 1) == 1 { arrived() }
        }
        source.resume()
        // As long as the process lives.
        _ = Unmanaged.passRetained(source as AnyObject)
    }
}
