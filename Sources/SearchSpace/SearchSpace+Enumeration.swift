extension SearchSpace {
    /// Every candidate of a small discrete space, in a fixed order.
    ///
    /// - Parameter limit: The largest number of candidates to list.
    /// - Returns: All of them; `nil` where the space is larger or not countable.
    public func allCandidates(limit: Int) -> [Candidate]? {
        guard let count, count <= limit else { return nil }
        return candidates(limit: count, visits: .max) { _ in true }?.candidates
    }

    /// Whether the space is known to hold no more candidates than a number: told without listing any.
    ///
    /// - Parameter seenCount: How many different candidates have been seen.
    /// - Returns: `false` also where the number of candidates is not known.
    public func isExhausted(by seenCount: Int) -> Bool {
        count.map { $0 <= seenCount } ?? false
    }

    /// The first candidates of a discrete space that a test accepts, in a fixed order.
    ///
    /// Where the test refuses n candidates only, no more than n + `limit` are made, however large the space is: the way
    /// to the last candidates that have not been seen.
    ///
    /// - Parameters:
    ///   - limit: The most candidates to give.
    ///   - visits: The most values and rows of tables to try.
    ///   - isWanted: The test.
    /// - Returns: The candidates, and whether they are all there are; `nil` where a parameter is continuous.
    public func candidates(
        limit: Int, visits: Int = 1 << 20, where isWanted: (Candidate) -> Bool
    ) -> (candidates: [Candidate], isComplete: Bool)? {
        guard !compiled.variables.contains(where: { compiled.parameters[$0].form == .continuous }) else { return nil }
        guard limit > 0 else { return ([], false) }
        return Point.with(count: parameters.count) { point in
            var listing = Listing(limit: limit, visits: visits)
            compiled.list(component: 0, step: 0, point: point, into: &listing, where: isWanted)
            return (listing.candidates, !listing.isCut)
        }
    }

    /// What a walk through all candidates carries along.
    struct Listing {
        let limit: Int
        var visits: Int
        var candidates: [Candidate] = []
        /// Whether the walk ended before its end.
        var isCut = false

        init(limit: Int, visits: Int) {
            self.limit = limit
            self.visits = visits
        }
    }
}

extension CompiledSpace {
    /// Walks through what the remaining steps can assign.
    func list(
        component: Int, step: Int, point: Point, into listing: inout SearchSpace.Listing,
        where isWanted: (Candidate) -> Bool
    ) {
        guard component < components.count else {
            let candidate = candidate(point)
            guard isWanted(candidate) else { return }
            if listing.candidates.count == listing.limit {
                listing.isCut = true
            } else {
                listing.candidates.append(candidate)
            }
            return
        }
        let steps = components[component].steps
        guard step < steps.count else {
            return list(component: component + 1, step: 0, point: point, into: &listing, where: isWanted)
        }
        let current = steps[step]
        let index = current.parameters[0]
        let isActive = current.table != nil || Self.isActive(parameters[index], in: point)
        for choice in 0..<(current.table?.rowCount ?? (isActive ? max(1, parameters[index].count) : 1)) {
            listing.visits -= 1
            if listing.visits < 0 { listing.isCut = true }
            if listing.isCut { return }
            if let table = current.table {
                assign(table, row: choice, in: point)
            } else if !isActive {
                assign(index, code: -1, in: point)
            } else if parameters[index].form == .listed {
                assign(index, code: choice, in: point)
            } else {
                point.codes[index] = 0
                point.numbers[index] = parameters[index].lower + Double(choice)
            }
            guard areSatisfied(current.closing, by: point) else { continue }
            list(component: component, step: step + 1, point: point, into: &listing, where: isWanted)
        }
    }
}
