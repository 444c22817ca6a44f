/// The header of a NumPy file: a Python dictionary of three entries.
struct NPYHeader {
    var type: ElementType = .float32
    var isBigEndian = false
    var isFortranOrder = false
    var shape: [Int] = []

    /// What was found instead of a header.
    struct Problem: Error {
        let found: String
        let accepted: String
    }

    private var rest: ArraySlice<UInt8> = []

    /// Reads the text of a header.
    init(_ text: ArraySlice<UInt8>) throws(Problem) {
        rest = text
        var keys: Set<String> = []
        try expect("{")
        while !take("}") {
            let key = try string()
            try expect(":")
            guard keys.insert(key).inserted else {
                throw Problem(found: "\(FileBytes.quoted(key)) twice", accepted: "each key once")
            }
            switch key {
            case "descr": try readType()
            case "fortran_order": isFortranOrder = try truth()
            case "shape": shape = try tuple()
            default:
                throw Problem(found: "the key \(FileBytes.quoted(key))", accepted: "descr, fortran_order and shape")
            }
            if take(",") { continue }
            try expect("}")
            break
        }
        skipSpace()
        guard rest.isEmpty, keys.count == 3 else {
            throw Problem(found: "a header that is not complete", accepted: "descr, fortran_order and shape")
        }
        rest = []
    }

    private mutating func readType() throws(Problem) {
        skipSpace()
        guard rest.first == UInt8(ascii: "'") || rest.first == UInt8(ascii: "\"") else {
            throw Problem(found: "elements of several fields", accepted: "float16, float32 or float64")
        }
        let name = try string()
        isBigEndian = name.hasPrefix(">")
        let hasOrder = name.first.map { "<>=|".contains($0) } ?? false
        switch hasOrder ? name.dropFirst() : name[...] {
        case "f2": type = .float16
        case "f4": type = .float32
        case "f8": type = .float64
        default:
            throw Problem(found: "elements of type \(FileBytes.quoted(name))", accepted: "float16, float32 or float64")
        }
    }

    private mutating func truth() throws(Problem) -> Bool {
        skipSpace()
        if takeWord("True") { return true }
        if takeWord("False") { return false }
        throw Problem(found: "a fortran_order that is no truth value", accepted: "True or False")
    }

    private mutating func tuple() throws(Problem) -> [Int] {
        var result: [Int] = []
        try expect("(")
        while !take(")") {
            skipSpace()
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let dimension = Int(String(decoding: digits, as: UTF8.self)), result.count < 32 else {
                throw Problem(found: "a shape that is no tuple of dimensions", accepted: "like (512, 64)")
            }
            rest = rest.dropFirst(digits.count)
            // Python 2 marked long integers.
            _ = takeWord("L")
            result.append(dimension)
            if take(",") { continue }
            try expect(")")
            break
        }
        return result
    }

    private mutating func string() throws(Problem) -> String {
        skipSpace()
        guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw Problem(found: "a header that is no dictionary of strings", accepted: "one that numpy.save writes")
        }
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: quote) else {
            throw Problem(found: "a string without an end in the header", accepted: "one that numpy.save writes")
        }
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        return text
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
        guard take(character) else {
            throw Problem(found: "a header without '\(character)' in its place", accepted: "one that numpy.save writes")
        }
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }
}
