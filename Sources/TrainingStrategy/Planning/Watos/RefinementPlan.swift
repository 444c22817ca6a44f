/// What the genetic refinement changes: an option and a place for each stage, and who keeps what for whom.
public struct RefinementPlan: Sendable, Hashable {
    /// By stage, which of its options; from the fastest to the smallest.
    public var options: [Int]
    /// By stage, its place.
    public var places: [Int]
    /// Bytes that stages keep elsewhere.
    public var loans: [Loan]

    /// Who keeps something.
    public enum Holder: Sendable, Hashable {
        /// Another stage.
        case stage(Int)
        /// The idle dies of a place.
        case place(Int)
    }

    /// Bytes of one die that a stage keeps elsewhere.
    public struct Loan: Sendable, Hashable {
        /// The stage that sends.
        public var stage: Int
        /// Who keeps it.
        public var holder: Holder
        /// Bytes of one die.
        public var bytes: Double

        /// Makes a loan.
        public init(stage: Int, holder: Holder, bytes: Double) {
            self.stage = stage
            self.holder = holder
            self.bytes = bytes
        }
    }

    /// Makes a plan.
    public init(options: [Int], places: [Int], loans: [Loan] = []) {
        self.options = options
        self.places = places
        self.loans = loans
    }
}
