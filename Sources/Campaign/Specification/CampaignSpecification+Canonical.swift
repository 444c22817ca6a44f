import BayesianOptimization

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
        if !constraints.isEmpty {
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
        entries += [
            ("fidelities", .list(fidelities.map(Self.text))),
            ("budget", budgetText), ("optimizer", optimizerText),
        ]
        if case .list(let designs) = startText, !designs.isEmpty { entries.append(("start", startText)) }
        entries.append(("executor", .mapping([("kind", .text("local")), ("workers", .integer(workers))])))
        return YAMLValue.mapping(entries).document()
    }

    private static func text(of fidelity: FidelitySpecification) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [
            ("name", .text(fidelity.name)), ("cost", .number(fidelity.cost)),
        ]
        if let program = fidelity.program {
            entries += [
                ("command", .list(program.command.map { .text($0) })),
                ("timeout_s", .number(program.timeoutSeconds)), ("retries", .integer(program.retries)),
            ]
        }
        return .mapping(entries)
    }

    private var budgetText: YAMLValue {
        switch budget {
        case .cost(let value): .mapping([(budget.key, .number(value))])
        case .evaluations(let count), .targetFidelityEvaluations(let count):
            .mapping([(budget.key, .integer(count))])
        }
    }

    private var optimizerText: YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [
            ("method", .text(optimizer.method.rawValue)), ("initial", .integer(optimizer.initial)),
            ("lookahead", .integer(optimizer.lookahead)), ("order", .text(optimizer.order.rawValue)),
        ]
        if let count = optimizer.cheapInitial { entries.append(("cheap_initial", .integer(count))) }
        entries += [
            ("cheap_looks_per_target", .integer(optimizer.cheapLooksPerTarget)),
            ("population", .integer(optimizer.population)),
        ]
        return .mapping(entries)
    }
}
