import Glibc
import SearchSpace

/// The variation operators of NSGA-II over mixed, conditional and constrained spaces.
///
/// Numbers take simulated binary crossover and polynomial mutation on their scale, whole and listed ones rounded to the
/// nearest value and, in mutation, moved by at least one place; categories are exchanged evenly and mutate to any other
/// choice. A parameter that becomes active comes from the parent that has it, else at random. Children that break a
/// known constraint are repaired by the space's own moves.
///
/// K. Deb and R. B. Agrawal, "Simulated binary crossover for continuous search space", Complex Systems 9 (1995);
/// K. Deb and M. Goyal, "A combined genetic adaptive search (GeneAS) for engineering design", Comput. Sci. Inform. 26
/// (1996), for polynomial mutation; both in their form for bounded variables.
struct VariationOperators: Sendable {
    let space: SearchSpace
    let options: NSGA2Options
    let genes: [Gene]

    init(space: SearchSpace, options: NSGA2Options) {
        self.space = space
        self.options = options
        genes = space.parameters.map { Gene($0, in: space) }
    }

    /// Two children of two parents, both in the space; possibly equal to a parent.
    func children(
        of first: Candidate, _ second: Candidate, using generator: inout RandomGenerator
    ) -> (Candidate, Candidate) {
        var pair = (first, second)
        if generator.uniform() < options.crossoverProbability {
            pair = crossed(first, second, using: &generator)
        }
        return (mutated(pair.0, using: &generator), mutated(pair.1, using: &generator))
    }

    // MARK: - Crossover

    func crossed(
        _ first: Candidate, _ second: Candidate, using generator: inout RandomGenerator
    ) -> (Candidate, Candidate) {
        var one = Candidate(values: Array(repeating: nil, count: genes.count))
        var other = one
        for (index, gene) in genes.enumerated() {
            var (left, right) = (first.values[index], second.values[index])
            if let a = left, let b = right, a != b {
                (left, right) = gene.crossed(a, b, distribution: options.crossoverIndex, using: &generator)
            } else if left == nil || right == nil, generator.uniform() < 0.5 {
                swap(&left, &right)
            }
            one.values[index] = gene.isActive(in: one) ? left ?? right ?? gene.random(using: &generator) : nil
            other.values[index] = gene.isActive(in: other) ? right ?? left ?? gene.random(using: &generator) : nil
        }
        return (
            repaired(one, parents: (first, second), using: &generator),
            repaired(other, parents: (second, first), using: &generator)
        )
    }

    /// The child where it is in the space; else the space's own mixture of the parents with the child's real numbers
    /// where constraints allow.
    private func repaired(
        _ child: Candidate, parents: (Candidate, Candidate), using generator: inout RandomGenerator
    ) -> Candidate {
        if space.contains(child) { return child }
        guard let mixture = space.crossover(parents.0, parents.1, using: &generator) else { return parents.0 }
        var overlaid = mixture
        for (index, gene) in genes.enumerated() where gene.isReal {
            if mixture.values[index] != nil, let value = child.values[index] { overlaid.values[index] = value }
        }
        return overlaid != mixture && space.contains(overlaid) ? overlaid : mixture
    }

    // MARK: - Mutation

    func mutated(_ candidate: Candidate, using generator: inout RandomGenerator) -> Candidate {
        let active = candidate.values.count { $0 != nil }
        let probability = options.mutationProbability ?? 1 / Double(max(1, active))
        var result = candidate
        for index in genes.indices where result.values[index] != nil && generator.uniform() < probability {
            result = changed(result, at: index, using: &generator)
        }
        return result
    }

    /// The candidate with one parameter mutated; with a neighbour's move instead where that breaks a constraint.
    private func changed(
        _ candidate: Candidate, at index: Int, using generator: inout RandomGenerator
    ) -> Candidate {
        guard let value = candidate.values[index] else { return candidate }
        let next = genes[index].mutated(value, distribution: options.mutationIndex, using: &generator)
        guard next != value else { return candidate }
        var result = candidate
        result.values[index] = next
        for (place, gene) in genes.enumerated() where place > index && !gene.conditions.isEmpty {
            let isActive = gene.isActive(in: result)
            if !isActive {
                result.values[place] = nil
            } else if result.values[place] == nil {
                result.values[place] = gene.random(using: &generator)
            }
        }
        if space.contains(result) { return result }
        return space.neighbour(of: candidate, scale: 0.05, using: &generator) ?? candidate
    }
}
