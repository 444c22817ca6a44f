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
}
