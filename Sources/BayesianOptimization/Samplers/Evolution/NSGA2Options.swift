/// The settings of NSGA-II, with the defaults of its authors but for the population.
public struct NSGA2Options: Sendable, Hashable {
    /// How many individuals a generation has; the authors take 100.
    public var populationSize: Int
    /// The probability that two parents are crossed.
    public var crossoverProbability: Double
    /// The distribution index of simulated binary crossover: the larger, the closer children stay to their parents.
    public var crossoverIndex: Double
    /// The distribution index of polynomial mutation: the larger, the smaller the steps.
    public var mutationIndex: Double
    /// The probability that a parameter mutates; `nil` takes one over the number of active parameters.
    public var mutationProbability: Double?

    /// Makes settings.
    public init(
        populationSize: Int = 40, crossoverProbability: Double = 0.9, crossoverIndex: Double = 20,
        mutationIndex: Double = 20, mutationProbability: Double? = nil
    ) {
        self.populationSize = populationSize
        self.crossoverProbability = crossoverProbability
        self.crossoverIndex = crossoverIndex
        self.mutationIndex = mutationIndex
        self.mutationProbability = mutationProbability
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(populationSize >= 4, "populationSize", populationSize, "at least 4")
        try OptionCheck.require(
            (0...1).contains(crossoverProbability), "crossoverProbability", crossoverProbability, "from 0 to 1")
        for (name, index) in [("crossoverIndex", crossoverIndex), ("mutationIndex", mutationIndex)] {
            try OptionCheck.require(index >= 0 && index.isFinite, name, index, "0 or more")
        }
        if let mutationProbability {
            try OptionCheck.require(
                (0...1).contains(mutationProbability), "mutationProbability", mutationProbability, "from 0 to 1")
        }
    }
}
