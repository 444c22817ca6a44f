/// One fidelity of a campaign file.
public struct FidelitySpecification: Sendable, Hashable {
    /// The program that evaluates at this fidelity.
    public struct Program: Sendable, Hashable {
        /// The program and its arguments, as the file has them.
        public var command: [String]
        /// The program's absolute path; empty where programs were not looked for.
        public var executablePath: String
        /// The longest that one run may take.
        public var timeoutSeconds: Double
        /// The most address space that each of its processes may have; `nil` for as much as there is.
        public var memoryBytes: Int?
        /// How many further attempts follow a failed one.
        public var retries: Int
        /// How long the first further attempt waits; each one waits twice as long as the one before it.
        public var retryDelaySeconds: Double

        /// The first wait where the file says nothing.
        public static let defaultRetryDelay = 1.0

        /// The longest wait before a further attempt.
        public static let longestRetryDelay = 300.0

        /// How long a further attempt waits.
        ///
        /// - Parameter retry: Counts the further attempts from 1.
        public func delay(beforeRetry retry: Int) -> Double {
            min(Self.longestRetryDelay, retryDelaySeconds * Double(1 << min(30, max(0, retry - 1))))
        }
    }

    /// The largest nominal cost, so that the sum of all of a campaign's is a finite number.
    public static let largestCost = 1e30

    /// The name that users give it.
    public var name: String
    /// The nominal cost of one evaluation, above 0 and at most `largestCost`.
    public var cost: Double
    /// Where it stands on a continuous fidelity; `nil` for a level of a list.
    public var setting: Double?
    /// The version of the evaluator; a campaign never mixes two.
    public var evaluatorVersion: String
    /// The program to run; `nil` where the evaluator is built in.
    public var program: Program?
}
