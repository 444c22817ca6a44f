extension CompiledSpace {
    /// How many values of a further parameter are tried in one repair.
    private static let repairLimit = 48

    /// Changes up to four parameters of broken constraints, a first one that has been changed already counted and left
    /// alone, until no constraint of a component is broken.
    ///
    /// Each trial looks only at the constraints that the changed parameter can affect.
    ///
    /// - Parameters:
    ///   - component: The component.
    ///   - first: The parameter that is to keep its value.
    ///   - isBroken: By constraint: whether the point breaks it.
    ///   - point: The point.
    ///   - region: The box to stay in, where there is one.
    ///   - generator: The source of randomness.
    func repair(
        _ component: SpaceComponent, first: Int? = nil, isBroken: UnsafeMutablePointer<Bool>, point: Point,
        region: TrustRegion? = nil, using generator: inout RandomGenerator
    ) -> Bool {
        var locked = InlineArray<4, Int>(repeating: -1)
        var lockedCount = 0
        if let first {
            locked[0] = first
            lockedCount = 1
        }
        while true {
            var brokenCount = 0
            for index in component.constraints where isBroken[index] { brokenCount += 1 }
            if brokenCount == 0 { return true }
            guard lockedCount <= 3 else { return false }
            let chosen = drawBroken(component, of: brokenCount, isBroken: isBroken, using: &generator)
            guard let index = drawFree(constraints[chosen].parameters, locked: locked, in: point, using: &generator)
            else { return false }
            var others = brokenCount
            for constraint in affectedConstraints[index] where isBroken[constraint] { others -= 1 }
            let best = tryValues(of: index, others: others, point: point, region: region, using: &generator)
            if best == 0 { return true }
            guard best != nil else { return false }
            update(isBroken, changed: index, point: point)
            locked[lockedCount] = index
            lockedCount += 1
        }
    }

    private func drawBroken(
        _ component: SpaceComponent, of count: Int, isBroken: UnsafeMutablePointer<Bool>,
        using generator: inout RandomGenerator
    ) -> Int {
        var rest = count == 1 ? 0 : generator.index(below: count)
        for index in component.constraints where isBroken[index] {
            if rest == 0 { return index }
            rest -= 1
        }
        return component.constraints[0]
    }

    private func drawFree(
        _ named: [Int], locked: InlineArray<4, Int>, in point: Point, using generator: inout RandomGenerator
    ) -> Int? {
        @inline(__always)
        func isFree(_ index: Int) -> Bool {
            !parameters[index].isConstant && point.codes[index] >= 0 && locked[0] != index && locked[1] != index
                && locked[2] != index && locked[3] != index
        }
        var count = 0
        for index in named where isFree(index) { count += 1 }
        guard count > 0 else { return nil }
        var rest = generator.index(below: count)
        for index in named where isFree(index) {
            if rest == 0 { return index }
            rest -= 1
        }
        return nil
    }

    /// Sets a parameter to the value, among those tried, that leaves the fewest constraints broken, and says how many.
    private func tryValues(
        of index: Int, others: Int, point: Point, region: TrustRegion?, using generator: inout RandomGenerator
    ) -> Int? {
        let parameter = parameters[index]
        let isListed = parameter.form == .listed
        let affected = affectedConstraints[index]
        // A stride without a common factor with the count visits every value once, from a random start.
        let limit = isListed ? min(parameter.count - 1, Self.repairLimit) : Self.repairLimit / 2
        let start = Int(point.codes[index])
        let stride = isListed ? coprimeStride(parameter.count, using: &generator) : 1
        var best: (code: Int, number: Double, count: Int)?
        if isDecider[index] {
            return trySettledValues(
                of: index, others: others, limit: limit, stride: stride, point: point, region: region, using: &generator
            )
        }
        var code = start
        for _ in 0..<max(1, limit) {
            if isListed {
                code += stride
                if code >= parameter.count { code -= parameter.count }
                assign(index, code: code, in: point)
                if let region, !region.allows(index, of: point, in: parameters) { continue }
            } else if let region {
                assign(index, at: generator.uniform(), in: region, point: point, using: &generator)
            } else {
                assign(index, at: generator.uniform(), in: point)
            }
            let count = brokenCount(affected, from: others, below: best?.count ?? .max, point: point)
            if count == 0 { return 0 }
            if count < best?.count ?? .max { best = (Int(point.codes[index]), point.numbers[index], count) }
        }
        guard let best else { return nil }
        point.codes[index] = Int32(truncatingIfNeeded: best.code)
        point.numbers[index] = best.number
        return best.count
    }

    /// As `tryValues`, for a parameter on which the activity of others hangs: each trial starts from the point as it
    /// was.
    private func trySettledValues(
        of index: Int, others: Int, limit: Int, stride: Int, point: Point, region: TrustRegion?,
        using generator: inout RandomGenerator
    ) -> Int? {
        let count = parameters[index].count
        let start = Int(point.codes[index])
        let isListed = parameters[index].form == .listed
        return Point.with(count: point.count) { before in
            before.copy(point)
            return Point.with(count: point.count) { best in
                var bestCount: Int?
                for trial in 1...max(1, limit) {
                    if isListed {
                        assign(index, code: (start + trial * stride) % count, in: point)
                        if let region, !region.allows(index, of: point, in: parameters) { continue }
                    } else if let region {
                        assign(index, at: generator.uniform(), in: region, point: point, using: &generator)
                    } else {
                        assign(index, at: generator.uniform(), in: point)
                    }
                    settle(after: index, in: point, region: region, using: &generator)
                    let broken = brokenCount(
                        affectedConstraints[index], from: others, below: bestCount ?? .max, point: point)
                    if broken == 0 { return 0 }
                    if broken < bestCount ?? .max {
                        bestCount = broken
                        best.copy(point)
                    }
                    point.copy(before)
                }
                if bestCount != nil { point.copy(best) }
                return bestCount
            }
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
