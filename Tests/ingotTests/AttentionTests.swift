import Foundation
import Testing

/// What `attention` prints.
@Suite struct AttentionTests {
    /// A NumPy file of float32, version 1.
    private func numpy(_ shape: [Int], _ element: (Int) -> Float) -> Data {
        let tuple = shape.map(String.init).joined(separator: ", ")
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(tuple)), }\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8))
        for place in 0..<shape.reduce(1, *) {
            withUnsafeBytes(of: element(place).bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data
    }

    private func folder() throws -> TestFolder {
        let folder = try TestFolder()
        for name in ["head", "broken"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + name, withIntermediateDirectories: true)
        }
        for (name, step) in [("q", 0.37), ("k", 0.91), ("v", 0.53)] {
            try folder.write(numpy([64, 8]) { Float(sin(Double($0) * step)) }, to: "head/\(name).npy")
        }
        return folder
    }

    @Test("With all keys kept nothing is lost, and every documented key is there")
    func allKeys() async throws {
        let ending = try await IngotProcess.run(
            ["attention", "head", "--keep", "1", "--radius", "inf", "--json"], in: try folder())
        try #require(ending.code == 0, "\(ending.error)")
        let object = try JSONObject(ending.output)
        for key in ["recall", "softmax_mass_kept", "output_relative_error", "operations", "cpu_seconds"] {
            #expect(object.keys.contains(key), "\(key)")
        }
        #expect(object.number("recall") == 1)
        #expect(abs(try #require(object.number("softmax_mass_kept")) - 1) < 1e-9)
        #expect(try #require(object.number("output_relative_error")) < 1e-9)
        let operations = try object.object("operations")
        for way in ["dense", "flash", "star"] {
            let kinds = try operations.object(way)
            #expect(kinds.keys == ["compare", "add", "shift", "exponential", "multiply", "divide"])
            // 64 x 64 scores of 8 products, and as many for the values.
            #expect(try #require(kinds.number("multiply")) >= 65536)
        }
        #expect(try operations.object("dense").number("exponential") == 4096)
    }

    @Test("Fewer keys lose something, and the output can be written")
    func fewerKeys() async throws {
        let folder = try folder()
        let ending = try await IngotProcess.run(
            ["attention", "head", "--keep", "0.2", "--segments", "2", "--causal", "--output", "o.npy"], in: folder)
        #expect(ending.code == 0 && ending.output.contains("softmax mass kept"))
        let data = try folder.data("o.npy")
        #expect(data.count == 128 + 4 * 64 * 8)
        #expect(String(decoding: data.prefix(128), as: UTF8.self).contains("(1, 64, 8)"))
    }

    /// The values of a written output.
    private func values(_ folder: TestFolder, _ name: String) throws -> [Float] {
        let data = try folder.data(name).dropFirst(128)
        return stride(from: data.startIndex, to: data.endIndex, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[place + $1]) << UInt32(8 * $1) })
        }
    }

    @Test("Rotary positions turn queries and keys, so that all outputs but that of a lone first row change")
    func rotary() async throws {
        let folder = try folder()
        let all = ["attention", "head", "--keep", "1", "--radius", "inf", "--causal"]
        for (name, options) in [("plain.npy", []), ("turned.npy", ["--rotary", "10000"])] {
            let ending = try await IngotProcess.run(all + ["--output", name] + options, in: folder)
            #expect(ending.code == 0, "\(ending.error)")
        }
        let (plain, turned) = (try values(folder, "plain.npy"), try values(folder, "turned.npy"))
        try #require(plain.count == 512 && turned.count == 512)
        // With a causal mask the first row sees itself alone, wherever it is turned.
        #expect(plain.prefix(8) == turned.prefix(8))
        let changed = (1..<64).count { row in plain[8 * row..<8 * row + 8] != turned[8 * row..<8 * row + 8] }
        #expect(changed == 63)
    }

    @Test("The widths of a prediction change which keys are found, and hardly how many")
    func truncation() async throws {
        let folder = try folder()
        let x = (0..<1024).map { Float(sin(Double($0 * $0) * 0.71)) }
        let wk = (0..<128).map { Float(sin(Double($0 * $0) * 0.29)) }
        try folder.write(numpy([64, 16]) { x[$0] }, to: "head/x.npy")
        try folder.write(numpy([16, 8]) { wk[$0] }, to: "head/wk.npy")
        try folder.write(
            numpy([64, 8]) { place in
                (0..<16).reduce(0) { $0 + x[place / 8 * 16 + $1] * wk[$1 * 8 + place % 8] }
            }, to: "head/k.npy")
        var recalls: [Double] = []
        for options in [["--truncation", "0"], [], ["--token-bits", "16", "--query-bits", "8"]] {
            let ending = try await IngotProcess.run(["attention", "head", "--json"] + options, in: folder)
            try #require(ending.code == 0, "\(ending.error)")
            recalls.append(try #require(try JSONObject(ending.output).number("recall")))
        }
        #expect(recalls[0] != recalls[1])
        // A prediction has the leading bits of an operand, which its width hardly changes.
        #expect(abs(recalls[2] - recalls[1]) < 0.02)
    }

    @Test(
        "Finite tensors that overflow once they are turned end with 2 and one line",
        arguments: [Float(3.3e38), -3.3e38])
    func overflow(value: Float) async throws {
        let folder = try folder()
        for name in ["q", "k", "v"] { try folder.write(numpy([64, 8]) { _ in value }, to: "head/\(name).npy") }
        let plain = try await IngotProcess.run(["attention", "head"], in: folder)
        #expect(plain.code == 0 && !plain.output.contains("nan"), "\(plain.error)")
        let turned = try await IngotProcess.run(["attention", "head", "--rotary", "10000"], in: folder)
        #expect(turned.code == 2 && turned.output.isEmpty && turned.errorLines.count == 1, "\(turned.error)")
        #expect(turned.error.contains("after the rotary embedding"))
    }

    @Test(
        "Wrong use and bad files end with 2 and one line",
        arguments: [
            ["none"], ["head", "--keep", "0"], ["head", "--keep", "nan"], ["head", "--segments", "65"],
            ["head", "--prediction", "guess"], ["head", "--radius", "-1"], ["broken"], ["head", "--output", "."],
            ["head", "--token-bits", "12"], ["head", "--query-bits", "0"], ["head", "--truncation", "99"],
            ["head", "--rotary", "0"],
        ])
    func wrongUse(arguments: [String]) async throws {
        let folder = try folder()
        try folder.write(numpy([64, 8]) { _ in 1 }.dropLast(1), to: "broken/q.npy")
        let ending = try await IngotProcess.run(["attention"] + arguments, in: folder)
        #expect(ending.code == 2 && ending.output.isEmpty)
        #expect(ending.errorLines.count == 1, "\(ending.error)")
    }
}
