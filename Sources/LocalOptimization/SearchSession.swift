import CNLopt

/// One run of NLopt: it calls the objective, keeps the best point, and stops the run when the objective throws.
final class SearchSession {
    private let handle: nlopt_opt
    private let budget: Int
    private var objective: LocalOptimizer.Objective?
    private(set) var evaluations = 0
    private(set) var isExhausted = false
    private(set) var bestValue = Double.infinity
    private(set) var bestPoint: [Double]
    private(set) var failure: LocalOptimizationError?

    init(handle: nlopt_opt, dimension: Int, budget: Int, objective: @escaping LocalOptimizer.Objective) {
        self.handle = handle
        self.budget = budget
        self.objective = objective
        bestPoint = [Double](repeating: .nan, count: dimension)
    }

    /// Lets go of the objective, which must not outlive the run.
    func finish() {
        objective = nil
    }

    static let callback: nlopt_func = { dimension, point, gradient, context in
        guard let point, let context else { return .infinity }
        let session = Unmanaged<SearchSession>.fromOpaque(context).takeUnretainedValue()
        return session.evaluate(
            UnsafeBufferPointer(start: point, count: Int(dimension)),
            UnsafeMutableBufferPointer(start: gradient, count: gradient == nil ? 0 : Int(dimension)))
    }

    private func evaluate(
        _ point: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        guard failure == nil, let objective else { return stop(gradient) }
        guard evaluations < budget else {
            isExhausted = true
            return stop(gradient)
        }
        evaluations += 1
        let value: Double
        do {
            value = try objective(point, gradient)
        } catch {
            failure = .objectiveFailed(error)
            return stop(gradient)
        }
        guard value.isFinite else {
            failure = .valueNotFinite(value: value, point: Array(point))
            return stop(gradient)
        }
        if let coordinate = gradient.firstIndex(where: { !$0.isFinite }) {
            failure = .gradientNotFinite(coordinate: coordinate, point: Array(point))
            return stop(gradient)
        }
        if value < bestValue {
            bestValue = value
            for index in point.indices { bestPoint[index] = point[index] }
        }
        return value
    }

    /// Asks NLopt to end the run; the value that goes back is not used any more.
    private func stop(_ gradient: UnsafeMutableBufferPointer<Double>) -> Double {
        nlopt_force_stop(handle)
        for index in gradient.indices { gradient[index] = 0 }
        return bestValue.isFinite ? bestValue : 0
    }
}
