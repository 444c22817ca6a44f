public import TrainingStrategy

/// What one planner makes of a task: its design, what a fidelity says of it, and how long the planning took.
public struct PlannedEvaluation: Sendable {
    /// The planner.
    public let planner: WaferPlanner
    /// Its design with the figures of it, or why there is none.
    public let result: Result<Planned, PlanningError>
    /// Seconds of planning, by a clock on the wall.
    public let planningSeconds: Double

    /// A design with its figures.
    public struct Planned: Sendable {
        /// The design.
        public let design: TrainingDesign
        /// Its figures.
        public let evaluation: TrainingEvaluation

        /// The share of an iteration in which work runs a second time.
        public var recomputeShare: Double { share(evaluation.time.recompute) }
        /// The share of an iteration that collectives and transfers take and nothing hides.
        public var communicationShare: Double { share(evaluation.time.communication) }
        /// The share of an iteration in which stages wait for others.
        public var bubbleShare: Double { share(evaluation.time.bubble) }
        /// Executed operations over peak.
        public var computeUtilisation: Double { evaluation.hardwareUtilisation }
        /// Bytes at their fullest of all devices over the bytes that all have.
        public var memoryUtilisation: Double {
            design.strategyViolations().isEmpty ? design.memoryUtilisation : 0
        }

        private func share(_ seconds: Double) -> Double {
            evaluation.iterationSeconds > 0 ? seconds / evaluation.iterationSeconds : 0
        }
    }

    /// Plans a task and evaluates the plan.
    ///
    /// - Parameters:
    ///   - task: The task; a plan for a machine that the fidelity does not evaluate has no figures but why.
    ///   - planner: The planner.
    ///   - fidelity: Who says what the plan is worth.
    public init(_ task: PlanningTask, by planner: WaferPlanner, at fidelity: WaferFidelity) {
        self.planner = planner
        let start = ContinuousClock.now
        let planned: Result<TrainingDesign, PlanningError>
        do { planned = .success(try planner.plan(task)) } catch { planned = .failure(error) }
        let elapsed = start.duration(to: .now)
        planningSeconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        result = planned.map { Planned(design: $0, evaluation: fidelity.evaluate($0)) }
    }
}
