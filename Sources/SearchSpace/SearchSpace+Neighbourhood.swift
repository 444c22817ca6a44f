extension SearchSpace {
    /// How many first changes are tried before a whole component is drawn anew.
    private static let moveLimit = 8
    /// How many values of a further parameter are tried in one repair.
    private static let repairLimit = 48

    /// A point near another one.
    ///
    /// - Parameters:
    ///   - base: The point.
    ///   - isBroken: By constraint: whether the point breaks it.
    ///   - scale: The standard deviation of continuous steps, as a share of the range.
    ///   - generator: The source of randomness.
    func neighbour(
        of base: Point, isBroken: [Bool], scale: Double, using generator: inout RandomGenerator
    ) -> Point? {
        let active = compiled.variables.filter { base.codes[$0] >= 0 }
        guard !active.isEmpty else { return nil }
        for _ in 0..<Self.moveLimit {
            let index = active[generator.index(below: active.count)]
            let component = compiled.components[compiled.componentOfParameter[index]]
            var point = base
            var broken = isBroken
            step(index, scale: scale, in: &point, using: &generator)
            if compiled.isDecider[index] { settle(component, in: &point, using: &generator) }
            compiled.update(&broken, changed: index, point: point)
            if repair(component, locked: [index], isBroken: &broken, point: &point, using: &generator), point != base {
                return point
            }
        }
        for _ in 0..<Self.moveLimit {
            let index = active[generator.index(below: active.count)]
            let component = compiled.components[compiled.componentOfParameter[index]]
            var unit = Array(repeating: 0.0, count: parameters.count)
            for parameter in component.order { unit[parameter] = generator.uniform() }
            var point = base
            if compiled.decode(component, unit: unit, into: &point), point != base { return point }
        }
        return nil
    }

    /// Changes one active parameter, whatever constraints say.
    private func step(_ index: Int, scale: Double, in point: inout Point, using generator: inout RandomGenerator) {
        let parameter = compiled.parameters[index]
        let code = Int(point.codes[index])
        if parameter.form == .listed {
            var next = (code + 1 + generator.index(below: parameter.count - 1)) % parameter.count
            if parameter.isOrdered, generator.uniform() < 0.7 {
                let up = generator.uniform() < 0.5
                next = code == 0 ? 1 : code == parameter.count - 1 ? code - 1 : up ? code + 1 : code - 1
            }
            compiled.assign(index, code: next, in: &point)
            return
        }
        let before = point.numbers[index]
        if generator.uniform() < 0.1 {
            compiled.assign(index, at: generator.uniform(), in: &point)
        } else {
            var place = parameter.middle(code: 0, number: before) + scale * generator.normal()
            if place < 0 { place = -place }
            if place > 1 { place = 2 - place }
            compiled.assign(index, at: min(1, max(0, place)), in: &point)
        }
        if parameter.form == .wide && point.numbers[index] == before {
            point.numbers[index] = before < parameter.upper ? before + 1 : before - 1
        }
    }

    /// Draws what has become active and clears what has become inactive.
    private func settle(_ component: SpaceComponent, in point: inout Point, using generator: inout RandomGenerator) {
        for index in component.order where compiled.parameters[index].isConditional {
            let isActive = CompiledSpace.isActive(compiled.parameters[index], in: point)
            if isActive && point.codes[index] < 0 {
                compiled.assign(index, at: generator.uniform(), in: &point)
            } else if !isActive && point.codes[index] >= 0 {
                point.codes[index] = -1
                point.numbers[index] = 0
            }
        }
    }

    /// Changes parameters of broken constraints, none of those locked, until no constraint of a component is broken.
    ///
    /// Each trial looks only at the constraints that the changed parameter can affect.
    func repair(
        _ component: SpaceComponent, locked: [Int], isBroken: inout [Bool], point: inout Point,
        using generator: inout RandomGenerator
    ) -> Bool {
        var locked = locked
        while true {
            let broken = component.constraints.filter { isBroken[$0] }
            if broken.isEmpty { return true }
            guard locked.count <= 3 else { return false }
            let chosen = compiled.constraints[broken[generator.index(below: broken.count)]]
            let free = chosen.parameters.filter {
                !locked.contains($0) && !compiled.parameters[$0].isConstant && point.codes[$0] >= 0
            }
            guard !free.isEmpty else { return false }
            let index = free[generator.index(below: free.count)]
            let affected = compiled.affectedConstraints[index]
            let others = broken.count - affected.count { isBroken[$0] }
            let hasDependents = compiled.isDecider[index]
            let isListed = compiled.parameters[index].form == .listed
            let count = compiled.parameters[index].count
            // A stride without a common factor with the count visits every value once, from a random start.
            let limit = isListed ? min(count - 1, Self.repairLimit) : Self.repairLimit / 2
            let start = Int(point.codes[index])
            let stride = isListed ? coprimeStride(count, using: &generator) : 1
            let before = hasDependents ? point : nil
            var best: (code: Int32, number: Double, point: Point?, count: Int)?
            for trial in 1...max(1, limit) {
                if isListed {
                    compiled.assign(index, code: (start + trial * stride) % count, in: &point)
                } else {
                    compiled.assign(index, at: generator.uniform(), in: &point)
                }
                if hasDependents { settle(component, in: &point, using: &generator) }
                let count = compiled.brokenCount(affected, from: others, below: best?.count ?? .max, point: point)
                if count == 0 { return true }
                if count < best?.count ?? .max {
                    best = (point.codes[index], point.numbers[index], hasDependents ? point : nil, count)
                }
                if let before { point = before }
            }
            guard let best else { return false }
            if let whole = best.point { point = whole }
            point.codes[index] = best.code
            point.numbers[index] = best.number
            compiled.update(&isBroken, changed: index, point: point)
            locked.append(index)
        }
    }

    private func coprimeStride(_ count: Int, using generator: inout RandomGenerator) -> Int {
        guard count > 2 else { return 1 }
        var (stride, isCoprime) = (1, false)
        while !isCoprime {
            stride = 1 + generator.index(below: count - 1)
            var (large, small) = (count, stride)
            while small != 0 { (large, small) = (small, large % small) }
            isCoprime = large == 1
        }
        return stride
    }
}
