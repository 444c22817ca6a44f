import CNLopt

/// A local minimiser inside a box, with a budget in evaluations.
///
/// The same start and objective give the same result: none of the methods draws random numbers, and time is no
/// criterion.
/// ```swift
/// let result = try LocalOptimizer(algorithm: .lbfgs, maximumEvaluations: 50)
///     .minimize(from: [0], lower: [-1], upper: [4]) { point, gradient in
///         if !gradient.isEmpty { gradient[0] = 2 * (point[0] - 3) }
///         return (point[0] - 3) * (point[0] - 3)
///     }
/// // result.point is [3]
/// ```
public struct LocalOptimizer: Sendable, Hashable {
    /// The methods.
    public enum Algorithm: String, Sendable, Hashable, Codable, CaseIterable {
        /// Limited-memory BFGS (J. Nocedal, Math. Comp. 35, 1980; L. Luksan's code): needs gradients.
        case lbfgs
        /// Sequential quadratic programming (D. Kraft, ACM TOMS 20, 1994): needs gradients.
        case slsqp
        /// Quadratic models inside a trust region (M. Powell, report DAMTP 2009/NA06): no gradients; at least 2
        /// coordinates.
        case bobyqa
        /// Linear models inside a trust region (M. Powell, 1994): no gradients.
        case cobyla
        /// The simplex method (J. Nelder and R. Mead, 1965; bounds after M. Box, 1965): no gradients.
        case nelderMead

        /// Whether the objective must fill in its gradient.
        public var needsGradient: Bool { self == .lbfgs || self == .slsqp }

        var identifier: nlopt_algorithm {
            switch self {
            case .lbfgs: NLOPT_LD_LBFGS
            case .slsqp: NLOPT_LD_SLSQP
            case .bobyqa: NLOPT_LN_BOBYQA
            case .cobyla: NLOPT_LN_COBYLA
            case .nelderMead: NLOPT_LN_NELDERMEAD
            }
        }
    }

    /// A function to minimise: reads the point, fills in the gradient unless its buffer is empty, returns the value.
    public typealias Objective = (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) throws -> Double

    /// The method.
    public var algorithm: Algorithm
    /// The most evaluations of the objective; at least 1.
    public var maximumEvaluations: Int
    /// Stops when a step changes the value by less than this share of it; not used by `nelderMead`.
    public var relativeValueTolerance: Double
    /// Stops when a step changes the value by less than this; not used by `nelderMead`.
    public var absoluteValueTolerance: Double
    /// Stops when a step changes every coordinate by less than this share of it.
    public var relativePointTolerance: Double
    /// The first step of a method without gradients, as a share of the width of the box.
    public var initialStepShare: Double

    /// Makes an optimiser.
    public init(
        algorithm: Algorithm, maximumEvaluations: Int, relativeValueTolerance: Double = 1e-10,
        absoluteValueTolerance: Double = 0, relativePointTolerance: Double = 1e-10, initialStepShare: Double = 0.1
    ) {
        self.algorithm = algorithm
        self.maximumEvaluations = maximumEvaluations
        self.relativeValueTolerance = relativeValueTolerance
        self.absoluteValueTolerance = absoluteValueTolerance
        self.relativePointTolerance = relativePointTolerance
        self.initialStepShare = initialStepShare
    }

    /// Minimises a function inside a box.
    ///
    /// - Parameters:
    ///   - start: Where to begin, inside the bounds.
    ///   - lower: The lower bounds; may be -infinity.
    ///   - upper: The upper bounds; may be +infinity.
    ///   - objective: The function; when it throws, the search ends at once and the error is passed on as a payload.
    /// - Returns: The best point that was evaluated, which is never worse than the start.
    /// - Throws: `LocalOptimizationError`.
    public func minimize(
        from start: [Double], lower: [Double], upper: [Double], objective: Objective
    ) throws(LocalOptimizationError) -> LocalMinimum {
        try check(start: start, lower: lower, upper: upper)
        let count = start.count
        guard let handle = nlopt_create(algorithm.identifier, UInt32(count)) else {
            throw .refused(algorithm: algorithm.rawValue, message: "no memory, or no such algorithm")
        }
        defer { nlopt_destroy(handle) }
        nlopt_set_lower_bounds(handle, lower)
        nlopt_set_upper_bounds(handle, upper)
        nlopt_set_maxeval(handle, Int32(clamping: maximumEvaluations))
        // Nelder and Mead's value criterion compares the corners of the simplex, which a symmetric function can make
        // equal far from its minimum: that method ends by the point alone.
        if algorithm != .nelderMead {
            nlopt_set_ftol_rel(handle, relativeValueTolerance)
            nlopt_set_ftol_abs(handle, absoluteValueTolerance)
        }
        nlopt_set_xtol_rel(handle, relativePointTolerance)
        if !algorithm.needsGradient {
            nlopt_set_initial_step(handle, initialSteps(start: start, lower: lower, upper: upper))
        }

        var point = start
        var value = 0.0
        let (code, session) = withoutActuallyEscaping(objective) { objective in
            let session = SearchSession(
                handle: handle, dimension: count, budget: maximumEvaluations, objective: objective)
            let context = Unmanaged.passUnretained(session).toOpaque()
            nlopt_set_min_objective(handle, SearchSession.callback, context)
            let code = nlopt_optimize(handle, &point, &value)
            session.finish()
            return (code, session)
        }
        if let failure = session.failure { throw failure }
        guard session.evaluations > 0 else {
            let message = nlopt_get_errmsg(handle).map { String(cString: $0) } ?? "code \(code.rawValue)"
            throw .refused(algorithm: algorithm.rawValue, message: message)
        }
        return LocalMinimum(
            point: session.bestPoint, value: session.bestValue, evaluations: session.evaluations,
            stopReason: session.isExhausted ? .evaluationLimit : Self.reason(code))
    }

    private static func reason(_ code: nlopt_result) -> LocalMinimum.StopReason {
        switch code {
        case NLOPT_FTOL_REACHED: .valueTolerance
        case NLOPT_XTOL_REACHED: .pointTolerance
        case NLOPT_MAXEVAL_REACHED: .evaluationLimit
        case NLOPT_SUCCESS, NLOPT_STOPVAL_REACHED: .converged
        default: .noProgress
        }
    }

    private func check(start: [Double], lower: [Double], upper: [Double]) throws(LocalOptimizationError) {
        guard !start.isEmpty, lower.count == start.count, upper.count == start.count else {
            throw .dimensionMismatch(start: start.count, lower: lower.count, upper: upper.count)
        }
        guard maximumEvaluations > 0 else { throw .emptyBudget(evaluations: maximumEvaluations) }
        for index in start.indices {
            guard lower[index] <= upper[index] else {
                throw .invalidBounds(coordinate: index, lower: lower[index], upper: upper[index])
            }
            guard start[index].isFinite, start[index] >= lower[index], start[index] <= upper[index] else {
                throw .startOutsideBounds(coordinate: index, value: start[index])
            }
        }
    }

    /// A share of the width of the box, or of 1 where the box is open, towards the side with more room.
    private func initialSteps(start: [Double], lower: [Double], upper: [Double]) -> [Double] {
        start.indices.map { index in
            let width = upper[index] - lower[index]
            let step = (width.isFinite && width > 0 ? width : 1) * initialStepShare
            return upper[index] - start[index] >= start[index] - lower[index] ? step : -step
        }
    }
}
