import SearchSpace
import Testing

@Suite struct SearchSpaceCheckingTests {
    static func number(_ name: String, _ lower: Int = 1, _ upper: Int = 8) -> Parameter {
        Parameter(name: name, domain: .integer(lower: lower, upper: upper, scale: .linear))
    }

    static let badParameters: [([Parameter], SearchSpaceError)] = [
        ([], .noParameters),
        ([number("")], .emptyName(index: 0)),
        ([number("a"), number("a")], .duplicateParameter(name: "a")),
        ([number("a", 3, 2)], .lowerAboveUpper(parameter: "a", lower: "3", upper: "2")),
        (
            [Parameter(name: "a", domain: .continuous(lower: 2, upper: 1, scale: .linear))],
            .lowerAboveUpper(parameter: "a", lower: "2.0", upper: "1.0")
        ),
        (
            [Parameter(name: "a", domain: .continuous(lower: 0, upper: .infinity, scale: .linear))],
            .notFinite(parameter: "a", value: "inf")
        ),
        (
            [Parameter(name: "a", domain: .continuous(lower: 0, upper: 1, scale: .log))],
            .logarithmOfNonPositive(parameter: "a", lower: "0.0")
        ),
        (
            [Parameter(name: "a", domain: .integer(lower: -1, upper: 1, scale: .log))],
            .logarithmOfNonPositive(parameter: "a", lower: "-1")
        ),
        ([number("a", 0, .max)], .integerTooLarge(parameter: "a", value: .max)),
        ([number("a", .min, 0)], .integerTooLarge(parameter: "a", value: .min)),
        ([Parameter(name: "a", domain: .ordinal([]))], .noValues(parameter: "a")),
        ([Parameter(name: "a", domain: .categorical([]))], .noValues(parameter: "a")),
        (
            [Parameter(name: "a", domain: .ordinal([.integer(2), .integer(1)]))],
            .valuesNotRising(parameter: "a", first: "2", second: "1")
        ),
        (
            [Parameter(name: "a", domain: .ordinal([.integer(2), .real(2)]))],
            .duplicateValue(parameter: "a", value: "2.0")
        ),
        (
            [Parameter(name: "a", domain: .ordinal([.string("x")]))], .valueNotNumeric(parameter: "a", value: "x")
        ),
        (
            [Parameter(name: "a", domain: .categorical([.string("x"), .string("x")]))],
            .duplicateValue(parameter: "a", value: "x")
        ),
    ]

    @Test(arguments: badParameters.indices) func badParametersAreNamed(index: Int) {
        let (parameters, error) = Self.badParameters[index]
        #expect(throws: error) { try SearchSpace(parameters: parameters) }
        #expect(!error.description.isEmpty && !error.description.contains("\n"))
    }

    @Test func badConditionsAreNamed() {
        func space(_ decider: Parameter, on name: String, values: [ParameterValue], isFirst: Bool = true) throws {
            let dependent = Parameter(
                name: "b", domain: .integer(lower: 1, upper: 2, scale: .linear),
                conditions: [.init(parameter: name, values: values)])
            _ = try SearchSpace(parameters: isFirst ? [decider, dependent] : [dependent, decider])
        }
        let real = Parameter(name: "a", domain: .continuous(lower: 0, upper: 1, scale: .linear))
        let choice = Parameter(name: "a", domain: .categorical([.string("x"), .string("y")]))
        #expect(throws: SearchSpaceError.conditionOnUnknown(parameter: "b", decider: "z")) {
            try space(choice, on: "z", values: [.string("x")])
        }
        #expect(throws: SearchSpaceError.conditionOnLater(parameter: "b", decider: "a")) {
            try space(choice, on: "a", values: [.string("x")], isFirst: false)
        }
        #expect(throws: SearchSpaceError.conditionOnLater(parameter: "b", decider: "b")) {
            try space(choice, on: "b", values: [.integer(1)])
        }
        #expect(throws: SearchSpaceError.conditionOnContinuous(parameter: "b", decider: "a")) {
            try space(real, on: "a", values: [.real(0.5)])
        }
        #expect(throws: SearchSpaceError.conditionWithoutValues(parameter: "b", decider: "a")) {
            try space(choice, on: "a", values: [])
        }
        #expect(
            throws: SearchSpaceError.conditionValueNotInDomain(
                parameter: "b", decider: "a", value: "w", accepted: "x, y")
        ) { try space(choice, on: "a", values: [.string("w")]) }
    }

    @Test func badClosuresAreNamed() {
        #expect(throws: SearchSpaceError.unknownParameter(constraint: "rule", name: "z")) {
            try SearchSpace(
                parameters: [Self.number("a")],
                constraints: [KnownConstraint(name: "rule", parameters: ["z"]) { _ in true }])
        }
        #expect(throws: SearchSpaceError.constraintWithoutParameters(constraint: "rule")) {
            try SearchSpace(
                parameters: [Self.number("a")],
                constraints: [KnownConstraint(name: "rule", parameters: []) { _ in true }])
        }
    }

    @Test func violationsSayWhatIsWrong() throws {
        let space = try Spaces.mixed()
        let good = Candidate(values: [
            .string("mixed"), .integer(4), .real(1), .integer(8), .integer(64), .boolean(false), .real(0.5),
            .integer(6),
            .real(2.5),
        ])
        #expect(space.contains(good))
        var bad = good
        bad.values[0] = .string("gpipe")
        #expect(
            space.violations(of: bad) == [
                .inactive(parameter: "chunks", value: "4"), .inactive(parameter: "ratio", value: "1.0"),
            ])
        bad = good
        bad.values[2] = nil
        bad.values[4] = .integer(100)
        #expect(
            space.violations(of: bad) == [
                .missing(parameter: "ratio"), .value(parameter: "width", value: "100", accepted: "64, 128, 256"),
            ])
        bad = good
        bad.values[3] = .integer(6)
        bad.values[7] = .integer(7)
        #expect(
            space.violations(of: bad) == [
                .constraint(name: "stages % chunks == 0"), .constraint(name: "seedling is even"),
            ])
        #expect(space.violations(of: Candidate(values: [])) == [.count(expected: 9, found: 0)])
        var loose = good
        loose.values[2] = .integer(1)
        #expect(try space.normalized(loose) == good)
        #expect(throws: SearchSpaceError.self) { try space.normalized(bad) }
    }

    @Test func discreteSpacesAreCounted() throws {
        let documented = try SearchSpace(
            parameters: [
                Self.number("stages", 1, 16),
                Parameter(name: "width", domain: .ordinal([.integer(64), .integer(128), .integer(256)])),
            ],
            constraints: [KnownConstraint("stages * width <= 1024")])
        #expect(documented.count == 28)
        #expect(try Spaces.mixed().count == nil)
        let wide = try SearchSpace(parameters: [Self.number("a", 1, 1_000_000), Self.number("b")])
        #expect(wide.count == 8_000_000)
    }
}
