import Testing

/// What `attention accelerator`, `attention spatial` and `attention ranges` print.
@Suite struct AttentionModelTests {
    private func run(_ arguments: [String]) async throws -> JSONObject {
        let ending = try await IngotProcess.run(["attention"] + arguments + ["--json"], in: try TestFolder())
        try #require(ending.code == 0, "\(ending.error)")
        return try JSONObject(ending.output)
    }

    @Test("The accelerator's rates are given executed and dense-equivalent, and its parts' energies add up")
    func accelerator() async throws {
        let object = try await run(["accelerator", "--tokens", "512", "--keep", "0.1"])
        // SOFA's core: 5.69 mm2, and 1,024 16-bit units at 1 GHz.
        #expect(abs(try #require(object.number("area_mm2")) - 5.69) < 0.005)
        let executed = try #require(object.number("executed_ops_per_s"))
        let equivalent = try #require(object.number("dense_equivalent_ops_per_s"))
        #expect(executed < 2.048e12 && abs(equivalent * 0.1 / executed - 1) < 1e-9)
        let energy = try object.object("energy_breakdown_j")
        let sum = try energy.keys.reduce(0.0) { $0 + (try #require(energy.number($1))) }
        let perJoule = try #require(object.number("dense_equivalent_ops_per_j"))
        let seconds = try #require(object.number("time_s"))
        #expect(abs(sum * perJoule / (equivalent * seconds) - 1) < 1e-9)
    }

    @Test("The ladders say what is published beside what comes out")
    func ladders() async throws {
        #expect(try await run(["spatial", "--tokens", "16384"]).number("published") == 20.1)
        #expect(try await run(["ranges"]).keys.contains("gains"))
        let text = try await IngotProcess.run(["attention", "accelerator"], in: try TestFolder())
        #expect(text.code == 0 && text.output.contains("published (STAR)") && text.output.contains("SpAtten"))
    }

    @Test(
        "Wrong use ends with 2 and one line",
        arguments: [
            ["accelerator", "--model", "none"], ["accelerator", "--supply", "none"], ["accelerator", "--keep", "0"],
            ["accelerator", "--supply", "held"], ["accelerator", "--tokens", "0"], ["accelerator", "--tile", "0"],
            ["spatial", "--mesh", "8"],
            ["spatial", "--mesh", "0x4"], ["spatial", "--switching", "none"], ["spatial", "--tokens", "10"],
            ["spatial", "--link", "nan"],
        ])
    func wrongUse(arguments: [String]) async throws {
        let ending = try await IngotProcess.run(["attention"] + arguments, in: try TestFolder())
        #expect(ending.code == 2 && ending.output.isEmpty)
        #expect(ending.errorLines.count == 1, "\(ending.error)")
    }

    /// Whatever number an option is given, the answer is figures that can be read, or one line that says what is wrong.
    @Test(
        "Extreme numbers neither trap nor print what is not a number",
        arguments: numericOptions)
    func extremes(command: String, option: String) async throws {
        let numbers = [
            "1e-320", "1e-300", "1e300", "nan", "inf", "-inf", "0", "-1", "1", "\(Int.max)", "\(Int.min)", "0.5",
        ]
        for number in numbers {
            let arguments = ["attention", command, "--\(option)=\(number)"]
            let folder = try TestFolder()
            for format in [[], ["--json"]] {
                let ending = try await IngotProcess.run(arguments + format, in: folder)
                #expect([0, 2, 64].contains(ending.code), "\(arguments) \(ending.code) \(ending.error)")
                let words = ending.output.lowercased().split { !$0.isLetter && $0 != "-" }
                #expect(!words.contains { ["nan", "-nan", "inf", "-inf"].contains($0) }, "\(arguments)")
                #expect(ending.code == 0 || ending.output.isEmpty)
            }
        }
    }

    @Test("Layers, heads and widths take the place of the model's")
    func shape() async throws {
        let base = [
            "accelerator", "--tokens", "512", "--keep", "0.1", "--layers", "12", "--heads", "12", "--width", "64",
        ]
        let object = try await run(base)
        #expect(object.number("heads") == 144)
        #expect(object.number("query_heads_per_key_head") == 1)
        // One head alone, in closed form and played: like and like.
        let closed = try #require(object.number("cycles_of_a_head"))
        #expect(abs(closed / (try #require(object.number("played_cycles_of_a_head"))) - 1) < 0.1)
        #expect(try await run(["accelerator", "--model", "llama3-70b"]).number("query_heads_per_key_head") == 8)
    }

    @Test("All four dataflows are told, in both forms")
    func dataflows() async throws {
        let arguments = ["attention", "spatial", "--tokens", "16384"]
        let object = try await IngotProcess.run(arguments + ["--json"], in: try TestFolder())
        let table = try await IngotProcess.run(arguments, in: try TestFolder())
        for name in ["kv-ring", "query-ring", "selected-pull", "row-column"] {
            #expect(object.output.contains("\"\(name)\"") && table.output.contains(name))
        }
        #expect(try JSONObject(object.output).keys.contains("dataflows"))
    }
}

/// The options of either command that take a number.
private let numericOptions =
    ["tokens", "keep", "tile", "union", "memory", "layers", "heads", "width"].map { ("accelerator", $0) }
    + ["tokens", "keep", "heads", "kv-heads", "link", "memory", "core-memory"].map { ("spatial", $0) }
