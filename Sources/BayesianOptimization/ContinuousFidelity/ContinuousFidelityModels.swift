import GaussianProcess
import LinearAlgebra
import SearchSpace

/// The models of all observed quantities over design and setting, conditioned on what is pending.
struct ContinuousFidelityModels: Sendable {
    let problem: OptimizationProblem
    let axis: FidelityAxis
    /// What the models of objectives and constraints were made of, in trial order.
    let evaluated: [Observation]
    /// One model for each objective, turned so that larger is better.
    private(set) var objectives: [GaussianProcess] = []
    /// One model for each constraint's slack.
    private(set) var constraints: [GaussianProcess] = []
    /// The model of whether an evaluation works, 1 where it does; `nil` while all have.
    private(set) var viability: GaussianProcess?
    /// The believed objectives of the pending trials that are believed to be feasible, with their settings.
    private(set) var believed: [(values: [Double], setting: Double)] = []

    /// Makes the models, learning where the schedule says so.
    ///
    /// - Throws: `OptimizationError.model` where nothing has figures or no kernel can be fitted, or `.space`.
    init(
        observations: [Observation], pending: [Proposal], problem: OptimizationProblem, axis: FidelityAxis,
        options: ContinuousFidelityOptions, state: inout ContinuousFidelityState
    ) throws(OptimizationError) {
        let lap = ModelStopwatch.lap()
        defer { lap?.end() }
        self.problem = problem
        self.axis = axis
        let groups = problem.space.denseFeatureGroups
        let builder = FidelityModelBuilder(
            options: options, groups: groups + [(groups.max() ?? -1) + 1],
            kernels: axis.settings.count > 1 ? options.kernels : [.stationary])
        let known = observations.filter { $0.outcome.figures != nil }
        evaluated = Self.kept(known, limit: options.maximumRows, state: &state)
        guard !evaluated.isEmpty else { throw .model(reason: "nothing has figures") }
        let features = try Self.rows(evaluated.map { ($0.candidate, $0.fidelity) }, problem: problem, axis: axis)
        for (name, values) in problem.quantityColumns(of: evaluated.compactMap(\.outcome.figures)) {
            let model = try builder.model(
                name, features: features, targets: values, outOf: known.count, state: &state)
            if objectives.count < problem.objectives.count {
                objectives.append(model)
            } else {
                constraints.append(model)
            }
        }
        if known.count < observations.count {
            let finished = Self.kept(observations, limit: options.maximumRows, state: &state)
            viability = try FidelityModelBuilder(
                options: options, groups: builder.groups,
                kernels: axis.settings.count > 1 ? [.shared, .stationary] : [.stationary]
            ).model(
                "viability",
                features: Self.rows(finished.map { ($0.candidate, $0.fidelity) }, problem: problem, axis: axis),
                targets: finished.map { $0.outcome.figures == nil ? 0 : 1 }, outOf: observations.count,
                state: &state)
        }
        try believe(pending)
        for model in objectives + constraints where model.jitter.amount > 0 { state.count("jitter") }
    }

    /// The observations that models are made of: the dearest, among those the latest, in trial order.
    private static func kept(
        _ observations: [Observation], limit: Int, state: inout ContinuousFidelityState
    ) -> [Observation] {
        guard observations.count > limit else { return observations }
        state.count("droppedRows")
        let order = observations.indices.sorted {
            (observations[$0].fidelity, $0) > (observations[$1].fidelity, $1)
        }
        return order.prefix(limit).sorted().map { observations[$0] }
    }

    /// Conditions every model on its own means at pending points.
    private mutating func believe(_ pending: [Proposal]) throws(OptimizationError) {
        guard !pending.isEmpty else { return }
        let features = try matrix(pending.map { ($0.candidate, $0.fidelity) })
        func extend(_ model: inout GaussianProcess) throws(OptimizationError) -> [Double] {
            do {
                let believed = try model.believing(at: features)
                model = believed.model
                return believed.means
            } catch { throw .model(reason: "\(error)") }
        }
        var (values, slacks): ([[Double]], [[Double]]) = ([], [])
        for index in objectives.indices { values.append(try extend(&objectives[index])) }
        for index in constraints.indices { slacks.append(try extend(&constraints[index])) }
        if var model = viability {
            _ = try extend(&model)
            viability = model
        }
        for (index, proposal) in pending.enumerated() where slacks.allSatisfy({ $0[index] >= 0 }) {
            believed.append((values.map { $0[index] }, axis.settings[proposal.fidelity]))
        }
    }

    static func rows(
        _ points: [(candidate: Candidate, fidelity: Int)], problem: OptimizationProblem, axis: FidelityAxis
    ) throws(OptimizationError) -> [[Double]] {
        let designs = try problem.space.features(of: points.map(\.candidate))
        return zip(designs, points).map { $0 + [axis.settings[$1.fidelity]] }
    }

    /// Designs with their settings as a matrix, one a row.
    func matrix(_ points: [(candidate: Candidate, fidelity: Int)]) throws(OptimizationError) -> Matrix {
        let rows = try Self.rows(points, problem: problem, axis: axis)
        do { return try Matrix(rows: rows) } catch { throw .model(reason: "\(error)") }
    }

    /// The means and variances of the objectives, model by model.
    func belief(at features: Matrix) throws(OptimizationError) -> [(means: [Double], variances: [Double])] {
        do {
            var result: [(means: [Double], variances: [Double])] = []
            for model in objectives { result.append(try model.targetPosterior(at: features)) }
            return result
        } catch { throw .model(reason: "\(error)") }
    }
}
