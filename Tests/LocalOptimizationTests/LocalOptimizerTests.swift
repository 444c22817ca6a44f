import LocalOptimization
import Testing

private struct Refusal: Error, Equatable {}

/// Rosenbrock's valley, minimum 0 at (1, ..., 1).
private func rosenbrock(_ x: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>) -> Double {
    var sum = 0.0
    for index in gradient.indices { gradient[index] = 0 }
    for index in 0..<(x.count - 1) {
        let (a, b) = (1 - x[index], x[index + 1] - x[index] * x[index])
        sum += a * a + 100 * b * b
        if !gradient.isEmpty {
            gradient[index] += -2 * a - 400 * x[index] * b
            gradient[index + 1] += 200 * b
        }
    }
    return sum
}

@Suite struct LocalOptimizerTests {
    @Test(arguments: [LocalOptimizer.Algorithm.lbfgs, .slsqp])
    func `methods with gradients walk Rosenbrock's valley`(algorithm: LocalOptimizer.Algorithm) throws {
        let result = try LocalOptimizer(algorithm: algorithm, maximumEvaluations: 400).minimize(
            from: [-1.2, 1, -0.5, 0.7], lower: [-5, -5, -5, -5], upper: [5, 5, 5, 5], objective: rosenbrock)
        #expect(result.value < 1e-8)
        #expect(result.point.allSatisfy { abs($0 - 1) < 1e-3 })
        #expect(result.stopReason != .evaluationLimit)
    }

    @Test(arguments: [LocalOptimizer.Algorithm.bobyqa, .cobyla, .nelderMead])
    func `methods without gradients find the minimum of a skewed bowl`(algorithm: LocalOptimizer.Algorithm) throws {
        let result = try LocalOptimizer(algorithm: algorithm, maximumEvaluations: 2000).minimize(
            from: [0.1, 0.9], lower: [0, 0], upper: [1, 1]
        ) { x, gradient in
            #expect(gradient.isEmpty)
            let (a, b) = (x[0] - 0.3, x[1] - 0.6)
            return 3 * a * a + 2 * a * b + b * b + 4
        }
        #expect(abs(result.value - 4) < 1e-6)
        #expect(abs(result.point[0] - 0.3) < 1e-2 && abs(result.point[1] - 0.6) < 1e-2)
    }

    @Test(arguments: LocalOptimizer.Algorithm.allCases)
    func `bounds hold and an active one is found`(algorithm: LocalOptimizer.Algorithm) throws {
        let result = try LocalOptimizer(algorithm: algorithm, maximumEvaluations: 500).minimize(
            from: [0.5, 0.5], lower: [-1, -1], upper: [1, 1]
        ) { x, gradient in
            #expect(x.allSatisfy { $0 >= -1 && $0 <= 1 })
            if !gradient.isEmpty {
                gradient[0] = 2 * (x[0] - 3)
                gradient[1] = 2 * (x[1] + 0.25)
            }
            return (x[0] - 3) * (x[0] - 3) + (x[1] + 0.25) * (x[1] + 0.25)
        }
        #expect(abs(result.point[0] - 1) < 1e-3)
        #expect(abs(result.point[1] + 0.25) < 1e-3)
    }

    @Test(arguments: LocalOptimizer.Algorithm.allCases)
    func `an error in the objective ends the search at once`(algorithm: LocalOptimizer.Algorithm) throws {
        var calls = 0
        do {
            _ = try LocalOptimizer(algorithm: algorithm, maximumEvaluations: 100).minimize(
                from: [0.5, 0.5], lower: [-1, -1], upper: [1, 1]
            ) { x, gradient in
                calls += 1
                if calls == 3 { throw Refusal() }
                for index in gradient.indices { gradient[index] = x[index] * 2 }
                return x[0] * x[0] + x[1] * x[1] + 0.01 * x[0] * Double(calls)
            }
            Issue.record("the error was lost")
        } catch LocalOptimizationError.objectiveFailed(let error) {
            #expect(error as? Refusal == Refusal())
            #expect(calls == 3)
        }
    }

    @Test(arguments: LocalOptimizer.Algorithm.allCases, [1, 7])
    func `the budget is never exceeded`(algorithm: LocalOptimizer.Algorithm, budget: Int) throws {
        var calls = 0
        let result = try LocalOptimizer(algorithm: algorithm, maximumEvaluations: budget).minimize(
            from: [-1.2, 1], lower: [-5, -5], upper: [5, 5]
        ) { x, gradient in
            calls += 1
            return rosenbrock(x, gradient)
        }
        #expect(calls <= budget && result.evaluations == calls)
        #expect(result.stopReason == .evaluationLimit)
        #expect(result.value <= 24.2)
    }

    @Test(arguments: LocalOptimizer.Algorithm.allCases)
    func `two runs are the same bit by bit`(algorithm: LocalOptimizer.Algorithm) throws {
        let optimizer = LocalOptimizer(algorithm: algorithm, maximumEvaluations: 150)
        let runs = try (0..<2).map { _ in
            try optimizer.minimize(from: [-1.2, 1, 2], lower: [-5, -5, -5], upper: [5, 5, 5], objective: rosenbrock)
        }
        #expect(runs[0] == runs[1])
    }

    @Test func `a value or a gradient that is not finite is an error`() throws {
        let optimizer = LocalOptimizer(algorithm: .lbfgs, maximumEvaluations: 10)
        #expect {
            try optimizer.minimize(from: [1], lower: [0], upper: [2]) { _, _ in .nan }
        } throws: { error in
            if case LocalOptimizationError.valueNotFinite(_, let point) = error { point == [1] } else { false }
        }
        #expect {
            try optimizer.minimize(from: [1], lower: [0], upper: [2]) { _, gradient in
                if !gradient.isEmpty { gradient[0] = .infinity }
                return 1
            }
        } throws: { error in
            if case LocalOptimizationError.gradientNotFinite(0, _) = error { true } else { false }
        }
    }

    @Test func `bad arguments are refused with their numbers`() throws {
        func code(_ start: [Double], _ lower: [Double], _ upper: [Double], budget: Int = 5) -> String {
            do {
                _ = try LocalOptimizer(algorithm: .lbfgs, maximumEvaluations: budget)
                    .minimize(from: start, lower: lower, upper: upper, objective: rosenbrock)
                return "none"
            } catch {
                return error.description
            }
        }
        #expect(code([], [], []).contains("0 coordinates"))
        #expect(code([1, 1], [0], [2, 2]).contains("2 coordinates"))
        #expect(code([1, 1], [0, 3], [2, 2]).contains("coordinate 1"))
        #expect(code([1, 9], [0, 0], [2, 2]).contains("coordinate 1 is 9.0"))
        #expect(code([1, 1], [0, 0], [2, 2], budget: 0).contains("budget of 0"))
    }
}
