extension SpaceBlock {
    /// An order in which constraints close early: always the constraint comes next that leaves the fewest assignments
    /// of what it still lacks, by the share of random draws that it lets pass; small domains first; deciders stand
    /// before what depends on them.
    static func assignmentOrder(
        _ members: [Int], parameters: [CompiledParameter], constraints: [CompiledConstraint],
        traits: [ConstraintTraits], own: [Int]
    ) -> [Int] {
        var order: [Int] = []
        var isPlaced = Array(repeating: false, count: parameters.count)
        func size(_ index: Int) -> Double {
            parameters[index].form == .continuous ? 1e12 : Double(parameters[index].count)
        }
        func place(_ index: Int) {
            guard !isPlaced[index] else { return }
            isPlaced[index] = true
            for condition in parameters[index].conditions { place(condition.decider) }
            order.append(index)
        }
        var open = own
        while !open.isEmpty {
            var best = 0
            var bestSize = Double.infinity
            for (position, constraint) in open.enumerated() {
                var remaining = traits[constraint].passing
                for index in Set(constraints[constraint].parameters).sorted() where !isPlaced[index] {
                    remaining *= size(index)
                }
                if remaining < bestSize { (best, bestSize) = (position, remaining) }
            }
            let chosen = constraints[open.remove(at: best)].parameters
            for index in chosen.sorted(by: { (size($0), $0) < (size($1), $1) }) { place(index) }
        }
        for index in members { place(index) }
        return order
    }

    /// Every allowed extension of the rows by the next parameter; `nil` where a limit is hit or it has no table.
    static func extend(
        _ rows: [Int32], count: Int, level: Int, order: [Int], closing: [Int], touching: [Int],
        isAssigned: [Bool], point: Point, parameters: [CompiledParameter], constraints: [CompiledConstraint],
        work: inout Int
    ) -> (rows: [Int32], count: Int)? {
        let parameter = parameters[order[level]]
        guard parameter.form == .listed else { return nil }
        var next: [Int32] = []
        var nextCount = 0
        var bounds = PointBounds(parameters)
        // A closure is handed an array of values, which takes several times as long as a compiled expression.
        let cost = (closing + touching).reduce(1) { sum, index in
            if case .closure = constraints[index].rule { sum + 8 } else { sum + 1 }
        }
        for row in 0..<count {
            for place in 0..<level {
                let code = rows[row * level + place]
                let index = order[place]
                point.codes[index] = code
                point.numbers[index] = code < 0 ? 0 : parameters[index].numbers[Int(code)]
                bounds.set(index, to: point.numbers[index])
            }
            let isActive = CompiledSpace.isActive(parameter, in: point)
            for code in isActive ? 0..<parameter.count : -1..<0 {
                point.codes[order[level]] = Int32(code)
                point.numbers[order[level]] = code < 0 ? 0 : parameter.numbers[code]
                bounds.set(order[level], to: point.numbers[order[level]])
                work += cost
                guard work <= AssignmentTable.workLimit else { return nil }
                guard closing.allSatisfy({ constraints[$0].isSatisfied(by: point, in: parameters) }),
                    touching.allSatisfy({
                        constraints[$0].canBeSatisfied(
                            by: point, isAssigned: isAssigned, bounds: bounds, in: parameters)
                    })
                else { continue }
                nextCount += 1
                guard nextCount <= AssignmentTable.rowLimit else { return nil }
                for place in 0..<level { next.append(rows[row * level + place]) }
                next.append(Int32(code))
            }
        }
        return (next, nextCount)
    }
}
