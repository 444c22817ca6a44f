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
        /// How many further attempts follow a failed one.
        public var retries: Int
    }

    /// The name that users give it.
    public var name: String
    /// The nominal cost of one evaluation.
    public var cost: Double
    /// Where it stands on a continuous fidelity; `nil` for a level of a list.
    public var setting: Double?
    /// The version of the evaluator; a campaign never mixes two.
    public var evaluatorVersion: String
    /// The program to run; `nil` where the evaluator is built in.
    public var program: Program?
}
