import ParetoFront

/// Expected hypervolume improvement over the objectives and the fidelity together, to be taken per unit cost.
///
/// The fidelity is one more objective, known exactly, so that a look at a low level is worth the volume it adds below
/// its trust: F. Irshad, S. Karsch and A. Doepp, "Leveraging trust for joint multi-objective and multi-fidelity
/// optimization", Mach. Learn.: Sci. Technol. 5 (2024).
public struct TrustObjective: Sendable {
    /// The improvement over the objectives followed by the fidelity.
    public let improvement: ExpectedHypervolumeImprovement

    /// Prepares the front of all observations.
    ///
    /// - Parameters:
    ///   - observations: The objective vectors at every fidelity, larger is better.
    ///   - fidelities: The fidelity of each, in any unit in which more is better.
    ///   - reference: The reference point of the objectives.
    ///   - fidelityReference: The fidelity below which nothing counts; below the cheapest level, else a look there is
    ///     worth nothing.
    public init(observations: [[Double]], fidelities: [Double], reference: [Double], fidelityReference: Double) {
        let front = zip(observations, fidelities).map { $0 + [$1] }
        improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: front, reference: reference + [fidelityReference]))
    }
}
