import BayesianOptimization
import ConfigurationFile

extension CampaignSpecification {
    /// The campaign as YAML with every default filled in; it reads back to an equal specification.
    public var canonicalYAML: String {
        var entries: [(key: String, value: YAMLValue)] = [
            ("version", .integer(1)), ("name", .text(name)), ("seed", .integer(Int(clamping: seed))),
            ("problem", problemText),
            (
                "objectives",
                .list(
                    problem.objectives.map {
                        .mapping([
                            ("name", .text($0.name)), ("goal", .text($0.goal.rawValue)),
                            ("reference", .number($0.reference)),
                        ])
                    })
            ),
        ]
        let constraints = problem.constraints.prefix(declaredConstraintCount)
        // A synthetic problem has constraints of its own where the key is absent.
        if !constraints.isEmpty || kind == .synthetic {
            entries.append(
                (
                    "constraints",
                    .list(
                        constraints.map { constraint in
                            let bound: (key: String, value: YAMLValue) =
                                switch constraint.bound {
                                case .atMost(let limit): ("at_most", .number(limit))
                                case .atLeast(let limit): ("at_least", .number(limit))
                                }
                            return .mapping([("name", .text(constraint.name)), bound])
                        })
                ))
        }
        if let continuousFidelity {
            entries.append(("fidelity", Self.text(of: continuousFidelity, program: fidelities.last?.program)))
        } else {
            entries.append(("fidelities", .list(fidelities.map(Self.text))))
        }
        entries += [("budget", budgetText), ("optimizer", optimizerText)]
        if case .list(let designs) = startText, !designs.isEmpty { entries.append(("start", startText)) }
        if let warmStartPath { entries.append(("warm_start", .text(warmStartPath))) }
        entries.append(
            ("executor", slurm?.text ?? .mapping([("kind", .text("local")), ("workers", .integer(workers))])))
        return YAMLValue.mapping(entries).document()
    }

    private static func text(of fidelity: FidelitySpecification) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [
            ("name", .text(fidelity.name)), ("cost", .number(fidelity.cost)),
        ]
        if let program = fidelity.program { entries += text(of: program) }
        return .mapping(entries)
    }

    private static func text(
        of fidelity: ContinuousFidelity, program: FidelitySpecification.Program?
    ) -> YAMLValue {
        let cost: YAMLValue =
            switch fidelity.cost {
            case .exponential(let rate): .mapping([("exponential", .number(rate))])
            case .linear(let constant, let slope): .mapping([("linear", .list([.number(constant), .number(slope)]))])
            }
        var entries: [(key: String, value: YAMLValue)] = [
            ("name", .text(fidelity.name)), ("lower", .number(fidelity.lower)), ("upper", .number(fidelity.upper)),
            ("cost", cost),
        ]
        if let program { entries += text(of: program) }
        return .mapping(entries)
    }

    private static func text(of program: FidelitySpecification.Program) -> [(key: String, value: YAMLValue)] {
        var entries: [(key: String, value: YAMLValue)] = [
            ("command", .list(program.command.map { .text($0) })),
            ("timeout_s", .number(program.timeoutSeconds)), ("retries", .integer(program.retries)),
            ("retry_delay_s", .number(program.retryDelaySeconds)),
        ]
        if let bytes = program.memoryBytes { entries.append(("memory_mb", .integer(bytes / 1_000_000))) }
        return entries
    }

    private var budgetText: YAMLValue {
        switch budget {
        case .cost(let value): .mapping([(budget.key, .number(value))])
        case .evaluations(let count), .targetFidelityEvaluations(let count):
            .mapping([(budget.key, .integer(count))])
        }
    }

    private var stopText: YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = []
        if let target = optimizer.stop.targetHypervolume { entries.append(("target_hypervolume", .number(target))) }
        if let rule = optimizer.stop.stagnation {
            entries.append(
                (
                    "stagnation",
                    .mapping([("trials", .integer(rule.trials)), ("tolerance", .number(rule.tolerance))])
                ))
        }
        if let share = optimizer.stop.remainingGain { entries.append(("remaining_gain", .number(share))) }
        return .mapping(entries)
    }

    private var optimizerText: YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [
            ("method", .text(optimizer.method.rawValue))
        ]
        if let count = optimizer.initial { entries.append(("initial", .integer(count))) }
        entries.append(("lookahead", .integer(optimizer.lookahead)))
        entries.append(("order", .text(optimizer.order.rawValue)))
        if let count = optimizer.cheapInitial { entries.append(("cheap_initial", .integer(count))) }
        if let count = optimizer.cheapLooksPerTarget { entries.append(("cheap_looks_per_target", .integer(count))) }
        if optimizer.expectsNoise { entries.append(("noise", .scalar(.boolean(true)))) }
        entries.append(("population", .integer(optimizer.population)))
        if !optimizer.stop.isEmpty { entries.append(("stop", stopText)) }
        return .mapping(entries)
    }
}
