import SearchSpace

extension Spaces {
    /// The eight hardware parameters on which the size of a die depends.
    static let die = [
        "integration", "cores_x", "cores_y", "link", "macs", "sram", "noc", "stacks",
    ]

    /// A joint space of a machine and a strategy: a hard equation and divisibility rules over the strategy, and three
    /// closures over eight to ten hardware parameters that tie everything together, too wide for a table.
    static func linked() throws -> SearchSpace {
        try SearchSpace(parameters: linkedParameters, constraints: linkedRules + linkedClosures)
    }

    static let linkedParameters: [Parameter] = {
        func integer(_ name: String, _ lower: Int, _ upper: Int) -> Parameter {
            Parameter(name: name, domain: .integer(lower: lower, upper: upper, scale: .linear))
        }
        func ordinal(_ name: String, _ values: [Int]) -> Parameter {
            Parameter(name: name, domain: .ordinal(values.map { .integer($0) }))
        }
        return [
            integer("dies_x", 4, 12), integer("dies_y", 4, 12),
            Parameter(name: "integration", domain: .categorical([.string("stitched"), .string("info-sow")])),
            ordinal("cores_x", Array(stride(from: 8, through: 24, by: 2))),
            ordinal("cores_y", Array(stride(from: 8, through: 24, by: 2))),
            ordinal("link", [250, 500, 750, 1000, 1250, 1500, 2000]),
            ordinal("macs", [128, 256, 512, 1024, 2048]),
            ordinal("sram", [256, 512, 1024, 1280, 2048, 4096]),
            ordinal("noc", [128, 256, 512, 1024, 2048]),
            integer("stacks", 1, 8),
            Parameter(name: "tensor", domain: .ordinal(powers)),
            Parameter(name: "pipeline", domain: .integer(lower: 1, upper: 144, scale: .log)),
            Parameter(name: "data", domain: .ordinal(powers)),
            ordinal("micro", [1, 2, 4, 8, 16]),
            Parameter(name: "sequence", domain: .categorical([.boolean(false), .boolean(true)])),
            Parameter(name: "schedule", domain: .categorical([.string("1f1b"), .string("interleaved")])),
            Parameter(
                name: "chunks", domain: .integer(lower: 2, upper: 8, scale: .linear),
                conditions: [.init(parameter: "schedule", values: [.string("interleaved")])]),
            Parameter(
                name: "recompute", domain: .categorical([.string("none"), .string("selective"), .string("full")])),
        ]
    }()

    static let linkedRules: [KnownConstraint] = [
        KnownConstraint("tensor * pipeline * data == dies_x * dies_y"), KnownConstraint("512 % (data * micro) == 0"),
        KnownConstraint("pipeline <= 96"), KnownConstraint("96 % tensor == 0"),
        KnownConstraint("96 % tensor == 0 or tensor % 96 == 0"), KnownConstraint("49152 % tensor == 0"),
        KnownConstraint("96 >= pipeline * chunks"),
        KnownConstraint("schedule != interleaved or pipeline >= 2"),
    ]

    /// Width and height of a die in millimetres, from the values of `die`.
    static func size(_ values: ArraySlice<ParameterValue>) -> (width: Double, height: Double) {
        let numbers = values.map { $0.number ?? 0 }
        let area = 0.1 + numbers[4] * 0.0006 + numbers[5] * 0.0005 + numbers[6] * 0.0001
        let side = area.squareRoot()
        return (numbers[1] * side + numbers[3] * 0.001, numbers[2] * side + numbers[7])
    }

    static let linkedClosures: [KnownConstraint] = [
        KnownConstraint(name: "reticle", parameters: die) { fitsReticle($0) },
        KnownConstraint(name: "grid", parameters: die + ["dies_x", "dies_y"]) { fitsWafer($0) },
        KnownConstraint(name: "edge", parameters: die) { carriesLinks($0) },
    ]

    /// Whether the values of `die`, then `dies_x` and `dies_y`, obey all three closures.
    static func isBuildable(_ values: [ParameterValue]) -> Bool {
        fitsReticle(values) && fitsWafer(values) && carriesLinks(values)
    }

    private static func fitsReticle(_ values: [ParameterValue]) -> Bool {
        let size = size(values[...])
        return size.width <= 22 && size.height <= 30
    }

    private static func fitsWafer(_ values: [ParameterValue]) -> Bool {
        let size = size(values[...])
        let side = values[0] == .string("stitched") ? 170.0 : 200.0
        return size.width * (values[8].number ?? 0) <= side && size.height * (values[9].number ?? 0) <= side
    }

    private static func carriesLinks(_ values: [ParameterValue]) -> Bool {
        let size = size(values[...])
        let weight = values[0] == .string("stitched") ? 0.5 : 1.0
        let need = (values[3].number ?? 0) * weight * 4 + (values[7].number ?? 0) * 300
        return need <= 2 * (size.width + size.height) * 100
    }
}
