extension CompiledSpace {
    /// How many first changes are tried before a whole component is drawn anew.
    private static let moveLimit = 8

    /// A candidate near a point of the space; `nil` where none was found.
    ///
    /// - Parameters:
    ///   - base: The point.
    ///   - scale: The standard deviation of continuous steps, as a share of the range.
    ///   - generator: The source of randomness.
    func neighbour(
        of base: Point, scale: Double, region: TrustRegion? = nil, using generator: inout RandomGenerator
    ) -> Candidate? {
        Point.with(count: parameters.count) { point in
            withUnsafeTemporaryAllocation(of: Bool.self, capacity: max(1, constraints.count)) { flags in
                guard let isBroken = flags.baseAddress else { return nil }
                let isFound = move(
                    from: base, to: point, isBroken: isBroken, scale: scale, region: region, using: &generator)
                return isFound ? candidate(point) : nil
            }
        }
    }

    /// Sets a point to one near a point of the space.
    ///
    /// - Parameter isBroken: Room for a flag for each constraint.
    /// - Returns: Whether one was found.
    func move(
        from base: Point, to point: Point, isBroken: UnsafeMutablePointer<Bool>, scale: Double,
        region: TrustRegion? = nil, using generator: inout RandomGenerator
    ) -> Bool {
        var activeCount = 0
        for index in variables where base.codes[index] >= 0 { activeCount += 1 }
        guard activeCount > 0 else { return false }
        for _ in 0..<Self.moveLimit {
            let index = drawActive(of: activeCount, in: base, using: &generator)
            point.copy(base)
            step(index, scale: scale, in: point, using: &generator)
            if let region {
                if !parameters[index].isOrdered || !region.allows(index, of: point, in: parameters) {
                    assign(index, at: generator.uniform(), in: region, point: point, using: &generator)
                }
            }
            if affectedConstraints[index].isEmpty {
                if isDecider[index] { settle(after: index, in: point, region: region, using: &generator) }
                if !point.equals(base) { return true }
                continue
            }
            isBroken.update(repeating: false, count: constraints.count)
            if isDecider[index] { settle(after: index, in: point, region: region, using: &generator) }
            update(isBroken, changed: index, point: point)
            let component = components[componentOfParameter[index]]
            if repair(component, first: index, isBroken: isBroken, point: point, region: region, using: &generator),
                !point.equals(base)
            {
                return true
            }
        }
        guard region == nil else { return false }
        for _ in 0..<Self.moveLimit {
            let index = drawActive(of: activeCount, in: base, using: &generator)
            point.copy(base)
            let component = components[componentOfParameter[index]]
            if drawWhole(component, into: point, using: &generator), !point.equals(base) { return true }
        }
        return false
    }

    @inline(__always)
    private func drawActive(of activeCount: Int, in base: Point, using generator: inout RandomGenerator) -> Int {
        var rest = generator.index(below: activeCount)
        if activeCount == variables.count { return variables[rest] }
        for index in variables where base.codes[index] >= 0 {
            if rest == 0 { return index }
            rest -= 1
        }
        return variables[0]
    }

    /// Changes one active parameter, whatever constraints say.
    func step(_ index: Int, scale: Double, in point: Point, using generator: inout RandomGenerator) {
        let parameter = parameters[index]
        let code = Int(point.codes[index])
        if parameter.form == .listed {
            var next = (code + 1 + generator.index(below: parameter.count - 1)) % parameter.count
            if parameter.isOrdered, generator.uniform() < 0.7 {
                let up = generator.uniform() < 0.5
                next = code == 0 ? 1 : code == parameter.count - 1 ? code - 1 : up ? code + 1 : code - 1
            }
            assign(index, code: next, in: point)
            return
        }
        let before = point.numbers[index]
        if generator.uniform() < 0.1 {
            assign(index, at: generator.uniform(), in: point)
        } else {
            var place = parameter.middle(code: 0, number: before) + scale * generator.normal()
            if place < 0 { place = -place }
            if place > 1 { place = 2 - place }
            assign(index, at: min(1, max(0, place)), in: point)
        }
        if parameter.form == .wide && point.numbers[index] == before {
            point.numbers[index] = before < parameter.upper ? before + 1 : before - 1
        }
    }

    /// Draws what a changed parameter has made active, inside a box where there is one, and clears what it has made
    /// inactive.
    func settle(
        after index: Int, in point: Point, region: TrustRegion? = nil, using generator: inout RandomGenerator
    ) {
        for index in dependents[index] {
            let isActive = Self.isActive(parameters[index], in: point)
            if isActive && point.codes[index] < 0 {
                if let region {
                    assign(index, at: generator.uniform(), in: region, point: point, using: &generator)
                } else {
                    assign(index, at: generator.uniform(), in: point)
                }
            } else if !isActive && point.codes[index] >= 0 {
                point.codes[index] = -1
                point.numbers[index] = 0
            }
        }
    }
}
