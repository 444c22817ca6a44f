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
        guard let point = compiled.point(candidate) else {
            throw .invalidCandidate(violations: violations(of: candidate))
        }
        var row = Array(repeating: 0.0, count: featureCount)
        for index in compiled.variables where point.codes[index] >= 0 {
            let parameter = compiled.parameters[index]
            let column = compiled.firstColumns[index]
            let code = Int(point.codes[index])
            if parameter.isOrdered {
                row[column] =
                    parameter.place(code: code, number: point.numbers[index]) - (parameter.isConditional ? 0.5 : 0)
            } else {
                row[column + code] = 0.5.squareRoot()
            }
            if parameter.isConditional { row[column + (parameter.isOrdered ? 1 : parameter.count)] = 0.5 }
        }
        return row
    }
}
