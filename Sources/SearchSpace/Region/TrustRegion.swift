/// A box around a candidate in the columns of the encoding, to which candidates can be restricted.
///
/// An ordered parameter stays within a half-length of the centre's column. A category keeps the centre's choice with a
/// stated probability and is drawn from all of its choices otherwise. A parameter that is inactive at the centre is
/// drawn from its whole range where it becomes active. Trust regions that move and shrink are due to D. Eriksson et
/// al., "Scalable global optimization via local Bayesian optimization" (2019).
///
/// Made by `SearchSpace.trustRegion(around:halfLengths:keepingChoices:)`.
public struct TrustRegion: Sendable {
    /// The candidate in the middle.
    public let centre: Candidate
    /// By column of the encoding: how far an ordered parameter may be from the centre.
    public let halfLengths: [Double]
    /// The probability with which a category keeps the centre's choice.
    public let choiceKeeping: Double

    /// By parameter: what it may be.
    let ranges: [Range]

    /// What one parameter may be.
    struct Range: Sendable {
        /// Where the allowed part of the unit interval of draws begins and ends.
        var start = 0.0
        var end = 1.0
        /// The least and the greatest number, or code where there is a table.
        var low = -Double.infinity
        var high = Double.infinity
        /// The centre's code for a category that is active there, else -1.
        var choice = -1
    }

    /// Whether a value of an active parameter lies in the box; a category may be anything.
    @inline(__always)
    func allows(_ index: Int, of point: Point, in parameters: [CompiledParameter]) -> Bool {
        let parameter = parameters[index]
        guard parameter.isOrdered else { return true }
        let number = parameter.form == .listed ? Double(point.codes[index]) : point.numbers[index]
        return number >= ranges[index].low && number <= ranges[index].high
    }
}
