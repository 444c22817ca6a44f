/// One formula of the catalogue, over its dimension and its number of objectives where these are free.
struct SyntheticFamily: Sendable {
    /// The name in a campaign file.
    var name: String
    /// The dimension where none is given, and the allowed ones; one value where it is fixed.
    var dimension: Int
    var dimensions: ClosedRange<Int>
    /// The number of objectives where none is given, and the allowed ones.
    var objectives: Int
    var objectiveCounts: ClosedRange<Int>
    /// How many more coordinates than objectives there must be.
    var excess = 0
    /// The problem at an allowed dimension and number of objectives.
    var make: @Sendable (_ dimension: Int, _ objectives: Int) -> SyntheticDefinition

    /// A formula whose dimension and number of objectives are fixed.
    init(_ name: String, _ make: @escaping @Sendable () -> SyntheticDefinition) {
        let definition = make()
        self.name = name
        dimension = definition.parameters.count
        dimensions = dimension...dimension
        objectives = definition.reference.count
        objectiveCounts = objectives...objectives
        self.make = { _, _ in make() }
    }

    /// A formula over any dimension.
    init(
        _ name: String, dimension: Int, from least: Int, objectives: Int = 1,
        make: @escaping @Sendable (Int) -> SyntheticDefinition
    ) {
        self.name = name
        self.dimension = dimension
        dimensions = least...Self.largestDimension
        self.objectives = objectives
        objectiveCounts = objectives...objectives
        self.make = { dimension, _ in make(dimension) }
    }

    /// A formula over any dimension and number of objectives, with more coordinates than objectives.
    init(
        _ name: String, dimension: Int, objectives: Int, objectiveCounts: ClosedRange<Int>,
        make: @escaping @Sendable (Int, Int) -> SyntheticDefinition
    ) {
        self.name = name
        self.dimension = dimension
        dimensions = objectiveCounts.lowerBound + 1...Self.largestDimension
        self.objectives = objectives
        self.objectiveCounts = objectiveCounts
        excess = 1
        self.make = make
    }

    /// No published study goes beyond this.
    static let largestDimension = 1000

    func definition(dimension: Int?, objectives: Int?) throws(OptimizationError) -> SyntheticDefinition {
        let objectives = objectives ?? self.objectives
        guard objectiveCounts.contains(objectives) else {
            throw .invalidOption(name: "m", found: "\(objectives)", accepted: Self.text(objectiveCounts, of: name))
        }
        let dimension = dimension ?? max(self.dimension, objectives + excess)
        let least = max(dimensions.lowerBound, objectives + excess)
        guard dimension >= least || dimensions.count == 1, dimensions.contains(dimension) else {
            let accepted = dimensions.count == 1 ? dimensions : least...dimensions.upperBound
            throw .invalidOption(name: "d", found: "\(dimension)", accepted: Self.text(accepted, of: name))
        }
        return make(dimension, objectives)
    }

    private static func text(_ range: ClosedRange<Int>, of name: String) -> String {
        range.count == 1
            ? "\(range.lowerBound), which '\(name)' always has"
            : "a whole number from \(range.lowerBound) to \(range.upperBound) for '\(name)'"
    }
}
