extension SearchSpace {
    /// The number of real columns that a candidate is encoded to.
    public var featureCount: Int { compiled.columnParameters.count }

    /// By column of the encoding: the index of the parameter it belongs to.
    ///
    /// A parameter with a single value has no column; a space of such parameters only has one column that is always 0.
    public var featureGroups: [Int] { compiled.columnParameters }

    /// A candidate as real numbers for a model, in which distances mean something.
    ///
    /// - A number is one column in [0, 1] on its scale. An ordinal parameter is placed by the logarithm of its values
    ///   where all are positive and the largest is at least 4 times the smallest, else by position in the list.
    /// - A category of k values is k columns, 0 but for 1/sqrt(2) at the choice: two choices are at distance 1.
    /// - A conditional parameter's number is centred (minus 0.5), all its columns are 0 while it is inactive, and a
    ///   further column of the same group says 0.5 while it is active.
    ///
    /// - Returns: `featureCount` numbers.
    /// - Throws: `SearchSpaceError.invalidCandidate` where a value is not in its domain. Constraints are not checked.
    public func encode(_ candidate: Candidate) throws(SearchSpaceError) -> [Double] {
        var isEncoded = false
        let row = [Double](unsafeUninitializedCapacity: featureCount) { buffer, count in
            buffer.initialize(repeating: 0)
            count = featureCount
            if let start = buffer.baseAddress { isEncoded = encode(candidate, to: start, stride: 1) }
        }
        guard isEncoded else { throw .invalidCandidate(violations: violations(of: candidate)) }
        return row
    }

    /// Writes a candidate's encoding over a buffer, without allocating.
    ///
    /// - Parameters:
    ///   - candidate: The candidate.
    ///   - buffer: `featureCount` numbers.
    /// - Throws: `SearchSpaceError.invalidCandidate` where a value is not in its domain, `.wrongFeatureCount` for a
    ///   buffer of another length. Constraints are not checked.
    public func encode(
        _ candidate: Candidate, into buffer: UnsafeMutableBufferPointer<Double>
    ) throws(SearchSpaceError) {
        guard buffer.count == featureCount, let start = buffer.baseAddress else {
            throw .wrongFeatureCount(expected: featureCount, found: buffer.count)
        }
        buffer.update(repeating: 0)
        guard encode(candidate, to: start, stride: 1) else {
            throw .invalidCandidate(violations: violations(of: candidate))
        }
    }

    /// Several candidates' encodings as a matrix, one candidate a row, stored column by column.
    ///
    /// - Returns: `candidates.count * featureCount` numbers: column c of candidate i stands at
    ///   `c * candidates.count + i`.
    /// - Throws: `SearchSpaceError.invalidCandidate` for the first candidate with a value that is not in its domain.
    ///   Constraints are not checked.
    public func encode(_ candidates: [Candidate]) throws(SearchSpaceError) -> [Double] {
        var failed: Candidate?
        let rows = candidates.count
        let matrix = [Double](unsafeUninitializedCapacity: rows * featureCount) { buffer, count in
            buffer.initialize(repeating: 0)
            count = rows * featureCount
            guard let start = buffer.baseAddress else { return }
            for row in 0..<rows where !encode(candidates[row], to: start + row, stride: rows) {
                failed = candidates[row]
                return
            }
        }
        if let failed { throw .invalidCandidate(violations: violations(of: failed)) }
        return matrix
    }

    /// Writes a candidate's columns over zeros that lie a stride apart.
    ///
    /// - Returns: Whether every value is in its domain.
    @inline(__always)
    private func encode(_ candidate: Candidate, to start: UnsafeMutablePointer<Double>, stride: Int) -> Bool {
        Point.with(count: parameters.count) { point in
            guard compiled.load(candidate, into: point) else { return false }
            compiled.encode(point, to: start, stride: stride)
            return true
        }
    }
}

extension CompiledSpace {
    /// Writes a point's columns over zeros that lie a stride apart.
    func encode(_ point: Point, to start: UnsafeMutablePointer<Double>, stride: Int) {
        for index in variables where point.codes[index] >= 0 {
            let parameter = parameters[index]
            let column = start + firstColumns[index] * stride
            let code = Int(point.codes[index])
            if parameter.isOrdered {
                column.pointee =
                    parameter.place(code: code, number: point.numbers[index]) - (parameter.isConditional ? 0.5 : 0)
            } else {
                column[code * stride] = 0.707_106_781_186_547_5
            }
            if parameter.isConditional { column[(parameter.isOrdered ? 1 : parameter.count) * stride] = 0.5 }
        }
    }
}
