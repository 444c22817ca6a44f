extension CompiledSpace {
    /// How many whole draws of a component inside a box are tried before a walk from the centre.
    private static let boxLimit = 64

    /// Sets a parameter from a place on the unit interval of its range in a box; inactive where its conditions do not
    /// hold; a category from all its choices.
    @inline(__always)
    private func assignInside(_ index: Int, at place: Double, in region: TrustRegion, point: Point) {
        let range = region.ranges[index]
        assign(index, at: range.start + place * (range.end - range.start), in: point)
        guard point.codes[index] >= 0, parameters[index].isOrdered else { return }
        if parameters[index].form == .listed {
            let code = min(range.high, max(range.low, Double(point.codes[index])))
            if code != Double(point.codes[index]) { assign(index, code: Int(code), in: point) }
        } else {
            point.numbers[index] = min(range.high, max(range.low, point.numbers[index]))
        }
    }

    /// Sets a parameter by a draw from its range in a box; a category keeps the centre's choice with the region's
    /// probability.
    @inline(__always)
    func assign(
        _ index: Int, at place: Double, in region: TrustRegion, point: Point, using generator: inout RandomGenerator
    ) {
        let choice = region.ranges[index].choice
        if choice >= 0, generator.uniform() < region.choiceKeeping, Self.isActive(parameters[index], in: point) {
            return assign(index, code: choice, in: point)
        }
        assignInside(index, at: place, in: region, point: point)
    }

    /// As `assign`, with one coordinate for both whether a category is kept and which it becomes.
    func place(_ index: Int, at unit: Double, in region: TrustRegion, point: Point) {
        let (choice, keeping) = (region.ranges[index].choice, region.choiceKeeping)
        guard choice >= 0, Self.isActive(parameters[index], in: point) else {
            return assignInside(index, at: unit, in: region, point: point)
        }
        if unit < keeping || keeping == 1 { return assign(index, code: choice, in: point) }
        assignInside(index, at: (unit - keeping) / (1 - keeping), in: region, point: point)
    }

    /// Draws every parameter of a component inside a box: independent draws given that the constraints hold, else a
    /// walk from the centre.
    func draw(
        _ component: SpaceComponent, in region: TrustRegion, centre: Point, into point: Point,
        using generator: inout RandomGenerator
    ) {
        for _ in 0..<Self.boxLimit {
            var isFound = true
            for level in component.order.indices where isFound {
                let place = generator.uniform()
                assign(component.order[level], at: place, in: region, point: point, using: &generator)
                isFound = areSatisfied(component.closing[level], by: point)
            }
            if isFound { return }
        }
        for index in component.order { point.copy(index, of: centre) }
        withChanges { before, isBroken in
            for _ in 0..<(2 * component.order.count) {
                let index = component.order[generator.index(below: component.order.count)]
                guard point.codes[index] >= 0, !parameters[index].isConstant else { continue }
                before.copy(point)
                let isKept = change(
                    component, [index], in: region, isBroken: isBroken, point: point, using: &generator)
                if !isKept { point.copy(before) }
            }
        }
    }

    /// A candidate of a box that differs from its centre in some parameters, each drawn anew with a given probability.
    func perturbed(
        _ centre: Point, probability: Double, in region: TrustRegion, using generator: inout RandomGenerator
    ) -> Candidate? {
        let active = variables.filter { centre.codes[$0] >= 0 }
        guard !active.isEmpty else { return nil }
        return Point.with(count: parameters.count) { point in
            withChanges { before, isBroken in
                for _ in 0..<8 {
                    point.copy(centre)
                    var changed = active.filter { _ in generator.uniform() < probability }
                    if changed.isEmpty { changed = [active[generator.index(below: active.count)]] }
                    for component in components {
                        let own = changed.filter { components[componentOfParameter[$0]] === component }
                        guard !own.isEmpty else { continue }
                        before.copy(point)
                        let isKept = change(
                            component, own, in: region, isBroken: isBroken, point: point, using: &generator)
                        if !isKept { point.copy(before) }
                    }
                    if !point.equals(centre) { return candidate(point) }
                }
                return nil
            }
        }
    }

    /// Draws parameters of a component anew inside a box, and changes more of them where that breaks constraints.
    ///
    /// - Returns: Whether the constraints hold after it; where not, the point is left as it came out.
    private func change(
        _ component: SpaceComponent, _ indices: [Int], in region: TrustRegion, isBroken: UnsafeMutablePointer<Bool>,
        point: Point, using generator: inout RandomGenerator
    ) -> Bool {
        isBroken.update(repeating: false, count: constraints.count)
        for index in indices where point.codes[index] >= 0 {
            assign(index, at: generator.uniform(), in: region, point: point, using: &generator)
            if isDecider[index] { settle(after: index, in: point, region: region, using: &generator) }
        }
        for index in indices { update(isBroken, changed: index, point: point) }
        return repair(
            component, first: indices.count == 1 ? indices[0] : nil, isBroken: isBroken, point: point,
            region: region, using: &generator)
    }

    /// Calls a closure with a point to remember and with room for a flag for each constraint.
    private func withChanges<Result>(_ body: (Point, UnsafeMutablePointer<Bool>) -> Result) -> Result {
        Point.with(count: parameters.count) { before in
            withUnsafeTemporaryAllocation(byteCount: constraints.count + 1, alignment: 1) { flags in
                let isBroken = flags.bindMemory(to: Bool.self)
                isBroken.initialize(repeating: false)
                // A buffer of at least one byte has an address.
                return body(before, isBroken.baseAddress.unsafelyUnwrapped)
            }
        }
    }
}
