import Foundation
import Testing

@testable import SparseAttention

@Suite("Files of tensors")
struct FileTests {
    /// The matrix that NumPy wrote in each form.
    private let small: [Float] = [0, -1.5, 2, 65504, 0x1p-24, 0]

    @Test("NumPy files of every width, byte order and element order are read")
    func numpyForms() throws {
        let folder = try PredictedFixture.folder()
        for form in ["little2", "little4", "little8", "big2", "big4", "big8"] {
            for order in ["C", "F"] {
                let tensor = try NPYFile.read("\(folder)/small-\(form)\(order).npy")
                #expect(tensor.shape == [2, 3] && tensor.elements == small, "\(form)\(order)")
                #expect(tensor.elements[5].sign == .minus)
            }
        }
        for version in 1...3 {
            let tensor = try NPYFile.read("\(folder)/cube-\(version).npy")
            #expect(tensor.shape == [2, 3, 4] && tensor.elements == (0..<24).map(Float.init))
        }
    }

    @Test("What is written is read back, and laid out as NumPy lays it out")
    func writing() throws {
        let elements = (0..<24).map { Float($0) / 7 }
        let bytes = NPYFile.encode(elements, shape: [2, 3, 4])
        #expect(try NPYFile.decode(bytes, path: "") == TensorData(shape: [2, 3, 4], elements: elements))
        #expect((bytes.count - 96) % 64 == 0)
        let folder = try PredictedFixture.folder()
        let numpy = try #require(FileManager.default.contents(atPath: folder + "/files/q.npy"))
        let queries = try NPYFile.read(folder + "/files/q.npy")
        #expect(try NPYFile.decode(NPYFile.encode(queries.elements, shape: queries.shape), path: "") == queries)
        #expect(NPYFile.encode(queries.elements, shape: queries.shape) == Array(numpy))
    }

    @Test("Every number of 16 bits is what its definition says")
    func halves() {
        for bits in 0..<UInt32(1 << 16) {
            let (sign, exponent, fraction) = (bits >> 15, Int(bits >> 10) & 31, Double(bits & 1023))
            let value = ElementType.half(bits)
            if exponent == 31 {
                if fraction == 0 ? !value.isInfinite : !value.isNaN { Issue.record("\(bits)") }
                continue
            }
            let magnitude =
                exponent == 0
                ? fraction * 0x1p-24
                : (1 + fraction / 1024) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
            if Double(value) != (sign == 1 ? -magnitude : magnitude) { Issue.record("\(bits) reads as \(value)") }
        }
    }

    @Test("Safetensors are read, of the same elements as the NumPy files")
    func safetensors() throws {
        let folder = try PredictedFixture.folder()
        let file = try SafetensorsFile(path: folder + "/archive/tensors.safetensors")
        #expect(file.names == ["brain", "half", "k", "q", "v", "whole", "wk", "x"])
        for name in ["q", "k", "v", "x", "wk"] {
            #expect(try file.tensor(name) == NPYFile.read("\(folder)/files/\(name).npy"))
        }
        #expect(try file.tensor("half")?.elements == small)
        // 65504 and 2^-24 cut to 8 bits of mantissa.
        #expect(try file.tensor("brain")?.elements == [0, -1.5, 2, 65280, 0x1p-24, 0])
        #expect(try file.tensor("none") == nil)
        #expect(throws: SparseAttentionError.self) { try file.tensor("whole") }
        let (files, archive) = (
            try AttentionFolder(path: folder + "/files"), try AttentionFolder(path: folder + "/archive")
        )
        #expect(files.groups == archive.groups && files.groups.count == 1)
    }

    /// A NumPy file with a header of one's own.
    private func numpy(_ header: String, data: Int = 0, version: UInt8 = 1) -> [UInt8] {
        let length = header.utf8.count
        return [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    @Test("NumPy files that are not right give one error that names the file")
    func brokenNumpy() {
        let good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
        #expect(throws: Never.self) { try NPYFile.decode(numpy(good, data: 24), path: "a.npy") }
        let broken: [[UInt8]] = [
            [], Array("NUMPY".utf8), numpy(good), numpy(good, data: 23), numpy(good, data: 25),
            numpy(good, data: 24, version: 0), numpy(good, data: 24, version: 4), numpy(good, data: 24, version: 2),
            [0x93] + Array("NUMPY".utf8) + [1, 0, 255, 255], numpy(""), numpy("{}"), numpy("{"), numpy("{'descr'"),
            numpy("{'descr': '<f4', 'fortran_order': False}", data: 4),
            numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}", data: 24),
            numpy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}", data: 24),
            numpy("{'descr': '<i4', 'fortran_order': False, 'shape': (6,)}", data: 24),
            numpy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}", data: 24),
            numpy("{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)}", data: 24),
            numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}", data: 24),
            numpy("{'descr': '<f4', 'fortran_order': False, 'shape': 6}", data: 24),
            numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296)}", data: 24),
            numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", data: 24),
            numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}", data: 24),
            numpy(good + "x", data: 24),
            numpy("{'descr': 'line\nline', 'fortran_order': False, 'shape': (6,)}", data: 24),
            numpy("{'descr': '<>f4', 'fortran_order': False, 'shape': (6,)}", data: 24),
            numpy("{'\(String(repeating: "k", count: 60_000))': 1}"),
        ]
        for bytes in broken {
            do {
                _ = try NPYFile.decode(bytes, path: "a.npy")
                Issue.record("read \(String(decoding: bytes, as: UTF8.self))")
            } catch {
                #expect(error.description.hasPrefix("a.npy: found ") && !error.description.contains("\n"))
                #expect(error.description.utf8.count < 300)
            }
        }
    }

    private func safetensors(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
        let count = length ?? UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: count >> UInt64(8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    @Test("Safetensors that are not right give one error that names the file")
    func brokenSafetensors() {
        func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
            "{\"a\": {\"dtype\": \"\(type)\", \"shape\": \(shape), \"data_offsets\": \(offsets)}}"
        }
        let good = entry("[2]", "[0, 8]")
        #expect(throws: Never.self) { try SafetensorsFile(safetensors(good, data: 8), path: "a").tensor("a") }
        let broken: [[UInt8]] = [
            [], [0, 0, 0, 0, 0, 0, 0, 0], safetensors(good, length: .max), safetensors(good, length: 1 << 40),
            safetensors(good, length: 200_000_000), safetensors("[]"), safetensors("{"), safetensors("{\"a\": 1}"),
            safetensors("{\"a\": {}}"), safetensors(good + "x", data: 8), safetensors(good, data: 7),
            safetensors(entry("[2]", "[0, 4]"), data: 8), safetensors(entry("[2]", "[8, 0]"), data: 8),
            safetensors(entry("[2]", "[0]"), data: 8), safetensors(entry("[2]", "[0, 8, 9]"), data: 9),
            safetensors(entry("[-2]", "[0, 8]"), data: 8), safetensors(entry("[2.5]", "[0, 8]"), data: 8),
            safetensors(entry("[9999999999999, 9999999999999]", "[0, 8]"), data: 8),
            safetensors(entry("[2]", "[9223372036854775800, 9223372036854775807]"), data: 8),
            safetensors(entry("[99999999999999999999]", "[0, 8]"), data: 8),
            safetensors(entry("[2]", "[0, 8]", type: "I32"), data: 8),
            safetensors(entry("[2]", "[0, 8]", type: "I\\n\(String(repeating: "3", count: 10_000))"), data: 8),
            safetensors("{\"a\": {\"dtype\": \"F32\", \"shape\": [2]}}", data: 8),
            safetensors("{\"\\ud800\": 1}"), safetensors("{\"\\uZZZZ\": 1}"), safetensors("{\"a"),
            safetensors(
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}, \"a\": "
                    + "{\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}", data: 8),
            safetensors(String(repeating: "[", count: 10_000)),
        ]
        for bytes in broken {
            do {
                _ = try SafetensorsFile(bytes, path: "a.st").tensor("a")
                Issue.record("read \(String(decoding: bytes, as: UTF8.self))")
            } catch {
                #expect(error.description.hasPrefix("a.st: found ") && !error.description.contains("\n"))
                #expect(error.description.utf8.count < 300)
            }
        }
    }

    @Test("Files with random damage are read or refused, and never trap")
    func damage() throws {
        let folder = try PredictedFixture.folder()
        var random = RandomTensors(71)
        let numpy = Array(try #require(FileManager.default.contents(atPath: folder + "/cube-2.npy")))
        let archive = Array(
            try #require(FileManager.default.contents(atPath: folder + "/archive/tensors.safetensors")))
        var refused = 0
        for trial in 0..<4000 {
            var bytes = trial % 2 == 0 ? numpy : archive
            for _ in 0..<random.integer(1...4) {
                let place = random.integer(0...min(bytes.count - 1, 700))
                switch random.integer(0...2) {
                case 0: bytes[place] = UInt8(random.integer(0...255))
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(random.integer(0...255)), at: place)
                }
            }
            do {
                if trial % 2 == 0 {
                    _ = try NPYFile.decode(bytes, path: "a")
                } else {
                    let file = try SafetensorsFile(bytes, path: "a")
                    for name in file.names { _ = try file.tensor(name) }
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1000)
    }

    @Test("A folder without the tensors, or with tensors that do not fit, is refused by name")
    func folders() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/ingot-attention-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ name: String, _ shape: [Int]) throws {
            let elements = [Float](repeating: 1, count: shape.reduce(1, *))
            try Data(NPYFile.encode(elements, shape: shape)).write(to: URL(fileURLWithPath: "\(folder)/\(name).npy"))
        }
        func refusal() -> String {
            do {
                _ = try AttentionFolder(path: folder)
                return "nothing"
            } catch {
                return error.description
            }
        }
        #expect(refusal().contains("no q.npy"))
        try write("q", [4, 3])
        try write("k", [5, 3])
        #expect(refusal().contains("no v.npy"))
        try write("v", [6, 2])
        #expect(refusal().hasPrefix("v: found 6 x 2; accepted: 5 rows"))
        try write("v", [5, 2])
        #expect(refusal() == "nothing")
        try write("x", [5, 7])
        #expect(refusal().hasPrefix("wk: found nothing"))
        try write("wk", [6, 3])
        #expect(refusal().hasPrefix("wk: found 6 x 3"))
        try write("wk", [7, 3])
        #expect(refusal() == "nothing")
        // Four query heads, two of keys.
        try write("q", [4, 4, 3])
        #expect(refusal() == "nothing")
        try write("k", [2, 5, 3])
        #expect(refusal().hasPrefix("v: found 1 heads"))
        try write("v", [2, 5, 2])
        #expect(refusal().hasPrefix("wk: found 1 heads"))
        try write("wk", [2, 7, 3])
        #expect(try AttentionFolder(path: folder).groups.map(\.count) == [2, 2])
        try write("q", [3, 4, 3])
        #expect(refusal().hasPrefix("q: found 3 heads"))
        try write("q", [12])
        #expect(refusal().hasPrefix("q: found 12"))
        try write("q", [0, 4])
        #expect(refusal().hasPrefix("q: found 0 x 4"))
        #expect(throws: SparseAttentionError.self) { try AttentionFolder(path: folder + "/none") }
        #expect(throws: SparseAttentionError.self) { try AttentionFolder(path: folder + "/q.npy") }
        #expect(throws: SparseAttentionError.self) { try NPYFile.read("/dev/zero") }
        #expect(throws: SparseAttentionError.self) { try NPYFile.read(folder) }
    }
}
