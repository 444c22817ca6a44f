/// Parameters that constraints and conditions tie together, and the steps by which they are drawn.
///
/// Parameters of different components never influence each other, so each component is searched alone. Inside one, the
/// constraints that fit into tables are met by drawing rows; those that do not, the links, are checked after the step
/// that completes their parameters.
final class SpaceComponent: Sendable {
    /// One draw: a row of a table, or the value of one parameter.
    struct Step: Sendable {
        /// What is drawn, in the order of assignment.
        let parameters: [Int]
        /// The table that is drawn from; without one there is one parameter.
        let table: AssignmentTable?
        /// The links whose last parameter is assigned here, those first that reject most for their cost.
        var closing: [Int] = []
        /// The links that name a parameter of this step and one of a later step.
        var touching: [Int] = []
    }

    /// The parameters in the order of assignment; those of each step in turn.
    let order: [Int]
    /// By place in the order: the constraints all of whose parameters are assigned there.
    let closing: [[Int]]
    /// The draws that give every parameter a value.
    let steps: [Step]
    /// Parameters that are taken over together when a mixture of two points fails: those of one table, and those that
    /// stand alone.
    let blocks: [[Int]]
    /// The number of allowed assignments; `nil` where it is infinite or was not counted.
    let count: Int?

    /// Every constraint of the component, in the order of closing.
    let constraints: [Int]
    var hasConstraints: Bool { !constraints.isEmpty }

    init(steps: [Step], closing: [[Int]], blocks: [[Int]], count: Int?) {
        self.steps = steps
        self.closing = closing
        self.blocks = blocks
        self.count = count
        order = steps.flatMap(\.parameters)
        constraints = closing.flatMap { $0 }
    }
}
