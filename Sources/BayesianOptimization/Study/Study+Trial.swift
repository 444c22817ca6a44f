public import SearchSpace

extension Study {
    /// One candidate with the fidelity to evaluate it at and, once it is told, its result.
    ///
    /// ```swift
    /// let x = try trial["x"]                      // a number
    /// let boost = try trial["boost", default: 0]  // 0 where the parameter is not active
    /// let mode = try trial.text("mode")           // a choice; also integer(_:) and flag(_:)
    /// ```
    public struct Trial: Sendable {
        /// The trial's number, from 0 in the order of asking.
        public let number: Int
        /// The point to evaluate.
        public let candidate: Candidate
        /// The fidelity to evaluate it at.
        public let fidelity: OptimizationProblem.Fidelity
        /// The index of the fidelity.
        public let level: Int
        /// Where the candidate came from.
        public let origin: String
        /// The result; `nil` while it has not been told.
        public let outcome: Observation.Outcome?
        private let problem: OptimizationProblem

        init(_ trial: Optimizer.Trial, outcome: Observation.Outcome?, problem: OptimizationProblem) {
            number = trial.number
            candidate = trial.candidate
            fidelity = problem.fidelities[trial.fidelity]
            level = trial.fidelity
            origin = trial.origin
            self.outcome = outcome
            self.problem = problem
        }

        /// Where the fidelity stands: the setting of a continuous one, the index of a level.
        public var setting: Double { fidelity.setting ?? Double(level) }

        /// The active parameters' values by name.
        public var values: [String: ParameterValue] {
            var values: [String: ParameterValue] = [:]
            for (parameter, value) in zip(problem.space.parameters, candidate.values) { values[parameter.name] = value }
            return values
        }

        /// A parameter as a number; a switch is 0 or 1.
        ///
        /// - Throws: `OptimizationError.unreadableParameter` where it does not exist, is not active or is a text.
        public subscript(_ name: String) -> Double {
            get throws(OptimizationError) { try value(name) }
        }

        /// A parameter as a number, or what stands for it while it is not active.
        ///
        /// - Throws: `OptimizationError.unreadableParameter` where it does not exist or is a text.
        public subscript(_ name: String, default substitute: Double) -> Double {
            get throws(OptimizationError) { try isActive(name) ? value(name) : substitute }
        }

        /// A parameter as a whole number.
        ///
        /// - Throws: `OptimizationError.unreadableParameter` where it does not exist, is not active or is something
        ///   else.
        public func integer(_ name: String) throws(OptimizationError) -> Int { try value(name) }

        /// A choice of a categorical parameter.
        ///
        /// - Throws: `OptimizationError.unreadableParameter` where it does not exist, is not active or is something
        ///   else.
        public func text(_ name: String) throws(OptimizationError) -> String { try value(name) }

        /// A switch.
        ///
        /// - Throws: `OptimizationError.unreadableParameter` where it does not exist, is not active or is something
        ///   else.
        public func flag(_ name: String) throws(OptimizationError) -> Bool { try value(name) }

        /// Whether a parameter is active.
        ///
        /// - Throws: `OptimizationError.unreadableParameter` where it does not exist.
        public func isActive(_ name: String) throws(OptimizationError) -> Bool { try stored(name) != nil }

        private func stored(_ name: String) throws(OptimizationError) -> ParameterValue? {
            guard let index = problem.space.index(of: name) else {
                let names = problem.space.parameters.map(\.name).joined(separator: ", ")
                throw .unreadableParameter(name: name, reason: "there is none; the space has \(names)")
            }
            return candidate.values[index]
        }

        private func value<Value: StudyValue>(_ name: String) throws(OptimizationError) -> Value {
            guard let stored = try stored(name) else {
                throw .unreadableParameter(
                    name: name, reason: "it is not active in trial \(number); give a default")
            }
            guard let value = Value(parameterValue: stored) else {
                throw .unreadableParameter(name: name, reason: "its value \(stored) is no \(Value.self)")
            }
            return value
        }

        /// The objectives and constraints by name; empty where there are none.
        public var figures: [String: Double] {
            guard let found = outcome?.figures else { return [:] }
            var figures: [String: Double] = [:]
            for (name, value) in zip(problem.figureNames, found.objectives + found.constraints) {
                figures[name] = value
            }
            return figures
        }

        /// Whether there are figures and every constraint is kept.
        public var isFeasible: Bool { outcome.map(problem.isFeasible) ?? false }
    }
}

extension Study.Trial: CustomStringConvertible {
    /// One line: the number, the fidelity where there are several, the active parameters, and the result.
    public var description: String {
        let place = problem.fidelities.count > 1 ? " at \(fidelity.name)" : ""
        let point = zip(problem.space.parameters, candidate.values).compactMap { parameter, value in
            value.map { "\(parameter.name) = \($0)" }
        }
        let result =
            switch outcome {
            case nil: "pending"
            case .infeasible(let reason): "infeasible: \(reason)"
            case .failed(let reason): "failed: \(reason)"
            case .evaluated(let objectives, let constraints):
                zip(problem.figureNames, objectives + constraints).map { "\($0) = \($1)" }.joined(separator: ", ")
            }
        return "trial \(number)\(place): \(point.joined(separator: ", ")); \(result)"
    }
}

extension OptimizationProblem {
    /// The names of the objectives, then of the constraints.
    var figureNames: [String] { objectives.map(\.name) + constraints.map(\.name) }

    /// The outcome that figures by name stand for; those of other names are left out.
    ///
    /// - Throws: `OptimizationError.missingFigure`.
    func outcome(_ figures: [String: Double]) throws(OptimizationError) -> Observation.Outcome {
        var values: [Double] = []
        for name in figureNames {
            guard let value = figures[name] else { throw .missingFigure(name: name, found: figures.keys.sorted()) }
            values.append(value)
        }
        return .evaluated(
            objectives: Array(values.prefix(objectives.count)), constraints: Array(values.dropFirst(objectives.count)))
    }
}
