extension SpaceComponent {
    /// The least share of draws that the constraints outside a table may let pass where no other split is tried.
    private static let goodShare = 0.25

    /// Splits the parameters into components and tabulates each as far as the limits allow.
    static func components(
        of parameters: [CompiledParameter], constraints: [CompiledConstraint]
    ) throws(SearchSpaceError) -> [SpaceComponent] {
        let traits = constraints.map { ConstraintTraits($0, parameters: parameters) }
        var components: [SpaceComponent] = []
        for (members, own) in groups(
            Array(parameters.indices), own: Array(constraints.indices), parameters: parameters, constraints: constraints
        ) {
            var blocks = try split(members, own: own, traits: traits, parameters: parameters, constraints: constraints)
            // A link inside one table needs no checks later: rows that break it go.
            let ensured = Set(blocks.flatMap(\.ensured))
            for link in own where !ensured.contains(link) {
                let needed = constraints[link].parameters
                for place in blocks.indices {
                    guard let order = blocks[place].table?.order, needed.allSatisfy(order.contains) else { continue }
                    try blocks[place].filter(by: link, parameters: parameters, constraints: constraints)
                }
            }
            components.append(
                assemble(blocks, own: own, traits: traits, parameters: parameters, constraints: constraints))
        }
        return components
    }

    /// The parameters that constraints or conditions tie together, each with the constraints over them.
    private static func groups(
        _ members: [Int], own: [Int], parameters: [CompiledParameter], constraints: [CompiledConstraint]
    ) -> [(members: [Int], own: [Int])] {
        var root = Array(parameters.indices)
        func find(_ index: Int) -> Int {
            var index = index
            while root[index] != index { index = root[index] }
            return index
        }
        func join(_ first: Int, _ second: Int) {
            let (one, other) = (find(first), find(second))
            root[max(one, other)] = min(one, other)
        }
        for constraint in own {
            let named = constraints[constraint].parameters
            for index in named { join(named[0], index) }
        }
        for index in members {
            for condition in parameters[index].conditions { join(index, condition.decider) }
        }
        return members.filter { find($0) == $0 }.map { start in
            (
                members.filter { find($0) == start },
                own.filter { find(constraints[$0].parameters[0]) == start }
            )
        }
    }

    /// The blocks of a component: one where a table of the whole serves, else smaller ones.
    ///
    /// Where a group has no table that reaches all its constraints, some are left out as links, to be met by rejection:
    /// first the closures that are too wide for any table, then always the one over several parameters that rejects
    /// least. What the others still tie together is tabulated anew. The last one left keeps what table it has.
    private static func split(
        _ members: [Int], own: [Int], traits: [ConstraintTraits], parameters: [CompiledParameter],
        constraints: [CompiledConstraint]
    ) throws(SearchSpaceError) -> [SpaceBlock] {
        var blocks: [SpaceBlock] = []
        // What has no table for lack of values is a link from the start.
        var pending = groups(
            members, own: own.filter { traits[$0].assignments.isFinite }, parameters: parameters,
            constraints: constraints)
        while let group = pending.popLast() {
            let block = try SpaceBlock(
                group.members, own: group.own, traits: traits, parameters: parameters, constraints: constraints)
            let share = block.open.reduce(1) { $0 * (traits[$1].isWideClosure ? 0 : traits[$1].passing) }
            let isLast = group.own.count == 1 && !traits[group.own[0]].isWideClosure
            if share >= goodShare || isLast {
                blocks.append(block)
                continue
            }
            var left = group.own.filter { traits[$0].isWideClosure }
            if left.isEmpty {
                var widest: Int?
                for index in group.own where Set(constraints[index].parameters).count > 1 {
                    guard let other = widest else {
                        widest = index
                        continue
                    }
                    let (mine, its) = (traits[index], traits[other])
                    if (mine.passing, mine.assignments) > (its.passing, its.assignments) { widest = index }
                }
                left = [widest ?? group.own[0]]
            }
            pending += groups(
                group.members, own: group.own.filter { !left.contains($0) }, parameters: parameters,
                constraints: constraints)
        }
        return blocks
    }

    /// Puts blocks into an order in which links are checked early: always the link comes next whose draws and check
    /// cost least for what it rejects.
    private static func assemble(
        _ blocks: [SpaceBlock], own: [Int], traits: [ConstraintTraits], parameters: [CompiledParameter],
        constraints: [CompiledConstraint]
    ) -> SpaceComponent {
        let ensured = Set(blocks.flatMap(\.ensured))
        let links = own.filter { !ensured.contains($0) }
        var blockOfParameter = Array(repeating: 0, count: parameters.count)
        for (place, block) in blocks.enumerated() {
            for index in block.order { blockOfParameter[index] = place }
        }
        var steps: [Step] = []
        var isPlaced = Array(repeating: false, count: blocks.count)
        func missing(_ link: Int) -> [Int] {
            Set(constraints[link].parameters.map { blockOfParameter[$0] }).filter { !isPlaced[$0] }.sorted {
                (blocks[$0].order.count, blocks[$0].order[0]) < (blocks[$1].order.count, blocks[$1].order[0])
            }
        }
        func place(_ index: Int) {
            guard !isPlaced[index] else { return }
            isPlaced[index] = true
            let block = blocks[index]
            if let table = block.table { steps.append(Step(parameters: table.order, table: table)) }
            for parameter in block.order[block.depth...] { steps.append(Step(parameters: [parameter], table: nil)) }
        }
        var open = links
        while !open.isEmpty {
            var best = (position: 0, price: Double.infinity)
            for (position, link) in open.enumerated() {
                let draws = missing(link).reduce(0.0) { sum, index in
                    sum + (blocks[index].table == nil ? 0 : 2) + Double(blocks[index].order.count - blocks[index].depth)
                }
                let price = traits[link].price(afterDraws: draws)
                if price < best.price { best = (position, price) }
            }
            for index in missing(open.remove(at: best.position)) { place(index) }
        }
        for index in blocks.indices.sorted(by: { blocks[$0].order[0] < blocks[$1].order[0] }) { place(index) }

        for link in links {
            let named = constraints[link].parameters
            let last = steps.lastIndex { $0.parameters.contains(where: named.contains) } ?? 0
            steps[last].closing.append(link)
            for place in 0..<last where steps[place].parameters.contains(where: named.contains) {
                steps[place].touching.append(link)
            }
        }
        for place in steps.indices {
            steps[place].closing.sort {
                (traits[$0].price(afterDraws: 0), $0) < (traits[$1].price(afterDraws: 0), $1)
            }
        }
        let order = steps.flatMap(\.parameters)
        var closing: [[Int]] = Array(repeating: [], count: order.count)
        for constraint in own {
            closing[order.lastIndex { constraints[constraint].parameters.contains($0) } ?? 0].append(constraint)
        }
        return SpaceComponent(
            steps: steps, closing: closing, blocks: blocks.map(\.order),
            count: blocks.count == 1 && links.isEmpty ? blocks[0].count : nil)
    }
}
