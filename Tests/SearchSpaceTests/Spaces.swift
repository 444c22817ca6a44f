import SearchSpace

/// Spaces that several tests use.
enum Spaces {
    static let powers: [ParameterValue] = [1, 2, 4, 8, 16, 32, 64].map { .integer($0) }

    /// Degrees that tile a grid of dies: one hard equation, and a divisibility rule.
    static func tiling() throws -> SearchSpace {
        try SearchSpace(
            parameters: [
                Parameter(name: "dies_x", domain: .integer(lower: 2, upper: 9, scale: .linear)),
                Parameter(name: "dies_y", domain: .integer(lower: 2, upper: 9, scale: .linear)),
                Parameter(name: "tensor", domain: .integer(lower: 1, upper: 81, scale: .log)),
                Parameter(name: "pipeline", domain: .integer(lower: 1, upper: 81, scale: .log)),
                Parameter(name: "data", domain: .integer(lower: 1, upper: 81, scale: .log)),
            ],
            constraints: [
                KnownConstraint("tensor * pipeline * data == dies_x * dies_y"), KnownConstraint("96 % pipeline == 0"),
            ])
    }

    /// Every kind of parameter, conditions two deep, and rules over them.
    static func mixed() throws -> SearchSpace {
        try SearchSpace(
            parameters: [
                Parameter(
                    name: "schedule", domain: .categorical([.string("gpipe"), .string("1f1b"), .string("mixed")])),
                Parameter(
                    name: "chunks", domain: .integer(lower: 2, upper: 8, scale: .linear),
                    conditions: [.init(parameter: "schedule", values: [.string("mixed")])]),
                Parameter(
                    name: "ratio", domain: .continuous(lower: 0.5, upper: 2, scale: .log),
                    conditions: [.init(parameter: "chunks", values: [.integer(2), .integer(4)])]),
                Parameter(name: "stages", domain: .integer(lower: 1, upper: 16, scale: .linear)),
                Parameter(name: "width", domain: .ordinal([.integer(64), .integer(128), .integer(256)])),
                Parameter(name: "sharded", domain: .categorical([.boolean(false), .boolean(true)])),
                Parameter(name: "rate", domain: .continuous(lower: 1e-4, upper: 1, scale: .log)),
                Parameter(name: "seedling", domain: .integer(lower: 0, upper: 1_000_000, scale: .linear)),
                Parameter(name: "fixed", domain: .ordinal([.real(2.5)])),
            ],
            constraints: [
                KnownConstraint("stages * width <= 1024"), KnownConstraint("stages % chunks == 0"),
                KnownConstraint("not sharded or rate < 0.1"),
                KnownConstraint(name: "seedling is even", parameters: ["seedling"]) { values in
                    if case .integer(let number) = values[0] { number % 2 == 0 } else { false }
                },
            ])
    }

    /// Twenty parameters as a joint wafer and training space has them.
    static func large() throws -> SearchSpace {
        func integer(_ name: String, _ lower: Int, _ upper: Int) -> Parameter {
            Parameter(name: name, domain: .integer(lower: lower, upper: upper, scale: .linear))
        }
        let tiling = try tiling()
        var parameters = tiling.parameters
        parameters += [
            integer("cores_x", 4, 24), integer("cores_y", 4, 24), integer("micro", 1, 8), integer("stacks", 1, 8),
            Parameter(name: "macs", domain: .ordinal(Spaces.powers)),
            Parameter(name: "sram", domain: .ordinal(Spaces.powers)),
            Parameter(name: "link", domain: .ordinal(Spaces.powers)),
            Parameter(name: "schedule", domain: .categorical([.string("1f1b"), .string("interleaved")])),
            Parameter(
                name: "chunks", domain: .integer(lower: 2, upper: 8, scale: .linear),
                conditions: [.init(parameter: "schedule", values: [.string("interleaved")])]),
            Parameter(
                name: "recompute", domain: .categorical([.string("none"), .string("selective"), .string("full")])),
            Parameter(name: "sequence", domain: .categorical([.boolean(false), .boolean(true)])),
            Parameter(name: "frequency", domain: .continuous(lower: 0.5, upper: 2.5, scale: .linear)),
            Parameter(name: "bandwidth", domain: .continuous(lower: 100, upper: 4000, scale: .log)),
            Parameter(name: "zero", domain: .ordinal([.integer(0), .integer(1), .integer(2), .integer(3)])),
            Parameter(name: "integration", domain: .categorical([.string("stitched"), .string("info-sow")])),
        ]
        let constraints =
            tiling.constraints + [
                KnownConstraint("96 % tensor == 0"), KnownConstraint("512 % (data * micro) == 0"),
                KnownConstraint("96 % (pipeline * chunks) == 0"), KnownConstraint("cores_x * cores_y * macs <= 16384"),
                KnownConstraint("integration == info-sow or dies_x * dies_y <= 49"),
                KnownConstraint("zero == 0 or data > 1"),
            ]
        return try SearchSpace(parameters: parameters, constraints: constraints)
    }
}
