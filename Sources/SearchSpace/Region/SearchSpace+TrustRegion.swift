extension SearchSpace {
    /// The box around a candidate.
    ///
    /// - Parameters:
    ///   - centre: A candidate of the space.
    ///   - halfLengths: For each column of the encoding how far an ordered parameter may be from the centre, at least
    ///     0; those of categories and of activity are not used.
    ///   - probability: With which probability a category keeps the centre's choice, from 0 to 1.
    /// - Throws: `SearchSpaceError.invalidCandidate`, `.wrongFeatureCount`, or `.badRegion` for a half-length or a
    ///   probability that is not one.
    public func trustRegion(
        around centre: Candidate, halfLengths: [Double], keepingChoices probability: Double = 0.5
    ) throws(SearchSpaceError) -> TrustRegion {
        guard halfLengths.count == featureCount else {
            throw .wrongFeatureCount(expected: featureCount, found: halfLengths.count)
        }
        if let bad = halfLengths.first(where: { !($0 >= 0) }) { throw .badRegion(halfLength: bad) }
        guard probability >= 0, probability <= 1 else { throw .badRegion(probability: probability) }
        let ranges = Point.with(count: parameters.count) { point -> [TrustRegion.Range]? in
            guard compiled.load(centre, into: point), compiled.areSatisfied(compiled.allConstraints, by: point) else {
                return nil
            }
            return parameters.indices.map { index in
                let parameter = compiled.parameters[index]
                guard point.codes[index] >= 0, !parameter.isConstant else { return TrustRegion.Range() }
                return parameter.range(
                    around: point, index: index, halfLength: halfLengths[compiled.firstColumns[index]])
            }
        }
        guard let ranges else { throw .invalidCandidate(violations: violations(of: centre)) }
        return TrustRegion(centre: centre, halfLengths: halfLengths, choiceKeeping: probability, ranges: ranges)
    }

    /// Whether a candidate lies in the space and in a box; categories may be anything.
    public func contains(_ candidate: Candidate, in region: TrustRegion) -> Bool {
        Point.with(count: parameters.count) { point in
            compiled.load(candidate, into: point) && compiled.areSatisfied(compiled.allConstraints, by: point)
                && compiled.variables.allSatisfy {
                    point.codes[$0] < 0 || region.allows($0, of: point, in: compiled.parameters)
                }
        }
    }

    /// A candidate of a box drawn at random.
    ///
    /// Each active parameter is drawn evenly on its part of the scale, given that the constraints hold where they let
    /// such draws pass; where they do not, by a walk from the centre through candidates of the box.
    public func random(in region: TrustRegion, using generator: inout RandomGenerator) -> Candidate? {
        Point.with(count: parameters.count) { point in
            Point.with(count: parameters.count) { centre in
                guard compiled.load(region.centre, into: centre) else { return nil }
                for index in compiled.free {
                    compiled.assign(index, at: generator.uniform(), in: region, point: point, using: &generator)
                }
                for component in compiled.tied {
                    compiled.draw(component, in: region, centre: centre, into: point, using: &generator)
                }
                return compiled.candidate(point)
            }
        }
    }

    /// The candidate of a box at a point of the unit cube: a fixed map, for sequences that spread over the box.
    ///
    /// Parameters without constraints take their coordinates; those that constraints tie take theirs where the
    /// constraints allow, and draws that depend on the point alone elsewhere.
    ///
    /// - Parameters:
    ///   - unit: One coordinate in [0, 1] for each parameter. That of a category decides both whether it keeps the
    ///     centre's choice and, where not, which it takes.
    ///   - region: The box.
    /// - Throws: `SearchSpaceError.wrongDimension`, `.outsideUnitCube`, or `.invalidCandidate` for a region of another
    ///   space.
    public func decode(_ unit: [Double], in region: TrustRegion) throws(SearchSpaceError) -> Candidate {
        try checkUnit(unit)
        let candidate = Point.with(count: parameters.count) { point in
            Point.with(count: parameters.count) { centre -> Candidate? in
                guard compiled.load(region.centre, into: centre) else { return nil }
                for index in compiled.free { compiled.place(index, at: unit[index], in: region, point: point) }
                for component in compiled.tied {
                    var isPlaced = true
                    for level in component.order.indices where isPlaced {
                        let index = component.order[level]
                        compiled.place(index, at: unit[index], in: region, point: point)
                        isPlaced = compiled.areSatisfied(component.closing[level], by: point)
                    }
                    if isPlaced { continue }
                    var generator = RandomGenerator(seed: compiled.seed(of: component, unit: unit))
                    compiled.draw(component, in: region, centre: centre, into: point, using: &generator)
                }
                return compiled.candidate(point)
            }
        }
        guard let candidate else { throw .invalidCandidate(violations: violations(of: region.centre)) }
        return candidate
    }

    /// A candidate near another one of a box, inside the box: as `neighbour(of:scale:using:)`, but that values outside
    /// are not taken and a category keeps the centre's choice with the region's probability.
    ///
    /// - Returns: `nil` where none was found or the candidate is not in the space.
    public func neighbour(
        of candidate: Candidate, in region: TrustRegion, scale: Double = 0.1, using generator: inout RandomGenerator
    ) -> Candidate? {
        guard region.ranges.count == parameters.count else { return nil }
        return Point.with(count: parameters.count) { base in
            guard compiled.load(candidate, into: base), compiled.areSatisfied(compiled.allConstraints, by: base) else {
                return nil
            }
            return compiled.neighbour(of: base, scale: scale, region: region, using: &generator)
        }
    }

    /// A candidate of a box in which each active parameter of the centre is drawn anew with a given probability, at
    /// least one of them.
    ///
    /// In many dimensions, points that differ from the best one in few coordinates are the better ones to look at:
    /// min(1, 20/d) is usual. R. G. Regis and C. A. Shoemaker, "Combining radial basis function surrogates and dynamic
    /// coordinate search in high-dimensional expensive black-box optimization", Engineering Optimization 45 (2013).
    ///
    /// - Parameters:
    ///   - probability: From 0 to 1.
    ///   - region: The box; what is not changed keeps the value of its centre.
    ///   - generator: The source of randomness.
    /// - Returns: A candidate of the space other than the centre; `nil` where none was found.
    public func perturbed(
        probability: Double, in region: TrustRegion, using generator: inout RandomGenerator
    ) -> Candidate? {
        guard region.ranges.count == parameters.count else { return nil }
        return Point.with(count: parameters.count) { centre in
            guard compiled.load(region.centre, into: centre) else { return nil }
            return compiled.perturbed(centre, probability: probability, in: region, using: &generator)
        }
    }
}

extension CompiledParameter {
    /// The values around that of a point whose column is at most a half-length away.
    func range(around point: Point, index: Int, halfLength: Double) -> TrustRegion.Range {
        var range = TrustRegion.Range()
        let code = Int(point.codes[index])
        let number = point.numbers[index]
        guard isOrdered else {
            range.choice = code
            return range
        }
        let middle = place(code: code, number: number)
        if form == .listed {
            var (low, high) = (code, code)
            while low > 0, middle - places[low - 1] <= halfLength { low -= 1 }
            while high < count - 1, places[high + 1] - middle <= halfLength { high += 1 }
            (range.low, range.high) = (Double(low), Double(high))
            range.start = shares.isEmpty ? Double(low) / Double(count) : shares[low]
            range.end = shares.isEmpty ? Double(high + 1) / Double(count) : shares[high + 1]
            return range
        }
        let start = max(0, middle - halfLength)
        let end = min(1, middle + halfLength)
        range.low = start < middle ? self.number(at: start) : number
        range.high = end > middle ? self.number(at: end) : number
        (range.start, range.end) = (start, end)
        if form == .wide {
            range.low = min(number, range.low.rounded(.up))
            range.high = max(number, range.high.rounded(.down))
            range.start = self.middle(code: 0, number: range.low)
            range.end = self.middle(code: 0, number: range.high)
        }
        return range
    }
}
