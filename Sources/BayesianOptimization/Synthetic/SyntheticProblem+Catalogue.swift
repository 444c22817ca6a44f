extension SyntheticProblem {
    static let families: [SyntheticFamily] =
        BraninCurrinFunctions.families() + DTLZFunctions.families() + ZDTFunctions.families()
        + EngineeringFunctions.families() + ConstrainedFunctions.families() + LeveledFunctions.families()
        + ClassicFunctions.families()

    /// The names of every problem, in the order of the catalogue.
    public static var names: [String] { families.map(\.name) }

    /// Every problem at its usual dimension and number of objectives, in the order of the catalogue.
    public static var all: [SyntheticProblem] {
        // What the catalogue holds is checked by a test, so that nothing is missing here.
        families.compactMap { try? $0.definition(dimension: nil, objectives: nil).problem(named: $0.name) }
    }

    /// The problem of a name.
    ///
    /// - Parameters:
    ///   - name: One of `names`; the dimension and the number of objectives may follow: `dtlz2-12-4`, `zdt1-30`.
    ///   - dimension: The number of coordinates d, for problems that have it free.
    ///   - objectives: The number of objectives m, for problems that have it free.
    /// - Throws: `OptimizationError.invalidOption`, under the names `name`, `d` and `m`.
    public static func named(
        _ name: String, dimension: Int? = nil, objectives: Int? = nil
    ) throws(OptimizationError) -> SyntheticProblem {
        if let family = families.first(where: { $0.name == name }) {
            return try family.definition(dimension: dimension, objectives: objectives).problem(named: family.name)
        }
        // Numbers after the name, where none are given beside it.
        var words = name.split(separator: "-", omittingEmptySubsequences: false)
        var numbers: [Int] = []
        while numbers.count < 2, let last = words.last, let number = Int(last), last.allSatisfy(\.isNumber) {
            numbers.insert(number, at: 0)
            words.removeLast()
        }
        let stem = words.joined(separator: "-")
        guard dimension == nil, objectives == nil, !numbers.isEmpty,
            let family = families.first(where: { $0.name == stem })
        else {
            throw .invalidOption(
                name: "name", found: "'\(name)'", accepted: "one of \(names.joined(separator: ", "))")
        }
        return try family.definition(dimension: numbers[0], objectives: numbers.count > 1 ? numbers[1] : nil)
            .problem(named: family.name)
    }
}
