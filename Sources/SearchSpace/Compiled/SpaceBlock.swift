/// Parameters that are tabulated together, as far as the limits allow.
struct SpaceBlock: Sendable {
    /// The parameters in the order of assignment.
    let order: [Int]
    /// The allowed assignments of the first of them; `nil` where no constraint was reached.
    private(set) var table: AssignmentTable?
    /// The constraints that every row of the table satisfies.
    private(set) var ensured: [Int]
    /// The other constraints of the block.
    let open: [Int]
    /// The number of allowed assignments of all parameters; `nil` where it is infinite or was not counted.
    private(set) var count: Int?

    var depth: Int { table?.depth ?? 0 }

    /// Tabulates parameters level by level, until all are assigned or a limit is hit.
    ///
    /// - Parameters:
    ///   - members: The parameters, with the deciders of each.
    ///   - own: The constraints to impose; all their parameters are members.
    /// - Throws: `SearchSpaceError.noFeasiblePoint` where no assignment is left.
    init(
        _ members: [Int], own: [Int], traits: [ConstraintTraits], parameters: [CompiledParameter],
        constraints: [CompiledConstraint]
    ) throws(SearchSpaceError) {
        order = Self.assignmentOrder(
            members, parameters: parameters, constraints: constraints, traits: traits, own: own)
        if own.isEmpty, let free = Self.freeCount(members, parameters: parameters) {
            (table, ensured, open, count) = (nil, [], [], free)
            return
        }
        var closing: [[Int]] = Array(repeating: [], count: order.count)
        var touching = closing
        for constraint in own {
            let level = order.lastIndex { constraints[constraint].parameters.contains($0) } ?? 0
            closing[level].append(constraint)
            for place in 0..<level where constraints[constraint].parameters.contains(order[place]) {
                touching[place].append(constraint)
            }
        }
        var isAssigned = Array(repeating: false, count: parameters.count)
        var rows: [Int32] = []
        var rowCount = 1
        var best = (depth: 0, rows: rows)
        let point = Point.allocate(count: parameters.count)
        defer { point.deallocate() }
        // With closures too wide for a table there is hope only where the others leave few rows, which shows soon.
        var work = own.contains { traits[$0].isWideClosure } ? AssignmentTable.workLimit / 8 * 7 : 0
        var depth = 0
        for level in order.indices {
            isAssigned[order[level]] = true
            guard
                let next = Self.extend(
                    rows, count: rowCount, level: level, order: order, closing: closing[level],
                    touching: touching[level], isAssigned: isAssigned, point: point, parameters: parameters,
                    constraints: constraints, work: &work)
            else { break }
            rows = next.rows
            rowCount = next.count
            depth = level + 1
            if rowCount == 0 {
                throw .noFeasiblePoint(constraints: own.map { constraints[$0].name }, isProven: true)
            }
            if !closing[level].isEmpty || !touching[level].isEmpty { best = (depth, rows) }
        }
        let rest = order[best.depth...]
        let tabulated = best.depth == 0 ? 1 : best.rows.count / best.depth
        // Parameters that a limit has kept out of the table may be free of its constraints.
        let isFree = closing[best.depth...].allSatisfy(\.isEmpty)
        count =
            depth == order.count
            ? rowCount : isFree ? Self.count(rows: tabulated, beside: rest, parameters: parameters) : nil
        ensured = closing[..<best.depth].flatMap { $0 }
        open = closing[best.depth...].flatMap { $0 }
        table =
            best.depth == 0
            ? nil : AssignmentTable(order: Array(order[..<best.depth]), codes: best.rows, parameters: parameters)
    }

    /// Leaves only the rows that satisfy a constraint, all of whose parameters are in the table.
    ///
    /// - Throws: `SearchSpaceError.noFeasiblePoint` where no row is left.
    mutating func filter(
        by constraint: Int, parameters: [CompiledParameter], constraints: [CompiledConstraint]
    ) throws(SearchSpaceError) {
        guard let old = table else { return }
        var kept: [Int32] = []
        let point = Point.allocate(count: parameters.count)
        defer { point.deallocate() }
        for row in 0..<old.rowCount {
            for level in 0..<old.depth {
                let (index, code) = (old.order[level], old.code(row: row, level: level))
                point.codes[index] = code
                point.numbers[index] = code < 0 ? 0 : parameters[index].numbers[Int(code)]
            }
            if constraints[constraint].isSatisfied(by: point, in: parameters) {
                kept.append(contentsOf: old.codes[(row * old.depth)..<((row + 1) * old.depth)])
            }
        }
        ensured.append(constraint)
        if kept.isEmpty {
            throw .noFeasiblePoint(constraints: ensured.map { constraints[$0].name }, isProven: true)
        }
        count = Self.count(rows: kept.count / old.depth, beside: order[old.depth...], parameters: parameters)
        table = AssignmentTable(order: old.order, codes: kept, parameters: parameters)
    }
}
